"""What would follow from other answers: records that differ from one by an answer or two, each made once."""

from collections.abc import Mapping
from functools import lru_cache

from bot.flows.forms.facts import SKIPPED, Answered, Skipped
from bot.flows.forms.form import Form
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record

MOST_TRIALS = 3_000  # of one household: an explanation comes soon or not at all


class Trials:
    """Records that suppose something, sharing what has been worked out of the one they start from."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.left = MOST_TRIALS
        self._made: dict[tuple[tuple[str, str], ...], Record] = {}

    def supposing(self, values: Mapping[str, str]) -> Record:
        """The record with these values by ref; an empty one is not known. Past the limit, the record as it is."""
        key = tuple(values.items())
        found = self._made.get(key)
        if found is None:
            if self.left <= 0:
                return self.record
            self.left -= 1
            facts = [Answered(ref, value) if value else Skipped(ref, SKIPPED) for ref, value in key]
            found = self._made[key] = self.record.after(facts)
        return found

    def value(self, values: Mapping[str, str], path: str) -> str:
        """What stands at a path then."""
        return read(self.supposing(values), path)

    def accepted(self, place: Place, value: str) -> bool:
        """Whether the question takes that value."""
        constraint = place.definition.constraint
        if constraint is None:
            return True
        record = self.supposing({place.ref: value})
        return record.text(record.place(place.ref) or place) == value and constraint.boolean(
            record, record.place(place.ref) or place
        )


def read(record: Record, path: str) -> str:
    """What stands at a path that is there once."""
    places = record.at(path)
    return record.text(places[0]) if places else ""


@lru_cache(maxsize=16)
def questions_behind(form: Form) -> Mapping[str, tuple[str, ...]]:
    """By path, the paths of the questions that its value rests on, in the form's order."""
    behind: dict[str, list[str]] = {}
    for definition in form.ordered:
        if definition.is_asked and not definition.children:
            for path in form.dependencies.touched_by(definition.path):
                behind.setdefault(path, []).append(definition.path)
    return {path: tuple(questions) for path, questions in behind.items()}


@lru_cache(maxsize=4096)
def touched_by(form: Form, path: str) -> frozenset[str]:
    """The paths whose value or relevance may change with that one."""
    return frozenset(form.dependencies.touched_by(path))
