"""The bot at work on Telegram: it asks for messages (polling), or is called with them (webhook)."""

import asyncio
import logging
from contextlib import suppress
from typing import Any, NoReturn
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import AnswerCallbackQuery, DeleteWebhook, GetMe, GetUpdates, SetWebhook, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.boundary import Boundary, Conversation
from bot.handlers.delivery import Delivery
from bot.handlers.menu import menus
from bot.handlers.session import Session
from bot.handlers.stopping import until_stopped
from bot.handlers.telegram import HEARD, Listener
from bot.handlers.webhook import webhook
from bot.logs import where
from bot.settings import Settings

LINK = "https://t.me/{name}?start="
POLL = 25  # seconds that Telegram may hold a question for messages
PATIENCE = 5  # seconds after which new messages are asked for, though somebody's reply is still on its way
MOST_AT_ONCE = 100  # updates that Telegram gives at once
FINISH = 10  # seconds for replies on their way when the bot is told to stop
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds, while Telegram cannot be reached

_log = logging.getLogger(__name__)


class TokenRefusedError(Exception):
    """Telegram does not know the token."""


class CannotListenError(Exception):
    """The address for the webhook is taken, or not this machine's."""


async def serve_polling(settings: Settings, dialogue: Conversation) -> None:
    """Ask Telegram for messages until the process is told to stop. Raises TokenRefusedError."""
    service = Service(settings, dialogue)
    try:
        await until_stopped(service.poll())
    finally:
        await service.close()


async def serve_webhook(settings: Settings, dialogue: Conversation) -> None:
    """Be called by Telegram until the process is told to stop. Raises TokenRefusedError, CannotListenError."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise ValueError("a webhook needs an address and a secret")
    service = Service(settings, dialogue)
    secret = settings.webhook_secret.get_secret_value()
    application = webhook(service.bot, service.take, urlsplit(settings.webhook_url).path or "/", secret)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=FINISH)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.listen_host, settings.listen_port, backlog=1024).start()
        except OSError as error:
            raise CannotListenError(error.strerror) from error
        await until_stopped(service.be_called(settings.webhook_url, secret))
    finally:
        await runner.cleanup()
        await service.close()


def bot_of(settings: Settings) -> Bot:
    """The bot with the token, at the Bot API server of the settings."""
    if settings.telegram_token is None:
        raise ValueError("Telegram needs a token")
    server = TelegramAPIServer.from_base(settings.telegram_api)
    return Bot(settings.telegram_token.get_secret_value(), session=Session(api=server, timeout=15))


class Service:
    """One bot, its dispatcher, and the messages being answered."""

    def __init__(self, settings: Settings, dialogue: Conversation) -> None:
        self.bot = bot_of(settings)
        self._listener = Listener(Boundary(dialogue), Delivery(self.bot))
        self._answering: set[asyncio.Task[Any]] = set()
        self._polled: dict[int, asyncio.Task[None]] = {}  # updates that came by polling and are not confirmed
        self._newest = 0  # of the updates that came

    async def poll(self) -> NoReturn:
        """Ask for messages, for ever. A message is confirmed after its reply went out, so that a crash loses none."""
        await self._introduce()
        while True:
            batch = await self._fetch()
            new = {one.update_id: one for one in batch if one.update_id not in self._polled}
            begun = {number: asyncio.create_task(self._finish(update)) for number, update in new.items()}
            self._polled |= begun
            if begun:
                await asyncio.wait(begun.values(), timeout=PATIENCE)
            elif waiting := [task for task in self._polled.values() if not task.done()]:
                await asyncio.wait(waiting, timeout=PATIENCE / 10, return_when=asyncio.FIRST_COMPLETED)
            if not begun and len(batch) >= MOST_AT_ONCE:
                self._polled.clear()  # so many came behind a slow one that Telegram shows no more before they go

    @property
    def _offset(self) -> int:
        """Of the next update to ask for; asking confirms all before it. What is not answered comes once more."""
        waiting = (number for number, task in self._polled.items() if not task.done())
        return min(waiting, default=self._newest + 1)

    async def be_called(self, address: str, secret: str) -> None:
        """Ask Telegram to call that address, for ever."""
        await self._introduce()
        await self._insist(
            SetWebhook(url=address, secret_token=secret, allowed_updates=list(HEARD), max_connections=40)
        )
        await asyncio.Event().wait()

    def take(self, update: Update) -> asyncio.Task[AnswerCallbackQuery | None]:
        """Start answering an update. What comes of it is a call that may be lost, to be sent last: a tap's waiting sign
        is stopped with it. Everything else is sent on the way, where a failure is seen."""
        task = asyncio.create_task(self._take(update))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        return task

    async def _take(self, update: Update) -> AnswerCallbackQuery | None:
        try:
            return await self._listener.feed_update(self.bot, update)
        except Exception as error:
            _log.error("an update was not answered\n%s", where(error))
            return None

    async def _finish(self, update: Update) -> None:
        """Answer an update that came by polling, to the last call."""
        last = await self.take(update)
        if last is not None:
            with suppress(AiogramError):  # too late to stop the waiting sign is no matter
                await self.bot(last)

    async def close(self) -> None:
        """Let replies on their way arrive, then hang up."""
        if self._answering:
            _, late = await asyncio.wait(self._answering, timeout=FINISH)
            if self._newest and not late:  # confirm the last ones, so that they are not answered again after the start
                with suppress(AiogramError):
                    await self.bot(GetUpdates(offset=self._newest + 1, limit=1, timeout=0), request_timeout=3)
        await self.bot.session.close()

    async def _introduce(self) -> None:
        """Find Telegram, and show the commands in its menu."""
        me = await self._insist(GetMe())
        self._listener.link = LINK.format(name=me.username)
        try:
            for menu in menus():
                await self.bot(menu)
        except AiogramError as error:
            _log.warning("the menu of commands stays as it was (%s)", type(error).__name__)
        _log.info("ready")

    async def _fetch(self) -> list[Update]:
        """The next updates; waits a while where there are none."""
        offset = self._offset
        self._polled = {number: task for number, task in self._polled.items() if number >= offset}
        asking = GetUpdates(offset=offset, timeout=POLL, limit=MOST_AT_ONCE, allowed_updates=list(HEARD))
        try:
            batch = await self._insist(asking, within=POLL + 10)
        except ClientDecodeError as error:  # one update of a kind that this library does not know spoils them all
            raw = error.data["result"] if isinstance(error.data, dict) else []
            self._newest = max((one["update_id"] for one in raw), default=self._newest)
            return [update for update in map(self._read, raw) if update]
        self._newest = batch[-1].update_id if batch else self._newest
        return batch

    def _read(self, raw: dict[str, Any]) -> Update | None:
        try:
            return Update.model_validate(raw, context={"bot": self.bot})
        except ValidationError:
            _log.error("update %s could not be read", raw.get("update_id"))
            return None

    async def _insist(self, method: TelegramMethod[TelegramType], within: int | None = None) -> TelegramType:
        """Call Telegram until it answers, with growing pauses."""
        tries = 0
        while True:
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            try:
                return await self.bot(method, request_timeout=within)
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise TokenRefusedError from error
            except ClientDecodeError:
                raise
            except TelegramConflictError as error:
                if "webhook" in error.message:
                    await self._insist(DeleteWebhook())
                    continue
                _log.warning("another process asks for this bot's messages; stop one of the two")
            except TelegramRetryAfter as error:
                pause = error.retry_after
            except AiogramError as error:
                _log.warning("%s did not succeed (%s); trying again", method.__api_method__, error)
            tries += 1
            await asyncio.sleep(pause)
