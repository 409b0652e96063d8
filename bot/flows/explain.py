"""Why something is not yet fulfilled: the answers that made it so, and the one answer that would turn it.

Nothing here is written for an indicator. What its rule reads is known from the form; what decides it, and what would
turn it, is found by trying other answers out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.flows.alternatives import Alternative, alternatives
from bot.flows.forms.form import Form
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.indicators import paths
from bot.flows.resting import anyone_away, ground, source
from bot.flows.settled import Settled
from bot.flows.trials import FAR_AWAY, MOST_TRIALS, Trials, is_named, questions_behind, reach
from scoring.explain import Goal, Standing, gain, goals, standing
from scoring.index import MET, UNMET, Index, Values

MOST_ALIKE = 8  # questionnaires with their indices of which explanations are remembered
MOST_KNOWN = 1_000  # explanations remembered for each value at a path; about a kilobyte each


@dataclass(frozen=True, slots=True)
class Cause:
    """An answer that made it so. `whom` are the ticks of it that did, where not all of them."""

    ref: str
    value: str
    whom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer that turns it; `others` do as well. `fulfils` are all the indicators that it turns."""

    ref: str
    value: str
    others: tuple[str, ...]
    fulfils: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One indicator's reasons; and where a single answer would turn it, that answer and its dimension afterwards."""

    index: str
    version: str
    indicator: str
    causes: tuple[Cause, ...]
    change: Change | None
    then: Standing | None


def explanations(
    record: Record, indices: Sequence[Index], values: Values, settled: Settled | None = None
) -> tuple[Explanation, ...]:
    """Everything that is not fulfilled and not private, index by index, with its reasons.

    `values` are the household's indicators as `values_of` gives them.
    """
    return _Explainer(record, _explained_alike(record.form, indices, settled), values).all()


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Why a value stands at a path; the answer that turns it, and what all indicators that it reaches come to."""

    causes: tuple[Cause, ...]
    change: Change | None
    after: Mapping[str, str]


class _Alike:
    """What holds for all households that are explained by the same form, indices and settled answers."""

    def __init__(self, form: Form, indices: Sequence[Index], settled: Settled | None) -> None:
        self.of = (form, *indices, settled)
        self.indices = indices
        self.settled = settled or Settled()
        self.paths = paths(form, indices)
        self.wanted = {
            i.id: UNMET if index.kind == "rule" else MET
            for index in indices
            for i in index.public
            if index.kind == "score" or i.part == "outcome"
        }
        self.ids = {path: id_ for id_, path in self.paths.items() if id_ in self.wanted}
        self.reached = tuple(self.ids)
        self._known: dict[tuple[str, str], dict[object, _Reasons]] = {}

    def known(self, path: str, value: str) -> dict[object, _Reasons]:
        """The reasons found so far for that value at the path, by what they rest on."""
        return self._known.setdefault((path, value), {})


_ALIKE: dict[tuple[int, ...], _Alike] = {}


def _explained_alike(form: Form, indices: Sequence[Index], settled: Settled | None) -> _Alike:
    """What is remembered for these; by identity, because an index is long to compare."""
    key = tuple(map(id, (form, *indices, settled)))
    found = _ALIKE.get(key)
    if found is None:
        if len(_ALIKE) >= MOST_ALIKE:
            del _ALIKE[next(iter(_ALIKE))]
        found = _ALIKE[key] = _Alike(form, tuple(indices), settled)  # it holds them, so that no id is used again
    return found


@dataclass(frozen=True, slots=True)
class _Turn:
    """An alternative that reaches a goal, with what else it does."""

    place: Place
    alternative: Alternative
    lost: int  # answers that no longer apply
    gained: int
    values: Mapping[str, str]  # of all indicators that it may touch

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.lost, self.alternative.size, -self.gained)


class _Explainer:
    def __init__(self, record: Record, alike: _Alike, values: Values) -> None:
        self._record = record
        self._alike = alike
        self._values = values
        self._trials = Trials(record)
        self._frame = record.frame()
        self._away = anyone_away(record)

    def all(self) -> tuple[Explanation, ...]:
        wanted = (goal for index in self._alike.indices for goal in goals(index, self._values))
        return tuple(self._explained(goal) for goal in wanted if goal.indicator.id in self._alike.paths)

    def _explained(self, goal: Goal) -> Explanation:
        path = source(self._record.form, self._alike.paths[goal.indicator.id])
        found = self._reasons(goal, path)
        then = None
        if found.change is not None and goal.index.kind == "score":
            then = standing(goal.index, goal.indicator.dimension, self._values, found.after)
        return Explanation(goal.index.id, goal.index.version, goal.indicator.id, found.causes, found.change, then)

    def _reasons(self, goal: Goal, path: str) -> _Reasons:
        """The reasons, or those of a household in which all that they rest on was the same."""
        rests_on = ground(self._record.form, path)
        if rests_on is None or self._frame is None or (self._away and rests_on.far_away):
            return self._found(goal, path)
        known = self._alike.known(path, goal.value)
        key = rests_on.of(self._frame)
        found = known.get(key)
        if found is None:
            found = self._found(goal, path)
            if len(known) >= MOST_KNOWN:
                del known[next(iter(known))]
            known[key] = found
        return found

    def _found(self, goal: Goal, path: str) -> _Reasons:
        self._trials.left = MOST_TRIALS
        causes, changeable = self._causes(goal, path)
        turns = self._turns(goal, path, changeable)
        told = tuple(self._cause(goal, path, place) for place in causes)
        if not turns:
            return _Reasons(told, None, {})
        best = turns[0]
        fulfils = tuple(id_ for id_, value in best.values.items() if self._turned(id_, value))
        others = tuple(turn.alternative.value for turn in turns[1:])
        return _Reasons(told, Change(best.place.ref, best.alternative.value, others, fulfils), best.values)

    def _turned(self, indicator: str, value: str) -> bool:
        return value == self._alike.wanted[indicator] != self._values.get(indicator)

    # --- which answers made it so

    def _answers_behind(self, path: str) -> list[Place]:
        """The answers in force that the value rests on, nothing private among them."""
        record = self._record
        places = (place for q in questions_behind(record.form).get(path, ()) for place in record.at(q))
        return [place for place in places if _may_be_named(place) and self._trials.is_answered(place)]

    def _causes(self, goal: Goal, path: str) -> tuple[list[Place], list[Place]]:
        """The answers that decide it, and those of which a single one may turn it.

        Answers that decide it each by itself are all named, and where there are two, changing one is of no use. Where
        none does, those without which it would not be so are named; else all.
        """
        candidates = self._answers_behind(path)
        asked = [place for place in candidates if place.definition.role == ""]
        away = [place for place in candidates if self._is_away(place)]
        if away:  # it may be so whatever else was answered
            deciding = [p for p in away if self._trials.value({p.ref: p.definition.default}, path) != goal.value]
            if deciding and self._trials.value({place.ref: "" for place in asked}, path) == goal.value:
                return deciding, []
        if len(asked) < 2:
            return asked, asked
        by_itself = [place for place in asked if self._decides(goal, path, place, asked)]
        if by_itself:
            return by_itself, by_itself if len(by_itself) == 1 else []
        needed = [place for place in asked if self._trials.value({place.ref: ""}, path) != goal.value]
        return needed or asked, asked

    def _decides(self, goal: Goal, path: str, place: Place, asked: Sequence[Place]) -> bool:
        """Whether it is so as long as nothing but this was answered."""
        others = {other.ref: "" for other in asked if other is not place}
        return self._trials.value(others, path) == goal.value

    def _is_away(self, place: Place) -> bool:
        return place.definition.role == FAR_AWAY and self._record.text(place) != place.definition.default

    def _cause(self, goal: Goal, path: str, place: Place) -> Cause:
        """The answer, with the ticks of it that decide by themselves, where not all of them do."""
        value = self._record.text(place)
        ticked = value.split() if place.definition.control == "select" else []
        if len(ticked) < 2:
            return Cause(place.ref, value)
        whom = tuple(code for code in ticked if self._trials.value({place.ref: code}, path) == goal.value)
        return Cause(place.ref, value, whom if len(whom) < len(ticked) else ())

    # --- what would turn it

    def _turns(self, goal: Goal, path: str, places: Iterable[Place]) -> list[_Turn]:
        """The best answer that turns it, and those of the same question that are as good."""
        found = [turn for place in places for turn in self._turns_at(goal, path, place)]
        if not found:
            return []
        best = min(found, key=lambda turn: turn.rank)
        return [t for t in found if t.place is best.place and t.rank == best.rank and t.values == best.values]

    def _turns_at(self, goal: Goal, path: str, place: Place) -> Iterable[_Turn]:
        def reaches(value: str) -> bool:
            return self._trials.value({place.ref: value}, path) == goal.wanted

        for alternative in alternatives(self._trials, place, self._alike.settled, reaches):
            if reaches(alternative.value):
                yield self._turn(place, alternative)

    def _turn(self, place: Place, alternative: Alternative) -> _Turn:
        reached = reach(self._record.form, place.definition.path, self._alike.reached)
        texts, lost = self._trials.effects(place, alternative.value, reached)
        after = {self._alike.ids[path]: text for path, text in zip(reached.paths, texts, strict=True)}
        return _Turn(place, alternative, lost, gain(self._values, after, self._alike.wanted), after)


def _may_be_named(place: Place) -> bool:
    return is_named(place.definition) or (place.definition.role == FAR_AWAY and not place.definition.private)
