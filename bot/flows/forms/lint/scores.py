"""Indices and tips: what the sheets of ours say, and whether the form has what they speak of."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.flows.forms.form import Definition, Form
from bot.flows.forms.lint.private import Behind
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import ROW, Problem, Row
from bot.flows.services.directory import Directory, load_directory
from bot.flows.services.tips import read_tips
from scoring.sheets import read_indices


def sheets(source: Source) -> Iterator[Problem]:
    """Mistakes in the sheets of indices and tips."""
    ours = {name: list(rows) for name, rows in source.sheets.items()}
    indices, mistakes = read_indices(ours)
    _, of_tips = read_tips(ours, indices, _directory())
    for mistake in (*mistakes, *of_tips):
        yield Problem(mistake.sheet, mistake.row, f"{mistake.what}; {mistake.mend}")


@lru_cache(maxsize=1)
def _directory() -> Directory:
    return load_directory()


def indicators(source: Source, form: Form) -> Iterator[Problem]:
    """Indicators, tips and settled answers that speak of what the form has not; private answers that would show."""
    by_name = {definition.name: definition for definition in form.ordered}
    private = Behind(form)
    for row in source.sheets.get("indicators", ()):
        yield from _indicator(row, by_name, private)
    for row in source.sheets.get("tips", ()):
        when = row.get("when", "").strip()
        if when and (when not in by_name or by_name[when].calculate is None):
            message = f"`when` is {when!r}, but no calculate of the sheet survey has that name"
            yield Problem("tips", int(row[ROW]), message)
    for row in source.sheets.get("settled", ()):
        yield from _settled(row, by_name)


def _settled(row: Row, by_name: Mapping[str, Definition]) -> Iterator[Problem]:
    name = row.get("name", "").strip()
    definition = by_name.get(name)
    if definition is None or not definition.is_asked:
        yield Problem(
            "settled", int(row[ROW]), f"`name` is {name!r}, but no question of the sheet survey has that name"
        )
        return
    listed = {choice.code for choice in definition.choices.listed.values()} if definition.choices else set()
    for choice in row.get("choices", "").split():
        if choice not in listed:
            message = f"{name} has no choice {choice!r}; write its choices with spaces between, or nothing for all"
            yield Problem("settled", int(row[ROW]), message)


def _indicator(row: Row, by_name: Mapping[str, Definition], private: Behind) -> Iterator[Problem]:
    name = row.get("indicator", "").strip()
    definition = by_name.get(name)
    if name and (definition is None or definition.calculate is None):
        message = f"indicator {name!r} has no calculate in the sheet survey; add one that gives 1, 0, na or nothing"
        yield Problem("indicators", int(row[ROW]), message)
    elif definition is not None and row.get("private", "").strip() != "ya":
        asked = private.value(definition)
        if asked is not None:
            message = f"indicator {name!r} rests on {asked.name}, which is private; write `ya` under private"
            yield Problem("indicators", int(row[ROW]), message)
