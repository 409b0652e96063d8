"""A form's expressions as one Python function, line by line: each node after those that it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows.forms.form import Choice, Definition, Form, Kind
from bot.flows.forms.pieces import NAMES, UntranslatableError
from bot.flows.forms.translation import Translator
from bot.flows.forms.xpath import Node

_SIMPLE: Final = re.compile(r"v\d+|t\[\d+\]")  # what stands there as long as the function runs
Members = Sequence[tuple[str, ...]]
Texts = tuple[str, ...]
Truths = tuple[bool, ...]
Function = Callable[[Sequence[str], Members, Texts, Truths], tuple[Texts, Truths]]
"""From kept texts, members, and what was known before, to texts and to what applies."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where things stand in what a function takes and gives: by path, kept texts, the fields of the members, texts,
    and what applies. The members are the instances of the repeat at `members`, even where they are only counted."""

    members: str
    stored: Mapping[str, int]
    fields: Mapping[str, int]
    texts: Mapping[str, int]
    applying: Mapping[str, int]


class Writer:
    """Writes the function, line by line, each node after those that it reads."""

    def __init__(self, form: Form, known: Layout | None = None, changing: frozenset[str] = frozenset()) -> None:
        """With a layout, what is not `changing` is taken from what was known before; so is whether that applies which
        cannot come or go."""
        self._form = form
        self._known = known
        self._changing = changing
        self._ceasing = form.dependencies.ceasing(changing)
        self._lines: list[str] = []
        self._values: dict[str, str] = {}
        self._applies: dict[str, str] = {}
        self._truths: dict[str, str] = {}  # by what they were worked out from
        self._codes: dict[str, str] = {}
        self._looked_up: set[str] = set()
        self._refused: set[str] = set()
        self._lists: dict[str, Any] = {}
        self._stored: dict[str, int] = dict(known.stored) if known else {}
        self._fields: dict[str, int] = dict(known.fields) if known else {}
        self._members = known.members if known else ""
        self._repeats = tuple(d.path for d in form.ordered if d.kind is Kind.REPEAT)

    def everything(self) -> tuple[Function, Layout] | None:
        """The function that gives all that can be written, and how it is laid out; None where Python refuses it."""
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
        function = self._function(texts, applying)
        layout = Layout(self._members, self._stored, self._fields, _numbered(texts), _numbered(applying))
        return (function, layout) if function else None

    def slice(self, texts: Sequence[str], applying: Sequence[str]) -> Function | None:
        """The function that gives these only; None where not all of it can be written."""
        try:
            for path in texts:
                self.value(self._form.definitions[path])
            for path in applying:
                self.applies(self._form.definitions[path])
        except UntranslatableError:
            return None
        return self._function(texts, applying)

    def _function(self, texts: Sequence[str], applying: Sequence[str]) -> Function | None:
        given = "".join(f"{self._values[path]}, " for path in texts)
        truths = "".join(f"{self._applies[path]}, " for path in applying)
        source = "\n ".join(["def evaluate(s, members, t, a):", *self._lines, f"return ({given}), ({truths})"])
        names: dict[str, Any] = {**NAMES, **self._lists}
        try:
            exec(compile(source, f"<{self._form.id}>", "exec"), names)  # noqa: S102 - what an author wrote is quoted
        except (SyntaxError, RecursionError, MemoryError):  # too deep for Python
            return None
        function: Function = names["evaluate"]
        return function

    def _in_repeat(self, definition: Definition) -> bool:
        return any(definition.path.startswith(f"{path}/") for path in self._repeats)

    def _before(self, definition: Definition, among: str) -> str:
        """What gives a node that does not change; nothing where it does."""
        if self._known is None or definition.path in (self._changing if among == "t" else self._ceasing):
            return ""
        position = (self._known.texts if among == "t" else self._known.applying).get(definition.path)
        if position is None:
            raise UntranslatableError(definition.path)
        return f"{among}[{position}]"

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
                found = self._applies[path] = self._before(definition, "a") or self._new_truth(definition)
            except UntranslatableError:
                self._refused.add(path)
                raise
        return found

    def value(self, definition: Definition) -> str:
        path = definition.path
        found = self._values.get(path)
        if found is None and (before := self._before(definition, "t")):
            found = self._values[path] = before
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

    def codes(self, text: str) -> str:
        found = self._codes.get(text)
        if found is None:
            split = f"({text}.split() or NONE)"
            if not _SIMPLE.fullmatch(text):  # it may hang on a member
                return split
            found = self._codes[text] = f"c{len(self._codes)}"
            self._lines.append(f"{found} = {split}")
        return found

    def members(self, repeat: Definition) -> str:
        if self._known is not None:  # what was known before tells that it applies
            if repeat.path in self._changing or self._members != repeat.path:
                raise UntranslatableError(repeat.path)
            return "members"
        applies = self.applies(repeat)
        if self._members not in ("", repeat.path):  # perhaps what it applies by has members
            raise UntranslatableError("another repeat")
        if not self._members:
            self._members = repeat.path
            if applies != "True":
                self._lines.append(f"if not {applies}: raise UnfitError")
        return "members"

    def members_by(self, members: str, position: int) -> str:
        found = f"by{position}"
        if found not in self._looked_up:
            self._looked_up.add(found)
            self._lines.append(f"{found} = by_number({members}, {position})")
        return found

    def field(self, definition: Definition) -> int:
        above = definition.path.removesuffix(f"/{definition.name}")
        dynamic = definition.choices is not None and definition.choices.dynamic
        plain = not (definition.children or definition.relevant or definition.calculate or dynamic)
        if above != self._members or not plain:
            raise UntranslatableError(definition.path)
        if self._known is not None and definition.path not in self._fields:
            raise UntranslatableError(definition.path)
        return self._fields.setdefault(definition.path, len(self._fields))

    # --- lines

    def _new_truth(self, definition: Definition) -> str:
        parent = self._form.definitions.get(definition.path.removesuffix(f"/{definition.name}"))
        above = self.applies(parent) if parent is not None else "True"
        if definition.relevant is None:
            return above
        own = self._translator(definition).piece(definition.relevant.trees[0]).boolean()
        code = own if above == "True" else f"{above} and {own}"
        found = self._truths.get(code)
        if found is None:  # many questions share a condition
            found = self._truths[code] = f"r{len(self._truths)}"
            self._lines.append(f"{found} = {code}")
        return found

    def _value_code(self, definition: Definition) -> str:
        if definition.calculate is None:
            return self._stored_code(definition)
        if definition.is_asked:  # an answer may stand in its place
            raise UntranslatableError(definition.path)
        return self._translator(definition).piece(definition.calculate.trees[0]).kept()

    def _stored_code(self, definition: Definition) -> str:
        choices = definition.choices
        if choices is None or choices.nodeset is None:
            return f"s[{self._slot(definition)}]"
        columns, items = _table(choices.listed)
        offered = self._translator(definition).offered(choices.nodeset.trees[0], columns)
        stored, table = f"s[{self._slot(definition)}]", f"items{len(self._lists)}"
        self._lists[table] = items
        if definition.control == "select1":
            return f"({stored} if {stored} and any({offered} for c in {table}.get({stored}, ())) else '')"
        once = all(len(same) == 1 for same in items.values())
        among = f"for c in {table}.get(x, ())"
        test = f"{among} if {offered}" if once else f"if any({offered} {among})"
        return f"({stored} and ' '.join([x for x in {stored}.split() {test}]))"

    def _slot(self, definition: Definition) -> int:
        if self._known is not None and definition.path not in self._stored:
            raise UntranslatableError(definition.path)
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


def _numbered(paths: Sequence[str]) -> dict[str, int]:
    return {path: position for position, path in enumerate(paths)}
