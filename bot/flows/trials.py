"""What would follow from other answers: records that differ from one by an answer or two, each made once.

Where the form could be written as Python, only what hangs on those answers is worked out, and no record is made.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.flows.forms.evaluation import Slice, Trial, evaluation, slice_of
from bot.flows.forms.facts import SKIPPED, Answered, Skipped
from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.limits import limit
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.saying import Saying

MOST_TRIALS = 1_000  # for one explanation: it comes soon or not at all
FAR_AWAY = "jauh"  # the one thing about a member, besides questions of the form's own, that is named as a reason


class Trials:
    """What one record's answers come to when some of them are others."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.left = MOST_TRIALS
        self.away = far_away(record)
        self._frame = record.frame()
        self._made: dict[tuple[tuple[str, str], ...], Record] = {}
        self._answered: dict[Place, bool] = {}
        self._offered: dict[Place, tuple[str, ...]] = {}
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
        self._upon: dict[Slice | None, Trial | None] = {None: None}

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

    def at(self, path: str) -> Callable[[Mapping[str, str]], str]:
        """What stands at a path, as a function of other answers by ref; an empty one is not known."""
        return self._upon_slice(path, slice_upon(self.record.form, path))

    def with_default(self, place: Place, path: str, unanswered: Collection[str] = ()) -> str:
        """What stands at a path where the form's default stands at that place, and nothing at those refs."""
        values = {place.ref: place.definition.default, **dict.fromkeys(unanswered, "")}
        if unanswered:
            return self._value_of_record(values, path)
        return self._upon_slice(path, slice_upon_one(self.record.form, place.definition.path, path))(values)

    def _upon_slice(self, path: str, sliced: Slice | None) -> Callable[[Mapping[str, str]], str]:
        trial = self._trial(sliced)

        def value(values: Mapping[str, str]) -> str:
            if self.left <= 0:
                return self._known.get((path, tuple(values.items())), read(self.record, path))
            follows = trial(values) if trial is not None else None
            if follows is None:
                return self._value_of_record(values, path)
            self.left -= 1
            return follows[0][0]

        return value

    def _value_of_record(self, values: Mapping[str, str], path: str) -> str:
        """The same by a record of its own."""
        key = (path, tuple(values.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = read(self.supposing(values), path)
        return found

    def _trial(self, sliced: Slice | None) -> Trial | None:
        """The slice upon this record; None where it takes a record of its own."""
        if sliced not in self._upon:
            frame = self._frame
            self._upon[sliced] = (
                sliced.upon(frame, self.record.tree) if sliced is not None and frame is not None else None
            )
        return self._upon[sliced]

    def effects(self, values: Mapping[str, str], reach: "Reach") -> tuple[Sequence[str], int]:
        """What the paths that the questions reach come to then, and how many answers no longer apply."""
        sliced = self._trial(reach.slice)
        follows = sliced(values) if sliced is not None else None
        if follows is not None:
            texts, applies = follows
            gone = [] if all(applies) else [p for p, there in zip(reach.asked, applies, strict=True) if not there]
            return texts, sum([self.is_answered(self.record.at(path)[0]) for path in gone])
        trial = self.supposing(values)
        places = (place for path in reach.asked for place in self.record.at(path))
        answered = [place for place in places if self.is_answered(place)]
        lost = sum((there := trial.place(place.ref)) is None or not trial.relevant(there) for place in answered)
        return [read(trial, path) for path in reach.paths], lost

    def is_answered(self, place: Place) -> bool:
        """Whether an answer there is in force."""
        found = self._answered.get(place)
        if found is None:
            told = isinstance(self.record.answers.get(place.ref), Answered)
            found = self._answered[place] = told and self.record.text(place) != ""  # empty where it does not apply
        return found

    def is_laid_by(self, place: Place) -> bool:
        """Whether an answer is kept there, but does not apply now: it would again if another answer were gone."""
        return not self.is_answered(place) and isinstance(self.record.answers.get(place.ref), Answered)

    def accepted(self, place: Place, value: str) -> bool:
        """Whether the question, which applies, takes that value."""
        constraint = place.definition.constraint
        if constraint is None:
            return True
        form = self.record.form
        if stands_alone(form, place.definition):
            takes = limit(form, place.definition)
            known = takes(value) if takes is not None else None
            if known is None:
                known = constraint.boolean(Saying(self.record, place, value), place)
            return known and self._offers(place, value)
        record = self.supposing({place.ref: value})
        return record.text(record.place(place.ref) or place) == value and constraint.boolean(
            record, record.place(place.ref) or place
        )

    def offered(self, place: Place) -> tuple[str, ...]:
        """The codes that the question offers."""
        found = self._offered.get(place)
        if found is None:
            found = self._offered[place] = tuple([choice.code for choice in self.record.choices(place)])
        return found

    def _offers(self, place: Place, value: str) -> bool:
        """Whether all that is chosen there is offered."""
        choices = place.definition.choices
        if choices is None or not choices.dynamic:
            return True
        offered = self.offered(place)
        return value in offered if place.definition.control == "select1" else {*value.split()}.issubset(offered)


def far_away(record: Record) -> tuple[str, ...]:
    """Where it stands that a member of the household lives far away, by ref."""
    away, frame, whole = record.form.role(FAR_AWAY), record.frame(), evaluation(record.form)
    if away is None:
        return ()
    places = record.at(away.path)
    if whole is None or frame is None or away.path not in whole.layout.fields:
        return tuple(place.ref for place in places if record.text(place) != away.default)
    position = whole.layout.fields[away.path]
    told = zip(places, frame.members, strict=True)
    return tuple([place.ref for place, member in told if member[position] != away.default])


def read(record: Record, path: str) -> str:
    """What stands at a path that is there once."""
    places = record.at(path)
    return record.text(places[0]) if places else ""


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What may change with the answers to some questions: certain paths, by their ids, and the questions that may apply
    or not."""

    ids: tuple[str, ...]
    paths: tuple[str, ...]
    asked: tuple[str, ...]
    slice: Slice | None


def reach(form: Form, questions: Sequence[str], ids: Mapping[str, str]) -> Reach:
    """How far the questions reach among these paths, which have ids."""
    touched = frozenset[str]().union(*(touched_by(form, question) for question in questions))
    reached = tuple(path for path in ids if path in touched)
    asked = tuple(path for path in form.dependencies.ceasing(touched) if form.definitions[path].is_asked)
    return Reach(tuple(ids[path] for path in reached), reached, asked, slice_of(form, questions, reached, asked))


@lru_cache(maxsize=1024)
def slice_upon(form: Form, path: str) -> Slice | None:
    """What a path comes to with other answers to the questions behind it that may be named."""
    questions = [q for q in questions_behind(form).get(path, ()) if is_named(form.definitions[q])]
    return slice_of(form, questions, [path]) if questions else None


@lru_cache(maxsize=1024)
def slice_upon_one(form: Form, question: str, path: str) -> Slice | None:
    """What a path comes to with another answer to that question."""
    return slice_of(form, [question], [path])


def is_named(definition: Definition) -> bool:
    """Whether explanations name the question: one of the form's own, not private."""
    return not definition.private and definition.role == ""


@lru_cache(maxsize=1024)
def stands_alone(form: Form, definition: Definition) -> bool:
    """Whether its constraint reads nothing that hangs on the question, but the question itself."""
    constraint = definition.constraint
    if constraint is None or definition.path in form.dependencies.recurrent:
        return False
    hanging = {form.definitions[path].names for path in touched_by(form, definition.path)} - {definition.names}
    read_there = constraint.references(definition.names)
    plain = all("*" not in names and "//" not in names for names in read_there)
    return plain and not hanging & read_there


@lru_cache(maxsize=1024)
def takes_by_itself(form: Form, definition: Definition) -> bool:
    """Whether a question of choices takes what it offers, or by a constraint that reads nothing but the answer."""
    return definition.constraint is None or (stands_alone(form, definition) and limit(form, definition) is not None)


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


def is_once(form: Form, path: str) -> bool:
    """Whether a path is there once: in no repeat."""
    above = path
    while above := above.rpartition("/")[0]:
        if form.definitions[above].kind is Kind.REPEAT:
            return False
    return form.definitions[path].kind is not Kind.REPEAT
