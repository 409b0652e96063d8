"""What one person of a household may read of its answers: the joint ones, her own, those on children; nothing private.

What concerns another adult is left out, and what is shown reads the same whatever was answered about others.
"""

from collections.abc import Iterator, Set

from bot.flows.forms.facts import Answered
from bot.flows.forms.form import Definition, Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.xpath import Expression
from bot.flows.interview import Interview
from bot.flows.showing import choice_short, shown_answer, title
from bot.flows.texts import Listed, Text, Words

OF_AGE = 18
LINE = Text("{number} {title}: {value}")
PERSON_LINE = Text("{name}, {title}: {value}")


def adults(record: Record) -> dict[str, str]:
    """The names of the household's adults by their number in its list; none where their ages are not known."""
    return {n: name for n, (name, age) in _members(record).items() if age is not None and age >= OF_AGE}


def visible(record: Record, member: str) -> frozenset[str]:
    """The numbers of those whose answers this adult may read: her own, and the children's."""
    known = _members(record)
    children = {n for n, (_, age) in known.items() if age is not None and age < OF_AGE}
    return frozenset(children | ({member} & adults(record).keys()))


def answers(interview: Interview, member: str, language: str) -> tuple[Words, ...]:
    """Those answers, a line each; each that stands by itself has its number."""
    record, seen = interview.record, visible(interview.record, member)
    lines: list[Words] = []
    for place in record.questions():
        if place.definition.private or place.definition.kind is Kind.REPEAT or place.ref not in record.answers:
            continue
        person = _instance(place)
        if person is not None:
            if _number(record, person) in seen:
                told = shown_answer(record, place, language)
                lines.append(PERSON_LINE(name=_name(record, person), title=title(record, place, language), value=told))
            continue
        value = _value(record, place, seen, language)
        if value is None:
            continue
        number = str(interview.number(place) or "•")
        lines.append(LINE(number=number, title=title(record, place, language), value=value))
    return tuple(lines)


def place_numbered(interview: Interview, number: str) -> Place | None:
    """The joint question with that number that has an answer and is not private."""
    found = (place for place in interview.record.questions() if str(interview.number(place) or "") == number)
    place = next(found, None)
    if place is None or place.definition.private or _instance(place) is not None:
        return None
    return place if isinstance(interview.record.answers.get(place.ref), Answered) else None


def concerns_members(definition: Definition) -> bool:
    """Whether people of the household are what is chosen from."""
    choices = definition.choices
    if choices is None:
        return False
    named = (part for choice in choices.listed.values() for parts in choice.label.parts.values() for part in parts)
    return not choices.listed or any(isinstance(part, Expression) for part in named)


def _value(record: Record, place: Place, seen: Set[str], language: str) -> Words | None:
    """The answer; of one that names people only those who are seen. None where it names none of them, whoever else it
    names: that nobody was named would tell as much."""
    if not concerns_members(place.definition):
        return shown_answer(record, place, language)
    chosen = record.text(place).split()
    names = [
        choice_short(record, place, c, language) for c in record.choices(place) if c.code in chosen and c.code in seen
    ]
    return Listed(tuple(names)) if names else None


def _members(record: Record) -> dict[str, tuple[str, int | None]]:
    """Name and age of everybody on the list, by number."""
    role = record.form.role("nama")
    people = [_instance(place) for place in record.at(role.path)] if role is not None else []
    return {_number(record, p): (_name(record, p), _age(record, p)) for p in people if p is not None}


def _instance(place: Place) -> Place | None:
    """The member whom the question is about, where it stands in the household's list."""
    return next((above for above in _above(place) if above.definition.is_roster), None)


def _above(place: Place) -> Iterator[Place]:
    parent = place.parent
    while isinstance(parent, Place):
        yield parent
        parent = parent.parent


def _field(record: Record, person: Place, role: str) -> str:
    fields = (child for child in person.children if isinstance(child, Place) and child.definition.role == role)
    return next((record.text(child) for child in fields), "")


def _number(record: Record, person: Place) -> str:
    return _field(record, person, "nomor") or str(person.key)


def _name(record: Record, person: Place) -> str:
    return _field(record, person, "nama")


def _age(record: Record, person: Place) -> int | None:
    age = _field(record, person, "umur")
    return int(age) if age.isascii() and age.isdigit() else None
