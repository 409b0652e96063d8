"""Private questions stay off, and what is answered there shows nowhere else."""

from collections.abc import Iterable, Iterator

from bot.flows.forms.dependencies import expressions_of, matching
from bot.flows.forms.form import Definition, Form, Kind, Label
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.private import SWITCH, comes_up, is_on, with_groups
from bot.flows.forms.sheets import Problem
from bot.flows.forms.xpath import Expression
from bot.flows.setvalues import kept_once

_OFF = "they stay off (docs/privat.md); let it be a hidden row with default tidak"
_ASKED = (
    "is private and would be asked, but private questions stay off (docs/privat.md): put it into a group with relevant "
    "${modul_pribadi} = 'ya', of a hidden row modul_pribadi with default tidak and bind::kk:peran modul_pribadi"
)
_MARK = "write `ya` under bind::kk:pribadi there, too"


def problems(source: Source, form: Form) -> Iterator[Problem]:
    """Private questions that would be asked, and others that tell of one: that are asked or shown by its answer."""
    switch, coming = form.role(SWITCH), [each for each in form.ordered if comes_up(form, each)]
    if coming and switch is not None and is_on(switch):
        yield Problem("survey", source.row(switch), f"{switch.name} turns private questions on: {_OFF}")
    else:
        yield from (Problem("survey", source.row(each), f"{each.name} {_ASKED}") for each in coming)
    if not any(definition.private for definition in form.ordered):
        return
    behind = Behind(form)
    sets = {path: definition for definition in form.ordered if definition.private for path, _ in definition.triggers}
    for definition in form.ordered:
        if definition.private:
            continue
        above = next((each for each in with_groups(form, definition) if each.private), None)
        asked = above or sets.get(definition.path) or behind.any_of(definition, _seen(form, definition))
        if asked is not None:
            yield Problem("survey", source.row(definition), f"{definition.name} tells of {asked.name}; {_MARK}")


def _seen(form: Form, definition: Definition) -> Iterator[Expression]:
    """Every expression by which something of it is asked, offered, shown or kept; a value that is worked out anew each
    time may rest on anything."""
    if definition.kind is not Kind.VALUE or definition in kept_once(form):
        for each in with_groups(form, definition):
            yield from expressions_of(each)
    one = (
        definition.constraint,
        definition.required,
        definition.readonly,
        definition.first_load,
        definition.new_repeat,
    )
    yield from (each for each in one if each is not None)
    for label in (definition.label, definition.hint, definition.guidance, definition.constraint_message):
        yield from _told(label)


def _told(label: Label) -> Iterator[Expression]:
    for parts in label.parts.values():
        yield from (part for part in parts if isinstance(part, Expression))


class Behind:
    """Which private question a value rests on."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._paths = {definition.names: definition.path for definition in form.ordered}

    def value(self, definition: Definition) -> Definition | None:
        """A private question that the value cannot be worked out without, if there is one."""
        return definition if definition.private else self.any_of(definition, expressions_of(definition))

    def any_of(self, definition: Definition, expressions: Iterable[Expression]) -> Definition | None:
        """A private question that one of these expressions, which stand at the definition, rests on."""
        seen = {definition.path}
        waiting = sorted(self._read_by(definition, expressions))
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            current = self._form.definitions[path]
            if current.private:
                return current
            if current.kind is Kind.VALUE:
                waiting += sorted(self._read_by(current, expressions_of(current)))
        return None

    def _read_by(self, definition: Definition, expressions: Iterable[Expression]) -> set[str]:
        reads = (names for expression in expressions for names in expression.references(definition.names))
        return {path for names in reads for path in matching(names, self._paths)}
