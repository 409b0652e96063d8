"""What passes between a channel and the dialogue: one message in, bubbles out, of no particular channel."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.flows.reply import Attachment

MOST_BYTES = 64  # of a button, Telegram's limit, the narrowest
MOST_CHARACTERS = 4000  # of a bubble; Telegram takes 4,096 UTF-16 units
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button means, all of it: nothing about a button is remembered elsewhere.

    `question` is a compact reference into the interview's form, `revision` the interview's state when the button was
    shown, so that a tap delivered again, or on an old screen, is known for what it is.
    """

    verb: str
    interview: int = 0
    question: str = ""
    revision: int = 0
    code: str = ""

    def pack(self) -> str:
        """The tap as at most 64 bytes. Raises ValueError for a field that can't travel."""
        fields = (self.verb, str(self.interview), self.question, str(self.revision), self.code)
        packed = _SEPARATOR.join(fields)
        if packed.count(_SEPARATOR) >= len(fields) or len(packed.encode()) > MOST_BYTES:
            raise ValueError(f"a button cannot carry {packed!r}")
        return packed

    @property
    def number(self) -> int | None:
        """The code as an id or a page; None where it is none, so that a forged one comes to nothing."""
        return int(self.code) if _is_id(self.code) else None

    @classmethod
    def unpack(cls, packed: str) -> Self | None:
        """The tap that was packed, or None where the bytes are not ours (an old version's, or forged)."""
        if not packed.isprintable() or len(packed.encode()) > MOST_BYTES:  # NUL, for one, PostgreSQL keeps in no text
            return None
        verb, *rest = packed.split(_SEPARATOR)
        match rest:
            case [interview, question, revision, code] if _is_id(interview) and _is_number(revision):
                return cls(verb, int(interview), question, int(revision), code)
            case _:
                return None


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 18


def _is_id(digits: str) -> bool:
    return _is_number(digits) and int(digits) < 2**31  # what a database takes for one


class Kind(enum.Enum):
    """What sort of thing a person sent."""

    WORDS = "words"
    TAP = "tap"
    COMMAND = "command"  # `/name argument`: `words` holds the name without the slash, `argument` the rest
    FORWARDED = "forwarded"  # somebody else's words: never an answer
    EDITED = "edited"  # a message changed after it was sent
    OTHER = "other"  # sticker, photo, voice, place, contact, …


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of one person.

    `id` is unique in its channel and the same when the channel delivers the message again. `chat` is the person's
    address with the channel before it (`tg:123`). `bubble` names the bubble whose button was tapped, or her own.
    """

    id: str
    chat: str
    sent_at: datetime
    kind: Kind = Kind.WORDS
    words: str = ""
    argument: str = ""
    tap: Tap | None = None
    bubble: str | None = None
    received_at: datetime | None = None  # when it came into our hands, before it waited for its turn
    name: str = ""  # what the channel calls the person; used only to greet a stranger
    order: int = 0  # grows with what the person wrote, where the channel numbers it; 0 elsewhere
    about_at: datetime | None = None  # when the bubble was shown that she answers by the channel's own reply function
    about: tuple["Button", ...] = ()  # the buttons of that bubble
    link: str = ""  # how a link into this bot begins, before what is told to `/start`; empty where there is none

    def is_after(self, shown_at: datetime | None) -> bool:
        """Whether it was written when that had been shown; not what was delivered again, or late."""
        return shown_at is not None and self.sent_at > shown_at


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled tap. `label` is what the person reads, already in her language."""

    label: str
    tap: Tap


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One bubble: plain text without markup, and rows of buttons under it.

    `replaces` names the bubble that this one takes the place of (the tapped one); a channel that cannot edit, or finds
    it gone, sends a new one. An empty `text` with `notice` is only a short notice on the tapped button. An `attachment`
    goes out with the text as its caption.
    """

    chat: str
    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    replaces: str | None = None
    notice: str = ""
    attachment: Attachment | None = None
    deletes: tuple[str, ...] = ()  # bubbles, hers and ours, that are taken away first where the channel lets us
    fleeting: bool = False  # the channel tells the dialogue which bubble it became, so that it can be taken away
    protected: bool = False  # tells of a household: not to be forwarded or saved, where the channel can forbid that


def buttons_of(bubbles: Iterable[Outgoing]) -> tuple[Button, ...]:
    """All buttons of the bubbles, in the order of reading."""
    return tuple(button for bubble in bubbles for row in bubble.rows for button in row)
