"""The whole way: Telegram in one process, the bot in another, and a person's phone that sees the chat.

async with wire(tmp_path) as phone:
    await phone.says("/start")
    await phone.taps("Mulai mendata")
    phone.bubbles[-1].text
"""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

from tests.processes import Forked
from tests.telegram_peer import PATIENCE, TOKEN, Bubble

SECRET = "a-secret-of-32-characters-000000"
_KAWAN = Path(sys.executable).with_name("kawan")


class BotProcess:
    """`kawan run`, which can be stopped, killed and started again on the same database."""

    def __init__(self, folder: Path, api: str, webhook: bool, more: dict[str, str]) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | Forked | None = None
        self._environment = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME", "LANG") if name in os.environ
        } | {
            "BOT_TELEGRAM_TOKEN": TOKEN,
            "BOT_TELEGRAM_API": api,
            "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'kawan.db'}",
            "PYTHONUNBUFFERED": "1",
            "BOT_COURIER": "off",
            **more,
        }
        if webhook:
            port = _free_port()
            self._environment |= {
                "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
                "BOT_WEBHOOK_SECRET": SECRET,
                "BOT_LISTEN": f"127.0.0.1:{port}",
            }

    @property
    def log(self) -> str:
        """What the bot has logged so far, in all its lives."""
        return (self._folder / "bot.log").read_text()

    def start(self, *, forked: bool = False) -> None:
        """Start it as an operator does; or forked, which takes no seconds."""
        if forked:
            self._process = Forked(self._folder, self._folder / "bot.log", self._environment, "bot", ["run"])
            return
        with (self._folder / "bot.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_KAWAN, "run"], cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """The phone network's worst case: the process is gone from one moment to the next."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask the bot to stop; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        return self._process.wait(PATIENCE)


class Phone:
    """One person's private chat with the bot, on her phone."""

    _numbers = itertools.count(101)  # of messages and of taps: Telegram never gives one twice

    def __init__(
        self, api: str, client: aiohttp.ClientSession, bot: BotProcess, chat: int = 7, name: str = "Ani"
    ) -> None:
        self.bot = bot
        self.bubbles: list[Bubble] = []
        self.notices: list[str] = []
        self._api = api
        self._client = client
        self._person = {"id": chat, "is_bot": False, "first_name": name, "language_code": "id"}
        self._chat = {"id": chat, "type": "private", "first_name": name}

    @property
    def newest(self) -> Bubble:
        """The bubble that was sent or changed last."""
        return max(self.bubbles, key=lambda bubble: bubble.touched)

    async def beside(self, chat: int, name: str) -> "Phone":
        """The phone of somebody else."""
        return Phone(self._api, self._client, self.bot, chat, name)

    async def says(self, text: str) -> list[Bubble]:
        """Send words or a command; what the chat shows once the bot has answered."""
        await self.sends(text)
        return await self.answered()

    async def taps(self, label: str) -> list[Bubble]:
        """Tap the newest button whose label has these words; what the chat shows once the bot has answered."""
        newest_first = sorted(self.bubbles, key=lambda bubble: -bubble.touched)
        buttons = [(one, data) for one in newest_first for text, data in one.buttons if label in text]
        assert buttons, f"no button says {label}\n{self.bubbles}"
        await self.sends_tap(*buttons[0])
        return await self.answered()

    async def sends(self, text: str, **more: Any) -> dict[str, Any]:
        """Put words on their way, and do not wait. The update can be sent again."""
        number = next(self._numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": self._chat, "from": self._person}
        return await self.passes({"message": {**message, "text": text, **more}})

    async def sends_tap(self, bubble: Bubble, data: str) -> dict[str, Any]:
        """Put a tap on its way, and do not wait. The update can be sent again."""
        shown = {"message_id": bubble.id, "date": int(time.time()), "chat": self._chat, "text": bubble.text}
        query = {"id": str(next(self._numbers)), "from": self._person, "chat_instance": "1", "message": shown}
        return await self.passes({"callback_query": {**query, "data": data}})

    async def passes(self, update: dict[str, Any]) -> dict[str, Any]:
        """Hand an update to Telegram, which numbers it and delivers it."""
        await self._post("/__fixture/updates", {"token": TOKEN, "update": update})
        return update

    async def answered(self, within: float = PATIENCE) -> list[Bubble]:
        """Wait until the bot has confirmed all messages; what the chat shows then."""
        async with asyncio.timeout(within):
            while not (await self._get("/__peer/idle"))["is_so"]:
                if not self.bot.alive():
                    raise AssertionError(f"the bot is gone\n{self.bot.log}")
        return await self.look()

    async def look(self) -> list[Bubble]:
        """What the chat shows now."""
        seen = await self._get(f"/__peer/chats/{self._chat['id']}")
        shown = seen["bubbles"]
        self.bubbles = [Bubble(**{**one, "rows": [list(map(tuple, row)) for row in one["rows"]]}) for one in shown]
        self.notices = seen["notices"]
        return self.bubbles

    async def refused(self) -> list[str]:
        """Calls that Telegram refused because they were wrong."""
        refused: list[str] = await self._get("/__peer/refused")
        return refused

    async def fault(self, method: str, status: int, **more: Any) -> None:
        """Let the next call of a method fail; see `tests.telegram_peer.Fault`."""
        await self._post("/__peer/fault", {"method": method, "status": status, **more})

    async def redeliver(self) -> None:
        """Let Telegram call the webhook again with what was not confirmed."""
        await self._post("/__fixture/deliver", {"token": TOKEN})

    async def start_bot(self, *, forked: bool = False) -> None:
        """Start the bot, and wait until it asks Telegram for messages."""
        asked = (await self._get("/__peer/asked/-1"))["asked"]
        self.bot.start(forked=forked)
        async with asyncio.timeout(PATIENCE):
            while not (await self._get(f"/__peer/asked/{asked}"))["is_so"]:
                if not self.bot.alive():
                    raise AssertionError(f"the bot did not start\n{self.bot.log}")

    async def _get(self, path: str) -> Any:
        async with self._client.get(f"{self._api}{path}") as answer:
            return await answer.json()

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        async with self._client.post(f"{self._api}{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()


@contextlib.asynccontextmanager
async def wire(folder: Path, *, webhook: bool = False, start: bool = True, **environment: str) -> AsyncIterator[Phone]:
    """A phone, Telegram and the running bot; further settings by name, such as `BOT_LOG_LEVEL`."""
    peer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.telegram_peer", stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parent.parent
    )
    assert peer.stdout is not None
    try:
        api = (await asyncio.wait_for(peer.stdout.readline(), PATIENCE)).decode().strip()
        bot = BotProcess(folder, api, webhook, environment)
        async with aiohttp.ClientSession() as client:
            phone = Phone(api, client, bot)
            try:
                if start:
                    await phone.start_bot()
                yield phone
            finally:
                bot.kill()
    finally:
        peer.kill()
        await peer.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
