"""What a step answers: lines to read and buttons to press, still without a language or a channel."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.flows.forms.facts import instances_in
from bot.flows.forms.places import Place
from bot.flows.texts import Words

MOST_OPTIONS = 10  # shown at once, the narrowest channel's limit
WIDEST_LABEL = 24  # characters of a button
ROW_WIDTH = 26  # characters of labels that fit side by side on a small screen


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it says and what it means. The interview and its revision are added when it is sent."""

    label: Words
    verb: str
    question: str = ""
    code: str = ""


Rows = tuple[tuple[Press, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file under a bubble; a picture is shown, anything else can be opened.

    One that takes a while says how to `make` it: that is done in a thread, when all else of the message is done.
    """

    name: str
    content: bytes = field(default=b"", repr=False)
    make: Callable[[], bytes] | None = field(default=None, repr=False)

    def made(self) -> "Attachment":
        """The file with its content."""
        return Attachment(self.name, self.make()) if self.make is not None else self

    @property
    def is_picture(self) -> bool:
        """Whether a channel shows it in the conversation."""
        return self.name.endswith((".png", ".jpg"))


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble: lines from top to bottom, the question last, and rows of buttons under it.

    Where `awaits` names a page, her next words go there. One that `asks` back is remembered with what its buttons mean.
    `deletes` names bubbles to take away first; a `fleeting` one may be taken away later; a `protected` one tells of a
    household.
    """

    lines: tuple[Words, ...] = ()
    rows: Rows = field(default=())
    mark: Words = ""  # stands above all lines, whatever comes before them
    notice: Words = ""  # instead of a bubble: a word on the tapped button
    attachment: Attachment | None = None
    awaits: str = ""
    asks: bool = False
    deletes: tuple[str, ...] = ()
    fleeting: bool = False
    protected: bool = False
    language: str = ""  # in place of the one that she read so far

    def after(self, *lines: Words) -> "Reply":
        """The same bubble with lines before its own; empty ones are left out."""
        return replace(self, lines=(*(line for line in lines if line != ""), *self.lines))

    def before(self, *lines: Words) -> "Reply":
        """The same bubble with lines below its own."""
        return replace(self, lines=(*self.lines, *lines))

    def below_first(self, line: Words) -> "Reply":
        """The same bubble with a line below its first one, unless it is empty."""
        return replace(self, lines=(*self.lines[:1], line, *self.lines[1:])) if line != "" else self


def question_code(place: Place) -> str:
    """A compact name of the place, for a button: its definition's ordinal and the keys of the instances it lies in."""
    return "-".join(str(n) for n in (place.definition.ordinal, *(key for _, key in instances_in(place.ref))))


def parse_question(code: str) -> tuple[int, tuple[int, ...]] | None:
    """Ordinal and keys of `question_code`, or None where it is none of ours."""
    parts = code.split("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        return None
    ordinal, *keys = map(int, parts)
    return ordinal, tuple(keys)


def in_rows(presses: list[Press], width: int = ROW_WIDTH) -> Rows:
    """Buttons side by side where their labels are short enough to be read on a small screen."""
    rows: list[list[Press]] = []
    room = 0
    for press in presses:
        length = len(press.label) if isinstance(press.label, str) else len(getattr(press.label, "sentence", "x" * 12))
        if not rows or length + 2 > room or len(rows[-1]) == 4:
            rows.append([])
            room = width
        rows[-1].append(press)
        room -= length + 2
    return tuple(map(tuple, rows))
