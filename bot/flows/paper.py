"""A questionnaire as a paper form, with the numbers and letters that the conversation understands.

A letter is printed only where it always means the same choice: where other answers decide what is offered, the choice
itself is written, and a member is written by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.flows.asking import LETTERS
from bot.flows.forms.form import Choice, Definition, Form, Kind, Label
from bot.flows.forms.sheets import ROW, Row
from bot.flows.roster import MOST_MEMBERS
from bot.flows.texts import Text, Words

LINE = "____"  # where something is written by hand
INITIALS_FIT = 3  # choices that a member's cell can hold, by their first letters
SHEET = "paper"  # of a workbook: name, when, when_en

RUPIAH, PER_MONTH = Text("Rp {line}"), Text("Rp {line} sebulan")
SQUARE_METRES, YEARS, PEOPLE = Text("{line} m²"), Text("{line} tahun"), Text("{line} orang")
DAY, HOUR, NAMES = Text("Tanggal {line}"), Text("Jam {line}"), Text("Nama: {line}")
_BLANKS: Mapping[str, Text] = {
    "rupiah": RUPIAH,
    "rupiah/bulan": PER_MONTH,
    "m2": SQUARE_METRES,
    "tahun": YEARS,
    "orang": PEOPLE,
    "date": DAY,
    "time": HOUR,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice to mark; the letter is what to send, empty where the words themselves are sent."""

    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question: whom it is for, what is asked, and where the answer goes."""

    number: int | None
    words: str
    hint: str
    when: str  # empty: for everybody
    many: bool
    ranked: bool
    offered: tuple[Offered, ...]
    blank: Words  # what is written by hand; empty where a mark is enough


@dataclass(frozen=True, slots=True)
class Part:
    """The questions under one heading."""

    title: str
    items: tuple[Item, ...]
    again: bool  # they are asked for each of several things


@dataclass(frozen=True, slots=True)
class Column:
    """One thing to note of every member: by marking one of the marks, or by writing."""

    title: str
    marks: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Members:
    """The table of the household's members."""

    number: int | None
    title: str
    columns: tuple[Column, ...]
    relations: tuple[str, ...]
    rows: int = MOST_MEMBERS


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole form, ready to be laid out."""

    title: str
    version: str
    consent: Item | None
    explained: str  # what to tell whoever asks before consenting
    members: Members | None
    parts: tuple[Part, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every question but the members' table, in order."""
        return (*((self.consent,) if self.consent else ()), *(item for part in self.parts for item in part.items))


def paper(form: Form, hints: Sequence[Row], language: str, *, private: bool = False) -> Paper:
    """The form on paper; its private questions only where they are wanted."""
    when = {row.get("name", ""): row.get(f"when_{language}") or row.get("when", "") for row in hints}
    consent = form.role("persetujuan")
    members = next((definition for definition in form.ordered if definition.is_roster), None)
    return Paper(
        title=form.title,
        version=form.version,
        consent=_item(consent, when, language) if consent else None,
        explained=_plain(consent.guidance, language) if consent else "",
        members=_members(members, language) if members else None,
        parts=tuple(
            Part(title, items, again)
            for title, definitions, again in _parts(form.root, "", language)
            if (items := tuple(_item(d, when, language) for d in definitions if d is not consent and _fits(d, private)))
        ),
    )


def strange_names(form: Form, hints: Sequence[Row]) -> tuple[str, ...]:
    """What the sheet `paper` speaks of and the form does not ask, each with its row."""
    asked = {definition.name for definition in form.ordered if definition.is_asked}
    return tuple(f"{SHEET}, row {row[ROW]}: {row.get('name', '')!r}" for row in hints if row.get("name") not in asked)


def _fits(definition: Definition, private: bool) -> bool:
    return private or not definition.private


def _parts(above: Definition, title: str, language: str) -> Iterator[tuple[str, list[Definition], bool]]:
    """The questions that can be asked, by the heading they stand under, in order."""
    again = above.kind is Kind.REPEAT
    waiting: list[Definition] = []
    for child in above.children:
        if child.is_roster:
            continue
        if child.is_asked:
            waiting.append(child)
        elif child.children:
            yield title, waiting, again
            waiting = []
            yield from _parts(child, _plain(child.label, language) or title, language)
    yield title, waiting, again


def _item(definition: Definition, when: Mapping[str, str], language: str) -> Item:
    offered, written = _offered(definition, language)
    return Item(
        number=definition.number,
        words=_plain(definition.label, language) or definition.name,
        hint=_plain(definition.hint, language),
        when=when.get(definition.name, ""),
        many=definition.control == "select",
        ranked=definition.control == "rank",
        offered=offered,
        blank=written,
    )


def _offered(definition: Definition, language: str) -> tuple[tuple[Offered, ...], Words]:
    """The choices to mark, and what is written by hand."""
    choices = definition.choices
    if choices is None:
        blank = _BLANKS.get(definition.unit) or _BLANKS.get(definition.type)
        return (), blank(line=LINE) if blank else LINE
    listed = tuple(choices.listed.values())
    told = [choice for choice in listed if not _is_a_member(choice)]
    names = NAMES(line=LINE) if len(told) < len(listed) or not listed else ""
    if len(told) > len(LETTERS):
        return (), LINE
    lettered = not choices.dynamic
    return tuple(
        Offered(LETTERS[n] if lettered else "", _plain(choice.label, language) or choice.code)
        for n, choice in enumerate(told)
    ), names


def _is_a_member(choice: Choice) -> bool:
    """Whether its label is nothing but what was answered elsewhere: somebody's name."""
    parts = next(iter(choice.label.parts.values()), ())
    return bool(parts) and not any(isinstance(part, str) and part.strip() for part in parts)


def _members(roster: Definition, language: str) -> Members:
    asked = [child for child in roster.children if child.is_asked]
    relations = next((child for child in asked if child.role == "hubungan"), None)
    return Members(
        number=roster.number,
        title=_plain(roster.label, language),
        columns=tuple(Column(_title(child, language), _marks(child, language), child.role) for child in asked),
        relations=tuple(_labels(relations, language)) if relations else (),
    )


def _title(definition: Definition, language: str) -> str:
    return definition.short.get(language) or _plain(definition.label, language)


def _marks(definition: Definition, language: str) -> tuple[str, ...]:
    """The first letters of the choices, where they are few and differ; a box for what is noted only where it holds."""
    if definition.default:
        return ("",)
    initials = [label[:1].upper() for label in _labels(definition, language)]
    return tuple(initials) if 0 < len(set(initials)) == len(initials) <= INITIALS_FIT else ()


def _labels(definition: Definition, language: str) -> list[str]:
    listed = definition.choices.listed.values() if definition.choices else ()
    return [_plain(choice.label, language) or choice.code for choice in listed]


def _plain(label: Label, language: str) -> str:
    """The author's words; what an answer would fill in is left to be written."""
    text = "".join(part if isinstance(part, str) else LINE for part in label.in_language(language))
    return " ".join(text.replace("**", "").split())
