"""Conditions and calculations: paths that lead nowhere, references in braces within a repeat's brackets, questions that
never come up."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.flows.forms.dependencies import matching
from bot.flows.forms.form import Definition, Form, Kind, Label
from bot.flows.forms.itext import UNREADABLE
from bot.flows.forms.lint.sources import Line, Source
from bot.flows.forms.record import Record
from bot.flows.forms.sheets import Problem
from bot.flows.forms.xpath import Expression

_REFERENCE = re.compile(r"\$\{\s*([^}#]+?)\s*\}")
_BEFORE = re.compile(r"\$\{\s*([^}#]+?)\s*\}[\w/.*-]*\s*$")
_CHANGING = frozenset({"today", "now", "random", "uuid", "once", "position", "randomize", "instance"})
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def expressions(definition: Definition) -> Iterator[tuple[str, Expression]]:
    """Every expression of a node, with the column that it stands in."""
    bound: tuple[tuple[str, Expression | None], ...] = (
        ("relevant", definition.relevant),
        ("calculation", definition.calculate),
        ("constraint", definition.constraint),
        ("required", definition.required),
        ("read_only", definition.readonly),
        ("repeat_count", definition.count),
        ("default", definition.first_load or definition.new_repeat),
        ("choice_filter", definition.choices.nodeset if definition.choices else None),
        *(("calculation", expression) for _, expression in definition.triggers),
    )
    yield from ((column, expression) for column, expression in bound if expression is not None)
    for column, label in (("label", definition.label), ("hint", definition.hint)):
        yield from ((column, expression) for expression in in_words(label))


def in_words(label: Label) -> Iterator[Expression]:
    """What is filled into the words."""
    yield from (part for parts in label.parts.values() for part in parts if isinstance(part, Expression))


def paths(source: Source, form: Form) -> Iterator[Problem]:
    """Paths that lead to no node of the form."""
    known = {definition.names: definition.path for definition in form.ordered}
    for definition in form.ordered:
        for column, expression in expressions(definition):
            for names in sorted(expression.references(definition.names)):
                fixed = not ({"*", "//"} & set(names) or names[-1:] == ("",)) and not any("@" in name for name in names)
                if names and fixed and not matching(names, known):
                    message = (
                        f"{column} speaks of /{'/'.join(names)}, which is not there; correct {expression.source!r}"
                    )
                    yield Problem("survey", source.row(definition), message)


def groups(source: Source, form: Form) -> Iterator[Problem]:
    """Groups that are taken for a value: they have none of their own, and nothing follows what is answered in them."""
    known = {definition.names: definition for definition in form.ordered}
    for definition in form.ordered:
        for column, expression in expressions(definition):
            if column == "choice_filter":
                continue  # the instances of a repeat may be choices
            for names in sorted(expression.references(definition.names, values=True)):
                group = known.get(names)
                if group and group.kind in (Kind.GROUP, Kind.REPEAT):
                    message = (
                        f"{column} takes the {group.kind.value} {group.name} for a value, but it has none of its own"
                    )
                    yield Problem("survey", source.row(definition), f"{message}; name a question that lies in it")


def braces(source: Source) -> Iterator[Problem]:
    """References in braces within a repeat's brackets: pyxform makes the same place of them for every instance."""
    repeats = {line.name for line in source.lines if line.type.startswith(("begin repeat", "begin_repeat"))}
    for line in source.lines:
        for column, cell in line.cells.items():
            if "[" in cell and "${" in cell:
                yield from _braces(source, repeats, line, column, cell)


def _braces(source: Source, repeats: set[str], line: Line, column: str, cell: str) -> Iterator[Problem]:
    for repeat, inside in _bracketed(cell):
        if repeat not in repeats:
            continue
        for name in dict.fromkeys(_REFERENCE.findall(inside)):
            other = source.named(name)
            if other is not None and repeat in other.repeats:
                way = "/".join(other.names[other.names.index(repeat) + 1 :])
                message = (
                    f"{column}: within the brackets after ${{{repeat}}}, ${{{name}}} does not mean that one's own "
                    f"{name}; write ./{way}"
                )
                yield Problem("survey", line.row, message)


def _bracketed(cell: str) -> Iterator[tuple[str, str]]:
    """What stands in the brackets after each `${name}`."""
    opened: list[int] = []
    for at, character in enumerate(cell):
        if character == "[":
            opened.append(at)
        elif character == "]" and opened:
            start = opened.pop()
            if before := _BEFORE.search(cell[max(0, start - 200) : start]):
                yield before[1], cell[start + 1 : at]


def unreachable(source: Source, form: Form) -> Iterator[Problem]:
    """Questions and groups whose condition never holds, whatever is answered."""
    still = _Still(form)
    record = Record(form, _ANY_DAY)
    silent: list[str] = []
    for definition in form.ordered:
        if definition.relevant is None or definition.relevant.source == UNREADABLE:
            continue
        if definition.path.startswith(tuple(silent)):
            continue
        places = record.at(definition.path)
        if places and still.never_changes(definition.relevant, definition) and not record.relevant(places[0]):
            silent.append(f"{definition.path}/")
            if definition.kind is not Kind.VALUE:
                message = f"{definition.name} never comes up: its relevant is false, whatever is answered"
                yield Problem("survey", source.row(definition), f"{message}; correct or delete it", advice=True)


class _Still:
    """Which values of a form nothing that is answered can change."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._paths = {definition.names: definition.path for definition in form.ordered}
        self._set = {target for definition in form.ordered for target, _ in definition.triggers}
        self._known: dict[str, bool] = {}

    def never_changes(self, expression: Expression, definition: Definition) -> bool:
        if expression.functions & _CHANGING:
            return False
        reads = expression.references(definition.names)
        return all(self._is_still(path) for names in reads for path in matching(names, self._paths))

    def _is_still(self, path: str) -> bool:
        if path in self._known:
            return self._known[path]
        self._known[path] = False  # a chain that comes back here decides nothing
        definition = self._form.definitions[path]
        self._known[path] = self._follow(definition)
        return self._known[path]

    def _follow(self, definition: Definition) -> bool:
        filled = (definition.is_asked, definition.preload[0], definition.role, definition.first_load)
        if definition.children or any(filled) or definition.path in self._set or definition.kind is Kind.REPEAT:
            return False
        return definition.calculate is None or self.never_changes(definition.calculate, definition)
