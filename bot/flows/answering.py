"""A cadre's words for a question, to a value that the form takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.flows import reading
from bot.flows.forms.form import Definition
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.reading import Either, Option, OtherPeriod, Understood
from bot.flows.showing import choice_label, choice_short

LONGEST_TEXT = 500
_METRES = re.compile(r"\b(?:m2|m|mtr|meter(?:\s*persegi)?)\b", re.IGNORECASE)
_STEPS = re.compile(r"[,;>\n]|\b(?:lalu|terus|kemudian|dan|then|and)\b", re.IGNORECASE)
_TIMES = re.compile(r"\s*(?:[x×*]|\bkali\b)\s*", re.IGNORECASE)
Read = reading.Reading[reading.Value] | OtherPeriod


@dataclass(frozen=True, slots=True)
class Value:
    """One value, as the form keeps it."""

    value: str


@dataclass(frozen=True, slots=True)
class Several:
    """The values that the words could mean, asked back even where only one of them is possible here; `because` says why
    in a code of the reading."""

    values: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that the question's constraint refuses."""

    value: str


Heard = Value | Several | OtherPeriod | Refused | None


def hear(record: Record, place: Place, words: str, language: str) -> Heard:
    """What the words mean as an answer to that question; None where they can't be understood."""
    heard = _read(record, place, words, language)
    match heard:
        case Understood(value):
            text = as_text(place.definition, value)
            if text is None:
                return None
            return Value(text) if takes(record, place, text) else Refused(text)
        case Either(values, because):
            texts = [text for value in values if (text := as_text(place.definition, value)) is not None]
            possible = tuple(text for text in texts if takes(record, place, text))
            return Several(possible or tuple(texts), because) if texts else None
        case OtherPeriod() | None:
            return heard


def takes(record: Record, place: Place, value: str) -> bool:
    """Whether the question takes the value from a person: its constraint does, and a range has such a step.

    Other engines show a slider with those steps and check nothing: the form itself takes what is between them.
    """
    return record.accepts(place.ref, value) and _is_a_step(place.definition, value)


def _is_a_step(definition: Definition, value: str) -> bool:
    if definition.steps is None:
        return True
    low, _, step = map(Decimal, definition.steps)
    return not step or not (Decimal(value) - low) % step


def _read(record: Record, place: Place, words: str, language: str) -> Read:
    definition = place.definition
    match definition.control:
        case "select1" if definition.role == "persetujuan":
            return reading.consent(words, options(record, place, language))
        case "select1":
            return reading.choice(words, reading.everyday(options(record, place, language), definition.role))
        case "select":
            return _several(record, place, words, options(record, place, language))
        case "rank":
            return _in_order(words, options(record, place, language))
        case "trigger":
            return Understood("OK") if reading.yes_no(words) == Understood("yes") else None
        case _:
            reader = _READERS.get(definition.type)
            return reader(definition, words, record.now) if reader else _text(words)


def options(record: Record, place: Place, language: str) -> tuple[Option, ...]:
    """The choices as the reading knows them: by code, with every way the form calls them."""
    return tuple(
        Option(
            choice.code,
            tuple(
                dict.fromkeys(
                    (
                        choice_short(record, place, choice, language),
                        choice_label(record, place, choice, language),
                        choice.code.replace("_", " "),
                    )
                )
            ),
        )
        for choice in record.choices(place)
    )


def _several(record: Record, place: Place, words: str, offered: tuple[Option, ...]) -> Read:
    """The choices that were named; "all" means none that stands alone, such as "none of them"."""
    heard = reading.choice(words, offered, many=True)
    if not isinstance(heard, Understood) or record.accepts(place.ref, " ".join(heard.value)):
        return heard
    beside = tuple(
        o for o in offered if any(record.accepts(place.ref, f"{o.code} {p.code}") for p in offered if p != o)
    )
    unnamed = reading.choice(words, beside, many=True)  # whoever names it, too, is told what goes together
    return unnamed if isinstance(unnamed, Understood) else heard


def _in_order(words: str, offered: tuple[Option, ...]) -> Read:
    """Choices in the order in which they are written; one that is unclear, or named twice, makes all unclear."""
    parts = [part for part in _STEPS.split(words) if part.strip()]
    if len(parts) == 1 and not isinstance(reading.choice(words, offered), Understood):
        parts = words.split()
    named = [reading.choice(part, offered) for part in parts]
    codes = [str(each.value) for each in named if isinstance(each, Understood)]
    return Understood(tuple(codes)) if codes and len(set(codes)) == len(named) else None


def _text(words: str) -> Read:
    text = reading.clean(words)[:LONGEST_TEXT]
    return Understood(text) if text else None


def _number(definition: Definition, words: str, now: datetime) -> Read:
    if definition.unit.startswith("rupiah"):
        return reading.money(words, period="month" if definition.unit.endswith("/bulan") else None)
    if definition.unit == "m2":
        return _square_metres(words, integer=definition.type == "int")
    if definition.role == "umur" or definition.unit == "tahun":
        return _years(words, now.date())
    return reading.number(words, integer=definition.type == "int", signed=True, count=definition.unit == "orang")


def _square_metres(words: str, integer: bool) -> Read:
    """An area, with or without its unit; length times width is worked out ("6 x 8 meter")."""
    text = _METRES.sub(" ", reading.clean(words).replace("²", "2"))
    sides = [reading.number(side, integer=False) for side in _TIMES.split(text)]
    match sides:
        case [Understood(length), Understood(width)]:
            area = Decimal(str(length)) * Decimal(str(width))
            return Understood(int(area)) if area == area.to_integral_value() else None if integer else Understood(area)
        case _:
            return reading.number(text, integer=integer)


def _years(words: str, today: date) -> Read:
    """Completed years: what is kept of an age, nothing finer. What one was worked out or named beside is asked back."""
    match reading.age(words, default_unit="year", today=today):
        case Understood(int(months)):
            return Understood(months // 12)
        case Either(values, because):
            years = tuple(dict.fromkeys(months // 12 for months in values))
            return Understood(years[0]) if len(years) < len(values) == 2 else Either(years, because)
        case None:
            return None


def _date(definition: Definition, words: str, now: datetime) -> Read:
    """A day; with the appearance `month-year` or `year`, a month or a year is enough (kept as its first day)."""
    needed = {"month-year": 7, "year": 4}.get(definition.appearance, 10)
    match reading.date(words, today=now.date()):
        case Understood(str(value)) if len(value) >= needed:
            return Understood(_whole_day(value, needed))
        case Either(values, because):
            whole = tuple(_whole_day(v, needed) for v in values if isinstance(v, str) and len(v) >= needed)
            return Either(whole, because) if whole else None
        case _:
            return None


def _whole_day(value: str, precision: int) -> str:
    return value[:precision] + {4: "-01-01", 7: "-01"}.get(precision, "")


def _moment(definition: Definition, words: str, now: datetime) -> Read:
    """A day and a time, in one message: `17 agustus 2026 jam 08.00`."""
    day_words, marked, time_words = words.replace("pukul", "jam").partition("jam")
    day, hour = reading.date(day_words, today=now.date()), reading.time(marked + time_words)
    match day, hour:
        case Understood(str(day_value)), Understood(str(hour_value)) if len(day_value) == 10:
            return Understood(f"{day_value}T{hour_value}:00.000")
        case _:
            return None


def _time(definition: Definition, words: str, now: datetime) -> Read:
    match reading.time(words):
        case Understood(str(value)):
            return Understood(f"{value}:00.000")
        case Either(values, because):
            return Either(tuple(f"{value}:00.000" for value in values), because)
        case _:
            return None


_READERS: dict[str, Callable[[Definition, str, datetime], Read]] = {
    "int": _number,
    "decimal": _number,
    "date": _date,
    "time": _time,
    "dateTime": _moment,
}


def as_text(definition: Definition, value: object) -> str | None:
    """The value as the form keeps it; None for one that its type can't hold."""
    match value:
        case tuple():
            return " ".join(map(str, value))
        case Decimal() if definition.type == "int":
            return str(int(value)) if value == value.to_integral_value() else None
        case Decimal():
            return format(value.normalize(), "f")
        case date():
            return value.isoformat()
        case _:
            return str(value)
