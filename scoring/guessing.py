"""What a reader could work out of a hidden share from the figures that are told beside it."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.area import FEWEST_IN_CELL, Area, Share
from scoring.index import Index
from scoring.score import shown, total_of, weighted_mean

_SMALL = range(1, FEWEST_IN_CELL)


def options_of(share: Share, households: int) -> tuple[Fraction, ...]:
    """What the share may be for who knows which of its cells are small, but not what stands in them."""
    counted = share.met + share.unmet
    if share.unmet in _SMALL:
        return tuple(Fraction(100 * (counted - n), counted) for n in _SMALL if n <= counted)
    if share.met in _SMALL:
        return tuple(Fraction(100 * n, counted) for n in _SMALL if n <= counted)
    others = {share.na, share.missing} & set(_SMALL)
    known = households - sum(n for n in (share.na, share.missing) if n not in _SMALL)
    small = sum(n in _SMALL for n in (share.na, share.missing))
    if not others:
        return (share.value,) if share.value is not None else ()
    sizes = range(known - small * _SMALL[-1], known - small + 1)
    return tuple(Fraction(100 * (size - share.unmet), size) for size in sizes if size > share.unmet)


def is_below(limit: Fraction, share: Share, households: int) -> bool | None:
    """Whether the share is below the limit, as far as who sees its cells can tell: small ones as small, the others as
    they are. None where he cannot."""
    of_small = [n for n in (share.na, share.missing) if n in _SMALL]
    known = households - sum(n for n in (share.na, share.missing) if n not in _SMALL)
    sizes = range(max(1, known - len(of_small) * _SMALL[-1]), known - len(of_small) + 1)

    def lacking(size: int) -> Iterator[int]:
        if share.unmet in _SMALL:
            yield from (n for n in _SMALL if n <= size)
        elif share.met in _SMALL:
            yield from (size - n for n in _SMALL if n <= size)
        elif share.unmet <= size:
            yield share.unmet

    found = {Fraction(100 * (size - n), size) < limit for size in sizes for n in lacking(size)}
    return found.pop() if len(found) == 1 else None


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
