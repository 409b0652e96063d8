"""Slips that pyxform passes over: misspelled columns, references that are not filled in, columns that no list has."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from bot.flows.forms.form import Form
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import ROW, Problem
from bot.flows.forms.syntax import Call, Chain, Negated, Path, Step, Tree

_COLUMNS: Final = (
    *("type", "name", "label", "hint", "guidance_hint", "relevant", "relevance", "constraint", "constraint_message"),
    *(
        "required",
        "required_message",
        "calculation",
        "calculate",
        "choice_filter",
        "repeat_count",
        "default",
        "trigger",
    ),
    *("appearance", "parameters", "read_only", "readonly", "image", "audio", "video", "note", "notes"),
)
_WORDS: Final = ("label", "hint", "constraint_message", "required_message", "guidance_hint")
_UNFILLED = re.compile(r"(?<!\$)\{\s*(\w[\w.-]*)\s*\}|\$\(?\s*(\w[\w.-]*)")


def of_sheets(source: Source) -> Iterator[Problem]:
    """Columns and references that are nearly right."""
    yield from _columns(source)
    names = {line.name for line in source.lines}
    for line in source.lines:
        for column, cell in line.cells.items():
            if column.split(":")[0] not in _WORDS:
                continue
            for match in _UNFILLED.finditer(cell):
                name = match[1] or match[2]
                if name in names:
                    message = f"{column}: {match[0]} stays as it is written; to fill in the answer write ${{{name}}}"
                    yield Problem("survey", line.row, message)


def _columns(source: Source) -> Iterator[Problem]:
    columns = dict.fromkeys(column for line in source.lines for column in line.cells if column != ROW)
    there = {column.split(":")[0].strip().replace(" ", "_") for column in columns}
    for column in columns:
        plain = column.split(":")[0].strip().replace(" ", "_")
        near = [] if plain in _COLUMNS else get_close_matches(plain, _COLUMNS, 1, 0.85)
        if near and near[0] not in there:
            yield Problem("survey", 1, f"the column {column!r} means nothing; perhaps {near[0]!r}")


def of_form(source: Source, form: Form) -> Iterator[Problem]:
    """Choice filters that ask for a column which no choice of the list has: nothing would be offered."""
    for definition in form.ordered:
        choices = definition.choices
        if choices is None or choices.nodeset is None or not choices.listed:
            continue
        columns = {child.name for item in choices.listed for child in item.children}
        for name in dict.fromkeys(_asked_for(choices.nodeset.trees[0])):
            if name not in columns:
                message = f"choice_filter: no choice of the list has anything in a column {name!r}"
                yield Problem("survey", source.row(definition), f"{message}; correct it", advice=True)


def _asked_for(tree: Tree) -> Iterator[str]:
    """The columns of a list that its predicates name."""
    match tree:
        case Path(Call("instance"), False, steps):
            for step in steps:
                for predicate in step.predicates:
                    yield from _plain_names(predicate)
        case Call(_, arguments):
            for argument in arguments:
                yield from _asked_for(argument)


def _plain_names(tree: Tree) -> Iterator[str]:
    match tree:
        case Path(None, False, (Step("child", name, ()),)) if not name.endswith((")", "*")):
            yield name
        case Chain(first, rest):
            for part in (first, *(value for _, value in rest)):
                yield from _plain_names(part)
        case Call(_, arguments):
            for argument in arguments:
                yield from _plain_names(argument)
        case Negated(value):
            yield from _plain_names(value)
