"""What a rule says of a household: yes, no or not known, and because of what.

The workbook computes the outcome; this tells why. A dimension of a rule is a factor: it holds where any determinant in
it holds. Its weight is the part of the decision that it carries: factors that together reach 1 decide. So unsafe water
(1) decides alone, and "too many children" (1/2) only together with "no modern contraception" (1/2). A determinant that
has its dimension's own id sums the dimension up: it is counted in tables, and told only where no other one says more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from scoring.index import MET, MISSING, UNMET, Index, Indicator, Part, Values, read_value
from scoring.tally import Count, Tally, tally

MOST_KNOWN = 4_096  # combinations of a rule's values of which the finding is remembered


@dataclass(frozen=True)
class Finding:
    """A household under a rule: `outcome` is None where what is missing could still decide it."""

    index: str
    version: str
    outcome: bool | None
    targets: tuple[str, ...]  # what makes the household one that the rule concerns
    deciding: tuple[str, ...]  # determinants that hold and decide
    others: tuple[str, ...]  # determinants that hold and do not decide
    missing: tuple[str, ...]


@dataclass(frozen=True)
class RuleCount:
    """Households of an area under a rule. Determinants are counted among target households only."""

    index: str
    version: str
    households: int
    targets: int
    yes: int
    no: int
    unknown: int
    holding: tuple[tuple[str, int], ...]  # households by target or determinant


def find(index: Index, values: Values, private: bool = False) -> Finding:
    """The rule's outcome for a household, with what led to it."""
    counted = index.counted(private)
    remembered = index.findings(private)
    key = tuple([values.get(indicator.id, MISSING) for indicator in counted])
    found: Finding | None = remembered.get(key)
    if found is None:
        if len(remembered) >= MOST_KNOWN:
            remembered.clear()
        found = remembered[key] = _found(index, counted, values)
    return found


def _found(index: Index, counted: Sequence[Indicator], values: Values) -> Finding:
    known = {indicator.id: read_value(values, indicator) for indicator in counted}
    outcome = {MET: True, UNMET: False}.get(known[_outcome(index).id])
    holding = [i for i in _part(counted, "determinant") if known[i.id] == MET]
    deciding = _deciding(index, holding) if outcome else frozenset()
    said = {i.dimension for i in holding if not _sums_up(i)}
    told = [i for i in holding if not (_sums_up(i) and i.dimension in said)]
    return Finding(
        index=index.id,
        version=index.version,
        outcome=outcome,
        targets=tuple(i.id for i in _part(counted, "target") if known[i.id] == MET),
        deciding=tuple(i.id for i in told if _factor(i) in deciding),
        others=tuple(i.id for i in told if _factor(i) not in deciding),
        missing=tuple(i.id for i in counted if i.part != "outcome" and known[i.id] == MISSING and not _sums_up(i)),
    )


def count(index: Index, households: Iterable[Values]) -> RuleCount:
    """An area's households under the rule."""
    return count_of(index, tally(index, households))


def count_of(index: Index, counts: Tally) -> RuleCount:
    """The area with these counts under the rule."""
    outcome = counts.indicators.get(_outcome(index).id, Count())
    determinants = [counts.indicators.get(i.id, Count()) for i in _part(index.public, "determinant")]
    named = [i for i in index.public if i.part in ("target", "determinant")]
    return RuleCount(
        index=index.id,
        version=index.version,
        households=counts.households,
        targets=max((each.households for each in determinants), default=0),
        yes=outcome.met,
        no=outcome.unmet,
        unknown=outcome.na + outcome.missing,
        holding=tuple((i.id, counts.indicators.get(i.id, Count()).met) for i in named),
    )


def _deciding(index: Index, holding: Sequence[Indicator]) -> frozenset[str]:
    """The factors that belong to a smallest set which reaches 1."""
    weights = {dimension.id: dimension.weight for dimension in index.dimensions}
    factors = {_factor(i): weights.get(i.dimension, i.weight) for i in holding}
    enough: list[frozenset[str]] = []
    for size in range(1, len(factors) + 1):
        for chosen in map(frozenset, combinations(factors, size)):
            reached = sum((factors[factor] for factor in chosen), Fraction()) >= 1
            if reached and not any(smaller < chosen for smaller in enough):
                enough.append(chosen)
    return frozenset[str]().union(*enough)


def _factor(indicator: Indicator) -> str:
    return indicator.dimension or indicator.id


def _sums_up(indicator: Indicator) -> bool:
    return bool(indicator.dimension) and indicator.id == indicator.dimension


def _part(indicators: Iterable[Indicator], part: Part) -> list[Indicator]:
    return [indicator for indicator in indicators if indicator.part == part]


def _outcome(index: Index) -> Indicator:
    outcomes = _part(index.indicators, "outcome")
    if len(outcomes) != 1:
        raise ValueError(f"{index.id} has {len(outcomes)} outcomes; a rule has one")
    return outcomes[0]
