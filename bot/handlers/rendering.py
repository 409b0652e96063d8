"""A bubble as Telegram takes it: texts short enough, a keyboard small enough. Of no particular library."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.flows.reply import Attachment
from bot.messages import Button, Outgoing

PREFIX = "tg:"  # of a Telegram chat's address
LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_CAPTION = 1024  # of a file's caption
LONGEST_NOTICE = 200
MOST_BUTTONS = 100
WIDEST_ROW = 8

Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message to send or to put in a bubble's place; with a file, the text is its caption, and may be empty."""

    text: str
    keyboard: Keyboard = ()
    attachment: Attachment | None = None


def rendered(outgoing: Outgoing) -> tuple[Rendered, ...]:
    """The messages that carry a bubble: one, or for a very long text several, with the buttons under the last.

    A file goes with its text, or before a text too long for a caption.
    """
    *first, last = list(_parts(outgoing.text)) or [""]
    keyboard, file = _keyboard(outgoing), outgoing.attachment
    if file is not None and not first and _units(last) <= LONGEST_CAPTION:
        return (Rendered(last, keyboard, file),)
    alone = (Rendered("", (), file),) if file is not None else ()
    return (*alone, *map(Rendered, first), Rendered(last, keyboard)) if last else ()


def chat_number(address: str) -> int:
    """Telegram's number of a chat: 123 of `tg:123`."""
    return int(address.removeprefix(PREFIX))


def notice(outgoing: Outgoing) -> str | None:
    """The short notice on a tapped button, or None."""
    if len(outgoing.notice) > LONGEST_NOTICE:
        return outgoing.notice[: LONGEST_NOTICE - 1] + "…"
    return outgoing.notice or None


def _parts(text: str) -> Iterator[str]:
    """The text in pieces that Telegram takes, cut between lines where that is possible."""
    rest = text.strip()
    while rest:
        room = _fitting(rest)
        if room < len(rest):
            cut = max(rest.rfind("\n", 1, room + 1), 0) or max(rest.rfind(" ", 1, room + 1), 0) or room
        else:
            cut = room
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()


def _fitting(text: str) -> int:
    """How many characters from the start fit into one message."""
    if _units(text) <= LONGEST_TEXT:
        return len(text)
    fitting, left = 0, LONGEST_TEXT
    for character in text:
        left -= _units(character)
        if left < 0:
            break
        fitting += 1
    return fitting


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _keyboard(outgoing: Outgoing) -> Keyboard:
    """Rows of at most eight buttons, a hundred in all."""
    rows = [row[start : start + WIDEST_ROW] for row in outgoing.rows if row for start in range(0, len(row), WIDEST_ROW)]
    room = MOST_BUTTONS
    fitting = []
    for row in rows:
        if row[:room]:
            fitting.append(row[:room])
        room -= len(row[:room])
    return tuple(fitting)
