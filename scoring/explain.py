"""What one household's answers leave to explain, and where a changed value takes its part of an index."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scoring.index import MET, UNMET, Index, Indicator, Values

_KNOWN = (MET, UNMET)


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """An indicator, the value that calls for an explanation, and the one it should have; with the ids of all that
    people see of its dimension."""

    index: Index
    indicator: Indicator
    value: str
    wanted: str
    dimension: tuple[str, ...]


class Standing(NamedTuple):
    """How many of a dimension's known things are fulfilled."""

    dimension: str
    met: int
    asked: int


def goals(index: Index) -> tuple[Goal, ...]:
    """What people may ask an explanation of: every public indicator of a score, unmet; a rule's outcome that holds."""
    match index.kind:
        case "rule":
            return tuple(
                Goal(index, i, MET, UNMET, index.public_in(i.dimension)) for i in index.public if i.part == "outcome"
            )
        case "score":
            return tuple(Goal(index, i, UNMET, MET, index.public_in(i.dimension)) for i in index.public)
        case "grades":
            return ()  # what the next grade takes is said with each


def standing(goal: Goal, values: Values) -> Standing:
    """The goal's dimension as people see it."""
    known = [*map(values.get, goal.dimension)]
    met = known.count(MET)
    return Standing(goal.indicator.dimension, met, met + known.count(UNMET))


def turned(goal: Goal, now: Standing, values: Values, changed: Mapping[str, str]) -> Standing:
    """The goal's dimension, which stands so now, with some values changed."""
    _, met, asked = now
    for id_, value in changed.items():
        if id_ in goal.dimension:
            before = values.get(id_)
            met += (value == MET) - (before == MET)
            asked += (value in _KNOWN) - (before in _KNOWN)
    return Standing(goal.indicator.dimension, met, asked)


def gain(before: Values, after: Values, wanted: Mapping[str, str]) -> int:
    """How many indicators come to what they should be, less those that no longer are; `wanted` by indicator."""
    gained = 0
    for id_, value in after.items():
        if (goal := wanted.get(id_)) is not None:
            gained += (value == goal) - (before.get(id_, "") == goal)
    return gained
