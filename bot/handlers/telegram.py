"""Telegram to messages and back: translates, nothing else."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, Update

from bot.boundary import Boundary
from bot.flows.reading import masked
from bot.flows.texts import Text
from bot.handlers.delivery import Delivery, Outcome
from bot.handlers.menu import COMMANDS
from bot.handlers.rendering import PREFIX, notice
from bot.language import language
from bot.messages import Button, Incoming, Kind, Outgoing, Tap

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
_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
_COMMAND = re.compile(r"/(?P<name>[a-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.S | re.I | re.A)


class Listener:
    """Passes everything a person sends to the boundary, one message of a chat at a time; other chats go on beside.

    aiogram's own dispatcher would ask its routers, filters and middlewares who is to hear an update. For four kinds of
    them that is a fifteenth of what a message costs.
    """

    def __init__(self, boundary: Boundary, delivery: Delivery) -> None:
        self.link = ""  # how a link into this bot begins
        self._boundary = boundary
        self._delivery = delivery
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def feed_update(self, bot: Bot, update: Update) -> AnswerCallbackQuery | None:
        """Answer an update; what is left to be sent last is returned. One without a chat is not for us, nor one of any
        other kind."""
        received_at = datetime.now(UTC)  # before it waits: what was sent in one go came in one go
        chat = _chat_of(update)
        if chat is None:
            return None
        async with self._turns.setdefault(chat.id, asyncio.Lock()):  # a lock hands on in the order of asking
            if update.message is not None:
                await on_message(update.message, bot, self._boundary, self._delivery, received_at, self.link)
            elif update.edited_message is not None:
                await on_edit(update.edited_message, self._boundary, self._delivery)
            elif update.callback_query is not None:
                return await on_tap(update.callback_query, self._boundary, self._delivery)
            elif update.my_chat_member is not None:
                await on_member(update.my_chat_member, self._boundary)
        return None


def _chat_of(update: Update) -> Chat | None:
    query = update.callback_query
    event = update.message or update.edited_message or update.my_chat_member or (query and query.message)
    return event.chat if event else None


async def on_message(  # noqa: PLR0917 - who listens, and what she sent
    message: Message, bot: Bot, boundary: Boundary, delivery: Delivery, received_at: datetime, link: str
) -> None:
    """Anything that a person sent."""
    if message.chat.type in _GROUPS:
        await on_group(message, bot, delivery)
    elif message.chat.type != ChatType.PRIVATE:
        return
    elif message.forward_origin:
        theirs = _if_numbered(message.text or message.caption)  # else somebody else's words stay there
        await _answer(_incoming(message, Kind.FORWARDED, words=theirs), boundary, delivery)
    elif message.text:
        await on_text(message, boundary, delivery, received_at, link)
    elif message.content_type in _OTHER:
        await on_other(message, boundary, delivery)


async def on_text(message: Message, boundary: Boundary, delivery: Delivery, received_at: datetime, link: str) -> None:
    """Words, or a command."""
    words = message.text or ""
    if command := _COMMAND.fullmatch(words.strip()):
        name, argument = command["name"].lower(), (command["argument"] or "").strip()
        await _answer(_incoming(message, Kind.COMMAND, words=name, argument=argument), boundary, delivery)
    else:
        heard = _incoming(message, Kind.WORDS, words=words)
        about = message.reply_to_message
        heard = replace(heard, received_at=received_at, order=message.message_id, link=link)
        heard = replace(heard, about_at=_shown_at(about), about=_buttons_of(about))
        await _answer(heard, boundary, delivery)


async def on_other(message: Message, boundary: Boundary, delivery: Delivery) -> None:
    """A picture, a voice, a place: of an album, which comes as one message per picture, the first alone counts."""
    album = f"a{message.chat.id}:{message.media_group_id}" if message.media_group_id else ""
    await _answer(_incoming(message, Kind.OTHER, name=album, words=_if_numbered(message.caption)), boundary, delivery)


async def on_edit(message: Message, boundary: Boundary, delivery: Delivery) -> None:
    """Words changed after they were sent. (A place that moves is edited every few seconds: not heard.)"""
    words = message.text or message.caption
    if message.chat.type != ChatType.PRIVATE or not words:
        return
    at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
    edit = f"e{message.chat.id}:{message.message_id}:{int(at.timestamp())}"
    incoming = _incoming(message, Kind.EDITED, name=edit, words=words, sent_at=at)
    await _answer(incoming, boundary, delivery)


async def on_tap(query: CallbackQuery, boundary: Boundary, delivery: Delivery) -> AnswerCallbackQuery | None:
    """A tapped button; one that we never made comes without a tap. What stops its waiting sign is left to be sent."""
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    incoming = Incoming(
        id=f"q{query.id}",
        chat=f"{PREFIX}{query.message.chat.id}",
        sent_at=datetime.now(UTC),  # Telegram does not say when a button was tapped
        kind=Kind.TAP,
        tap=Tap.unpack(query.data or ""),
        bubble=str(query.message.message_id),
        name=query.from_user.first_name,
    )
    bubbles = await _answer(incoming, boundary, delivery)
    return AnswerCallbackQuery(callback_query_id=query.id, text=notice(bubbles[0]) if bubbles else None)


async def on_group(message: Message, bot: Bot, delivery: Delivery) -> None:
    """A command of ours in a group: told where to write. Everything else in a group is not ours to read."""
    command = _COMMAND.match(message.text or "")
    if command is None:
        return
    me = (await bot.me()).username or ""
    ours = command["name"].lower() in {"start", *COMMANDS}
    if (ours and command["bot"] is None) or (command["bot"] or "").lower() == me.lower():
        sentence = language().say(PRIVATELY(name=me))
        await delivery.send((Outgoing(f"{PREFIX}{message.chat.id}", sentence),))


async def on_member(event: ChatMemberUpdated, boundary: Boundary) -> None:
    """What became of the bot in a chat: only that a person blocked it matters."""
    if event.chat.type == ChatType.PRIVATE and event.new_chat_member.status == ChatMemberStatus.KICKED:
        await boundary.undeliverable(f"{PREFIX}{event.chat.id}")


def _shown_at(bubble: Message | None) -> datetime | None:
    """When a bubble got the words it has now."""
    if bubble is None:
        return None
    return datetime.fromtimestamp(bubble.edit_date, UTC) if bubble.edit_date else bubble.date


def _buttons_of(bubble: Message | None) -> tuple[Button, ...]:
    """The buttons of a bubble of ours, the only bot in a private chat; not of what she sent with another bot's help.
    Those that another version made are left out."""
    if bubble is None or bubble.reply_markup is None or bubble.from_user is None or not bubble.from_user.is_bot:
        return ()
    rows = bubble.reply_markup.inline_keyboard
    found = ((button.text, Tap.unpack(button.callback_data or "")) for row in rows for button in row)
    return tuple(Button(label, tap) for label, tap in found if tap is not None)


def _if_numbered(words: str | None) -> str:
    """Words that are no answer, if a number stands in them that has to be taken away."""
    return words if words and masked(words)[1] else ""


async def _answer(incoming: Incoming, boundary: Boundary, delivery: Delivery) -> tuple[Outgoing, ...]:
    """Let the boundary keep the message, then send what it replies."""
    bubbles = await boundary.receive(incoming)
    outcome, sent = await delivery.send(bubbles)
    if outcome is Outcome.UNREACHABLE:
        await boundary.undeliverable(incoming.chat)
    elif outcome is Outcome.DELIVERED and bubbles:
        await boundary.delivered(incoming, sent if any(bubble.fleeting for bubble in bubbles) else ())
    return bubbles


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
        bubble=str(message.message_id),
        name=message.from_user.first_name if message.from_user else "",
    )
