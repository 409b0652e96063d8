"""Numbers and the texts that stand for them, worked out once and remembered, for what is written as Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.flows.forms.values import NUMBER, kept_number

_MOST_NUMBERS: Final = 50_000  # of each kind that are remembered


class UnfitError(Exception):
    """What was written as Python does not hold for this household: it is evaluated as it stands."""


class Numbers(dict[str, float]):
    """The number that each text stands for, worked out once. A date would need to know of a zone."""

    def __missing__(self, text: str) -> float:
        if len(self) > _MOST_NUMBERS:
            self.clear()
        if (text.isdigit() and text.isascii()) or NUMBER.fullmatch(text):
            number = float(text)
        elif text[:1].isdigit() and "-" in text:
            raise UnfitError(text)
        else:
            number = float("nan")
        self[text] = number
        return number


NUMBERS: Final = Numbers()


class Kept(dict[float, str]):
    """The text that a form keeps of each number, worked out once; but for NaN, which equals nothing."""

    def __missing__(self, number: float) -> str:
        if len(self) > _MOST_NUMBERS:
            self.clear()
        text = kept_number(number)
        if text:
            self[number] = text
        return text


def extreme(numbers: Sequence[float], choose: Callable[[Sequence[float]], float]) -> float:
    """What min() or max() gives: nothing where any number is none."""
    return choose(numbers) if numbers and all(map(operator.eq, numbers, numbers)) else float("nan")


def by_number(members: Sequence[tuple[str, ...]], position: int) -> Mapping[float, Sequence[tuple[str, ...]]]:
    """The members by the number in one of their fields; where that is none, it equals nothing."""
    found: dict[float, list[tuple[str, ...]]] = {}
    for member in members:
        found.setdefault(NUMBERS[member[position]], []).append(member)
    return found
