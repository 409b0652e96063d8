"""What a household's answers amount to: exact fractions until they are shown, and missing is never 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from scoring.index import MET, MISSING, NOT_APPLICABLE, UNMET, Band, Index, Values, read_value


@dataclass(frozen=True)
class DimensionScore:
    """A dimension's value (None where nothing is known), and how many of its known things are fulfilled."""

    id: str
    value: Fraction | None
    met: int
    asked: int
    items: int  # that may be counted at all: 0 where every item of the dimension is private


@dataclass(frozen=True)
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
        raise ValueError(f"{index.id} is a rule: see scoring.rule")
    parts = [_Part(dimension, weight) for dimension, weight in index.parts]
    aside = _Part("", 0)  # of a dimension that the index does not have
    listed: dict[str, list[str]] = {UNMET: [], MISSING: [], NOT_APPLICABLE: []}
    for indicator, position, weight in index.weighted(private):
        value = read_value(values, indicator)
        part = aside if position is None else parts[position]
        part.items += 1
        if value == MET:
            part.met += 1
            part.met_weight += weight
        else:
            listed[value].append(indicator.id)
            if value == UNMET:
                part.unmet += 1
                part.unmet_weight += weight
            elif value == MISSING:
                part.missing_weight += weight
    missing = tuple(listed[MISSING])
    known = _total(index, [(p.weight, p.met_weight, p.unmet_weight) for p in parts if p.items])
    least = most = known
    if missing:
        least = _total(index, [(p.weight, p.met_weight, p.unmet_weight + p.missing_weight) for p in parts if p.items])
        most = _total(index, [(p.weight, p.met_weight + p.missing_weight, p.unmet_weight) for p in parts if p.items])
    total = None if missing and index.missing == "no_total" else known
    return Score(
        index=index.id,
        version=index.version,
        total=total,
        least=least,
        most=most,
        dimensions=tuple(part.score() for part in parts),
        met=sum(part.met for part in parts),
        asked=sum(part.met + part.unmet for part in parts),
        unmet=tuple(listed[UNMET]),
        missing=missing,
        na=tuple(listed[NOT_APPLICABLE]),
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


@dataclass(slots=True)
class _Part:
    """A dimension while it is counted: in whole weights, which a fraction is made of only at the end."""

    id: str
    weight: int
    items: int = 0
    met: int = 0
    unmet: int = 0
    met_weight: int = 0
    unmet_weight: int = 0
    missing_weight: int = 0

    def score(self) -> DimensionScore:
        asked = self.met_weight + self.unmet_weight
        value = Fraction(100 * self.met_weight, asked) if asked else None
        return DimensionScore(self.id, value, self.met, self.met + self.unmet, self.items)


def _total(index: Index, parts: Sequence[tuple[int, int, int]]) -> Fraction | None:
    """The mean of the dimensions with anything known, by their weights: each with its weight, what is met and what not.

    A dimension of private items only is not among them; it is left out altogether and is not an empty one.
    """
    known = [(weight, met, met + unmet) for weight, met, unmet in parts if met + unmet]
    if not known or (index.dimension_empty == "no_total" and len(known) < len(parts)):
        return None
    common = lcm(*(asked for _, _, asked in known))
    above = sum(weight * met * (common // asked) for weight, met, asked in known)
    return Fraction(100 * above, common * sum(weight for weight, _, _ in known))
