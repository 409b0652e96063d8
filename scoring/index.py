"""What an index is made of: dated data with its source, read from a workbook's own sheets (`sheets.py`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Literal

Kind = Literal["score", "rule"]
DimensionEmpty = Literal["skip", "no_total"]  # what a dimension of which nothing is known does to the total
MissingPolicy = Literal["leave_out", "no_total"]  # what a value that is not known does to the total
AreaMethod = Literal["indicator_shares", "family_totals"]  # how households add up
NaPolicy = Literal["exclude", "as_met"]  # for areas: "does not apply" leaves the count, or counts as fulfilled
Part = Literal["", "target", "determinant", "outcome"]  # what an indicator is in a rule

MET, UNMET, NOT_APPLICABLE, MISSING = "1", "0", "na", ""

Values = Mapping[str, str]
"""A household's indicators: `1`, `0`, `na` (does not apply) or empty (not known), by indicator id."""


@dataclass(frozen=True)
class Dimension:
    """A part of an index. Its weight counts among the dimensions that have a value."""

    id: str
    label: str
    label_en: str = ""
    weight: Fraction = Fraction(1)


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
    """A class of totals, from a cut-off upwards; `inclusive` says whether the cut-off itself belongs to it."""

    id: str
    label: str
    starts: Fraction
    inclusive: bool = True
    label_en: str = ""

    def holds(self, total: Fraction) -> bool:
        """Whether a total, exact and unrounded, has reached this band."""
        return total > self.starts or (self.inclusive and total == self.starts)


@dataclass(frozen=True)
class Index:
    """One index in one version: what it consists of and every rule that its arithmetic leaves open."""

    id: str
    label: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...] = ()
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

    def counted(self, private: bool) -> tuple[Indicator, ...]:
        """All indicators, or only those that people may see."""
        return self.indicators if private else self.public

    @cached_property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The dimensions with their weights as whole numbers, in the same proportions."""
        return tuple(zip((d.id for d in self.dimensions), _whole([d.weight for d in self.dimensions]), strict=True))

    def weighted(self, private: bool) -> tuple[tuple[Indicator, int | None, int], ...]:
        """The indicators that count, with the position of their dimension and their weight as a whole number."""
        return self._weighted if private else self._weighted_public

    @cached_property
    def _weighted(self) -> tuple[tuple[Indicator, int | None, int], ...]:
        position = {dimension.id: n for n, dimension in enumerate(self.dimensions)}
        weights = _whole([indicator.weight for indicator in self.indicators])
        return tuple((i, position.get(i.dimension), w) for i, w in zip(self.indicators, weights, strict=True))

    @cached_property
    def _weighted_public(self) -> tuple[tuple[Indicator, int | None, int], ...]:
        return tuple(each for each in self._weighted if not each[0].private)

    def band_of(self, total: Fraction | None) -> Band | None:
        """The highest band that the total has reached."""
        if total is None:
            return None
        reached = [band for band in self.bands if band.holds(total)]
        return max(reached, key=lambda band: band.starts, default=None)

    def valid_on(self, day: date) -> bool:
        """Whether this version holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the proportions of the weights."""
    common = lcm(*(weight.denominator for weight in weights))
    return [int(weight * common) for weight in weights]


def read_value(values: Values, indicator: Indicator) -> str:
    """The indicator's value; absent is missing. Raises ValueError for anything but `1`, `0`, `na` or nothing."""
    value = values.get(indicator.id, MISSING)
    if value not in (MET, UNMET, NOT_APPLICABLE, MISSING):
        raise ValueError(f"indicator {indicator.id} is {value!r}; it can only be '1', '0', 'na' or empty")
    return value
