"""The sheets of a workbook, from .xlsx or .md, as rows of text: the one reader of both.

Cells become text as XLSForm wants them: whole numbers without a point, booleans as TRUE and FALSE, dates as ISO text.
Every row keeps the number under which its author (and pyxform) knows it: the header is row 1.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePath

from openpyxl import load_workbook

from bot.flows.forms.unworked import formulas, has_unworked
from bot.flows.unpacking import check_sizes

Row = Mapping[str, str]
ROW = "row"  # the column that holds a row's number
MOST_BYTES = 10_000_000
MOST_UNPACKED = 40_000_000  # 200,000 choices; a sheet is ten times as large once it is taken apart
LONGEST_ROW = 4_000_000  # bytes of one row as it is written in the file
MOST_ROWS = 20_000
MOST_CELLS = 300_000
_EMPTY_ROWS_END_A_SHEET = 60  # as in pyxform
_EMPTY_COLUMNS_END_A_SHEET = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What an author must mend, and where it stands; row 0 means the sheet or the file as a whole. `advice` is what she
    may leave as it is."""

    sheet: str
    row: int
    message: str
    advice: bool = False

    def __str__(self) -> str:
        place = f"{self.sheet}, row {self.row}" if self.row else self.sheet
        return f"{place}: {self.message}" if place else self.message


class WorkbookError(Exception):
    """A workbook that cannot be used; `problems` says everything there is to mend."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's columns in their order, and its rows that hold anything."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheets(content: bytes, name: str) -> dict[str, Sheet]:
    """The sheets of a workbook by their lower-case names, or WorkbookError."""
    if len(content) > MOST_BYTES:
        raise _refused(
            name, f"the file is larger than {MOST_BYTES // 1_000_000} MB; take out pictures and unused sheets"
        )
    if PurePath(name).suffix.lower() in (".xlsm", ".xls", ".xlsb", ".ods", ".csv"):
        raise _refused(name, "save it as .xlsx (without macros) or .md")
    if PurePath(name).suffix.lower() == ".xlsx" and not content.startswith(b"PK"):
        raise _refused(name, "this is no .xlsx, whatever its name; save it again from Excel")
    grids = _excel(content, name) if content.startswith(b"PK") else _markdown(content, name)
    problems: list[Problem] = []
    sheets = {title.lower(): _sheet(title.lower(), grid, problems) for title, grid in grids.items()}
    if problems:
        raise WorkbookError(problems)
    return sheets


_NO_CHARACTER = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML has no others
_NO_VALUE = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")  # what Excel shows where a formula fails
Grid = Iterable[tuple[int, list[str]]]


def _sheet(title: str, grid: Grid, problems: list[Problem]) -> Sheet:
    """The sheet of a grid whose first line names the columns."""
    lines = iter(grid)
    _, header = next(lines, (1, []))
    columns = _columns(header)
    problems.extend(
        Problem(title, 1, f"two columns are called {column!r}; keep one")
        for column in dict.fromkeys(columns)
        if column and columns.count(column) > 1
    )
    if ROW in columns:
        problems.append(Problem(title, 1, f"a column may not be called {ROW!r}; rename it"))
    rows: list[Row] = []
    empty = 0
    for number, cells in lines:
        row = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
        problems.extend(_odd_cells(title, number, row))
        empty = 0 if row else empty + 1
        if empty > _EMPTY_ROWS_END_A_SHEET:
            break
        if row:
            rows.append({**row, ROW: str(number)})
        if len(rows) > MOST_ROWS:
            problems.append(Problem(title, number, f"more than {MOST_ROWS} rows; split the list or shorten it"))
            break
    return Sheet(title, tuple(column for column in columns if column), tuple(rows))


def _odd_cells(title: str, number: int, row: Row) -> Iterator[Problem]:
    for column, cell in row.items():
        if _NO_CHARACTER.search(column + cell):
            message = f"in the column {column!r} stands a character that cannot be shown; write it anew"
            yield Problem(title, number, message)
        if _NO_VALUE.fullmatch(cell):
            yield Problem(title, number, f"in the column {column!r} a formula fails with {cell}; write what is meant")


def _columns(header: list[str]) -> list[str]:
    """The column names, up to the first long run of empty ones."""
    columns: list[str] = []
    for cell in header:
        columns.append(re.sub(" +", " ", cell))
        if not any(columns[-_EMPTY_COLUMNS_END_A_SHEET:]) and len(columns) > _EMPTY_COLUMNS_END_A_SHEET:
            break
    return columns


_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, ArithmeticError, AssertionError, AttributeError, EOFError),
    *(LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError),
)


def _excel(content: bytes, name: str) -> Mapping[str, Grid]:
    """The sheets of an .xlsx file, its size looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            macros = any(part.filename.lower().endswith("vbaproject.bin") for part in archive.infolist())
            if unpacked <= MOST_UNPACKED:
                check_sizes(archive)
            if unpacked > MOST_UNPACKED or _has_an_endless_row(archive):
                raise _refused(name, "unpacked, the file is far too large; copy its cells into a new workbook")
            unworked = has_unworked(archive)
        if macros:
            raise _refused(name, "the file contains macros; save it as .xlsx without macros")
        with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
            grids: dict[str, list[tuple[int, list[str]]]] = {}
            room = MOST_CELLS
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file claims of its size is not to be trusted
                grid = grids[sheet.title] = []
                for number, cells in _cells(sheet.iter_rows(values_only=True)):
                    room -= len(cells) // 10 + sum(map(bool, cells))  # an empty cell costs little, but not nothing
                    if room < 0:
                        raise _refused(name, f"more than {MOST_CELLS} cells; copy the questions into a new workbook")
                    grid.append((number, cells))
        problems = [*_never_worked_out(content, grids)] if unworked else []
    except _UNREADABLE as reason:
        said = str(reason).partition("\n")[0]
        raise _refused(name, f"this cannot be opened as .xlsx ({said}); save it again from Excel") from reason
    if problems:
        raise WorkbookError(problems)
    return grids


def _never_worked_out(content: bytes, grids: Mapping[str, Sequence[tuple[int, list[str]]]]) -> Iterator[Problem]:
    """Cells that look filled to their author and are empty: the file holds their formulas and not what they come to."""
    for title, row, column in formulas(content, MOST_ROWS):
        cells = dict(grids[title]).get(row, [])
        if len(cells) < column or cells[column - 1]:
            continue
        header = grids[title][0][1]
        named = header[column - 1] if row > 1 and column <= len(header) else str(column)
        message = f"in the column {named!r} stands a formula whose value the file does not hold; write the value itself"
        yield Problem(title.lower(), row, message)


def _has_an_endless_row(archive: zipfile.ZipFile) -> bool:
    """Whether a row is longer than any that is written by hand: each is held in memory as a whole, and many times."""
    for part in archive.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            content, begin = archive.read(part), 0
            while len(content) - begin > LONGEST_ROW:
                end = content.find(b"</row", begin, begin + LONGEST_ROW)
                if end < 0:
                    return b"<row" in content[begin:]
                begin = end + 1
    return False


def _cells(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    """A sheet's rows as text with their numbers, up to the first long run of empty ones."""
    empty = 0
    for number, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row]
        empty = 0 if any(cells) else empty + 1
        if empty > _EMPTY_ROWS_END_A_SHEET or number > MOST_ROWS + 2 * _EMPTY_ROWS_END_A_SHEET:
            return
        yield number, cells


def _text(value: object) -> str:
    """A cell's value as XLSForm writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\N{NO-BREAK SPACE}", " ").strip()


_COMMENT = re.compile(r"^\s*#")
_TABLE_LINE = re.compile(r"^\s*\|(.*)\|\s*$")
_RULE = re.compile(r"^[\s|:-]+$")
_PIPE = re.compile(r"(?<!\\)\|")


def _markdown(content: bytes, name: str) -> Mapping[str, Grid]:
    """The sheets of an .md file: tables whose first column names the sheet where one begins."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise _refused(name, "this is neither .xlsx nor text in UTF-8; save it as .xlsx or .md") from reason
    grids: dict[str, list[tuple[int, list[str]]]] = {}
    grid: list[tuple[int, list[str]]] | None = None
    for line in text.splitlines():
        match = None if _COMMENT.match(line) else _TABLE_LINE.match(line)
        if match is None or (_RULE.match(line) and "-" in line):
            continue
        title, *cells = (cell.strip().replace(r"\|", "|") for cell in _PIPE.split(match[1]))
        if title:
            grid = grids.setdefault(title, [])
        if grid is not None and any(cells):
            grid.append((len(grid) + 1, cells))
    if not grids:
        raise _refused(name, "no table was found; an .md workbook begins with a line such as | survey |")
    return grids


def _refused(name: str, message: str) -> WorkbookError:
    return WorkbookError([Problem(name, 0, message)])
