"""What an index is made of: dated data with its source, read from a workbook's own sheets (`sheets.py`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import lcm
from typing import Any, Literal

Kind = Literal["score", "rule", "grades"]
DimensionEmpty = Literal["skip", "no_total"]  # what a dimension of which nothing is known does to the total
MissingPolicy = Literal["leave_out", "no_total", "lowest"]  # what an unknown value does to the total; lowest: grade 1
AreaMethod = Literal["indicator_shares", "family_totals"]  # how households add up
NaPolicy = Literal["exclude", "as_met"]  # for areas: "does not apply" leaves the count, or counts as fulfilled
Part = Literal["", "target", "determinant", "outcome"]  # what an indicator is in a rule

MET, UNMET, NOT_APPLICABLE, MISSING = "1", "0", "na", ""
_VALUES = frozenset({MET, UNMET, NOT_APPLICABLE, MISSING})

Values = Mapping[str, str]
"""A household's indicators: `1`, `0`, `na` (does not apply) or empty (not known), by indicator id; or a village's
grades: `1` and up, or empty."""


@dataclass(frozen=True)
class Dimension:
    """A part of an index. Its weight counts among the dimensions that have a value; `enough` is for means of grades."""

    id: str
    label: str
    label_en: str = ""
    weight: Fraction = Fraction(1)
    enough: Fraction = Fraction()


@dataclass(frozen=True)
class Indicator:
    """One thing a household has or lacks.

    `unmet` are the few words that say what is not yet fulfilled ("akta kelahiran"). A private indicator is left out of
    everything that people see. In a rule, `part` says whether it is what makes a household a target, a determinant
    (`1`: it holds), or the outcome that the workbook has computed.
    """

    id: str
    dimension: str
    label: str
    label_en: str = ""
    unmet: str = ""
    unmet_en: str = ""
    weight: Fraction = Fraction(1)
    private: bool = False
    part: Part = ""


@dataclass(frozen=True)
class Band:
    """A class of totals, from a cut-off upwards; `inclusive` says whether the cut-off itself belongs to it.

    In an index of grades it has no cut-off, but `needs`: dimensions that must be reached, or others instead.
    """

    id: str
    label: str
    starts: Fraction
    inclusive: bool = True
    label_en: str = ""
    needs: tuple[frozenset[str], ...] = ()

    def holds(self, total: Fraction) -> bool:
        """Whether a total, exact and unrounded, has reached this band."""
        return total > self.starts or (self.inclusive and total == self.starts)


@dataclass(frozen=True)
class Step:
    """A grade of an indicator, from 1 up, and what it takes in a few words."""

    indicator: str
    grade: int
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Index:
    """One index in one version: what it consists of and every rule that its arithmetic leaves open."""

    id: str
    label: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...] = ()
    steps: tuple[Step, ...] = ()
    label_en: str = ""
    kind: Kind = "score"
    version: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    note: str = ""
    dimension_empty: DimensionEmpty = "skip"
    missing: MissingPolicy = "leave_out"
    area: AreaMethod = "indicator_shares"
    na_policy: NaPolicy = "exclude"

    @cached_property
    def public(self) -> tuple[Indicator, ...]:
        """The indicators that people may see."""
        return tuple(indicator for indicator in self.indicators if not indicator.private)

    @cached_property
    def _public_in(self) -> Mapping[str, tuple[str, ...]]:
        dimensions = dict.fromkeys(indicator.dimension for indicator in self.public)
        return {name: tuple(i.id for i in self.public if i.dimension == name) for name in dimensions}

    def public_in(self, dimension: str) -> tuple[str, ...]:
        """The ids of a dimension's indicators that people may see."""
        return self._public_in.get(dimension, ())

    def steps_of(self, indicator: str) -> tuple[Step, ...]:
        """The grades of an indicator, from the lowest."""
        return tuple(sorted((s for s in self.steps if s.indicator == indicator), key=lambda step: step.grade))

    @cached_property
    def _ladders(self) -> Mapping[str, frozenset[str]]:
        return {i.id: frozenset({MISSING, *(str(s.grade) for s in self.steps_of(i.id))}) for i in self.indicators}

    def can_be(self, indicator: str) -> frozenset[str]:
        """The values that one of its indicators can have."""
        return self._ladders[indicator] if self.kind == "grades" else _VALUES

    def counted(self, private: bool) -> tuple[Indicator, ...]:
        """All indicators, or only those that people may see."""
        return self.indicators if private else self.public

    @cached_property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The dimensions with their weights as whole numbers, in the same proportions."""
        return tuple(zip((d.id for d in self.dimensions), _whole([d.weight for d in self.dimensions]), strict=True))

    def runs(self, private: bool) -> tuple["Run", ...]:
        """The indicators that count, in the index's order, by dimension."""
        return self._runs if private else self._runs_public

    @cached_property
    def _runs(self) -> tuple["Run", ...]:
        return self._runs_of(self.indicators)

    @cached_property
    def _runs_public(self) -> tuple["Run", ...]:
        return self._runs_of(self.public)

    @cached_property
    def _findings(self) -> tuple[dict[tuple[str, ...], Any], dict[tuple[str, ...], Any]]:
        return {}, {}

    def findings(self, private: bool) -> dict[tuple[str, ...], Any]:
        """What a rule found of households, by the values of the indicators that count."""
        return self._findings[private]

    def _runs_of(self, indicators: Sequence[Indicator]) -> tuple["Run", ...]:
        position = {dimension.id: n for n, dimension in enumerate(self.dimensions)}
        weights = dict(zip(self.indicators, _whole([i.weight for i in self.indicators]), strict=True))
        grouped = groupby(indicators, key=lambda indicator: indicator.dimension)
        each = ((position.get(dimension), tuple(run)) for dimension, run in grouped)
        return tuple(Run(place, run, tuple(i.id for i in run), tuple(weights[i] for i in run)) for place, run in each)

    def band_of(self, total: Fraction | None) -> Band | None:
        """The highest band that the total has reached."""
        if total is None:
            return None
        reached = [band for band in self.bands if band.holds(total)]
        return max(reached, key=lambda band: band.starts, default=None)

    def valid_on(self, day: date) -> bool:
        """Whether this version holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """Indicators of one dimension that stand one after the other: the dimension's position, if the index has it, and
    their weights as whole numbers. `known` holds what was counted of them, by their values."""

    position: int | None
    indicators: tuple[Indicator, ...]
    ids: tuple[str, ...]
    weights: tuple[int, ...]
    known: dict[tuple[str | None, ...], Any] = field(default_factory=dict)


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the proportions of the weights."""
    common = lcm(*(weight.denominator for weight in weights))
    return [int(weight * common) for weight in weights]


def read_value(values: Values, indicator: Indicator) -> str:
    """The indicator's value; absent is missing. Raises ValueError for anything but `1`, `0`, `na` or nothing."""
    value = values.get(indicator.id, MISSING)
    if value not in _VALUES:
        raise ValueError(f"indicator {indicator.id} is {value!r}; it can only be '1', '0', 'na' or empty")
    return value
