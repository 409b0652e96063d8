"""Lines of everyday answers to lines of values: what `kawan read` prints."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.flows.reading.ages import age
from bot.flows.reading.agreement import yes_no
from bot.flows.reading.amounts import money
from bot.flows.reading.counts import number
from bot.flows.reading.days import date
from bot.flows.reading.hours import time
from bot.flows.reading.offered import yes_no_among
from bot.flows.reading.outcomes import Either, Option, OtherPeriod, Understood, Value
from bot.flows.reading.phones import phone
from bot.flows.reading.selections import choice

Context = Mapping[str, Any]
Outcome = Understood[Any] | Either[Any] | OtherPeriod | None


def read_lines(lines: Iterable[str], kind: str | None) -> Iterator[str]:
    """For each JSON line its id and the value understood, null where the bot would ask again.

    A line that cannot be read says why in "error", and the next one is read.
    """
    for line in lines:
        if not line.strip():
            continue
        found: Any = None
        try:
            found = json.loads(line)
            answer: dict[str, Any] = {"id": found["id"], "value": _value(found, kind)}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            name = found.get("id") if isinstance(found, dict) else None
            answer = {"id": name, "value": None, "error": f"{type(problem).__name__}: {problem}"}
        yield json.dumps(answer, ensure_ascii=False)


def _value(line: Mapping[str, Any], kind: str | None) -> Any:
    """What one line's text comes to, as JSON."""
    asked = line.get("kind") or kind
    if asked not in KINDS:
        raise ValueError(f"kind is {asked!r}; expected one of {', '.join(KINDS)}")
    text = line["text"]
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    outcome = KINDS[asked](text, line.get("context") or {}, line.get("today"))
    return _json(outcome.value) if isinstance(outcome, Understood) else None


def _json(value: Value) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return list(value) if isinstance(value, tuple) else value


def _yes_no(text: str, context: Context, today: str | None) -> Outcome:
    options = _options(context.get("options") or ())
    return yes_no_among(text, options, numbered=bool(context.get("numbered"))) if options else yes_no(text)


def _number(text: str, context: Context, today: str | None) -> Outcome:
    signed, count = bool(context.get("signed")), bool(context.get("count"))
    if context.get("type") == "decimal":
        return number(text, integer=False, signed=signed, count=count)
    whole = number(text, signed=signed, count=count)
    return whole if whole or "type" in context else number(text, integer=False, signed=signed, count=count)


def _money(text: str, context: Context, today: str | None) -> Outcome:
    return money(text, period=context.get("period"))


def _date(text: str, context: Context, today: str | None) -> Outcome:
    if not today:
        raise ValueError("today is missing; expected YYYY-MM-DD")
    return date(text, today=dt.date.fromisoformat(today[:10]), past=bool(context.get("past")))


def _age(text: str, context: Context, today: str | None) -> Outcome:
    day = dt.date.fromisoformat(today[:10]) if today else None
    return age(text, default_unit=context.get("default_unit"), today=day)


def _choice(text: str, context: Context, today: str | None) -> Outcome:
    options, numbered = _options(context.get("options") or ()), bool(context.get("numbered", True))
    return choice(text, options, many=bool(context.get("many")), numbered=numbered)


def _options(given: Sequence[Any]) -> tuple[Option, ...]:
    """Options from labels, or from objects with code and labels."""
    return tuple(
        Option(str(o["code"]), tuple(o.get("labels") or [o.get("label", o["code"])]), bool(o.get("exclusive")))
        if isinstance(o, Mapping)
        else Option(str(o), (str(o),))
        for o in given
    )


KINDS: dict[str, Callable[[str, Context, str | None], Outcome]] = {
    "yesno": _yes_no,
    "number": _number,
    "money": _money,
    "date": _date,
    "age": _age,
    "phone": lambda text, context, today: phone(text),
    "time": lambda text, context, today: time(text),
    "choice": _choice,
}
