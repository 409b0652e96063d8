"""How questions, choices and values are shown to a cadre."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from bot.flows.forms.facts import DONT_KNOW, REFUSED, Skipped
from bot.flows.forms.form import Choice, Definition, Kind, Label
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.reply import WIDEST_LABEL
from bot.flows.texts import Listed, Plural, Rupiah, Text, Words

LONGEST_TITLE = 40
PER_MONTH = Text("{amount} sebulan")
SQUARE_METRES = Text("{n} m²")
YEARS = Plural("{n} tahun", "{n} tahun")
PEOPLE = Plural("{n} orang", "{n} orang")
HOUR = Text("{hour}.{minute}")
DAY_AND_HOUR = Text("{day} jam {hour}")
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})")
NOT_KNOWN = Text("tidak tahu")
NOT_TOLD = Text("tidak mau menjawab")
LEFT_OUT = Text("dilewati")
REASONS_SHOWN = {DONT_KNOW: NOT_KNOWN, REFUSED: NOT_TOLD}
KEPT = Text("Tersimpan.")


def words(record: Record, label: Label, place: Place, language: str) -> str:
    """The author's words as plain text: spaces folded, without the marks of rich text."""
    return _plain(record.words(label, place, language))


@lru_cache(maxsize=10_000)
def _plain(written: str) -> str:
    text = written.replace("**", "")
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def question_text(record: Record, place: Place, language: str) -> str:
    """The question as it is asked."""
    return words(record, place.definition.label, place, language) or place.definition.name


def title(record: Record, place: Place, language: str) -> str:
    """What lists call the question: its short name, else the beginning of its words."""
    short = place.definition.short.get(language) or next(iter(place.definition.short.values()), "")
    text = short or question_text(record, place, language).partition("\n")[0]
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"


def section(record: Record, place: Place, language: str) -> str:
    """The name of the part of the form that the question stands in."""
    above = place if place.definition.kind is Kind.REPEAT else place.parent
    while isinstance(above, Place):
        if above.definition.label:
            return words(record, above.definition.label, above, language)
        above = above.parent
    return ""


def choice_label(record: Record, place: Place, choice: Choice, language: str) -> str:
    """The choice in full."""
    return words(record, choice.label, place, language) or choice.code


def choice_short(record: Record, place: Place, choice: Choice, language: str) -> str:
    """The choice as it stands on a button and in a confirmation."""
    return choice.short.get(language) or choice_label(record, place, choice, language)


def fits(label: str) -> bool:
    """Whether a button can carry the label whole."""
    return len(label) <= WIDEST_LABEL


def shown_value(record: Record, place: Place, value: str, language: str) -> Words:
    """A value in its normal form: labels for choices, amounts and numbers with their unit, days in words."""
    definition = place.definition
    if definition.control in {"select1", "select", "rank"}:
        labels = {choice.code: choice_short(record, place, choice, language) for choice in record.choices(place)}
        codes = [value] if definition.control == "select1" else value.split()
        return Listed(tuple(labels.get(code, code) for code in codes))
    if definition.control == "trigger":
        return Text("OK")
    return _measured(definition, value)


def _measured(definition: Definition, value: str) -> Words:
    if definition.type in {"date", "dateTime", "time"}:
        return _moment(definition.type, value)
    number = _number(value) if definition.type in {"int", "decimal"} else None
    if number is None:
        return value
    match definition.unit:
        case "rupiah":
            return Rupiah(int(number))
        case "rupiah/bulan":
            return PER_MONTH(amount=Rupiah(int(number)))
        case "m2":
            return SQUARE_METRES(n=number)
        case "tahun":
            return YEARS(int(number))
        case "orang":
            return PEOPLE(int(number))
        case _:
            return number


def _moment(type: str, value: str) -> Words:  # noqa: A002
    """A day in words, an hour as it is written; anything else as it stands."""
    clock = _CLOCK.match(value if type == "time" else value[11:])
    hour: Words = HOUR(hour=clock[1], minute=clock[2]) if clock else ""
    if type == "time":
        return hour or value
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return DAY_AND_HOUR(day=day, hour=hour) if type == "dateTime" and hour else day


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def shown_answer(record: Record, place: Place, language: str) -> Words:
    """What stands at a question now: its value, or why there is none."""
    fact = record.answers.get(place.ref)
    if isinstance(fact, Skipped):
        return REASONS_SHOWN.get(fact.reason, LEFT_OUT)
    return shown_value(record, place, record.text(place), language)


def echo(record: Record, place: Place, value: str, language: str) -> Words:
    """The confirmation of an answer. A private answer is never repeated."""
    return KEPT if place.definition.private else Text("✓ {value}")(value=shown_value(record, place, value, language))
