"""Replies on their way to Telegram: sent once where the network allows it, and never a reason to stop."""

import asyncio
import enum
import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import DeleteMessages, SendDocument, SendPhoto, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from bot.handlers.calls import EditText, SendText
from bot.handlers.rendering import Keyboard, Rendered, chat_number, rendered
from bot.messages import Outgoing

PAUSES = (0.5, 1.5, 4.0)  # seconds before each new try
MOST_DELETED = 100  # messages of one call
LONGEST_WAIT = 30  # seconds in all that we obey Telegram's "retry after"; a webhook must answer within 55

_NO_PREVIEW = {"is_disabled": True}  # a picture of a site costs a cadre data

_log = logging.getLogger(__name__)


class Outcome(enum.Enum):
    """What became of a reply."""

    DELIVERED = "delivered"
    LOST = "lost"  # told to the log; the person's next message brings the question back
    UNREACHABLE = "unreachable"  # the person blocked the bot, or is gone


class Receipt(NamedTuple):
    """What became of a reply, and the bubbles that it became."""

    outcome: Outcome
    bubbles: tuple[str, ...] = ()


class Delivery:
    """Sends bubbles by one bot."""

    def __init__(self, bot: Bot, pauses: Sequence[float] = PAUSES) -> None:
        self._bot = bot
        self._pauses = tuple(pauses)

    async def send(self, bubbles: Sequence[Outgoing]) -> Receipt:
        """Send the bubbles in their order; after one that cannot go out, the rest stay behind."""
        sent: list[str] = []
        for bubble in bubbles:
            outcome = await self._send(bubble, sent)
            if outcome is not Outcome.DELIVERED:
                return Receipt(outcome, tuple(sent))
        return Receipt(Outcome.DELIVERED, tuple(sent))

    async def _send(self, bubble: Outgoing, sent: list[str]) -> Outcome:
        chat = chat_number(bubble.chat)
        try:
            await self._delete(chat, bubble.deletes)
            replaced = bubble.replaces if bubble.replaces not in bubble.deletes else None
            for message in rendered(bubble):
                if not await self._edit(chat, replaced, message):
                    shown = await self._call(_message(chat, message, bubble.protected))
                    sent.append(str(shown.message_id))
                replaced = None
        except TelegramForbiddenError:
            return Outcome.UNREACHABLE
        except TelegramBadRequest as error:
            if "chat not found" in error.message:
                return Outcome.UNREACHABLE
            _log.error("chat %s: Telegram refused a bubble: %s", bubble.chat, error.message)
            return Outcome.LOST
        except AiogramError as error:
            _log.error("chat %s: a bubble was not sent (%s)", bubble.chat, type(error).__name__)
            return Outcome.LOST
        return Outcome.DELIVERED

    async def _delete(self, chat: int, bubbles: Sequence[str]) -> None:
        """Take bubbles away, hers and ours; what is gone already or older than two days stays as it is."""
        numbers = [int(bubble) for bubble in bubbles if bubble.isdigit()]
        for start in range(0, len(numbers), MOST_DELETED):
            try:
                taken = DeleteMessages(chat_id=chat, message_ids=numbers[start : start + MOST_DELETED])
                await self._call(taken, self._pauses[:1])  # what she is told must not wait long for it
            except TelegramForbiddenError:
                raise
            except AiogramError:
                _log.warning("chat tg:%s: some bubbles could not be taken away", chat)

    async def _edit(self, chat: int, replaced: str | None, message: Rendered) -> bool:
        """Whether the message stands in the replaced bubble's place; not where that one is gone or too old."""
        if replaced is None or not replaced.isdigit() or message.attachment is not None:
            return False
        try:
            await self._call(EditText(chat_id=chat, message_id=int(replaced), **_shown(message)))
        except TelegramBadRequest as error:
            return "not modified" in error.message
        return True

    async def _call(self, method: TelegramMethod[TelegramType], pauses: Sequence[float] | None = None) -> TelegramType:
        """Call Telegram, again after a pause where the network or Telegram failed, or where it asks us to wait."""
        patience = LONGEST_WAIT
        for pause in self._pauses if pauses is None else pauses:
            try:
                return await self._bot(method)
            except TelegramRetryAfter as error:
                patience -= error.retry_after
                if patience < 0:
                    raise
                await asyncio.sleep(error.retry_after)
            except TelegramEntityTooLarge:
                raise
            except (TelegramServerError, TelegramNetworkError):
                await asyncio.sleep(pause)
        return await self._bot(method)


def _message(chat: int, message: Rendered, protected: bool) -> SendText | SendPhoto | SendDocument:
    protect = protected or None
    attachment = message.attachment
    if attachment is not None:
        file = BufferedInputFile(attachment.content, attachment.name)
        caption, keyboard = message.text or None, _markup(message.keyboard)
        markup = InlineKeyboardMarkup.model_validate(keyboard) if keyboard else None
        if attachment.is_picture:
            return SendPhoto(chat_id=chat, photo=file, caption=caption, reply_markup=markup, protect_content=protect)
        return SendDocument(chat_id=chat, document=file, caption=caption, reply_markup=markup, protect_content=protect)
    return SendText(chat_id=chat, protect_content=protect, **_shown(message))


def _shown(message: Rendered) -> dict[str, Any]:
    return {
        "text": message.text,
        "reply_markup": _markup(message.keyboard),
        "link_preview_options": _NO_PREVIEW,
    }


def _markup(keyboard: Keyboard) -> dict[str, Any] | None:
    if not keyboard:
        return None
    rows = [[{"text": button.label, "callback_data": button.tap.pack()} for button in row] for row in keyboard]
    return {"inline_keyboard": rows}
