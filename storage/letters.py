"""A letter: what is sent to somebody who did not ask for it just now, and how the database keeps what it says."""

import enum
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.reply import Attachment
from bot.messages import Button, Outgoing, Tap
from storage.models import OutboxRow
from storage.sealing import LETTER, file_place, ring_of

LONGEST = 1000  # characters of a message, as everywhere


class Priority(enum.IntEnum):
    """Which of two letters that are due goes first."""

    ASKED = 0  # somebody waits for it: the file of a report
    IMPORTANT = 1  # a date that passes, a contact that is gone
    USUAL = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """What to send, from when on, and until when it is of use; all bubbles go to the same chat.

    `key` names it: a letter with a key that is there already is not put again. One that `supersedes` takes the place of
    what waits there of its kind, so that after days without a server one letter comes, not one for each day.
    """

    key: str
    kind: str
    bubbles: tuple[Outgoing, ...]
    due_at: datetime
    useful_until: datetime
    person_id: int | None = None
    priority: Priority = Priority.USUAL
    silent: bool = False  # comes without a sound
    supersedes: bool = False
    about: tuple[int, ...] = ()  # the households that it tells of
    zone: str | None = None  # by whose clock it comes by day only; None: at any hour
    pressing: bool = False  # it comes by day, but also on a holiday and beside the message of the day

    @property
    def chat(self) -> str:
        """The address it goes to."""
        return self.bubbles[0].chat


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that this courier, and nobody else, is sending."""

    id: int
    kind: str
    chat: str
    person_id: int | None
    bubbles: tuple[Outgoing, ...]
    silent: bool
    due_at: datetime
    tries: int  # this one among them
    parts_sent: int


def key_of(person_id: int, kind: str, day: date) -> str:
    """The key of a letter of a kind: one a day for a person."""
    return f"{kind}:{person_id}:{day.isoformat()}"


def unasked_key(person_id: int, day: date) -> str:
    """The key of what nobody asked for, of whatever kind: one a day for a person. The first that is put stays."""
    return key_of(person_id, "unasked", day)


async def is_put(connection: AsyncConnection, key: str) -> bool:
    """Whether a letter with that key was put, whatever became of it."""
    return await connection.scalar(select(OutboxRow.id).where(OutboxRow.key == key)) is not None


def together(before: Sequence[Outgoing], more: Sequence[Outgoing]) -> tuple[Outgoing, ...]:
    """The bubbles of two letters as one: in the same message where it stays short enough."""
    *first, last = before
    following, *rest = more
    text = f"{last.text}\n\n{following.text}"
    if len(text) > LONGEST:
        return (*before, *more)
    rows = tuple(dict.fromkeys((*last.rows, *following.rows)))
    return (*first, replace(last, text=text, rows=rows, protected=last.protected or following.protected), *rest)


def seal_words(connection: AsyncConnection, letter: Letter) -> bytes:
    """What the letter says, as the database keeps it: sealed. Its files lie beside it."""
    bubbles = [
        {
            "text": bubble.text,
            "rows": [[[button.label, button.tap.pack()] for button in row] for row in bubble.rows],
            **({"file": bubble.attachment.name} if bubble.attachment else {}),
            **({"protected": True} if bubble.protected else {}),
        }
        for bubble in letter.bubbles
    ]
    return ring_of(connection).seal(orjson.dumps(bubbles).decode(), LETTER)


def seal_files(connection: AsyncConnection, number: int, letter: Letter) -> dict[int, bytes]:
    """The sealed file of each bubble that has one; `number` is the letter's in the outbox."""
    return {
        n: ring_of(connection).seal(b64encode(bubble.attachment.content).decode(), file_place(number, n))
        for n, bubble in enumerate(letter.bubbles)
        if bubble.attachment is not None
    }


def open_letter(
    connection: AsyncConnection, number: int, chat: str, words: bytes, files: Mapping[int, bytes]
) -> tuple[Outgoing, ...]:
    """The bubbles that were sealed, with their files."""
    ring = ring_of(connection)
    contents = {n: b64decode(ring.open(sealed, file_place(number, n))) for n, sealed in files.items()}
    return tuple(
        Outgoing(
            chat,
            one["text"],
            tuple(tuple(_button(*button) for button in row) for row in one["rows"]),
            attachment=Attachment(one["file"], contents[n]) if n in contents else None,
            protected=one.get("protected", False),
        )
        for n, one in enumerate(orjson.loads(ring.open(words, LETTER)))
    )


def _button(label: str, packed: str) -> Button:
    tap = Tap.unpack(packed)
    if tap is None:
        raise ValueError("a letter's button cannot be read")
    return Button(label, tap)
