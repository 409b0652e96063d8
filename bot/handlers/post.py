"""One message to Telegram by python-telegram-bot, and what became of it. It paces; it never tries again."""

import asyncio
import enum
import logging
import os
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.handlers.rendering import Keyboard, Rendered, chat_number
from bot.settings import Settings

PER_SECOND = 15  # half of what Telegram lets a bot send: replies in conversations need the other half
SEND_WITHIN = 20.0  # seconds for one call, files among them
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # a picture of a site costs a cadre data

Bot = ExtBot[int]


class Fate(enum.Enum):
    """What became of a message."""

    ARRIVED = "arrived"
    BUSY = "busy"  # Telegram asks us to wait
    LOST = "lost"  # the network or Telegram failed, and it has not arrived
    UNANSWERED = "unanswered"  # the network failed after it was sent: it may have arrived all the same
    UNREACHABLE = "unreachable"  # the person blocked the bot, or is gone
    REFUSED = "refused"  # as it is, it will never be taken
    TOKEN_REFUSED = "token refused"  # noqa: S105 - no token


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a message, and what Telegram said."""

    fate: Fate
    why: str = ""
    wait: timedelta = timedelta()


class Post:
    """A bot that sends, at an even pace and one call at a time."""

    def __init__(self, settings: Settings, per_second: float = PER_SECOND) -> None:
        if settings.telegram_token is None:
            raise ValueError("Telegram needs a token")
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library asks for it, or warns at each 429
        for name, level in (("telegram.ext.AIORateLimiter", logging.CRITICAL), ("httpx", logging.WARNING)):
            logging.getLogger(name).setLevel(level)  # a 429 is told by the courier; an address holds the token
        self._request = HTTPXRequest(
            connection_pool_size=1, connect_timeout=5, read_timeout=SEND_WITHIN, media_write_timeout=SEND_WITHIN
        )
        self.bot: Bot = ExtBot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{settings.telegram_api}/bot",
            request=self._request,
            get_updates_request=self._request,  # never used
            # One call each fifteenth of a second. With 15 a second it would let 30 out in the first.
            rate_limiter=AIORateLimiter(overall_max_rate=1, overall_time_period=1 / per_second, max_retries=0),
        )

    @property
    def bot_id(self) -> int:
        """The bot's number, as its token says it: no call is needed."""
        return int(self.bot.token.partition(":")[0])

    async def send(self, chat: str, message: Rendered, *, silent: bool, protected: bool = False) -> Posted:
        """Send it once."""
        try:
            async with asyncio.timeout(SEND_WITHIN):
                await self._call(chat_number(chat), message, silent, protected)
        except RetryAfter as error:
            wait = error.retry_after
            return Posted(
                Fate.BUSY, "Too Many Requests", wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            )
        except (Forbidden, ChatMigrated) as error:
            return Posted(Fate.UNREACHABLE, error.message)
        except InvalidToken as error:
            return Posted(Fate.TOKEN_REFUSED, error.message)
        except BadRequest as error:
            gone = "chat not found" in error.message.lower()
            return Posted(Fate.UNREACHABLE if gone else Fate.REFUSED, error.message)
        except TimeoutError:
            return Posted(Fate.UNANSWERED, "TimeoutError")
        except TelegramError as error:
            return _lost(error)
        return Posted(Fate.ARRIVED)

    def _call(self, chat: int, message: Rendered, silent: bool, protected: bool) -> Awaitable[object]:
        keyboard, file = _markup(message.keyboard), message.attachment
        quiet, kept = silent or None, protected or None  # a parameter that says nothing is not sent
        if file is None:
            return self.bot.send_message(
                chat,
                message.text,
                reply_markup=keyboard,
                disable_notification=quiet,
                protect_content=kept,
                link_preview_options=_NO_PREVIEW,
            )
        content, caption = InputFile(file.content, filename=file.name), message.text or None
        send = self.bot.send_photo if file.is_picture else self.bot.send_document
        return send(
            chat, content, caption=caption, reply_markup=keyboard, disable_notification=quiet, protect_content=kept
        )

    async def close(self) -> None:
        """Hang up."""
        await self._request.shutdown()


def _lost(error: TelegramError) -> Posted:
    """A call that failed: by what Telegram answered, or by the network; then it matters whether it had gone out."""
    cause = error.__cause__
    if not isinstance(cause, httpx.HTTPError):
        return Posted(Fate.LOST, error.message)
    not_out = isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    return Posted(Fate.LOST if not_out else Fate.UNANSWERED, type(cause).__name__)


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.tap.pack()) for button in row] for row in keyboard]
    )
