"""Operators of expressions: arithmetic, comparison, and, or."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

from bot.flows.forms.scope import Focus
from bot.flows.forms.values import Part, Type, Value, as_boolean, as_number, as_text, number_of_text

_EQUAL: Final[dict[str, Callable[[Any, Any], bool]]] = {"=": operator.eq, "!=": operator.ne}
_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_NUMERIC: Final = frozenset({Type.NUMBER, Type.MOMENT})


def join(first: Part, rest: Sequence[tuple[str, Part]]) -> Part:
    """The value of parts joined by operators of one strength."""
    match rest[0][0]:
        case "and" | "or":
            return _logical(rest[0][0], [first, *(part for _, part in rest)])
        case "+" | "-" | "*" | "div" | "mod":
            return _arithmetic(first, rest)
    for sign, part in rest:
        first = _compared(sign, first, part)
    return first


def negated(part: Part) -> Part:
    """The number with the other sign."""
    number = part.number()
    if isinstance(part.constant, float):
        return Part(Type.NUMBER, lambda focus: -number(focus), -part.constant)
    return Part(Type.NUMBER, lambda focus: -number(focus))


def _logical(word: str, parts: Sequence[Part]) -> Part:
    """True as soon as one part (or), or false as soon as one part (and), decides it."""
    tests = [part.boolean() for part in parts]
    decisive = word == "or"
    if len(tests) == 2:
        left, right = tests
        if decisive:
            return Part(Type.BOOLEAN, lambda focus: left(focus) or right(focus))
        return Part(Type.BOOLEAN, lambda focus: left(focus) and right(focus))

    def value(focus: Focus) -> bool:
        for test in tests:
            if test(focus) is decisive:
                return decisive
        return not decisive

    return Part(Type.BOOLEAN, value)


def divide(left: float, right: float) -> float:
    """The quotient; by zero it is an infinity or NaN."""
    if right:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """What is left over when dividing towards zero, with the sign of the left side."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


_CALCULATE: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "div": divide, "mod": remainder,
}  # fmt: skip


def _arithmetic(first: Part, rest: Sequence[tuple[str, Part]]) -> Part:
    start = first.number()
    steps = [(_CALCULATE[sign], part.number()) for sign, part in rest]
    if len(steps) == 1:
        calculate, right = steps[0]
        return Part(Type.NUMBER, lambda focus: calculate(start(focus), right(focus)))

    def value(focus: Focus) -> float:
        result = start(focus)
        for calculate, number in steps:
            result = calculate(result, number(focus))
        return result

    return Part(Type.NUMBER, value)


def _compared(sign: str, left: Part, right: Part) -> Part:
    """Whether the comparison holds; with nodes, whether it holds for one of them at least."""
    types = {left.type, right.type}
    if Type.ANY in types:
        one, other = left.value, right.value
        return Part(Type.BOOLEAN, lambda focus: compare(sign, one(focus), other(focus), focus))
    if Type.NODES in types:
        if left.type is not Type.NODES:
            left, right, sign = right, left, _MIRRORED[sign]
        return _compared_nodes(sign, left, right)
    if sign in _ORDER:
        return _both(_ORDER[sign], left.number(), right.number())
    if Type.BOOLEAN in types:
        return _both(_EQUAL[sign], left.boolean(), right.boolean())
    if types & _NUMERIC:
        return _both(_EQUAL[sign], left.number(), right.number())
    return _both(_EQUAL[sign], left.text(), right.text())


def _both(holds: Callable[[Any, Any], bool], left: Callable[[Focus], Any], right: Callable[[Focus], Any]) -> Part:
    if holds is operator.eq:
        return Part(Type.BOOLEAN, lambda focus: left(focus) == right(focus))
    return Part(Type.BOOLEAN, lambda focus: holds(left(focus), right(focus)))


def _compared_nodes(sign: str, left: Part, right: Part) -> Part:
    nodes = left.value
    if right.type is Type.NODES:
        others = right.value
        return Part(Type.BOOLEAN, lambda focus: _any_pair(sign, nodes(focus), others(focus), focus))
    if right.type is Type.BOOLEAN and sign in _EQUAL:
        return _both(_EQUAL[sign], left.boolean(), right.boolean())
    holds = _EQUAL.get(sign) or _ORDER[sign]
    if right.type is Type.TEXT and sign in _EQUAL:
        text = right.text()

        def as_texts(focus: Focus) -> bool:
            value, text_of = text(focus), focus.scope.text
            for node in nodes(focus):  # noqa: SIM110 - a generator costs more than the loop
                if holds(text_of(node), value):
                    return True
            return False

        return Part(Type.BOOLEAN, as_texts)
    number = right.number()

    def as_numbers(focus: Focus) -> bool:
        value, text_of = number(focus), focus.scope.text
        for node in nodes(focus):  # noqa: SIM110
            if holds(number_of_text(text_of(node), focus), value):
                return True
        return False

    return Part(Type.BOOLEAN, as_numbers)


def _any_pair(sign: str, left: Sequence[Any], right: Sequence[Any], focus: Focus) -> bool:
    texts = [focus.scope.text(node) for node in right]
    if sign in _EQUAL:
        equal = _EQUAL[sign]
        return any(equal(focus.scope.text(node), text) for node in left for text in texts)
    numbers = [number_of_text(text, focus) for text in texts]
    order = _ORDER[sign]
    return any(order(number_of_text(focus.scope.text(node), focus), number) for node in left for number in numbers)


def compare(sign: str, left: Value, right: Value, focus: Focus) -> bool:
    """The same for values whose types are known only now, as of if()."""
    if isinstance(left, list) and isinstance(right, list):
        return _any_pair(sign, left, right, focus)
    if isinstance(right, list):
        return compare(_MIRRORED[sign], right, left, focus)
    if isinstance(left, list) and not (isinstance(right, bool) and sign in _EQUAL):
        return any(compare(sign, focus.scope.text(node), right, focus) for node in left)
    if sign in _ORDER:
        return _ORDER[sign](as_number(left, focus), as_number(right, focus))
    equal = _EQUAL[sign]
    if isinstance(left, bool) or isinstance(right, bool):
        return equal(as_boolean(left), as_boolean(right))
    if isinstance(left, str) and isinstance(right, str):
        return equal(as_text(left, focus), as_text(right, focus))
    return equal(as_number(left, focus), as_number(right, focus))
