"""What a finished interview comes to: everything that is laid out for SQL to count, and nothing private."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.flows.forms.facts import Answered
from bot.flows.forms.form import Definition, Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.indicators import countable, values_of
from scoring.grades import grade
from scoring.index import Index, Values
from scoring.score import score
from scoring.tally import TOTAL, counting
from storage.results import IndicatorValue, Score

COUNTED = frozenset({"int", "integer", "decimal", "boolean", "date", "dateTime", "time"})  # types of answers


@dataclass(frozen=True, slots=True)
class Results:
    """Answers in force by ref, indicators and scores of every index, and the sex of the head of the household.

    Of the answers, `words` are those that nobody counts: names, and whatever a person can write as she likes.
    """

    answers: dict[str, str]
    indicators: tuple[IndicatorValue, ...]
    scores: tuple[Score, ...]
    head: str
    words: frozenset[str] = frozenset()


def results_of(record: Record, indices: Sequence[Index], hidden: Set[str] = frozenset()) -> Results:
    """The results of a record in these indices, which may be newer than its form: what it cannot tell is missing, and
    so is what its form `hidden` from people."""
    wanted = {indicator.id for index in indices for indicator in index.public}
    values = countable(values_of(record, wanted - hidden), indices)
    told = _answers(record)
    return Results(
        answers={place.ref: value for place, value in told},
        indicators=tuple(row for index in indices for row in indicators_in(index, values)),
        scores=tuple(row for index in indices for row in scores_in(index, values)),
        head=head_of(record),
        words=frozenset(place.ref for place, value in told if not _is_counted(place.definition, value)),
    )


def head_of(record: Record) -> str:
    """The sex of the head of the household, as its choice is coded: of the member whose relation is the list's first
    choice. Empty where the roster has none."""
    relation, sex = record.form.role("hubungan"), record.form.role("kelamin")
    if relation is None or sex is None or relation.choices is None:
        return ""
    first = next(iter(relation.choices.listed.values()), None)
    heads = [p for p in record.at(relation.path) if first is not None and record.text(p) == first.code]
    if not heads:
        return ""
    return next((record.text(p) for p in record.at(sex.path) if p.parent == heads[0].parent), "")


def indicators_in(index: Index, values: Values) -> list[IndicatorValue]:
    """What the index's public indicators came to, and whether an area counts them."""
    counted = {indicator.id for indicator in counting(index, values)}
    known = ((i.id, values.get(i.id) or None) for i in index.public)
    return [IndicatorValue(index.id, index.version, id_, value, id_ in counted) for id_, value in known]


def scores_in(index: Index, values: Values) -> list[Score]:
    """The household's total and dimensions, a village's mean grades; a rule has none."""
    if index.kind == "grades":
        graded = grade(index, values)
        inside = {d.id: [i for i in graded.indicators if i.dimension == d.id] for d in graded.dimensions}
        return [
            Score(
                index.id, index.version, d.id, d.value, 0, len(inside[d.id]), sum(i.grade is None for i in inside[d.id])
            )
            for d in graded.dimensions
        ]
    if index.kind != "score":
        return []
    found = score(index, values)
    rows = [Score(index.id, index.version, TOTAL, found.total, found.met, found.asked, len(found.missing))]
    for dimension, part in zip(index.dimensions, found.dimensions, strict=True):
        missing = sum(i.dimension == dimension.id and i.id in found.missing for i in index.public)
        rows.append(Score(index.id, index.version, dimension.id, part.value, part.met, part.asked, missing))
    return rows


def _answers(record: Record) -> list[tuple[Place, str]]:
    """The answers in force, and where they stand; private ones are not laid out."""
    answered = (record.place(ref) for ref, fact in record.answers.items() if isinstance(fact, Answered))
    told = (place for place in answered if place is not None and _told(place))
    return [(place, value) for place in told if (value := record.text(place))]


def _is_counted(definition: Definition, value: str) -> bool:
    """Whether SQL may count the value: a number, a day, or codes of the question's own list."""
    if definition.choices is None:
        return definition.type in COUNTED
    return set(value.split()) <= {choice.code for choice in definition.choices.listed.values()}


def _told(place: Place) -> bool:
    return place.definition.kind is not Kind.REPEAT and not place.definition.private
