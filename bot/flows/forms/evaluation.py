"""A form's values worked out in one pass: its expressions as one Python function, made once.

What cannot be written so is left out, and worked out by the record when it is asked for. Values are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.flows.forms.facts import Answered, Skipped
from bot.flows.forms.form import Form
from bot.flows.forms.numerals import UnfitError
from bot.flows.forms.places import Place, Tree
from bot.flows.forms.tree import Node
from bot.flows.forms.writer import Function, Layout, Members, Texts, Truths, Writer


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A record worked out: what was kept, its members, and what follows; and where that stands in the record."""

    stored: Texts
    members: Members
    texts: Texts
    applies: Truths
    row: tuple[str | bool, ...]  # what was kept, what follows as text, and what applies
    places: Places

    def text(self, node: Node) -> str | None:
        """What stands at a node; None where the frame does not hold it."""
        position = self.places.texts.get(node)
        return None if position is None else self.texts[position]

    def applying(self, node: Node) -> bool | None:
        """Whether a node applies; None where the frame does not hold it."""
        position = self.places.applying.get(node)
        return None if position is None else self.applies[position]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All that can be worked out of a form at once, and where it stands."""

    function: Function
    layout: Layout
    defaults: Texts

    def frame(self, answers: Mapping[str, Answered | Skipped], tree: Tree) -> Frame | None:
        """What follows from the answers in a record with these nodes; None where this household needs another way."""
        stored = list(self.defaults)
        slots = self.layout.stored
        for path, fact in answers.items():
            slot = slots.get(path)
            if slot is not None:
                stored[slot] = fact.value if type(fact) is Answered else ""
        fields = [_told(answers, tree.by_path.get(path, ())) for path in self.layout.fields]
        members = [*zip(*fields, strict=True)] or [()] * len(tree.by_path.get(self.layout.members, ()))
        try:
            texts, applies = self.function(stored, members, (), ())
        except UnfitError:
            return None
        return Frame(tuple(stored), members, texts, applies, (*stored, *texts, *applies), _places(self, tree))


@lru_cache(maxsize=16)
def evaluation(form: Form) -> Evaluation | None:
    """The form's evaluation; None where nothing of it can be written as Python."""
    if form.dependencies.settling:  # chains too long for one function
        return None
    written = Writer(form).everything()
    if written is None:
        return None
    function, layout = written
    return Evaluation(function, layout, tuple(form.definitions[path].default for path in layout.stored))


def _told(answers: Mapping[str, Answered | Skipped], places: Sequence[Place]) -> list[str]:
    """What was answered at each of a field's places, or the form's default."""
    default = places[0].definition.default if places else ""
    facts = [answers.get(place.ref) for place in places]
    return [default if fact is None else fact.value if type(fact) is Answered else "" for fact in facts]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the nodes of a tree stand in a frame."""

    texts: Mapping[Node, int]
    applying: Mapping[Node, int]


@lru_cache(maxsize=64)  # as many as trees
def _places(whole: Evaluation, tree: Tree) -> Places:
    at = tree.places
    texts, applying = whole.layout.texts, whole.layout.applying
    return Places({at[path]: n for path, n in texts.items()}, {at[path]: n for path, n in applying.items()})


Trial = Callable[[Mapping[str, str]], tuple[Texts, Truths] | None]
"""What follows from other answers; None where this needs another way."""


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """What follows from other answers to some questions, without what does not depend on them."""

    function: Function
    slots: Mapping[str, int]  # of the questions that are there once
    fields: Mapping[str, int]  # of those about a member

    def upon(self, frame: Frame, tree: Tree) -> Trial:
        """In this frame of a record with these nodes, what follows from such answers, which are given by ref."""
        function, slots = self.function, self.slots
        kept, told, texts, applies = frame.stored, frame.members, frame.texts, frame.applies
        cells = {p.ref: (row, col) for path, col in self.fields.items() for row, p in enumerate(tree.by_path[path])}

        def follows(values: Mapping[str, str]) -> tuple[Texts, Truths] | None:
            stored, members = list(kept), told
            try:
                for ref, value in values.items():
                    if ref in cells:
                        members = _with_cell(members, *cells[ref], value)
                    else:
                        stored[slots[ref]] = value
                return function(stored, members, texts, applies)
            except (KeyError, UnfitError):
                return None

        return follows


def _with_cell(members: Members, row: int, column: int, value: str) -> Members:
    """The members, of whom one says something else."""
    member = members[row]
    return [*members[:row], (*member[:column], value, *member[column + 1 :]), *members[row + 1 :]]


def slice_of(form: Form, questions: Sequence[str], texts: Sequence[str], applying: Sequence[str] = ()) -> Slice | None:
    """What these come to when the questions are answered otherwise; None where it cannot be written as Python."""
    whole = evaluation(form)
    if whole is None:
        return None
    slots, fields = ({q: at[q] for q in questions if q in at} for at in (whole.layout.stored, whole.layout.fields))
    if len(slots) + len(fields) < len(questions):
        return None
    changing = frozenset(path for question in questions for path in form.dependencies.touched_by(question))
    function = Writer(form, whole.layout, changing).slice(texts, applying)
    return Slice(function, slots, fields) if function else None
