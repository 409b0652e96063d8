"""A bubble as Telegram takes it: texts short enough, a keyboard small enough. Of no particular library."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.flows.reply import Attachment
from bot.messages import Button, Outgoing

LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_NOTICE = 200
LONGEST_CAPTION = 1024  # UTF-16 units under a picture or a file
MOST_BUTTONS = 100
WIDEST_ROW = 8

Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message to send or to put in a bubble's place."""

    text: str
    keyboard: Keyboard = ()
    attachment: Attachment | None = None  # a file of which the text is the caption


def rendered(outgoing: Outgoing) -> tuple[Rendered, ...]:
    """The messages that carry a bubble: one, or for a very long text several, with the buttons under the last.

    A file goes out with the text as its caption, or, where that is too long for one, above it.
    """
    *first, last = list(_parts(outgoing.text)) or [""]
    attachment = outgoing.attachment
    if attachment is not None and _units(last) <= LONGEST_CAPTION:
        return (*map(Rendered, first), Rendered(last, _keyboard(outgoing), attachment))
    if attachment is not None:
        return (*map(Rendered, first), Rendered("", (), attachment), Rendered(last, _keyboard(outgoing)))
    if not last:
        return ()
    return (*map(Rendered, first), Rendered(last, _keyboard(outgoing)))


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
