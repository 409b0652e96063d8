"""What the bot says and keeps, looked at from outside: limits, other people's households, numbers that nobody needs."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.boundary import Conversation
from bot.desks.everything import page_of
from bot.messages import MOST_BYTES, Incoming, Outgoing
from storage import keyring
from storage.letters import open_letter
from storage.models import AttachmentRow, OutboxRow
from tests.forgery import NUMBER
from tests.secrecy.dumps import dump

LONGEST, WIDEST = 1000, 40  # of a bubble and of a label: what the narrowest channel takes
_SPELLED = re.compile(rb"[^0-9]{0,3}".join(digit.encode() for digit in NUMBER))


def wrong(outgoing: Outgoing) -> Iterator[str]:
    """What no channel should be asked to show."""
    if len(outgoing.text) > LONGEST:
        yield f"{len(outgoing.text)} characters: {outgoing.text[:60]!r}"
    for button in (button for row in outgoing.rows for button in row):
        if len(button.tap.pack().encode()) > MOST_BYTES or not 0 < len(button.label) <= WIDEST:
            yield f"button {button.label!r}"


def told(outgoing: Outgoing) -> str:
    """Everything that stands in a bubble, its file among it."""
    labels = [button.label for row in outgoing.rows for button in row]
    file = _words_in(outgoing.attachment.content) if outgoing.attachment is not None else ""
    return "\n".join([outgoing.text, outgoing.notice, *labels, file]).casefold()


def _words_in(content: bytes) -> str:
    if not zipfile.is_zipfile(BytesIO(content)):
        return content.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


@dataclass
class Watched:
    """A dialogue, and what was wrong with its replies. `secrets`: each mark with the chats that may see it."""

    dialogue: Conversation
    secrets: Mapping[str, frozenset[str]]
    problems: list[str] = field(default_factory=list)
    pressed: set[tuple[str, str]] = field(default_factory=set)  # which chat tried which page

    async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        if incoming.tap is not None and page_of(incoming.tap.verb) is not None:
            self.pressed.add((incoming.chat, incoming.tap.verb))
        try:
            replies = await self.dialogue.receive(incoming)
        except Exception as error:
            self.problems.append(f"{type(error).__name__} after {_shown(incoming)}")
            raise
        for reply in replies:
            self.problems += [f"{each} after {_shown(incoming)}" for each in self.judged(reply)]
        return replies

    def language(self, chat: str) -> str:
        return self.dialogue.language(chat)

    async def delivered(self, incoming: Incoming, bubbles: tuple[str, ...] = ()) -> None:
        await self.dialogue.delivered(incoming, bubbles)

    async def undeliverable(self, chat: str) -> None:
        await self.dialogue.undeliverable(chat)

    def judged(self, outgoing: Outgoing) -> Iterator[str]:
        """What is wrong with the bubble, and what its chat may not see."""
        yield from wrong(outgoing)
        words = told(outgoing)
        for mark, chats in self.secrets.items():
            if mark.casefold() in words and outgoing.chat not in chats:
                yield f"{outgoing.chat} was shown {mark}"

    async def judge_letters(self, engine: AsyncEngine) -> int:
        """Look at the letters that wait; how many there are."""
        async with engine.begin() as connection:
            letters = [bubble async for bubble in _letters(connection)]
        for bubble in letters:
            self.problems += [f"{each} in a letter" for each in self.judged(bubble)]
        return len(letters)


async def _letters(connection: AsyncConnection) -> Any:
    files: dict[int, dict[int, bytes]] = {}
    for row in await connection.execute(select(AttachmentRow)):
        files.setdefault(row.outbox_id, {})[row.bubble] = row.content
    sealed = select(OutboxRow.id, OutboxRow.chat, OutboxRow.payload).where(OutboxRow.payload.is_not(None))
    for id_, chat, payload in (await connection.execute(sealed)).all():
        assert payload is not None
        for bubble in open_letter(connection, id_, chat, payload, files.get(id_, {})):
            yield bubble


def _shown(incoming: Incoming) -> str:
    return f"{incoming.chat} {incoming.kind.value} {incoming.tap or (incoming.words[:80], incoming.argument[:80])!r}"


@contextmanager
def sealed_words() -> Iterator[list[bytes]]:
    """Everything that is sealed meanwhile, before it is: no database shows it."""
    heard: list[bytes] = []
    seal = keyring._sealed

    def listening(cipher: Any, value: bytes, place: str) -> bytes:
        heard.append(value)
        return seal(cipher, value, place)

    with patch.object(keyring, "_sealed", listening):
        yield heard


async def numbers_kept(engine: AsyncEngine, sealed: list[bytes]) -> list[str]:
    """Where the sixteen digits stand, in any spelling: in any column of any table, or in what was sealed."""
    places = {"the database": await dump(engine), "what is sealed": b"\n".join(sealed)}
    found = [(place, spot) for place, kept in places.items() for spot in _SPELLED.finditer(_plain(kept))]
    return sorted({f"{place}: {spot.string[max(0, spot.start() - 20) : spot.end() + 5]!r}" for place, spot in found})


def _plain(kept: bytes) -> bytes:
    """The same with every kind of digit as its plain one."""
    text = kept.decode(errors="replace")
    others = {c for c in set(text) if not c.isascii() and c.isdigit()}
    return text.translate({ord(c): str(unicodedata.digit(c)) for c in others}).encode(errors="replace")
