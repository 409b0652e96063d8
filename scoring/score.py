"""What a household's answers amount to: exact fractions until they are shown, and missing is never 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from scoring.index import (
    MET,
    MISSING,
    NOT_APPLICABLE,
    UNMET,
    Band,
    DimensionEmpty,
    Index,
    Run,
    Values,
    read_value,
)

MOST_KNOWN = 4_096  # combinations of a dimension's values that are remembered


class DimensionScore(NamedTuple):
    """A dimension's value (None where nothing is known), and how many of its known things are fulfilled."""

    id: str
    value: Fraction | None
    met: int
    asked: int
    items: int  # that may be counted at all: 0 where every item of the dimension is private


@dataclass(slots=True)  # not frozen: making one would take five times as long
class Score:
    """A household in one index.

    `asked` counts what is known and applies. `least` and `most` are the totals if everything missing turned out
    unfulfilled, or fulfilled; with nothing missing both equal what is known. `band` stays None unless asked for: a
    family is not graded.
    """

    index: str
    version: str
    total: Fraction | None
    least: Fraction | None
    most: Fraction | None
    dimensions: tuple[DimensionScore, ...]
    met: int
    asked: int
    unmet: tuple[str, ...]
    missing: tuple[str, ...]
    na: tuple[str, ...]
    band: Band | None = None


def score(index: Index, values: Values, private: bool = False, with_band: bool = False) -> Score:
    """The household's score, of what people may see unless `private`."""
    if index.kind != "score":
        what = "a rule: see scoring.rule" if index.kind == "rule" else "of grades: see scoring.grades"
        raise ValueError(f"{index.id} is {what}")
    parts: list[_Counts | None] = [None] * len(index.dimensions)
    unmet: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    na: tuple[str, ...] = ()
    for run in index.runs(private):
        counts = _counted(run, values)
        unmet, missing, na = unmet + counts.listed_unmet, missing + counts.listed_missing, na + counts.listed_na
        if run.position is not None:  # else of a dimension that the index does not have
            before = parts[run.position]
            parts[run.position] = counts if before is None else before + counts
    pairs = [(weight, part) for (_, weight), part in zip(index.parts, parts, strict=True) if part is not None]
    empty = index.dimension_empty
    known = _total(empty, tuple([(w, p.met_weight, p.unmet_weight) for w, p in pairs]))
    least = most = known
    if missing:
        least = _total(empty, tuple([(w, p.met_weight, p.unmet_weight + p.missing_weight) for w, p in pairs]))
        most = _total(empty, tuple([(w, p.met_weight + p.missing_weight, p.unmet_weight) for w, p in pairs]))
    total = None if missing and index.missing == "no_total" else known
    dimensions = tuple(
        [
            DimensionScore(id_, None, 0, 0, 0) if part is None else part.score
            for (id_, _), part in zip(index.parts, parts, strict=True)
        ]
    )
    return Score(
        index=index.id,
        version=index.version,
        total=total,
        least=least,
        most=most,
        dimensions=dimensions,
        met=sum([dimension.met for dimension in dimensions]),
        asked=sum([dimension.asked for dimension in dimensions]),
        unmet=unmet,
        missing=missing,
        na=na,
        band=index.band_of(total) if with_band else None,
    )


def weighted_mean(pairs: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of the values that exist, by their weights; None where there is none."""
    known = [(weight, value) for weight, value in pairs if value is not None]
    weights = sum((weight for weight, _ in known), Fraction())
    return sum((weight * value for weight, value in known), Fraction()) / weights if weights else None


def total_of(index: Index, dimensions: Mapping[str, Fraction | None]) -> Fraction | None:
    """The mean of the dimensions that have a value, or None where an empty one forbids a total."""
    if index.dimension_empty == "no_total" and None in dimensions.values():
        return None
    return weighted_mean([(dimension.weight, dimensions.get(dimension.id)) for dimension in index.dimensions])


def shown(value: Fraction, digits: int = 2) -> Decimal:
    """The value as it is shown, rounded once, half away from zero (Python's `round(66.5)` is 66)."""
    units = int(abs(value) * 10**digits + Fraction(1, 2))
    return Decimal(units if value >= 0 else -units).scaleb(-digits)


@dataclass(slots=True)  # not frozen, as `Score`
class _Counts:
    """Some indicators of a dimension, counted: in whole weights, which a fraction is made of only at the end."""

    score: DimensionScore
    met_weight: int
    unmet_weight: int
    missing_weight: int
    listed_unmet: tuple[str, ...]
    listed_missing: tuple[str, ...]
    listed_na: tuple[str, ...]

    def __add__(self, other: "_Counts") -> "_Counts":
        met, unmet = self.met_weight + other.met_weight, self.unmet_weight + other.unmet_weight
        one, two = self.score, other.score
        score = DimensionScore(
            one.id, _share(met, unmet), one.met + two.met, one.asked + two.asked, one.items + two.items
        )
        return _Counts(
            score,
            met,
            unmet,
            self.missing_weight + other.missing_weight,
            self.listed_unmet + other.listed_unmet,
            self.listed_missing + other.listed_missing,
            self.listed_na + other.listed_na,
        )


@lru_cache(maxsize=4_096)
def _share(met: int, unmet: int) -> Fraction | None:
    return Fraction(100 * met, met + unmet) if met + unmet else None


def _counted(run: Run, values: Values) -> _Counts:
    """The run's indicators, counted; remembered by their values, which households have in common."""
    key = (*map(values.get, run.ids),)
    found: _Counts | None = run.known.get(key)
    if found is None:
        if len(run.known) >= MOST_KNOWN:
            run.known.clear()
        found = run.known[key] = _count(run, values)
    return found


def _count(run: Run, values: Values) -> _Counts:
    weights: dict[str, int] = {MET: 0, UNMET: 0, MISSING: 0, NOT_APPLICABLE: 0}
    ids: dict[str, list[str]] = {MET: [], UNMET: [], MISSING: [], NOT_APPLICABLE: []}
    for indicator, weight in zip(run.indicators, run.weights, strict=True):
        value = read_value(values, indicator)
        weights[value] += weight
        ids[value].append(indicator.id)
    share = _share(weights[MET], weights[UNMET])
    asked = len(ids[MET]) + len(ids[UNMET])
    return _Counts(
        DimensionScore(run.indicators[0].dimension, share, len(ids[MET]), asked, len(run.ids)),
        weights[MET],
        weights[UNMET],
        weights[MISSING],
        tuple(ids[UNMET]),
        tuple(ids[MISSING]),
        tuple(ids[NOT_APPLICABLE]),
    )


@lru_cache(maxsize=16_384)
def _total(dimension_empty: DimensionEmpty, parts: tuple[tuple[int, int, int], ...]) -> Fraction | None:
    """The mean of the dimensions with anything known, by their weights: each with its weight, what is met and what not.

    A dimension of private items only is not among them; it is left out altogether and is not an empty one.
    """
    known = [(weight, met, met + unmet) for weight, met, unmet in parts if met + unmet]
    if not known or (dimension_empty == "no_total" and len(known) < len(parts)):
        return None
    common = lcm(*[asked for _, _, asked in known])
    above = sum([weight * met * (common // asked) for weight, met, asked in known])
    return Fraction(100 * above, common * sum([weight for weight, _, _ in known]))
