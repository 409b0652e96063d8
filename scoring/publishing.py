"""What of an area may be shown: no family can be told from the figures, nor worked out from them by subtraction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from scoring.area import FEWEST_IN_CELL, Area, Cell, Published, Share, publishable, published
from scoring.guessing import is_below, options_of, stays_open
from scoring.index import Band, Index
from scoring.score import shown

LOW = Fraction(75)  # an indicator below it needs an intervention, as the villages' own reports count
EXACT = 2  # digits behind the comma
_MOST_IN_CELL = FEWEST_IN_CELL - 1
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with as many digits behind the comma as may be shown; None where it is hidden, or there is none."""

    value: Fraction | None
    digits: int = EXACT


@dataclass(frozen=True, slots=True)
class ShownShare:
    """An indicator of an area as it may be shown: its cells, and its share under both NA policies.

    `low` says whether it needs an intervention; it is unknown where that would tell more than the cells do.
    """

    id: str
    cells: Published
    share: Figure
    as_met: Figure
    low: bool | None


@dataclass(frozen=True, slots=True)
class ShownArea:
    """An area in one index as it may be shown; nothing at all where it has too few households."""

    households: int
    shares: tuple[ShownShare, ...]
    dimensions: tuple[tuple[str, Figure], ...]
    total: Figure
    as_met: Figure
    band: Band | None


def shown_area(index: Index, found: Area, as_met: Area) -> ShownArea | None:
    """The area as it may be shown, None where it has fewer than ten households.

    A dimension is a mean, from which a hidden share would follow by subtraction: with such a share in it, it is shown
    without digits behind the comma, or hidden where even that would tell. The total follows: one digit where several
    dimensions are so rounded, none where only one is.
    """
    if not publishable(found):
        return None
    pairs = zip(found.shares, as_met.shares, strict=True)
    shares = tuple(_shown_share(share, other, found.households) for share, other in pairs)
    open_shares = {share.id: options_of(share, found.households) for share in found.shares}
    inexact = {share.id: open_shares[share.id] for share in shares if not _is_exact(share)}
    rounded = sorted({i.dimension for i in index.indicators if i.id in inexact})
    telling = {d for d in rounded if not stays_open(index, found, inexact, d, (0, None))}
    digits: int | None = EXACT if not rounded else 0 if len(rounded) == 1 else 1
    if len(rounded) == 1 and not stays_open(index, found, inexact, rounded[0], (None if telling else 0, 0)):
        telling, digits = set(rounded), 0 if stays_open(index, found, inexact, rounded[0], (None, 0)) else None
    return ShownArea(
        households=found.households,
        shares=shares,
        dimensions=tuple(
            (d.id, Figure(None if d.id in telling else d.value, 0 if d.id in rounded else EXACT))
            for d in found.dimensions
        ),
        total=Figure(None) if digits is None else Figure(found.total, digits),
        as_met=Figure(None) if digits is None else Figure(as_met.total, digits),
        band=found.band,
    )


def protected(counts: Mapping[_Key, int]) -> dict[_Key, Cell]:
    """Counts of which the sum is known too, as they may be shown: beside a small one another is hidden where the sum
    would give it away."""
    few = [key for key, n in counts.items() if 0 < n < FEWEST_IN_CELL]
    others = sorted((key for key, n in counts.items() if n >= FEWEST_IN_CELL), key=lambda key: counts[key])
    beside: list[_Key] = []
    while few and others and not _ambiguous([counts[key] for key in few], [counts[key] for key in beside]):
        beside.append(others.pop(0))
    hidden = {*few, *beside}
    return {key: Cell(None, key in few) if key in hidden else Cell(n) for key, n in counts.items()}


def _ambiguous(few: Iterable[int], beside: Iterable[int]) -> bool:
    """Whether each of the small counts may still be anything from 1 to 4, for who knows what all make together."""
    small, large = list(few), list(beside)
    together, rest = sum(small) + sum(large), len(small) - 1
    if large:
        return together - _MOST_IN_CELL - rest >= FEWEST_IN_CELL * len(large)
    return _MOST_IN_CELL + rest <= together <= 1 + _MOST_IN_CELL * rest


def _shown_share(share: Share, as_met: Share, households: int) -> ShownShare:
    cells = published(share)
    figure, other = Figure(cells.value), Figure(as_met.value if cells.value is not None else None)
    if cells.value is not None and (cells.na.few or cells.missing.few):
        # What does not count would follow from the number of households, the unmet and a share told exactly.
        figure, other = Figure(cells.value, 0) if _hides_who_counts(share, households) else Figure(None), Figure(None)
        cells = Published(cells.id, Cell(None), cells.unmet, cells.na, cells.missing, figure.value)
    if share.value is None:
        low = None
    else:
        low = share.value < LOW if figure.value is not None else is_below(LOW, share, households)
    return ShownShare(share.id, cells, figure, other, low)


def _hides_who_counts(share: Share, households: int) -> bool:
    """Whether the share in whole percents fits more than one number of households that count."""
    if share.value is None:
        return True
    told, left_out = shown(share.value, 0), share.na + share.missing
    most = households - share.unmet - 1
    near = range(max(0, left_out - _MOST_IN_CELL + 1), min(most, left_out + _MOST_IN_CELL - 1) + 1)
    return sum(shown(100 * (1 - Fraction(share.unmet, households - n)), 0) == told for n in near) > 1


def _is_exact(share: ShownShare) -> bool:
    nobody = not any((share.cells.met.count != 0, share.cells.unmet.count != 0))
    return nobody or (share.share.value is not None and share.share.digits == EXACT)
