"""What of an area may be told again after it was told before, so that no week gives away who came in between.

Two tellings are a subtraction: what lies between them is a group of its own, under the same rules as any other group.
An area is told anew once at least ten of its households have changed; an indicator's count once the households that
came to lack it, and those that came not to, are none or at least five. Until then it stays as it was told, and only the
direction is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.area import FEWEST_HOUSEHOLDS, FEWEST_IN_CELL, Area, area_of, published
from scoring.guessing import options_of, stays_open
from scoring.index import Index
from scoring.publishing import Figure, shown_area
from scoring.tally import Count, Tally

DIGITS = 1  # behind the comma of an index that is told every week
_EMPTY: Mapping[str, "Telling"] = {}


@dataclass(frozen=True, slots=True)
class Telling:
    """How many households lacked something, and of how many, when that was told last."""

    unmet: int
    households: int


@dataclass(frozen=True, slots=True)
class Told:
    """An area's counts on the day they were told, and what was told of each indicator, then or before."""

    counts: Tally
    tellings: Mapping[str, Telling]

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
    for share in area_of(index, now).shares:
        earlier = known.get(share.id)
        exact = published(share).unmet.count
        if exact is not None and (earlier is None or _hides_between(earlier, Telling(exact, now.households))):
            told[share.id] = Telling(exact, now.households)
        elif earlier is not None:
            told[share.id] = earlier
    return Told(now, told)


def together(parts: Iterable[Told]) -> Told | None:
    """Areas told together: the sum of what was told of each, so that nothing follows from the sum; None of none."""
    found = list(parts)
    if not found:
        return None
    tellings: dict[str, Telling] = {}
    for part in found:
        for id_ in part.counts.indicators:
            unmet, households = part.counts.indicators[id_].unmet, part.counts.households
            more = part.tellings.get(id_, Telling(unmet, households))
            sofar = tellings.get(id_, Telling(0, 0))
            tellings[id_] = Telling(sofar.unmet + more.unmet, sofar.households + more.households)
    return Told(sum((part.counts for part in found), Tally()), tellings)


def told_total(index: Index, told: Told) -> Figure:
    """The index of the area as it may be told: without digits behind the comma where an indicator is held back, and not
    at all where even so it would give that one away."""
    found = area_of(index, told.counts)
    area = shown_area(index, found, area_of(index, told.counts, "as_met"))
    if area is None or area.total.value is None:
        return Figure(None)
    if not told.held or index.area == "family_totals":
        return Figure(area.total.value, min(DIGITS, area.total.digits))
    unknown = _unknown(found, told)
    dimensions = {i.dimension for i in index.indicators if i.id in unknown}
    stays = all(stays_open(index, found, unknown, dimension, (None, 0)) for dimension in dimensions)
    return Figure(area.total.value if stays else None, 0)


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


def _unknown(found: Area, told: Told) -> dict[str, tuple[Fraction, ...]]:
    """What the shares that are hidden or held back may be, for who knows everything that was told."""
    unknown = {}
    for share in found.shares:
        if published(share).value is None:
            unknown[share.id] = options_of(share, found.households)
        elif trend := told.trend(share.id):
            counted, sign = share.met + share.unmet, 1 if trend > 0 else -1
            near = [told.tellings[share.id].unmet + sign * n for n in range(1, max(FEWEST_IN_CELL, abs(trend) + 1))]
            unknown[share.id] = tuple(Fraction(100 * (counted - n), counted) for n in near if 0 <= n <= counted)
    return {id_: options for id_, options in unknown.items() if options}
