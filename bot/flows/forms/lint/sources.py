"""A workbook's rows as the lint looks at them: what each asks, and which node of the form it became."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.flows.forms.form import Definition
from bot.flows.forms.sheets import ROW, Problem, Row

_BEGIN = re.compile(r"^begin[ _](group|repeat|loop)\b")
_END = re.compile(r"^end[ _](group|repeat|loop)\b")
_SELECTS = frozenset({"select_one", "select_multiple", "rank", "select1", "select"})
_QUOTED = re.compile(r"'([^']+)'|\$\{([^}]+)\}|\[([^\]]+)\]")
_CELL = re.compile(r"^/\S*?([^/\s]+) \((\w+)\)(?=: )")
_PATH = re.compile(r"/[^\s:;,()]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet survey. `names` are those of its groups and its own; `repeats` are the repeats among them."""

    row: int
    type: str  # in lower case
    choices: str  # the name of its list, if its type names one
    name: str
    names: tuple[str, ...]
    repeats: tuple[str, ...]
    cells: Row

    @property
    def labels(self) -> tuple[str, ...]:
        """The question's words in every language."""
        return tuple(cell for column, cell in self.cells.items() if column == "label" or column.startswith("label:"))

    def cell(self, column: str) -> str:
        """What stands in that column, if anything."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A workbook's sheets, and where in them a node of the form comes from."""

    sheets: Mapping[str, Sequence[Row]]
    lines: tuple[Line, ...]
    _by_names: Mapping[tuple[str, ...], Line] = field(repr=False)
    _by_name: Mapping[str, Line] = field(repr=False)

    def line(self, path: str) -> Line | None:
        """The row that a node of the form comes from."""
        names = tuple(path.split("/")[2:])
        return self._by_names.get(names) or self._by_name.get(names[-1] if names else "")

    def named(self, name: str) -> Line | None:
        """The first row with that name."""
        return self._by_name.get(name)

    def row(self, definition: Definition) -> int:
        """The number of the row that a node comes from; 0 where it is in none."""
        line = self.line(definition.path)
        return line.row if line else 0

    def problem(self, message: str) -> Problem:
        """A problem of the form with the row of the node that it names first."""
        for path in _PATH.findall(message):
            line = self.line(path)
            if line is not None:
                return Problem(
                    "survey", line.row, _CELL.sub(r"\2 of \1", message).replace("calculate of", "calculation of")
                )
        return Problem("survey", 0, message)

    def placed(self, problem: Problem) -> Problem:
        """The problem with the row of the name or type that it quotes, where it has none."""
        if problem.row or problem.sheet != "survey":
            return problem
        for quoted in (name for names in _QUOTED.findall(problem.message) for name in names if name):
            line = self._by_name.get(quoted) or next((each for each in self.lines if each.type == quoted.lower()), None)
            if line is not None:
                return replace(problem, row=line.row)
        return problem


def source_of(sheets: Mapping[str, Sequence[Row]]) -> Source:
    """The rows of these sheets."""
    if len(sheets) == 1 and "survey" not in sheets:
        sheets = {"survey": next(iter(sheets.values()))}
    lines = tuple(_lines(sheets.get("survey", ())))
    by_names: dict[tuple[str, ...], Line] = {}
    by_name: dict[str, Line] = {}
    for line in lines:
        by_names.setdefault(line.names, line)
        by_name.setdefault(line.name, line)
    return Source(sheets, lines, by_names, by_name)


def _lines(rows: Sequence[Row]) -> list[Line]:
    above: list[tuple[str, str]] = []  # kind and name of each group that is open
    lines: list[Line] = []
    for row in rows:
        cells = {column.lower(): cell for column, cell in row.items()}
        words = (cells.get("type") or cells.get("command") or "").split()
        kind = " ".join(words).lower()
        choices = words[1] if len(words) > 1 and words[0].lower() in _SELECTS else ""
        name = cells.get("name") or cells.get("tag") or cells.get("value") or ""
        if _END.match(kind):
            del above[-1:]
            continue
        names = (*(name for _, name in above), name)
        repeats = tuple(name for kind, name in above if kind != "group")
        lines.append(Line(int(row[ROW]), kind, choices, name, names, repeats, cells))
        if begun := _BEGIN.match(kind):
            above.append((begun[1], name))
    return lines
