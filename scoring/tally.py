"""How many households came to what: the counts from which every figure of an area follows.

A tally is a sum over households in any order, so that it can be kept step by step, added up from smaller areas, or
counted anew, and be the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.index import MET, MISSING, NOT_APPLICABLE, UNMET, Index, Indicator, Values, read_value
from scoring.score import score

TOTAL = ""  # among the scores: that of the whole index


@dataclass(frozen=True, slots=True)
class Count:
    """How many households came to each value of an indicator."""

    met: int = 0
    unmet: int = 0
    na: int = 0
    missing: int = 0

    @property
    def households(self) -> int:
        """All of them."""
        return self.met + self.unmet + self.na + self.missing

    def __add__(self, other: "Count") -> "Count":
        return Count(self.met + other.met, self.unmet + other.unmet, self.na + other.na, self.missing + other.missing)


ONE = {MET: Count(met=1), UNMET: Count(unmet=1), NOT_APPLICABLE: Count(na=1), MISSING: Count(missing=1)}


@dataclass(frozen=True, slots=True)
class Tally:
    """An area's counts in one index: of every indicator, and of every exact score by dimension and in total.

    A household without a score is counted under None.
    """

    indicators: Mapping[str, Count] = field(default_factory=dict)
    scores: Mapping[str, Mapping[Fraction | None, int]] = field(default_factory=dict)

    @property
    def households(self) -> int:
        """How many households stand behind it."""
        return max((count.households for count in self.indicators.values()), default=0)

    def __add__(self, other: "Tally") -> "Tally":
        indicators = dict(self.indicators)
        for id_, count in other.indicators.items():
            indicators[id_] = indicators.get(id_, Count()) + count
        scores = {id_: Counter(values) for id_, values in self.scores.items()}
        for id_, values in other.scores.items():
            scores.setdefault(id_, Counter()).update(values)
        return Tally(indicators, scores)


def counting(index: Index, values: Values, private: bool = False) -> tuple[Indicator, ...]:
    """The indicators under which a household counts: all, but for a rule's determinants where it is no target, and for
    grades, which are not added up."""
    if index.kind == "grades":
        return ()
    counted = index.counted(private)
    if index.kind == "score" or any(i.part == "target" and read_value(values, i) == MET for i in counted):
        return counted
    return tuple(indicator for indicator in counted if indicator.part != "determinant")


def tally(index: Index, households: Iterable[Values], private: bool = False) -> Tally:
    """What the households came to in the index."""
    indicators = {indicator.id: Count() for indicator in index.counted(private)}
    scores: dict[str, Counter[Fraction | None]] = {}
    for values in households:
        for indicator in counting(index, values, private):
            indicators[indicator.id] += ONE[read_value(values, indicator)]
        if index.kind == "score":
            found = score(index, values, private)
            scores.setdefault(TOTAL, Counter())[found.total] += 1
            for dimension in found.dimensions:
                scores.setdefault(dimension.id, Counter())[dimension.value] += 1
    return Tally(indicators, scores)
