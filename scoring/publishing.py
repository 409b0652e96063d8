"""What of an area may be shown: no family can be told from the figures, nor worked out from them by subtraction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from scoring.area import FEWEST_HOUSEHOLDS, FEWEST_IN_CELL, Area, Cell, Published, Share, publishable
from scoring.guessing import is_below, options_of, stays_open
from scoring.index import Band, Index
from scoring.score import shown
from scoring.tally import Count
from scoring.unknowns import NOTHING, OfShare, is_few

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


def shown_area(
    index: Index,
    found: Area,
    as_met: Area,
    rest: Mapping[str, OfShare] | None = None,
    complete: int = 0,
) -> ShownArea | None:
    """The area as it may be shown, None where it has fewer than ten households.

    `rest` is what of it is told in no part of it, all of it unless given, and `complete` how many families with a total
    are among that: a mean of fewer than ten families is not told, nor a mean from which theirs would follow.

    A dimension is a mean, from which a hidden share would follow by subtraction: with such a share in it, it is shown
    without digits behind the comma, or hidden where even that would tell. The total follows: one digit where several
    dimensions are so rounded, none where only one is.
    """
    if not publishable(found):
        return None
    pairs = zip(found.shares, as_met.shares, strict=True)
    left = {share.id: _rest_of(share, rest) for share in found.shares}
    shares = tuple(_shown_share(share, other, found.households, left[share.id]) for share, other in pairs)
    open_shares = {share.id: options_of(share, found.households, left[share.id]) for share in found.shares}
    inexact = {share.id: open_shares[share.id] for share in shares if not _is_exact(share)}
    rounded = sorted({i.dimension for i in index.indicators if i.id in inexact})
    telling = {d for d in rounded if not stays_open(index, found, inexact, d, (0, None))}
    digits: int | None = EXACT if not rounded else 0 if len(rounded) == 1 else 1
    if len(rounded) == 1 and not stays_open(index, found, inexact, rounded[0], (None if telling else 0, 0)):
        telling, digits = set(rounded), 0 if stays_open(index, found, inexact, rounded[0], (None, 0)) else None
    if index.area == "family_totals":
        telling |= {d.id for d in found.dimensions if d.counted < FEWEST_HOUSEHOLDS}
        if found.with_total < FEWEST_HOUSEHOLDS:
            digits = None
        elif 0 < complete < FEWEST_HOUSEHOLDS:
            digits = 0 if digits is not None else None
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


def untold(share: Share | Count, rest: OfShare) -> OfShare:
    """What stays unknown of an area's share when all is told of it that may be; `rest` is what no part of it tells."""
    lack = rest.lack.is_open and not is_few(share.met) and not is_few(share.unmet)
    return OfShare(
        NOTHING if lack else rest.lack,
        NOTHING if rest.na.is_open and not is_few(share.na) else rest.na,
        NOTHING if rest.missing.is_open and not is_few(share.missing) else rest.missing,
        0 if lack else rest.gap,
    )


def shown_cells(share: Share, rest: OfShare) -> Published:
    """The cells of an area's share, of which no part of it tells the rest, so that nothing small follows."""
    unknown = untold(share, rest)
    lack, uncounted = bool(unknown.lack.cells), bool(unknown.na.cells or unknown.missing.cells)
    least = share.unmet - unknown.gap if lack else 0
    return Published(
        share.id,
        # The met would tell who does not count, with the number of households, even where they are nobody.
        met=Cell(None, lack and is_few(share.met)) if uncounted else _cell(share.met, hidden=lack),
        unmet=_cell(share.unmet, hidden=lack, least=least),
        na=_cell(share.na, hidden=bool(unknown.na.cells)),
        missing=_cell(share.missing, hidden=bool(unknown.missing.cells)),
        value=None if lack else share.value,
    )


def _cell(count: int, *, hidden: bool, least: int = 0) -> Cell:
    if is_few(count):
        return Cell(None, few=True)
    return at_least(least) if hidden and count else Cell(count)


def at_least(least: int) -> Cell:
    """A count that is hidden, and at least so many as is told elsewhere; small numbers are not named."""
    return Cell(None, least=least if least >= FEWEST_IN_CELL else 0)


def _rest_of(share: Share, rest: Mapping[str, OfShare] | None) -> OfShare:
    """What is told nowhere else: of a village all that is small."""
    if rest is None:
        return OfShare.of(Count(share.met, share.unmet, share.na, share.missing))
    return rest.get(share.id, OfShare())


def _shown_share(share: Share, as_met: Share, households: int, rest: OfShare) -> ShownShare:
    cells, unknown = shown_cells(share, rest), untold(share, rest)
    uncounted = unknown.na.cells or unknown.missing.cells
    if not (unknown.lack.cells or uncounted):
        figure, other = Figure(share.value), Figure(as_met.value)
    else:
        # Who does not count would follow from the number of households, the unmet and a share told exactly.
        whole = _stays_hidden(share, households, unknown)
        figure, other = Figure(share.value if whole else None, 0 if whole else EXACT), Figure(None)
    if share.value is None:
        low = None
    else:
        low = share.value < LOW if figure.value is not None else is_below(LOW, share, households, unknown)
    return ShownShare(share.id, replace(cells, value=figure.value), figure, other, low)


def _stays_hidden(share: Share, households: int, unknown: OfShare) -> bool:
    """Whether the share in whole percents fits more than one sum of its hidden counts; never beside a small cell."""
    if share.value is None or is_few(share.met) or is_few(share.unmet):
        return False
    told = shown(share.value, 0)
    return sum(shown(option, 0) == told for option in options_of(share, households, unknown)) > 1


def _is_exact(share: ShownShare) -> bool:
    nobody = not any((share.cells.met.count != 0, share.cells.unmet.count != 0))
    return nobody or (share.share.value is not None and share.share.digits == EXACT)
