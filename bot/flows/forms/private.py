"""What a form asks in private, and which facts tell of it: these are sealed apart (`storage.private_keys`)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from bot.flows.forms.facts import Completed, Fact, path_of, to_data
from bot.flows.forms.form import Definition, Form

SWITCH, ON = "modul_pribadi", "ya"  # the role of what turns the private questions of a form on, and how


def kept(form: Form, facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """The facts as JSON keeps them; those that tell of a private question are marked."""
    return [to_data(fact, private=is_private(form, fact)) for fact in facts]


def is_private(form: Form, fact: Fact) -> bool:
    """Whether the fact tells of a private question: its answer, or that it was come to."""
    definition = None if isinstance(fact, Completed) else form.definitions.get(path_of(fact.ref))
    return definition is not None and definition.private


@lru_cache(maxsize=64)
def asks_privately(form: Form) -> bool:
    """Whether any private question can come up."""
    return any(comes_up(form, definition) for definition in form.ordered)


def comes_up(form: Form, definition: Definition) -> bool:
    """Whether it is a private question that is asked of somebody: one that the form's switch keeps off is not."""
    if not (definition.private and definition.is_asked):
        return False
    switch = form.role(SWITCH)
    if switch is None or is_on(switch):
        return True
    conditions = ((each, each.relevant) for each in with_groups(form, definition))
    return not any(rule is not None and switch.names in rule.references(each.names) for each, rule in conditions)


def is_on(switch: Definition) -> bool:
    """Whether that switch lets private questions be asked, or may come to do so."""
    return switch.calculate is not None or switch.is_asked or switch.default == ON


def with_groups(form: Form, definition: Definition) -> Iterator[Definition]:
    """The definition, and the groups that it is in."""
    path = definition.path
    while path in form.definitions:
        yield form.definitions[path]
        path = path.rpartition("/")[0]
