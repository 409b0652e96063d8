"""The order in which a form's questions come: that of its body."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.forms.form import Definition


def in_body_order(definition: Definition, place: Mapping[str, int]) -> Definition:
    """The same definition with its children in the order of the body; what has no control stays where it was."""
    last = -1
    keyed: list[tuple[int, int, Definition]] = []
    for index, child in enumerate(definition.children):
        found = min((place[d.path] for d in child.walk() if d.path in place), default=None)
        last = found if found is not None else last
        keyed.append((last, index, in_body_order(child, place)))
    keyed.sort(key=lambda entry: entry[:2])
    return replace(definition, children=tuple(child for _, _, child in keyed))


def numbered(root: Definition) -> Definition:
    """The same definitions, each with its ordinal in document order."""
    ordinals = {definition.path: ordinal for ordinal, definition in enumerate(root.walk())}

    def number(definition: Definition) -> Definition:
        return replace(
            definition,
            ordinal=ordinals[definition.path],
            children=tuple(number(child) for child in definition.children),
        )

    return number(root)
