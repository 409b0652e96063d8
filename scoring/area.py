"""What many households amount to: shares, dimensions, a total; and what of it may be published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.index import MET, MISSING, NOT_APPLICABLE, UNMET, Band, Index, Indicator, NaPolicy, Values, read_value
from scoring.score import Score, score, total_of, weighted_mean

FEWEST_HOUSEHOLDS = 10  # an area of fewer is not published
FEWEST_WITH_PRIVATE = 20  # where private items are counted too; and never below the district
FEWEST_IN_CELL = 5  # 1 to 4 households are shown as "<5"


@dataclass(frozen=True)
class Share:
    """How many households fulfil one indicator. `value` is in percent, None where nobody counts."""

    id: str
    met: int
    unmet: int
    na: int
    missing: int
    value: Fraction | None


@dataclass(frozen=True)
class AreaDimension:
    """A dimension of an area; `counted` is the number of households behind it (of indicators, for shares)."""

    id: str
    value: Fraction | None
    counted: int


@dataclass(frozen=True)
class Area:
    """An area in one index. `with_total` households are behind the total; `private` tells whether such items count."""

    index: str
    version: str
    na_policy: NaPolicy
    private: bool
    households: int
    with_total: int
    shares: tuple[Share, ...]
    dimensions: tuple[AreaDimension, ...]
    total: Fraction | None
    band: Band | None


@dataclass(frozen=True)
class Cell:
    """A count as it may be published: `few` is shown as "<5"; neither is hidden for its neighbour's sake."""

    count: int | None
    few: bool = False


@dataclass(frozen=True)
class Published:
    """A share as it may be published; a hidden value is None."""

    id: str
    met: Cell
    unmet: Cell
    na: Cell
    missing: Cell
    value: Fraction | None


def area(index: Index, households: Iterable[Values], na_policy: NaPolicy | None = None, private: bool = False) -> Area:
    """The households together, by the index's own method.

    A mean of family totals always excludes what does not apply; a mean of indicator shares excludes it or counts it as
    fulfilled, by `na_policy` (the index's own unless given).
    """
    everybody = list(households)
    policy: NaPolicy = (na_policy or index.na_policy) if index.area == "indicator_shares" else "exclude"
    shares = tuple(_share(indicator, everybody, policy) for indicator in index.counted(private))
    if index.area == "family_totals":
        scores = [score(index, values, private) for values in everybody]
        dimensions, total, with_total = _means_of_families(index, scores)
    else:
        dimensions, total = _means_of_shares(index, shares)
        with_total = len(everybody) if total is not None else 0
    return Area(
        index=index.id,
        version=index.version,
        na_policy=policy,
        private=private,
        households=len(everybody),
        with_total=with_total,
        shares=shares,
        dimensions=dimensions,
        total=total,
        band=index.band_of(total),
    )


def publishable(found: Area) -> bool:
    """Whether the area has enough households for anything of it to be shown."""
    return found.households >= (FEWEST_WITH_PRIVATE if found.private else FEWEST_HOUSEHOLDS)


def published(share: Share) -> Published:
    """The share with small cells protected; 0 stays 0.

    Where few fulfil it, or few don't, the percentage and the other cell are hidden too: the number of households is
    public, and they would follow by subtraction.
    """
    delicate = _few(share.met) or _few(share.unmet)

    def cell(count: int, beside_few: bool = False) -> Cell:
        few = _few(count)
        return Cell(None if few or (beside_few and count) else count, few)

    return Published(
        id=share.id,
        met=cell(share.met, delicate),
        unmet=cell(share.unmet, delicate),
        na=cell(share.na),
        missing=cell(share.missing),
        value=None if delicate else share.value,
    )


def _few(count: int) -> bool:
    return 0 < count < FEWEST_IN_CELL


def _share(indicator: Indicator, households: Sequence[Values], policy: NaPolicy) -> Share:
    values = [read_value(household, indicator) for household in households]
    met, unmet, na, missing = (values.count(value) for value in (MET, UNMET, NOT_APPLICABLE, MISSING))
    fulfilled = met + na if policy == "as_met" else met
    counted = fulfilled + unmet
    return Share(indicator.id, met, unmet, na, missing, Fraction(100 * fulfilled, counted) if counted else None)


def _means_of_shares(index: Index, shares: Sequence[Share]) -> tuple[tuple[AreaDimension, ...], Fraction | None]:
    by_id = {share.id: share for share in shares}

    def one(dimension: str) -> AreaDimension:
        items = [(i.weight, by_id[i.id].value) for i in index.indicators if i.dimension == dimension and i.id in by_id]
        return AreaDimension(dimension, weighted_mean(items), sum(value is not None for _, value in items))

    dimensions = tuple(one(dimension.id) for dimension in index.dimensions)
    counted = {i.dimension for i in index.indicators if i.id in by_id}  # not a dimension of private items only
    return dimensions, total_of(index, {d.id: d.value for d in dimensions if d.id in counted})


def _means_of_families(index: Index, scores: Sequence[Score]) -> tuple[tuple[AreaDimension, ...], Fraction | None, int]:
    """Each dimension over the families that have it, the total over the families that have a total."""

    def one(position: int, dimension: str) -> AreaDimension:
        known = [value for s in scores if (value := s.dimensions[position].value) is not None]
        return AreaDimension(dimension, _mean(known), len(known))

    dimensions = tuple(one(position, dimension.id) for position, dimension in enumerate(index.dimensions))
    totals = [s.total for s in scores if s.total is not None]
    return dimensions, _mean(totals), len(totals)


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None
