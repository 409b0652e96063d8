"""Everything that the author of a questionnaire must mend, or might, at once: where it stands, and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.flows.forms import workbook
from bot.flows.forms.form import Form
from bot.flows.forms.lint import (
    asking,
    attributes,
    comparing,
    conditions,
    indices,
    patterns,
    privacy,
    private,
    remainder,
    rules,
    scores,
    slips,
    wording,
)
from bot.flows.forms.lint.sources import Source, source_of
from bot.flows.forms.lists import LAST_SAVED
from bot.flows.forms.remarks import located
from bot.flows.forms.sheets import MOST_BYTES, Problem, WorkbookError, read_sheets
from bot.flows.forms.xform import FormError, read_form

__all__ = ["check"]
MOST_PROBLEMS = 200  # of one questionnaire: nobody reads more


def check(content: Path | bytes, name: str = "") -> tuple[Problem, ...]:
    """What there is to mend, by sheet and row, errors and advice; nothing but advice: the questionnaire can be used."""
    if isinstance(content, Path):
        name = name or content.name
        with content.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    try:
        sheets = read_sheets(content, name)
    except WorkbookError as refusal:
        return refusal.problems
    source = source_of({title: sheet.rows for title, sheet in sheets.items()})
    found, book = remainder.read(sheets, name, source)
    found += _of_sheets(source)
    if book is None:
        return _in_order(found)
    found += _warnings(book)
    try:
        form = read_form(book.xml, book.hash)
    except FormError as refusal:
        found += [source.problem(problem) for problem in refusal.problems if LAST_SAVED not in problem]  # told by row
        found += _of_form(source, refusal.form) if refusal.form else ()
    else:
        found += _of_form(source, form)
    return _in_order(found)


def _of_sheets(source: Source) -> Iterator[Problem]:
    yield from asking.types(source)
    yield from privacy.problems(source)
    yield from rules.braces(source)
    yield from slips.of_sheets(source)
    yield from attributes.problems(source)
    yield from scores.sheets(source)
    yield from indices.passed_over(source)
    yield from indices.odd(source)
    yield from indices.modules(source)


def _of_form(source: Source, form: Form) -> Iterator[Problem]:
    yield from asking.left_over(source, form)
    yield from rules.paths(source, form)
    yield from rules.groups(source, form)
    yield from conditions.problems(source, form)
    yield from comparing.problems(source, form)
    yield from slips.of_form(source, form)
    yield from rules.unreachable(source, form)
    yield from patterns.problems(source, form)
    yield from wording.problems(source, form)
    yield from private.problems(source, form)
    yield from scores.indicators(source, form)
    yield from indices.values(source, form)


def _warnings(book: workbook.Workbook) -> Iterator[Problem]:
    """What pyxform remarks, without what only concerns other programs or is told by row already."""
    for warning in book.warnings:
        if not any(other in warning for other in ("max-pixels", "is missing the survey", "no longer supported")):
            yield replace(located(warning), advice=True)


def _in_order(found: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each once, errors first, by sheet and row."""
    order = {"": 0, "settings": 1, "survey": 2, "choices": 3}
    unique = sorted(
        dict.fromkeys(found),
        key=lambda problem: (problem.advice, order.get(problem.sheet, 4), problem.sheet, problem.row),
    )
    if len(unique) <= MOST_PROBLEMS:
        return tuple(unique)
    more = len(unique) - MOST_PROBLEMS
    return (*unique[:MOST_PROBLEMS], Problem("", 0, f"and {more} more", unique[MOST_PROBLEMS].advice))
