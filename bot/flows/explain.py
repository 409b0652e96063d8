"""Why something is not yet fulfilled: the answers that made it so, and the answer that would turn it.

Nothing here is written for an indicator. What its rule reads is known from the form; what decides it, and what would
turn it, is found by trying other answers out. Households repeat each other: what was found once is remembered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, TypeVar

from bot.flows.alike import MOST_KNOWN, Alike, Change, Matter, Reasons, alike
from bot.flows.causes import Cause, Finder, Findings, Turn
from bot.flows.forms.facts import path_of
from bot.flows.forms.record import Record
from bot.flows.resting import Ground
from bot.flows.settled import Settled
from bot.flows.trials import MOST_TRIALS, Trials
from scoring.explain import Goal, Standing, gain, standing, turned
from scoring.index import Index, Values

__all__ = ["Cause", "Change", "Explanation", "explanations"]

Known = TypeVar("Known", Findings, Reasons)


@dataclass(slots=True)  # not frozen: there are twenty of a household, and making one would take five times as long
class Explanation:
    """One indicator's reasons; and where another answer would turn it, that answer and its dimension afterwards."""

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
    return _Explainer(record, alike(record.form, indices, settled), values).all()


class _Effect(NamedTuple):
    """What other answers do."""

    lost: int  # answers that no longer apply
    gained: int
    after: Mapping[str, str]  # of all indicators that they may touch


class _Done(NamedTuple):
    """A turn with all that it does."""

    turn: Turn
    effect: _Effect
    rank: tuple[int, int, int]  # the least does best


_RANK = attrgetter("rank")


class _Explainer:
    def __init__(self, record: Record, remembered: Alike, values: Values) -> None:
        self._record = record
        self._alike = remembered
        self._values = values
        self._trials = Trials(record)
        self._frame = record.frame()
        self._standings: dict[tuple[str, ...], Standing] = {}  # by what the dimension holds
        self._reasons_here: dict[Matter, Reasons] = {}
        self._effects: dict[tuple[tuple[str, str], ...], _Effect] = {}

    def all(self) -> tuple[Explanation, ...]:
        value = self._values.get
        return tuple([self._explained(goal) for goal in self._alike.goals if value(goal.indicator.id) == goal.value])

    def _explained(self, goal: Goal) -> Explanation:
        matter = self._alike.matter(goal)
        found = self._reasons_here.get(matter)
        if found is None:
            self._trials.left = MOST_TRIALS
            found = self._known(matter.reasons_rest_on, matter.reasons, lambda: self._reasons(goal, matter))
            self._reasons_here[matter] = found
        then = None
        if found.change is not None and goal.index.kind == "score":
            now = self._standings.get(goal.dimension)
            if now is None:
                now = self._standings[goal.dimension] = standing(goal, self._values)
            then = turned(goal, now, self._values, found.after)
        return Explanation(goal.index.id, goal.index.version, goal.indicator.id, found.causes, found.change, then)

    def _known(self, rests_on: Ground | None, known: dict[object, Known], find: Callable[[], Known]) -> Known:
        """What is found, or what was found of a household in which all that it rests on was the same."""
        key = rests_on.of(self._frame, self._trials.away) if rests_on is not None and self._frame is not None else None
        if key is None:
            return find()
        found = known.get(key)
        if found is None:
            found = find()
            if len(known) >= MOST_KNOWN:
                del known[next(iter(known))]
            known[key] = found
        return found

    def _reasons(self, goal: Goal, matter: Matter) -> Reasons:
        def find() -> Findings:
            return Finder(self._trials, self._alike.settled, matter.path, goal.value, goal.wanted).findings()

        findings = self._known(matter.findings_rest_on, matter.findings, find)
        done = [self._done(turn) for turn in findings.turns]
        if not done:
            return Reasons(findings.causes, None, {})
        best = min(done, key=_RANK)
        (ref, value), *beside = best.turn.answers
        after = best.effect.after
        equal = [each.turn for each in done if each.rank == best.rank and each.effect.after == after]
        others = tuple([turn.answers[0][1] for turn in equal if _differs_in_first(turn, best.turn)])
        fulfils = tuple([id_ for id_, reached in after.items() if self._turned(id_, reached)])
        return Reasons(findings.causes, Change(ref, value, others, fulfils, tuple(beside)), after)

    def _turned(self, indicator: str, value: str) -> bool:
        return value == self._alike.wanted[indicator] != self._values.get(indicator)

    def _done(self, turn: Turn) -> _Done:
        effect = self._effect(turn.answers)
        return _Done(turn, effect, (effect.lost, turn.size, -effect.gained))

    def _effect(self, answers: tuple[tuple[str, str], ...]) -> _Effect:
        found = self._effects.get(answers)
        if found is None:
            reached = self._alike.reach(tuple([path_of(ref) for ref, _ in answers]))
            texts, lost = self._trials.effects(dict(answers), reached)
            after = dict(zip(reached.ids, texts, strict=True))
            found = self._effects[answers] = _Effect(lost, gain(self._values, after, self._alike.wanted), after)
        return found


def _differs_in_first(turn: Turn, best: Turn) -> bool:
    """Whether a turn is another answer to the same first question, and the same beside."""
    return turn is not best and turn.answers[0][0] == best.answers[0][0] and turn.answers[1:] == best.answers[1:]
