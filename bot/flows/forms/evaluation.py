"""A form's values worked out in one pass: its expressions as one Python function, made once.

What cannot be written so is left out, and worked out by the record when it is asked for. Values are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.flows.forms.facts import Answered, Skipped
from bot.flows.forms.form import Choice, Definition, Form, Kind
from bot.flows.forms.pieces import NAMES, UnfitError, UntranslatableError
from bot.flows.forms.places import Place, Tree
from bot.flows.forms.translation import Translator
from bot.flows.forms.xpath import Node

Found = tuple[dict[Node, str], dict[Node, bool]]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All that can be worked out of a form at once.

    `stored` are the nodes whose kept texts the function takes, in that order; `fields` those of the members of the only
    repeat that it asks for. `texts` are the nodes whose value it gives, `applying` those of which it says whether they
    apply.
    """

    stored: Mapping[str, int]
    defaults: tuple[str, ...]
    fields: tuple[str, ...]
    texts: tuple[str, ...]
    applying: tuple[str, ...]
    function: Callable[[Sequence[str], Sequence[tuple[str, ...]]], tuple[tuple[str, ...], tuple[bool, ...]]]

    def of(self, answers: Mapping[str, Answered | Skipped], tree: Tree) -> Found | None:
        """What follows from the answers in a record with these nodes; None where this household needs another way."""
        stored = list(self.defaults)
        slots = self.stored
        for path, fact in answers.items():
            slot = slots.get(path)
            if slot is not None:
                stored[slot] = fact.value if type(fact) is Answered else ""
        fields = ([kept(answers, place) for place in tree.by_path.get(path, ())] for path in self.fields)
        try:
            texts, applies = self.function(stored, [*zip(*fields, strict=True)])
        except UnfitError:
            return None
        places = _places(self, tree)
        return dict(zip(places.texts, texts, strict=True)), dict(zip(places.applying, applies, strict=True))


def kept(answers: Mapping[str, Answered | Skipped], place: Place) -> str:
    """What was answered at the place, or the form's default; whether it applies or not."""
    fact = answers.get(place.ref)
    return place.definition.default if fact is None else fact.value if type(fact) is Answered else ""


@dataclass(frozen=True, slots=True)
class _Places:
    texts: tuple[Place, ...]
    applying: tuple[Place, ...]


@lru_cache(maxsize=64)  # as many as trees
def _places(whole: Evaluation, tree: Tree) -> _Places:
    texts, applying = (tuple(tree.places[path] for path in paths) for paths in (whole.texts, whole.applying))
    return _Places(texts, applying)


@lru_cache(maxsize=16)
def evaluation(form: Form) -> Evaluation | None:
    """The form's evaluation; None where nothing of it can be written as Python."""
    if form.dependencies.settling:  # chains too long for one function
        return None
    return _Writer(form).evaluation()


class _Writer:
    """Writes the function, line by line, each node after those that it reads."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._lines: list[str] = []
        self._values: dict[str, str] = {}
        self._applies: dict[str, str] = {}
        self._refused: set[str] = set()
        self._lists: dict[str, Any] = {}
        self._stored: dict[str, int] = {}
        self._fields: list[str] = []
        self._members = ""
        self._repeats = tuple(d.path for d in form.ordered if d.kind is Kind.REPEAT)

    def evaluation(self) -> Evaluation | None:
        texts, applying = [], []
        for definition in self._form.ordered:
            if definition.kind is Kind.REPEAT or self._in_repeat(definition):
                continue
            try:
                self.applies(definition)
                applying.append(definition.path)
                if not definition.children:
                    self.value(definition)
                    texts.append(definition.path)
            except UntranslatableError:
                continue
        given = ", ".join(self._values[path] for path in texts)
        truths = ", ".join(self._applies[path] for path in applying)
        source = "\n ".join(["def evaluate(s, members):", *self._lines, f"return ({given},), ({truths},)"])
        names: dict[str, Any] = {**NAMES, **self._lists}
        try:
            exec(compile(source, f"<{self._form.id}>", "exec"), names)  # noqa: S102 - what an author wrote is quoted
        except (SyntaxError, RecursionError, MemoryError):  # too deep for Python
            return None
        return Evaluation(
            self._stored,
            tuple(self._form.definitions[path].default for path in self._stored),
            tuple(self._fields),
            tuple(texts),
            tuple(applying),
            names["evaluate"],
        )

    def _in_repeat(self, definition: Definition) -> bool:
        return any(definition.path.startswith(f"{path}/") for path in self._repeats)

    def _certain(self, definition: Definition) -> None:
        if definition.path in self._refused or definition.path in self._form.dependencies.recurrent:
            raise UntranslatableError(definition.path)

    # --- what the translator asks (Names)

    def applies(self, definition: Definition) -> str:
        path = definition.path
        found = self._applies.get(path)
        if found is None:
            self._certain(definition)
            if self._in_repeat(definition):
                raise UntranslatableError(path)
            try:
                found = self._applies[path] = self._new_truth(definition)
            except UntranslatableError:
                self._refused.add(path)
                raise
        return found

    def value(self, definition: Definition) -> str:
        path = definition.path
        found = self._values.get(path)
        if found is None:
            self._certain(definition)
            try:
                code = self._value_code(definition)
                applies = self.applies(definition)
            except UntranslatableError:
                self._refused.add(path)
                raise
            found = self._values[path] = f"v{len(self._values)}"
            self._lines.append(f"{found} = {code}" if applies == "True" else f"{found} = {code} if {applies} else ''")
        return found

    def members(self, repeat: Definition) -> str:
        if self._members not in ("", repeat.path):
            raise UntranslatableError("another repeat")
        applies = self.applies(repeat)
        if not self._members:
            self._members = repeat.path
            if applies != "True":
                self._lines.append(f"if not {applies}: raise UnfitError")
        return "members"

    def field(self, definition: Definition) -> int:
        above = definition.path.removesuffix(f"/{definition.name}")
        dynamic = definition.choices is not None and definition.choices.dynamic
        plain = not (definition.children or definition.relevant or definition.calculate or dynamic)
        if above != self._members or not plain:
            raise UntranslatableError(definition.path)
        if definition.path not in self._fields:
            self._fields.append(definition.path)
        return self._fields.index(definition.path)

    # --- lines

    def _new_truth(self, definition: Definition) -> str:
        parent = self._form.definitions.get(definition.path.removesuffix(f"/{definition.name}"))
        above = self.applies(parent) if parent is not None else "True"
        if definition.relevant is None:
            return above
        own = self._translator(definition).piece(definition.relevant.trees[0]).boolean()
        name = f"r{len(self._lines)}"
        self._lines.append(f"{name} = {own}" if above == "True" else f"{name} = {above} and {own}")
        return name

    def _value_code(self, definition: Definition) -> str:
        if definition.calculate is None:
            return self._stored_code(definition)
        if definition.is_asked:  # an answer may stand in its place
            raise UntranslatableError(definition.path)
        return self._translator(definition).piece(definition.calculate.trees[0]).text()

    def _stored_code(self, definition: Definition) -> str:
        choices = definition.choices
        if choices is None or choices.nodeset is None:
            return f"s[{self._slot(definition)}]"
        columns, items = _table(choices.listed)
        offered = self._translator(definition).offered(choices.nodeset.trees[0], columns)
        stored, items_name = f"s[{self._slot(definition)}]", f"items{len(self._lists)}"
        self._lists[items_name] = items
        holds = f"any({offered} for c in {items_name}.get({{}}, ()))"
        if definition.control == "select1":
            return f"({stored} if {stored} and {holds.format(stored)} else '')"
        return f"({stored} and ' '.join([x for x in {stored}.split() if {holds.format('x')}]))"

    def _slot(self, definition: Definition) -> int:
        return self._stored.setdefault(definition.path, len(self._stored))

    def _translator(self, definition: Definition) -> Translator:
        return Translator(self._form.definitions, self, definition)


def _table(listed: Mapping[Node, Choice]) -> tuple[dict[str, int], dict[str, list[tuple[str, ...]]]]:
    """The columns that every item of a list has once, and the items by code."""
    names = [[child.name for child in item.children] for item in listed]
    columns = [name for name in (names[0] if names else ()) if all(each.count(name) == 1 for each in names)]
    items: dict[str, list[tuple[str, ...]]] = {}
    for item, choice in listed.items():
        found = {child.name: child.text for child in item.children}
        items.setdefault(choice.code, []).append(tuple(found[name] for name in columns))
    return {name: position for position, name in enumerate(columns)}, items
