"""What a reader could work out of a hidden share from the figures that are told beside it.

The `rest` of an area is what of it is told in no part of it (`scoring.beside`); of a village, all of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.area import FEWEST_IN_CELL, Area, Share
from scoring.index import Index
from scoring.score import shown, total_of, weighted_mean
from scoring.unknowns import OfShare, added

_SMALL = range(1, FEWEST_IN_CELL)


def options_of(share: Share, households: int, rest: OfShare) -> tuple[Fraction, ...]:
    """What the share may be for who knows which cells of the rest are small, but not what stands in them."""
    counted, told = share.met + share.unmet, share.unmet - rest.lack.total
    few_met = share.unmet >= FEWEST_IN_CELL and 0 < share.met < FEWEST_IN_CELL  # all the others lack it
    found = []
    for size in _sizes(share, households, rest):
        for n in rest.lack.totals:
            unmet = told + n + (size - counted if few_met else 0)
            if size > 0 and 0 <= unmet <= size:
                found.append(Fraction(100 * (size - unmet), size))
    return tuple(found)


def is_below(limit: Fraction, share: Share, households: int, rest: OfShare) -> bool | None:
    """Whether the share is below the limit, as far as who sees its cells can tell; None where he cannot."""
    found = {option < limit for option in options_of(share, households, rest)}
    return found.pop() if len(found) == 1 else None


def _sizes(share: Share, households: int, rest: OfShare) -> range:
    """How many households may count, for who does not know the small cells of those that do not."""
    unknown = added(rest.na, rest.missing)
    told = share.na + share.missing - unknown.total
    return range(households - told - unknown.totals[-1], households - told - unknown.totals[0] + 1)


def stays_open(
    index: Index,
    found: Area,
    unknown: Mapping[str, Sequence[Fraction]],
    dimension: str,
    digits: tuple[int | None, int | None],
) -> bool:
    """Whether every unknown share of the dimension may still be something else, when the dimension and the total are
    told with so many digits (None: not at all). It need not move alone: another unknown one may make up for it."""
    ids = [i.id for i in index.indicators if i.dimension == dimension and i.id in unknown]
    truth = {share.id: share.value for share in found.shares}
    items = [i for i in index.indicators if i.dimension == dimension and i.id in truth]

    def told(guess: Mapping[str, Fraction]) -> tuple[object, object]:
        mean = weighted_mean([(i.weight, guess.get(i.id, truth[i.id])) for i in items])
        total = total_of(index, {d.id: mean if d.id == dimension else d.value for d in found.dimensions})
        return _rounded(mean, digits[0]), _rounded(total, digits[1])

    wanted = told({})
    others = {id_: [value for value in unknown[id_] if value != truth[id_]] for id_ in ids}
    return all(any(told(guess) == wanted for guess in _guesses(id_, others)) for id_ in ids)


def _guesses(id_: str, others: Mapping[str, Sequence[Fraction]]) -> Iterator[dict[str, Fraction]]:
    """The share as something else, alone or with one of its neighbours."""
    for value in others[id_]:
        yield {id_: value}
        for neighbour, values in others.items():
            if neighbour != id_:
                yield from ({id_: value, neighbour: moved} for moved in values)


def _rounded(value: Fraction | None, digits: int | None) -> object:
    return None if value is None or digits is None else shown(value, digits)
