"""What of an area may be told again after it was told before, so that no week gives away who came in between.

Two tellings are a subtraction: what lies between them is a group of its own, under the same rules as any other group.
An area is told anew once at least ten of its households have changed; an indicator's count once the households that
came to lack it, and those that came not to, are none or at least five. Until then it stays as it was told, and only the
direction is said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.area import FEWEST_HOUSEHOLDS, FEWEST_IN_CELL, Area, area_of, published
from scoring.index import Index
from scoring.publishing import Figure
from scoring.score import shown
from scoring.tally import Count, Tally

DIGITS = 1  # behind the comma of an index that is told every week
FEWEST_AROUND = 3  # areas told together where the index of one of them is hidden
HIDDEN = Figure(None)
_FEW = range(1, FEWEST_IN_CELL)
_EMPTY: Mapping[str, "Telling"] = {}


@dataclass(frozen=True, slots=True)
class Telling:
    """How many households lacked something, and of how many, when that was told last."""

    unmet: int
    households: int


@dataclass(frozen=True, slots=True)
class Told:
    """An area's counts on the day they were told, what was told of each indicator, then or before, and its index."""

    counts: Tally
    tellings: Mapping[str, Telling]
    total: Figure = field(default=HIDDEN)

    def trend(self, indicator: str) -> int:
        """By how many households the indicator has moved since it was told; 0 where it is told as it is."""
        telling = self.tellings.get(indicator)
        return self.counts.indicators.get(indicator, Count()).unmet - telling.unmet if telling is not None else 0

    @property
    def held(self) -> tuple[str, ...]:
        """The indicators that have moved too little to be told anew."""
        return tuple(id_ for id_ in self.tellings if self.trend(id_))


def retold(index: Index, before: Told | None, now: Tally) -> Told | None:
    """What is told of the area now; None where it has fewer than ten households."""
    if now.households < FEWEST_HOUSEHOLDS:
        return None
    if before is not None and _changed(before.counts, now) < FEWEST_HOUSEHOLDS:
        return before
    known = before.tellings if before is not None else _EMPTY
    told = {}
    found = area_of(index, now)
    for share in found.shares:
        earlier = known.get(share.id)
        exact = published(share).unmet.count
        if exact is not None and (earlier is None or _hides_between(earlier, Telling(exact, now.households))):
            told[share.id] = Telling(exact, now.households)
        elif earlier is not None:
            told[share.id] = earlier
    return Told(now, told, _total(index, found, Told(now, told)))


def together(index: Index, parts: Iterable[Told]) -> Told | None:
    """Areas told together: the sum of what was told of each, so that nothing follows from the sum; None of none."""
    found = list(parts)
    if len(found) < 2:
        return found[0] if found else None
    tellings: dict[str, Telling] = {}
    for part in found:
        for id_ in part.counts.indicators:
            more = part.tellings.get(id_) or Telling(part.counts.indicators[id_].unmet, part.counts.households)
            sofar = tellings.get(id_, Telling(0, 0))
            tellings[id_] = Telling(sofar.unmet + more.unmet, sofar.households + more.households)
    counts = added(part.counts for part in found)
    hidden = sum(part.total.value is None for part in found)
    if hidden and len(found) < FEWEST_AROUND:
        return Told(counts, tellings)
    digits = 0 if hidden else min(part.total.digits for part in found)
    return Told(counts, tellings, Figure(area_of(index, counts).total, digits))


def added(tallies: Iterable[Tally]) -> Tally:
    """The sum of many tallies, in one go."""
    numbers: dict[str, list[int]] = {}
    scores: dict[str, Counter[Fraction | None]] = {}
    for one in tallies:
        for id_, count in one.indicators.items():
            sums = numbers.setdefault(id_, [0, 0, 0, 0])
            for n, more in enumerate((count.met, count.unmet, count.na, count.missing)):
                sums[n] += more
        for id_, values in one.scores.items():
            scores.setdefault(id_, Counter()).update(values)
    return Tally({id_: Count(*sums) for id_, sums in numbers.items()}, scores)


def _total(index: Index, found: Area, told: Told) -> Figure:
    """The index as it may be told: with a digit behind the comma, without, or not at all where even so it would give
    away how many lack something that is not told.

    It is a sum, to which each household more that lacks something adds the same; dimensions are not told. What is not
    told of one indicator must be able to be something else, alone or together with another.
    """
    if found.total is None or not any(share.value is not None for share in found.shares):
        return HIDDEN
    unknown = _unknown(found, told)
    if index.area == "family_totals":
        return Figure(found.total, 0 if unknown else DIGITS)
    weights = _weights(index, found)
    steps = {id_: [weights[id_] * n for n in others] for id_, others in unknown.items()}
    for digits in range(DIGITS, -1, -1):
        low, high = _bounds(found.total, digits)
        if all(_stays_open(id_, steps, low - found.total, high - found.total) for id_ in steps):
            return Figure(found.total, digits)
    return HIDDEN


def _unknown(found: Area, told: Told) -> dict[str, list[int]]:
    """By how many households what is not told may be off, for who knows everything that is."""
    unknown = {}
    for share in found.shares:
        telling, counted = told.tellings.get(share.id), share.met + share.unmet
        if telling is None:
            small = share.unmet < FEWEST_IN_CELL
            near = list(_FEW) if small else [counted - n for n in _FEW]
        elif trend := told.trend(share.id):
            reach = range(1, max(FEWEST_IN_CELL, abs(trend) + 1))
            near = [telling.unmet + (n if trend > 0 else -n) for n in reach]
        else:
            continue
        unknown[share.id] = [n - share.unmet for n in near if n != share.unmet and 0 <= n <= counted]
    return unknown


def _weights(index: Index, found: Area) -> dict[str, Fraction]:
    """By how much the index falls for each household more that lacks something."""
    shares = {share.id: share for share in found.shares if share.value is not None}
    of_dimension: dict[str, Fraction] = {}
    for indicator in index.indicators:
        if indicator.id in shares:
            of_dimension[indicator.dimension] = of_dimension.get(indicator.dimension, Fraction()) + indicator.weight
    weight = {dimension.id: dimension.weight for dimension in index.dimensions}
    whole = sum((weight[id_] for id_ in of_dimension), Fraction())
    falls = {}
    for indicator in index.indicators:
        if (share := shares.get(indicator.id)) is not None:
            counted = share.met + share.unmet + (share.na if found.na_policy == "as_met" else 0)
            part = indicator.weight / of_dimension[indicator.dimension] * weight[indicator.dimension] / whole
            falls[indicator.id] = -100 * part / counted
    return falls


def _stays_open(id_: str, steps: Mapping[str, list[Fraction]], low: Fraction, high: Fraction) -> bool:
    """Whether the indicator may be something else while the index stays between these bounds."""
    for step in steps[id_]:
        if low <= step < high:
            return True
        for other, more in steps.items():
            if other != id_ and any(low <= step + another < high for another in more):
                return True
    return False


def _bounds(total: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """The values that are shown as the total is."""
    told, half = Fraction(shown(total, digits)), Fraction(1, 2 * 10**digits)
    return told - half, told + half


def _changed(before: Tally, now: Tally) -> int:
    """How many households have changed at least: came, went, or answer otherwise."""
    moved = abs(now.households - before.households)
    for id_ in before.indicators.keys() | now.indicators.keys():
        old, new = before.indicators.get(id_, Count()), now.indicators.get(id_, Count())
        steps = (new.met - old.met, new.unmet - old.unmet, new.na - old.na, new.missing - old.missing)
        moved = max(moved, sum(n for n in steps if n > 0), -sum(n for n in steps if n < 0))
    return moved


def _hides_between(earlier: Telling, now: Telling) -> bool:
    """Whether none or at least five came to lack it since, and none or at least five did not."""
    lacking = abs(now.unmet - earlier.unmet)
    others = abs((now.households - now.unmet) - (earlier.households - earlier.unmet))
    return not (0 < lacking < FEWEST_IN_CELL or 0 < others < FEWEST_IN_CELL)
