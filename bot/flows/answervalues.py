"""One answer from outside, to the value that the form keeps."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.flows.alternatives import alone
from bot.flows.forms.facts import REASONS, REFUSED, SKIPPED, Answered, Skipped
from bot.flows.forms.form import Choice
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.showing import choice_label, choice_short

YES, NO = ("ya", "yes", "1"), ("tidak", "no", "0")
SEXES: Final = {
    "l": "laki",
    "lk": "laki",
    "m": "laki",
    "male": "laki",
    "p": "perempuan",
    "pr": "perempuan",
    "f": "perempuan",
    "female": "perempuan",
}
MODULES, POVERTY_LINE = "modul", "garis_kemiskinan"  # roles
MOST_NAMED = 12  # choices that a message lists
_NOT_LETTERS = re.compile(r"[^\w]+|_")
_PLAIN_REASONS = {reason.replace("_", " "): reason for reason in REASONS} | {"tidak mau menjawab": REFUSED}


class UnfitError(ValueError):
    """A value that the question does not take; says which it would."""


def fact_of(record: Record, place: Place, value: Any) -> Answered | Skipped:
    """The fact that the question was answered so, or not. Raises UnfitError."""
    if value is None or value == "":
        return Skipped(place.ref, SKIPPED)
    control = place.definition.control
    reason = _PLAIN_REASONS.get(_plain(value)) if isinstance(value, str) else None
    if reason and not (control.startswith("select") and _meant(record, place, str(value))):
        return Skipped(place.ref, reason)
    if control == "select1":
        return _answered(place, _chosen(record, place, value))
    if control in {"select", "rank"}:
        return _several(record, place, value)
    if place.definition.role == MODULES:
        return _answered(place, _modules(place, value))
    if isinstance(value, list | dict):
        raise UnfitError("one value is wanted, not several")
    if place.definition.role == POVERTY_LINE and _number(value) is None:
        raise UnfitError(f"{value!r} is no number")
    return _answered(place, _written(place, value))


def _answered(place: Place, value: str) -> Answered:
    return Answered(place.ref, value)


def _modules(place: Place, value: Any) -> str:
    """The names of what is asked for; the form's own default tells which there are."""
    names = [str(name) for name in value] if isinstance(value, list) else str(value).replace(",", " ").split()
    known = place.definition.default.split()
    if wrong := [name for name in names if known and name not in known]:
        raise UnfitError(f"{', '.join(wrong)} is not among {', '.join(known)}")
    return " ".join(names)


def _choices(record: Record, place: Place) -> Sequence[Choice]:
    """What is offered; where the question does not apply, or offers nothing, the whole list."""
    offered, choices = record.choices(place), place.definition.choices
    if choices is None or (offered and record.relevant(place)):
        return offered
    return [*choices.listed.values()] or offered


def _codes(record: Record, place: Place) -> list[str]:
    return [choice.code for choice in _choices(record, place)]


# --- choices


def _chosen(record: Record, place: Place, value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    codes = _codes(record, place)
    if isinstance(value, bool):
        found = [code for code in codes if code in (YES if value else NO)]
    else:
        found = _meant(record, place, str(value))
    if len(found) == 1:
        return found[0]
    if found:
        raise UnfitError(f"{value!r} could be {' or '.join(found)}; write one of them")
    raise UnfitError(f"{value!r} is none of its choices: {_named(record, place, codes)}")


def _meant(record: Record, place: Place, text: str) -> list[str]:
    """The choices of that name, else of that label."""
    codes, text = _codes(record, place), text.strip()
    listed = place.definition.choices.listed.values() if place.definition.choices else ()
    if text in codes or text in {choice.code for choice in listed}:
        return [text]
    plain = _plain(text)
    if place.definition.role == "kelamin" and plain in SEXES:
        return [code for code in codes if _plain(code).startswith(SEXES[plain])]
    return list(dict.fromkeys(code for code, labels in _labels(record, place).items() if plain in labels))


def _labels(record: Record, place: Place) -> Mapping[str, set[str]]:
    languages = record.form.languages or ("",)
    return {
        choice.code: {_plain(choice.code)}
        | {_plain(said(record, place, choice, code)) for code in languages for said in (choice_label, choice_short)}
        for choice in _choices(record, place)
    }


def _plain(text: str) -> str:
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()


def _named(record: Record, place: Place, codes: Sequence[str]) -> str:
    choices = _choices(record, place)
    named = [
        code
        if (label := choice_label(record, place, choice, "")) in ("", code) or not code.isdigit()
        else f"{code} ({label})"
        for code, choice in zip(codes, choices, strict=False)
    ] or list(codes)
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _several(record: Record, place: Place, value: Any) -> Answered | Skipped:
    parts = _parts(record, place, value)
    if not parts:  # nothing of the list: the choice that says so, if there is one
        nothing = alone(record, place)
        return _answered(place, nothing[0]) if nothing else Skipped(place.ref, SKIPPED)
    codes: list[str] = []
    wrong: list[str] = []
    for part in parts:
        try:
            codes.append(_chosen(record, place, part))
        except UnfitError as reason:
            wrong.append(str(reason))
    if wrong:
        raise UnfitError("; ".join(wrong))
    order = _codes(record, place) if place.definition.control == "select" else codes
    return _answered(
        place, " ".join(sorted(dict.fromkeys(codes), key=lambda c: order.index(c) if c in order else len(order)))
    )


def _parts(record: Record, place: Place, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, str) or _meant(record, place, value):
        return [value]
    return [part for part in (value.split(",") if "," in value else value.split()) if part.strip()]


# --- what is written


def _written(place: Place, value: Any) -> str:
    match place.definition.type:
        case "int":
            number = _number(value)
            if number is None or number != number.to_integral_value():
                raise UnfitError(f"{value!r} is no whole number")
            return str(int(number))
        case "decimal":
            number = _number(value)
            if number is None:
                raise UnfitError(f"{value!r} is no number")
            return format(number.normalize(), "f")
        case "date" | "dateTime" | "time" as kind:
            return _moment(kind, value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    number = _number(value) if isinstance(value, float) else None
    return format(number.normalize(), "f") if number is not None else str(value).strip()


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def _moment(kind: str, value: Any) -> str:
    reader = {"date": date.fromisoformat, "dateTime": datetime.fromisoformat, "time": time.fromisoformat}[kind]
    example = {"date": "2026-11-22", "dateTime": "2026-11-22T08:30:00", "time": "08:30"}[kind]
    try:
        reader(str(value))
    except ValueError:
        raise UnfitError(f"{value!r} is none; write it like {example}") from None
    return str(value)
