"""What an explanation rests on: where that is the same, another household's explanation holds too.

Everything is read from the form: what hangs on the questions that an indicator asks, and what that in turn reads.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Any

from bot.flows.forms.dependencies import expressions_of, matching
from bot.flows.forms.evaluation import Frame, evaluation
from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.syntax import Path
from bot.flows.forms.translation import TRANSLATED
from bot.flows.forms.writer import Layout
from bot.flows.trials import FAR_AWAY, is_named, is_once, questions_behind, touched_by

Pick = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the explanation of one path rests on: positions in a frame, by what they hold."""

    row: Pick
    fields: Pick | None
    far_away: bool  # it also rests on who lives far away:
    beside: "Ground | None" = None  # on this as well, where somebody does; None where that cannot be told

    def of(self, frame: Frame, away: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The ground in this frame, with those who live far away: equal grounds, equal explanations. None where that
        cannot be told."""
        members = tuple(map(self.fields, frame.members)) if self.fields else len(frame.members)
        here = self.row(frame.row), members
        if not away or not self.far_away:
            return here
        return (here, self.beside.of(frame, ()), away) if self.beside is not None else None


@lru_cache(maxsize=1024)
def source(form: Form, path: str) -> str:
    """The path that another only repeats, while that one applies: `${r_akta}`; itself where it repeats none."""
    definition = form.definitions[path]
    match definition.calculate and definition.calculate.trees:
        case [Path(None, True, steps)] if all(step.axis == "child" and not step.predicates for step in steps):
            repeated = "/" + "/".join(step.test for step in steps)
            if (
                repeated in form.definitions
                and is_once(form, repeated)
                and _named(form, repeated) == _named(form, path)
            ):
                return source(form, repeated) if form.definitions[repeated].calculate else path
    return path


def ground(form: Form, path: str, reached: frozenset[str]) -> Ground | None:
    """What it rests on which other answers turn the path; with paths that are `reached`, also what else they do: which
    of those they change, and which questions no longer apply. None where that cannot be told."""
    questions = _named(form, path)
    if not all(_is_plain_constraint(form.definitions[question]) for question in questions):
        return None
    here = _ground(form, _changing(form, questions, path, reached))
    far = {question for question in questions_behind(form).get(path, ()) if form.definitions[question].role == FAR_AWAY}
    if here is None or not far:
        return here
    return replace(here, far_away=True, beside=_ground(form, _changing(form, far, path, frozenset()) - far))


def _ground(form: Form, changing: set[str]) -> Ground | None:
    """What these rest on, which change together."""
    whole = evaluation(form)
    if whole is None or not changing or not all(_is_plain(form, each, whole.layout) for each in changing):
        return None
    found = _Read(whole.layout)
    for each in changing:
        found.keep(form.definitions[each])
    beyond = {other for each in changing for other in _reads(form, each)} - changing
    if not all(found.take(form.definitions[other]) for other in beyond):
        return None
    return Ground(_pick(found.row), found.members(), far_away=False)


def _changing(form: Form, questions: Collection[str], path: str, reached: frozenset[str]) -> set[str]:
    """What may change with the answers to these questions, of that which leads to the path or to what is reached."""
    touched = {each for question in questions for each in touched_by(form, question)}
    ends = {path, *questions}
    if reached:
        ceasing = form.dependencies.ceasing(touched)
        ends |= {each for each in touched if each in reached or (each in ceasing and form.definitions[each].is_asked)}
    return {each for each in touched if touched_by(form, each) & ends}


@lru_cache(maxsize=1024)
def hangs_on(form: Form, definition: Definition, path: str) -> bool:
    """Whether a question, what it offers or what it takes may change with that path."""
    return not touched_by(form, path).isdisjoint({definition.path, *_reads(form, definition.path)} - {path})


class _Read:
    """Positions in a frame that are needed."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._texts = len(layout.stored)  # where they begin
        self._applying = self._texts + len(layout.texts)
        self.row: list[int] = []
        self._fields: list[int] | None = None

    def keep(self, definition: Definition) -> None:
        """Note what is kept there, of a node that changes."""
        if definition.path in self._layout.stored:
            self.row.append(self._layout.stored[definition.path])

    def take(self, definition: Definition) -> bool:
        """Note what stands there, of a node that is read; False where a frame does not hold it."""
        path, layout = definition.path, self._layout
        if definition.kind is Kind.REPEAT:  # how many there are is always part of the ground
            return all(field.startswith(f"{path}/") for field in layout.fields)
        if path in layout.fields:
            self._fields = [*(self._fields or ()), layout.fields[path]]
            return True
        if path not in layout.applying:
            return False
        self.row.append(self._applying + layout.applying[path])
        if not definition.children:
            if path not in layout.texts:
                return False
            self.row.append(self._texts + layout.texts[path])
        return True

    def members(self) -> Pick | None:
        return _pick(self._fields) if self._fields else None


def _named(form: Form, path: str) -> tuple[str, ...]:
    return tuple(q for q in questions_behind(form).get(path, ()) if is_named(form.definitions[q]))


def _is_plain(form: Form, path: str, layout: Layout) -> bool:
    """Whether what stands there follows from a frame alone."""
    definition = form.definitions[path]
    answered_by_default = definition.is_asked and definition.default != ""
    there = path in layout.applying and (bool(definition.children) or path in layout.texts)
    return there and is_once(form, path) and not answered_by_default


def _is_plain_constraint(definition: Definition) -> bool:
    return definition.constraint is None or definition.constraint.functions <= TRANSLATED


def _reads(form: Form, path: str) -> Iterable[str]:
    """What a node's value, relevance and constraint read, and the group that it lies in."""
    definition = form.definitions[path]
    names = {d.names: d.path for d in form.ordered}
    for expression in (*expressions_of(definition), definition.constraint):
        for each in expression.references(definition.names) if expression else ():
            yield from matching(each, names)
    above = path.rpartition("/")[0]
    if above:
        yield above


def _pick(positions: Sequence[int]) -> Pick:
    """What takes the things at these positions out of a row."""
    if not positions:
        return lambda _: ()
    return itemgetter(*positions)
