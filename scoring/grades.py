"""What an index of grades says of a village: a grade for each indicator, means of grades, a class, and the way up.

The workbook computes the grades, 1 being the lowest. A dimension is their plain mean, and is reached from its `enough`
upwards. A class needs certain dimensions to be reached, or others instead; of the classes whose needs are met, the
highest one holds. Grades are of one village: they are not added up to an area.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from scoring.index import MISSING, Band, Dimension, Index, Indicator, Values

LOWEST = 1


@dataclass(frozen=True)
class Graded:
    """An indicator's grade, None where it is not known, and what the next grade takes: empty at the highest."""

    id: str
    dimension: str
    grade: int | None
    most: int
    now: str
    now_en: str
    then: str
    then_en: str


@dataclass(frozen=True)
class MeanGrade:
    """A dimension's mean of grades, None where none is known. `lacking` grades more, and it is reached."""

    id: str
    value: Fraction | None
    enough: Fraction
    reached: bool
    lacking: int


@dataclass(frozen=True)
class Grades:
    """A village in one index; `next_band` is the class that the fewest grades lead to, by reaching `needed`."""

    index: str
    version: str
    indicators: tuple[Graded, ...]
    dimensions: tuple[MeanGrade, ...]
    band: Band | None
    next_band: Band | None
    needed: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The indicators that are not known."""
        return tuple(each.id for each in self.indicators if each.grade is None)


def grade(index: Index, values: Values) -> Grades:
    """The village's grades and class. Raises ValueError for a value that is no grade of its indicator."""
    if index.kind != "grades":
        raise ValueError(f"{index.id} is no index of grades")
    graded = tuple(_graded(index, indicator, values) for indicator in index.public)
    dimensions = tuple(_mean(index, dimension, graded) for dimension in index.dimensions)
    reached = frozenset(each.id for each in dimensions if each.reached)
    known = index.missing != "no_total" or all(each.grade is not None for each in graded)
    band = _band(index, reached) if known else None
    lacking = {each.id: each.lacking for each in dimensions}
    ways = sorted(_ways(index, reached, band, lacking), key=lambda way: way[:2])
    _, _, next_band, needed = ways[0] if ways else (0, 0, None, ())
    return Grades(index.id, index.version, graded, dimensions, band, next_band, needed)


def _graded(index: Index, indicator: Indicator, values: Values) -> Graded:
    steps = index.steps_of(indicator.id)
    value = values.get(indicator.id, MISSING)
    if value != MISSING and value not in {str(step.grade) for step in steps}:
        raise ValueError(
            f"indicator {indicator.id} is {value!r}; it can only be a grade from 1 to {len(steps)} or empty"
        )
    at = int(value) if value else LOWEST
    here = steps[at - 1] if value else None
    above = steps[at] if at < len(steps) else None
    return Graded(
        id=indicator.id,
        dimension=indicator.dimension,
        grade=int(value) if value else None,
        most=len(steps),
        now=here.label if here else "",
        now_en=here.label_en if here else "",
        then=above.label if above else "",
        then_en=above.label_en if above else "",
    )


def _mean(index: Index, dimension: Dimension, graded: tuple[Graded, ...]) -> MeanGrade:
    inside = [each.grade for each in graded if each.dimension == dimension.id]
    counted = [each or LOWEST for each in inside] if index.missing == "lowest" else [each for each in inside if each]
    value = Fraction(sum(counted), len(counted)) if counted else None
    reached = value is not None and value >= dimension.enough
    lacking = 0 if reached else ceil(dimension.enough * max(len(counted), 1)) - sum(counted)
    return MeanGrade(dimension.id, value, dimension.enough, reached, lacking)


def _band(index: Index, reached: frozenset[str]) -> Band | None:
    """The highest class whose needs are met; the sheet lists them from the lowest."""
    held = [band for band in index.bands if any(need <= reached for need in band.needs)]
    return held[-1] if held else None


def _ways(
    index: Index, reached: frozenset[str], band: Band | None, lacking: dict[str, int]
) -> Iterator[tuple[int, int, Band, tuple[str, ...]]]:
    """Every way to a higher class: how many grades it takes, the class's rank, the class, the dimensions to reach."""
    ranks = {each.id: rank for rank, each in enumerate(index.bands)}
    for need in (need for each in index.bands for need in each.needs):
        then = _band(index, reached | need)
        if band is not None and then is not None and ranks[then.id] > ranks[band.id]:
            needed = tuple(d.id for d in index.dimensions if d.id in need - reached)
            yield sum(lacking[id_] for id_ in needed), ranks[then.id], then, needed
