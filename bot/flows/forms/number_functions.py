"""Functions of expressions on numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from bot.flows.forms.calls import Functions, Site
from bot.flows.forms.scope import Focus
from bot.flows.forms.text_functions import own_text
from bot.flows.forms.values import Part, Type, as_number, number_of_text

NUMBER_FUNCTIONS: Final = Functions()
_plain = NUMBER_FUNCTIONS.plain
_special = NUMBER_FUNCTIONS.special
_WIDE: Final = Context(prec=700)  # enough digits for any float
_SCIENTIFIC: Final = re.compile(r"\s*-?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}\s*")


@_special("number", 0, 1)
def _number(site: Site) -> Part:
    if site.parts:
        return Part(Type.NUMBER, site.parts[0].number())
    return Part(Type.NUMBER, lambda focus: number_of_text(own_text(focus), focus))


@_special("int", 1, 1)
def _int(site: Site) -> Part:
    """The number without its fraction. Devices write tiny numbers as 7.9e-12, so that is read here too."""
    part = site.parts[0]
    if part.type in (Type.NUMBER, Type.BOOLEAN):
        number = part.number()
        return Part(Type.NUMBER, lambda focus: _truncated(number(focus)))
    text = part.text()

    def value(focus: Focus) -> float:
        digits = text(focus)
        return _truncated(float(digits) if _SCIENTIFIC.fullmatch(digits) else number_of_text(digits, focus))

    return Part(Type.NUMBER, value)


def _truncated(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


@_plain("round", Type.NUMBER, Type.NUMBER, gives=Type.NUMBER, least=1)
def _round(number: float, digits: float = 0) -> float:
    """The nearest number with so many decimals; a half goes away from zero."""
    if not math.isfinite(number) or math.isnan(digits):
        return math.nan if math.isnan(digits) else number
    places = int(max(min(digits, 330), -330))
    unit = Decimal(1).scaleb(-places)
    return float(Decimal(repr(number)).quantize(unit, ROUND_HALF_UP, _WIDE))


@_plain("floor", Type.NUMBER, gives=Type.NUMBER)
def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


@_plain("ceiling", Type.NUMBER, gives=Type.NUMBER)
def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


@_plain("pow", Type.NUMBER, Type.NUMBER, gives=Type.NUMBER)
def _pow(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):  # where Python says 1
        return math.nan
    return _guarded(math.pow)(base, exponent)


def _guarded(function: Callable[..., float]) -> Callable[..., float]:
    """The function, giving NaN outside its domain and infinity where the result is too large."""

    def guarded(*numbers: float) -> float:
        try:
            return function(*numbers)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return guarded


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else _guarded(function)(number)


_OF_ONE: Final[dict[str, Callable[[float], float]]] = {
    "abs": abs,
    "acos": _guarded(math.acos),
    "asin": _guarded(math.asin),
    "atan": math.atan,
    "cos": _guarded(math.cos),
    "exp": _guarded(math.exp),
    "exp10": _guarded(lambda number: 10.0**number),
    "log": _logarithm(math.log),
    "log10": _logarithm(math.log10),
    "sin": _guarded(math.sin),
    "sqrt": _guarded(math.sqrt),
    "tan": _guarded(math.tan),
}
for _name, _function in _OF_ONE.items():
    _plain(_name, Type.NUMBER, gives=Type.NUMBER)(_function)
_plain("atan2", Type.NUMBER, Type.NUMBER, gives=Type.NUMBER)(math.atan2)


@_special("pi", 0, 0)
def _pi(site: Site) -> Part:
    return Part(Type.NUMBER, lambda _: math.pi)


@_special("random", 0, 0)
def _random(site: Site) -> Part:
    return Part(Type.NUMBER, lambda focus: focus.scope.random.random())


@_special("sum", 1, 1)
def _sum(site: Site) -> Part:
    nodes = site.nodes(0)
    return Part(
        Type.NUMBER,
        lambda focus: float(sum(number_of_text(focus.scope.text(node), focus) for node in nodes(focus))),
    )


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Site], Part]:
    def build(site: Site) -> Part:
        values = [part.value for part in site.parts]

        def value(focus: Focus) -> float:
            numbers: list[float] = []
            for found in (each(focus) for each in values):
                if isinstance(found, list):
                    numbers.extend(number_of_text(focus.scope.text(node), focus) for node in found)
                else:
                    numbers.append(as_number(found, focus))
            return math.nan if not numbers or any(map(math.isnan, numbers)) else choose(numbers)

        return Part(Type.NUMBER, value)

    return build


_special("min", 1, None)(_extreme(min))
_special("max", 1, None)(_extreme(max))
