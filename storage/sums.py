"""What groups of an area's households came to, added up row by row as a database tells it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction

from scoring.tally import Count, Tally


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Households of an area that are counted together; `rt` is empty above the village."""

    rt: str
    head: str  # the sex of the head of the household; empty where it is not known


class Sums:
    """Counts of groups, taken in one by one."""

    def __init__(self) -> None:
        self._indicators: defaultdict[Group, dict[str, Count]] = defaultdict(dict)
        self._scores: defaultdict[Group, dict[str, Counter[Fraction | None]]] = defaultdict(dict)

    def count(self, group: Group, indicator: str, more: Count) -> None:
        """Add to what is counted of an indicator."""
        counts = self._indicators[group]
        counts[indicator] = counts.get(indicator, Count()) + more

    def value(self, group: Group, dimension: str, value: Fraction | None, n: int) -> None:
        """Add households that came to this value."""
        self._scores[group].setdefault(dimension, Counter())[value] += n

    def tallies(self) -> dict[Group, Tally]:
        """All of it."""
        groups = dict.fromkeys((*self._indicators, *self._scores))
        return {group: Tally(self._indicators.get(group, {}), self._scores.get(group, {})) for group in groups}
