"""What a household's answers amount to: exact fractions until they are shown, and missing is never 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.index import MET, MISSING, NOT_APPLICABLE, UNMET, Band, Index, Indicator, Values, read_value


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
    counted = index.counted(private)
    known = {indicator.id: read_value(values, indicator) for indicator in counted}
    dimensions = _dimensions(index, counted, known)
    missing = _holding(counted, known, MISSING)
    total = _total(index, dimensions)
    if missing and index.missing == "no_total":
        total = None
    return Score(
        index=index.id,
        version=index.version,
        total=total,
        least=_total(index, _dimensions(index, counted, _supposing(known, UNMET))),
        most=_total(index, _dimensions(index, counted, _supposing(known, MET))),
        dimensions=dimensions,
        met=sum(dimension.met for dimension in dimensions),
        asked=sum(dimension.asked for dimension in dimensions),
        unmet=_holding(counted, known, UNMET),
        missing=missing,
        na=_holding(counted, known, NOT_APPLICABLE),
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


def _dimensions(index: Index, counted: Sequence[Indicator], known: Values) -> tuple[DimensionScore, ...]:
    def one(dimension: str) -> DimensionScore:
        items = [indicator for indicator in counted if indicator.dimension == dimension]
        asked = [indicator for indicator in items if known[indicator.id] in (MET, UNMET)]
        value = weighted_mean([(i.weight, Fraction(100 if known[i.id] == MET else 0)) for i in asked])
        return DimensionScore(dimension, value, len(_holding(asked, known, MET)), len(asked), len(items))

    return tuple(one(dimension.id) for dimension in index.dimensions)


def _total(index: Index, dimensions: Sequence[DimensionScore]) -> Fraction | None:
    # A dimension of private items only is left out altogether; it is not an empty one.
    return total_of(index, {dimension.id: dimension.value for dimension in dimensions if dimension.items})


def _supposing(known: Values, value: str) -> Values:
    return {id_: value if known_value == MISSING else known_value for id_, known_value in known.items()}


def _holding(indicators: Sequence[Indicator], known: Values, value: str) -> tuple[str, ...]:
    return tuple(indicator.id for indicator in indicators if known[indicator.id] == value)
