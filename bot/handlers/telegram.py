"""Telegram to messages and back: a router that translates, nothing else."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, TelegramObject

from bot.boundary import Boundary
from bot.flows.texts import Text
from bot.handlers.delivery import PREFIX, Delivery, Outcome
from bot.language import language
from bot.messages import Incoming, Kind, Outgoing, Tap

COMMANDS = {  # as Telegram's menu shows them
    "menu": Text("Menu utama"),
    "lanjut": Text("Lanjutkan wawancara"),
    "jawaban": Text("Lihat dan ubah jawaban"),
    "anggota": Text("Lihat dan ubah anggota keluarga"),
    "bantuan": Text("Cara memakai"),
}
HEARD = ("message", "edited_message", "callback_query", "my_chat_member")
PRIVATELY = Text("Supaya data keluarga aman, saya hanya bercakap lewat pesan pribadi. Silakan tulis ke @{name}, ya.")

# What a person sends that is not words; a chat's own notices (a pinned message, a new picture) are not among them.
_OTHER = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.CHECKLIST,
    ContentType.CONTACT,
    ContentType.DICE,
    ContentType.DOCUMENT,
    ContentType.GAME,
    ContentType.LIVE_PHOTO,
    ContentType.LOCATION,
    ContentType.PAID_MEDIA,
    ContentType.PHOTO,
    ContentType.POLL,
    ContentType.STICKER,
    ContentType.STORY,
    ContentType.UNKNOWN,
    ContentType.VENUE,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
_COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.S | re.I | re.A)


def dispatcher(boundary: Boundary, delivery: Delivery) -> Dispatcher:
    """A dispatcher that passes everything a person sends to the boundary, one message of a chat at a time."""
    updates = Dispatcher(boundary=boundary, delivery=delivery, disable_fsm=True)
    updates.update.outer_middleware(_InOrder())
    updates.include_router(_router())
    return updates


class _InOrder(BaseMiddleware):
    """Handles the updates of one chat in the order in which they came; those of other chats go on beside."""

    def __init__(self) -> None:
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        chat: Chat | None = data.get("event_chat")
        if chat is None:
            return await handler(event, data)
        async with self._turns.setdefault(chat.id, asyncio.Lock()):  # a lock hands on in the order of asking
            return await handler(event, data)


def _router() -> Router:
    router = Router()
    here = F.chat.type == ChatType.PRIVATE
    router.message.register(on_forward, here, F.forward_origin)
    router.message.register(on_text, here, F.text)
    router.message.register(on_other, here, F.content_type.in_(_OTHER))
    router.edited_message.register(on_edit, here, F.text)  # a place that moves is edited every few seconds: not heard
    router.message.register(on_group, F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP}), F.text.startswith("/"))
    router.callback_query.register(on_tap, F.message.chat.type == ChatType.PRIVATE)
    router.my_chat_member.register(on_blocked, here, F.new_chat_member.status == ChatMemberStatus.KICKED)
    return router


async def on_text(message: Message, boundary: Boundary, delivery: Delivery) -> None:
    """Words, or a command."""
    words = message.text or ""
    if command := _COMMAND.fullmatch(words.strip()):
        name, argument = command["name"].lower(), (command["argument"] or "").strip()
        await _answer(_incoming(message, Kind.COMMAND, words=name, argument=argument), boundary, delivery)
    else:
        await _answer(_incoming(message, Kind.WORDS, words=words), boundary, delivery)


async def on_forward(message: Message, boundary: Boundary, delivery: Delivery) -> None:
    """Somebody else's words, which are not passed on."""
    await _answer(_incoming(message, Kind.FORWARDED), boundary, delivery)


async def on_other(message: Message, boundary: Boundary, delivery: Delivery) -> None:
    """A picture, a voice, a place: of an album, which comes as one message per picture, the first alone counts."""
    album = f"a{message.chat.id}:{message.media_group_id}" if message.media_group_id else ""
    await _answer(_incoming(message, Kind.OTHER, name=album), boundary, delivery)


async def on_edit(message: Message, boundary: Boundary, delivery: Delivery) -> None:
    """A message changed after it was sent."""
    at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
    edit = f"e{message.chat.id}:{message.message_id}:{int(at.timestamp())}"
    words = message.text or ""
    await _answer(_incoming(message, Kind.EDITED, name=edit, words=words, sent_at=at), boundary, delivery)


async def on_tap(query: CallbackQuery, boundary: Boundary, delivery: Delivery) -> None:
    """A tapped button; one that we never made comes without a tap."""
    if query.message is None:
        return
    incoming = Incoming(
        id=f"q{query.id}",
        chat=f"{PREFIX}{query.message.chat.id}",
        sent_at=datetime.now(UTC),  # Telegram does not say when a button was tapped
        kind=Kind.TAP,
        tap=Tap.unpack(query.data or ""),
        bubble=str(query.message.message_id),
        name=query.from_user.first_name,
    )
    await _answer(incoming, boundary, delivery, query=query.id)


async def on_group(message: Message, bot: Bot, delivery: Delivery) -> None:
    """A command of ours in a group: told where to write. Everything else in a group is not ours to read."""
    me = await bot.me()
    command = _COMMAND.match(message.text or "")
    if command is None or me.username is None:
        return
    called = command["bot"].lower() == me.username.lower() if command["bot"] else False
    if called or (command["bot"] is None and command["name"].lower() in {"start", *COMMANDS}):
        sentence = language().say(PRIVATELY(name=me.username))
        await delivery.send((Outgoing(f"{PREFIX}{message.chat.id}", sentence),))


async def on_blocked(event: ChatMemberUpdated, boundary: Boundary) -> None:
    """The person blocked the bot."""
    await boundary.undeliverable(f"{PREFIX}{event.chat.id}")


async def _answer(incoming: Incoming, boundary: Boundary, delivery: Delivery, query: str | None = None) -> None:
    """Let the boundary keep the message, then send what it replies."""
    bubbles = await boundary.receive(incoming)
    if query:
        await delivery.answer(query, bubbles)
    if not bubbles:
        return
    match await delivery.send(bubbles):
        case Outcome.DELIVERED:
            await boundary.delivered(incoming)
        case Outcome.UNREACHABLE:
            await boundary.undeliverable(incoming.chat)


def _incoming(
    message: Message,
    kind: Kind,
    *,
    name: str = "",
    sent_at: datetime | None = None,
    words: str = "",
    argument: str = "",
) -> Incoming:
    return Incoming(
        id=name or f"u{message.chat.id}:{message.message_id}",
        chat=f"{PREFIX}{message.chat.id}",
        sent_at=sent_at or message.date,
        kind=kind,
        words=words,
        argument=argument,
        name=message.from_user.first_name if message.from_user else "",
    )
