"""What is remembered from one household's explanations to the next: what rests on the same answers is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.flows.causes import Cause, Findings
from bot.flows.forms.form import Form
from bot.flows.indicators import paths
from bot.flows.resting import Ground, ground, source
from bot.flows.settled import Settled
from bot.flows.trials import Reach, reach
from scoring.explain import Goal, goals
from scoring.index import Index

MOST_ALIKE = 8  # questionnaires with their indices
MOST_KNOWN = 1_000  # of each kind, about half a kilobyte each; the oldest give way


class Change(NamedTuple):
    """Another answer that turns it; `others` do as well. `beside` must be answered so, too, where one alone turns
    nothing. `fulfils` are all the indicators that it turns."""

    ref: str
    value: str
    others: tuple[str, ...]
    fulfils: tuple[str, ...]
    beside: tuple[tuple[str, str], ...] = ()


class Reasons(NamedTuple):
    """Why a value stands at a path; the change that turns it, and what the indicators it reaches come to then."""

    causes: tuple[Cause, ...]
    change: Change | None
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """A value at a path: what was found of it, by what the findings rest on, and what followed from that."""

    path: str
    findings_rest_on: Ground | None
    reasons_rest_on: Ground | None
    findings: dict[object, Findings]
    reasons: dict[object, Reasons]


class Alike:
    """What holds for all households that are explained by the same form, indices and settled answers."""

    def __init__(self, form: Form, indices: Sequence[Index], settled: Settled | None) -> None:
        self.of = (form, *indices, settled)  # held, so that their ids stay theirs
        self.form = form
        self.indices = tuple(indices)
        self.settled = settled or Settled()
        self.paths = paths(form, indices)
        every = tuple(goal for index in indices for goal in goals(index))
        self.goals = tuple(goal for goal in every if goal.indicator.id in self.paths)
        self.wanted = {goal.indicator.id: goal.wanted for goal in every}
        self.ids = {path: id_ for id_, path in self.paths.items() if id_ in self.wanted}
        self._matter_of: dict[Goal, Matter] = {}
        self._matters: dict[tuple[str, str], Matter] = {}
        self._reached: dict[tuple[str, ...], Reach] = {}

    def matter(self, goal: Goal) -> Matter:
        """What the goal's value is about; those that repeat the same calculation share it."""
        found = self._matter_of.get(goal)
        if found is None:
            path = source(self.form, self.paths[goal.indicator.id])
            found = self._matters.get((path, goal.value)) or self._new(path)
            self._matter_of[goal] = self._matters[path, goal.value] = found
        return found

    def _new(self, path: str) -> Matter:
        findings, reasons = ground(self.form, path, frozenset()), ground(self.form, path, frozenset(self.ids))
        return Matter(path, findings, reasons, {}, {})

    def reach(self, questions: tuple[str, ...]) -> Reach:
        """How far the questions reach among the indicators."""
        found = self._reached.get(questions)
        if found is None:
            found = self._reached[questions] = reach(self.form, questions, self.ids)
        return found


_ALIKE: dict[tuple[int, ...], Alike] = {}


def alike(form: Form, indices: Sequence[Index], settled: Settled | None) -> Alike:
    """What is remembered for these; by identity, because an index is long to compare."""
    key = tuple(map(id, (form, *indices, settled)))
    found = _ALIKE.get(key)
    if found is None:
        if len(_ALIKE) >= MOST_ALIKE:
            del _ALIKE[next(iter(_ALIKE))]
        found = _ALIKE[key] = Alike(form, indices, settled)
    return found
