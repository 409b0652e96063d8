"""What many households amount to: shares, dimensions, a total; and what of it may be published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.index import Band, Index, NaPolicy, Values
from scoring.score import total_of, weighted_mean
from scoring.tally import TOTAL, Count, Tally, tally

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
    """A count as it may be published: `few` is shown as "<5"; neither is hidden for its neighbour's sake, or told as
    `least` so many."""

    count: int | None
    few: bool = False
    least: int = 0


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
    """The households together, by the index's own method."""
    return area_of(index, tally(index, households, private), na_policy, private)


def area_of(index: Index, counts: Tally, na_policy: NaPolicy | None = None, private: bool = False) -> Area:
    """The area with these counts, by the index's own method.

    A mean of family totals always excludes what does not apply; a mean of indicator shares excludes it or counts it as
    fulfilled, by `na_policy` (the index's own unless given).
    """
    policy: NaPolicy = (na_policy or index.na_policy) if index.area == "indicator_shares" else "exclude"
    shares = tuple(_share(i.id, counts.indicators.get(i.id, Count()), policy) for i in index.counted(private))
    if index.area == "family_totals":
        dimensions, total, with_total = _means_of_families(index, counts)
    else:
        dimensions, total = _means_of_shares(index, shares)
        with_total = counts.households if total is not None else 0
    return Area(
        index=index.id,
        version=index.version,
        na_policy=policy,
        private=private,
        households=counts.households,
        with_total=with_total,
        shares=shares,
        dimensions=dimensions,
        total=total,
        band=index.band_of(total),
    )


def classes(index: Index, counts: Tally) -> dict[str, int]:
    """How many households have a total in each band of the index."""
    found = {band.id: 0 for band in index.bands}
    for total, households in counts.scores.get(TOTAL, {}).items():
        if (band := index.band_of(total)) is not None:
            found[band.id] += households
    return found


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


def _share(id_: str, count: Count, policy: NaPolicy) -> Share:
    fulfilled = count.met + count.na if policy == "as_met" else count.met
    counted = fulfilled + count.unmet
    value = Fraction(100 * fulfilled, counted) if counted else None
    return Share(id_, count.met, count.unmet, count.na, count.missing, value)


def _means_of_shares(index: Index, shares: Sequence[Share]) -> tuple[tuple[AreaDimension, ...], Fraction | None]:
    by_id = {share.id: share for share in shares}

    def one(dimension: str) -> AreaDimension:
        items = [(i.weight, by_id[i.id].value) for i in index.indicators if i.dimension == dimension and i.id in by_id]
        return AreaDimension(dimension, weighted_mean(items), sum(value is not None for _, value in items))

    dimensions = tuple(one(dimension.id) for dimension in index.dimensions)
    counted = {i.dimension for i in index.indicators if i.id in by_id}  # not a dimension of private items only
    return dimensions, total_of(index, {d.id: d.value for d in dimensions if d.id in counted})


def _means_of_families(index: Index, counts: Tally) -> tuple[tuple[AreaDimension, ...], Fraction | None, int]:
    """Each dimension over the families that have it, the total over the families that have a total."""
    dimensions = tuple(AreaDimension(d.id, *_mean(counts.scores.get(d.id, {}))) for d in index.dimensions)
    return dimensions, *_mean(counts.scores.get(TOTAL, {}))


def _mean(values: Mapping[Fraction | None, int]) -> tuple[Fraction | None, int]:
    """The exact mean of the values that exist, and how many there are."""
    known = [(value, households) for value, households in values.items() if value is not None and households]
    number = sum(households for _, households in known)
    total = sum((value * households for value, households in known), Fraction())
    return (total / number if number else None), number
