"""What of a broken workbook can be read: the rows that keep it from becoming a form are told and left aside."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.flows.forms import workbook
from bot.flows.forms.lint.asking import DEEPEST
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import ROW, Problem, Row, Sheet, WorkbookError

MOST_READINGS = 40
MOST_ROWS_READ = 10_000  # in all readings together: pyxform stops at the first row it cannot take, and needs its time
_KEPT = ("label", "hint", "media", "bind::kk:")
_REFERENCE = re.compile(r"\$\{[^}]*\}?")
_BRACKETS = ("begin", "end")


def read(sheets: Mapping[str, Sheet], name: str, source: Source) -> tuple[list[Problem], workbook.Workbook | None]:
    """Everything that keeps the workbook from being read, and what it says without that; None where nothing is left."""
    found: list[Problem] = []
    aside: set[tuple[str, int]] = set()
    lone = len(sheets) == 1 and "survey" not in sheets
    left = {"survey": next(iter(sheets.values()))} if lone else dict(sheets)
    for _ in range(_readings(source)):
        try:
            return found, workbook.of_sheets(left, name)
        except WorkbookError as refusal:
            problems = list(dict.fromkeys(source.placed(problem) for problem in refusal.problems))
        found += problems
        before = left
        places = dict.fromkeys((problem.sheet, problem.row) for problem in problems if problem.row)
        for place in places:
            left = _without(left, *place, entirely=place in aside)
        if left == before and aside.issuperset(places):
            break
        aside.update(places)
    else:
        found.append(Problem("", 0, "there may be more; mend these, then check again"))
    return found, None


def _readings(source: Source) -> int:
    """How often the rest is read again; once where groups lie so deep that nothing else can be said of them."""
    deep = any(len(line.names) > DEEPEST for line in source.lines)
    return 1 if deep else min(MOST_READINGS, max(2, MOST_ROWS_READ // max(1, len(source.lines))))


def _without(sheets: Mapping[str, Sheet], title: str, number: int, *, entirely: bool) -> dict[str, Sheet]:
    """The sheets with nothing in that row but what other rows may need of it; entirely: without the row."""
    if title not in ("survey", "choices") or title not in sheets:
        return dict(sheets)
    sheet = sheets[title]
    at = next((index for index, row in enumerate(sheet.rows) if row[ROW] == str(number)), None)
    if at is None:
        return dict(sheets)
    stays = () if entirely or title == "choices" else (_harmless(sheet.rows[at], sheet.rows[:at]),)
    return {**sheets, title: replace(sheet, rows=(*sheet.rows[:at], *stays, *sheet.rows[at + 1 :]))}


def _harmless(row: Row, above: Sequence[Row]) -> Row:
    """A question for words, or the same group, under the name by which others may speak of it."""
    cells = {column.lower(): cell for column, cell in row.items()}
    type_column = next((column for column in row if column.lower() in ("type", "command")), "type")
    name_column = next((column for column in row if column.lower() in ("name", "tag", "value")), "name")
    kept = {
        column: _REFERENCE.sub("...", cell)
        for column, cell in row.items()
        if column.lower().startswith(_KEPT) or column == ROW
    }
    kind = cells.get("type", cells.get("command", ""))
    name = row.get(name_column, "")
    free = bool(workbook.NAME.match(name)) and all(name != other.get(name_column) for other in above)
    if kind.startswith(_BRACKETS):
        kept[type_column] = " ".join(kind.split()[:2])
    else:
        kept[type_column] = "text" if any(column.lower().startswith("label") for column in kept) else "hidden"
    if not kind.startswith("end"):
        kept[name_column] = name if free else f"baris_{row[ROW]}"
    return kept
