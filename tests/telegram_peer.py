"""Telegram for tests: the strict Bot API emulator `lo-bot-api-emulator`, and what a test wants to see of it.

The emulator (nobody here wrote it) holds updates until they are confirmed, calls webhooks with their secret, and
refuses what Telegram refuses: long texts, 65 bytes on a button, unknown parameters. Added here: a bot with a username,
messages taken away, edits that are refused as Telegram refuses them, faults on demand, and each chat as its person
sees it.

    python -m tests.telegram_peer --port 9001
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator, updates

from tests.bot_api import problems
from tests.webhooks import Abreast

USERNAME = "kawan_uji_bot"
BOT_ID = 123456789
TOKEN = f"{BOT_ID}:AAEtoken-of_a_bot_that_is_made_up_0000"
PATIENCE = 120.0  # seconds until a test gives up: a busy machine fails none
_ALSO_TAKEN = ("link_preview_options", "protect_content")  # parameters of Telegram's that the emulator does not know
updates.KINDS |= {"edited_message", "my_chat_member"}


@dataclass
class Bubble:
    """A message of the bot's, as its person sees it now."""

    id: int
    text: str
    rows: list[list[tuple[str, str]]]  # label and data of each button
    edits: int = 0
    touched: int = 0  # counts up with each bubble sent or edited: the highest is the newest
    file: str = ""  # the name of the file that it carries
    silent: bool = False

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]


@dataclass
class Fault:
    """How the next calls of a method fail."""

    method: str
    status: int  # 0: the call only takes long
    description: str = "Internal Server Error"
    retry_after: int = 0
    times: int = 1
    after: bool = False  # the call is carried out, and only its answer is lost
    seconds: float = 0  # how long the answer takes
    dropped: bool = False  # there is no answer: the connection ends


@dataclass
class Seen:
    """What the bot did."""

    chats: dict[int, list[Bubble]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    commands: dict[str, dict[str, str]] = field(default_factory=dict)  # of the menu, by the phone's language
    deleted: list[int] = field(default_factory=list)  # messages, of hers and of the bot's
    invalid: list[str] = field(default_factory=list)  # calls that are not as the Bot API describes them


class Peer(LoBotApiEmulator):  # type: ignore[misc]  # the emulator has no types
    """Telegram."""

    def __init__(self) -> None:
        super().__init__(enable_control=True, allow_insecure_loopback_webhooks=True, max_assets=10**6)
        self.seen = Seen()
        self.faults: list[Fault] = []
        self._touches = itertools.count(1)

    async def send(self, update: dict[str, Any]) -> None:
        """What a person did, on its way to the bot."""
        await self.enqueue_update(update, token=TOKEN)

    def state(self) -> dict[str, Any]:
        """How many updates wait to be confirmed, and how the bot hears of them."""
        inbox = self._update_queues._state(TOKEN)
        asked = sum(call["method"] in ("getUpdates", "setWebhook") for call in self.seen.calls)
        return {"pending": len(inbox.updates), "polling": inbox.polling, "url": inbox.url, "asked": asked}

    @contextlib.asynccontextmanager
    async def call_abreast(self) -> AsyncIterator[None]:
        """A webhook is called with several updates at once, and again until it acknowledges them."""
        queues = self._update_queues = Abreast(record=lambda _: None, insecure_webhooks=True)
        yield
        await queues.stop()

    async def idle(self, within: float = PATIENCE) -> None:
        """Wait until the bot confirmed everything; raises TimeoutError."""
        await until(lambda: not self.state()["pending"], within)

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        attached = {str(value).removeprefix("attach://") for value in fields.values()}
        if wrong := problems(method, {**fields, **dict.fromkeys(uploads.keys() - attached)}):
            self.seen.invalid += wrong
            raise ApiRefusal(f"Bad Request: {wrong[0]}")
        for name in _ALSO_TAKEN:
            fields.pop(name, None)
        try:
            result = super().validate(method, fields, uploads)
        except ApiRefusal as refusal:
            if "chat not found" not in str(refusal):  # which chats there are is not ours to know
                self.seen.invalid.append(f"{method}: {refusal}")
            raise
        if method == "getMe":
            result |= {"id": BOT_ID, "username": USERNAME}
        elif method == "setMyCommands":
            menu = {one["command"]: one["description"] for one in self.decoded(fields["commands"])}
            self.seen.commands[fields.get("language_code", "")] = menu
        elif method == "answerCallbackQuery" and fields.get("text"):
            self.seen.notices.append(fields["text"])
        elif method in {"sendMessage", "sendPhoto", "sendDocument"}:
            text = fields.get("text") or fields.get("caption", "")
            bubble = Bubble(result["message_id"], text, self._rows(fields), touched=next(self._touches))
            bubble.file = next((upload["filename"] for upload in uploads.values()), "")
            bubble.silent = fields.get("disable_notification") == "true"
            self.seen.chats.setdefault(int(fields["chat_id"]), []).append(bubble)
        elif method == "editMessageText":
            self._edit(fields)
        if isinstance(result, dict) and "date" in result:
            result["date"] = int(time.time())
        return result

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call: dict[str, Any] = {"method": method, "status": None, "at": time.time()}
        self.seen.calls.append(call)
        fault = next((fault for fault in self.faults if fault.method == method and fault.times), None)
        answer: web.StreamResponse | None = None
        if fault is None or fault.after:
            deletes = method in {"deleteMessage", "deleteMessages"}
            answer = await (self._delete(method, request) if deletes else super().handle(request))
        if fault is not None:
            fault.times -= 1
            await asyncio.sleep(fault.seconds)
            if fault.dropped and request.transport is not None:
                request.transport.close()
            body: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": fault.description}
            if fault.retry_after:
                body["parameters"] = {"retry_after": fault.retry_after}
            if fault.status:
                answer = web.json_response(body, status=fault.status)
        assert answer is not None
        call["status"] = answer.status
        return answer

    async def _delete(self, method: str, request: web.Request) -> web.Response:
        """Take messages away, ours and hers; those that are not there are passed over, as Telegram does."""
        fields, _ = await self.read_request(request)
        if wrong := problems(method, fields):
            self.seen.invalid += wrong
            return web.json_response({"ok": False, "error_code": 400, "description": wrong[0]}, status=400)
        numbers = self.decoded(fields["message_ids"]) if "message_ids" in fields else [fields["message_id"]]
        self.seen.deleted += map(int, numbers)
        chat = int(fields["chat_id"])
        left = [bubble for bubble in self.seen.chats.get(chat, []) if bubble.id not in self.seen.deleted]
        self.seen.chats[chat] = left
        return web.json_response({"ok": True, "result": True})

    def _edit(self, fields: dict[str, Any]) -> None:
        bubbles = self.seen.chats.get(int(fields["chat_id"]), [])
        bubble = next((bubble for bubble in bubbles if bubble.id == int(fields["message_id"])), None)
        if bubble is None:
            raise ApiRefusal("Bad Request: message to edit not found")
        rows = self._rows(fields)
        if (bubble.text, bubble.rows) == (fields["text"], rows):
            raise ApiRefusal(
                "Bad Request: message is not modified: specified new message content and reply markup are …"
            )
        bubble.text, bubble.rows, bubble.edits = fields["text"], rows, bubble.edits + 1
        bubble.touched = next(self._touches)

    def _rows(self, fields: dict[str, Any]) -> list[list[tuple[str, str]]]:
        markup = self.decoded(fields.get("reply_markup")) or {}
        return [[(one["text"], one["callback_data"]) for one in row] for row in markup.get("inline_keyboard", [])]

    @contextlib.asynccontextmanager
    async def served(self, port: int = 0) -> AsyncIterator[str]:
        """The peer's base address, while it is there."""
        application = self.app()
        application.router.add_get("/__peer/chats/{chat}", self._chat)
        application.router.add_get("/__peer/refused", self._refused)
        application.router.add_get("/__peer/idle", self._idle)
        application.router.add_get("/__peer/asked/{before}", self._asked)
        application.router.add_post("/__peer/fault", self._fault)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _chat(self, request: web.Request) -> web.Response:
        shown = self.seen.chats.get(int(request.match_info["chat"]), [])
        return web.json_response({"bubbles": [asdict(bubble) for bubble in shown], "notices": self.seen.notices})

    async def _refused(self, _: web.Request) -> web.Response:
        return web.json_response([call["method"] for call in self.seen.calls if call["status"] in {400, 404}])

    async def _idle(self, _: web.Request) -> web.Response:
        """Whether the bot has confirmed everything, as soon as it has, or after a while."""
        return await self._soon(lambda: not self.state()["pending"])

    async def _asked(self, request: web.Request) -> web.Response:
        """Whether the bot has asked for messages more than so many times, as soon as it has, or after a while."""
        before = int(request.match_info["before"])
        return await self._soon(lambda: self.state()["asked"] > before)

    async def _soon(self, condition: Callable[[], bool]) -> web.Response:
        with contextlib.suppress(TimeoutError):
            await until(condition, 1)
        return web.json_response({"is_so": condition(), "asked": self.state()["asked"]})

    async def _fault(self, request: web.Request) -> web.Response:
        self.faults.append(Fault(**json.loads(await request.read())))
        return web.json_response({"ok": True})


async def until(condition: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait until the condition holds; raises TimeoutError."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  # what is waited for happens in a library that tells nobody
            await asyncio.sleep(0.005)


async def _serve(port: int) -> None:
    async with Peer().served(port) as address:
        print(address, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(arguments.parse_args().port))
