"""Values of expressions, and how one kind of value is taken for another."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.flows.forms.moments import Moment, days_of
from bot.flows.forms.scope import Focus
from bot.flows.forms.tree import Node

Value = str | float | bool | Moment | list[Node]
Evaluate = Callable[[Focus], Any]  # what exactly it gives is said by the type of the part it belongs to

NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
_EXACT = 2.0**53
LONGEST = 40_000  # characters of a text that is put together; a cell of a workbook holds fewer


class Type(Enum):
    """What a part of an expression is known to give before it is evaluated."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT = "date"
    NODES = "nodes"
    ANY = "any value"


def text_of_number(number: float) -> str:
    """The number as XPath writes it: 3, 0.5, NaN, and never an exponent."""
    if number.is_integer():
        return str(int(number)) if abs(number) < _EXACT else format(Decimal(repr(number)), "f")
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return format(Decimal(repr(number)), "f")


def kept_number(number: float) -> str:
    """The number as a form keeps it: nothing where it is none."""
    return text_of_number(number) if number == number else ""  # noqa: PLR0124 - only NaN differs from itself


def number_of_text(text: str, focus: Focus) -> float:
    """The number, or for a date its days since 1970; NaN for anything else."""
    if text.isdigit() and text.isascii():
        return float(text)
    if not text:
        return math.nan
    if NUMBER.fullmatch(text):
        return float(text)
    return days_of(text, focus.zone)


def as_text(value: Value, focus: Focus) -> str:
    """Any value as text; of several nodes the first counts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return text_of_number(value)
    if isinstance(value, Moment):
        return str(value)
    return focus.scope.text(value[0]) if value else ""


def _kept(value: Value, focus: Focus) -> str:
    unknown = isinstance(value, float | Moment) and math.isnan(as_number(value, focus))
    return "" if unknown else as_text(value, focus)


def joined(separator: str, texts: Sequence[str]) -> str:
    """The texts as one; nothing where that is longer than any answer, so that none can grow without end."""
    if sum(map(len, texts)) + len(separator) * len(texts) > LONGEST:
        return ""
    return separator.join(texts)


def as_number(value: Value, focus: Focus) -> float:
    """Any value as a number; NaN where it is none."""
    if isinstance(value, float | bool):
        return float(value)
    if isinstance(value, Moment):
        return value.days()
    return number_of_text(as_text(value, focus), focus)


def as_boolean(value: Value) -> bool:
    """Whether the value counts as true: not zero, not NaN, not empty."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, Moment):
        return not math.isnan(value.at)
    return bool(value)


class Part:
    """A compiled part of an expression: what it gives, and the quickest way to have it as text, number or truth."""

    __slots__ = ("constant", "type", "value")

    def __init__(self, type: Type, value: Evaluate, constant: str | float | None = None) -> None:  # noqa: A002
        self.type = type
        self.value = value
        self.constant = constant  # what it always gives, if that is known

    def text(self) -> Callable[[Focus], str]:
        """The part as text."""
        value = self.value
        match self.type:
            case Type.TEXT:
                return value
            case Type.NUMBER:
                return lambda focus: text_of_number(value(focus))
            case Type.BOOLEAN:
                return lambda focus: "true" if value(focus) else "false"
            case _:
                return lambda focus: as_text(value(focus), focus)

    def kept(self) -> Callable[[Focus], str]:
        """The part as a form keeps it: as text, and nothing for what is no number or no day."""
        value = self.value
        match self.type:
            case Type.NUMBER:
                return lambda focus: kept_number(value(focus))
            case Type.MOMENT | Type.ANY:
                return lambda focus: _kept(value(focus), focus)
            case _:
                return self.text()

    def number(self) -> Callable[[Focus], float]:
        """The part as a number."""
        value = self.value
        match self.type:
            case Type.NUMBER:
                return value
            case Type.BOOLEAN:
                return lambda focus: float(value(focus))
            case Type.MOMENT | Type.ANY:
                return lambda focus: as_number(value(focus), focus)
            case _:
                text = self.text()
                return lambda focus: number_of_text(text(focus), focus)

    def boolean(self) -> Callable[[Focus], bool]:
        """The part as a truth value."""
        value = self.value
        match self.type:
            case Type.BOOLEAN:
                return value
            case Type.TEXT | Type.NODES:
                return lambda focus: bool(value(focus))
            case _:
                return lambda focus: as_boolean(value(focus))


def constant(value: str | float) -> Part:
    """A part that always gives the same."""
    return Part(Type.TEXT if isinstance(value, str) else Type.NUMBER, lambda _: value, value)
