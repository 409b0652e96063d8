"""An area's figures to work with elsewhere: a row for each indicator, no names, no codes, no words of anybody.

Only one area goes into a file, and no part of it: from an area and all its parts but one, the last would follow.
"""

import csv
import io
from collections.abc import Iterator
from functools import partial

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.flows.reply import Attachment
from bot.flows.reports.figures import Figures
from scoring.area import Cell
from scoring.publishing import Figure, ShownShare
from scoring.score import shown

COLUMNS = (
    *("wilayah", "tahun", "indeks", "versi", "dimensi", "indikator", "rumah"),
    *("terpenuhi", "belum", "tidak_berlaku", "tidak_diketahui", "persen"),
)
FEW = "<5"
AT_LEAST = "≥"
HIDDEN = "disembunyikan"


class TooFewError(LookupError):
    """The area has fewer households than may be told of."""


def export_rows(figures: Figures) -> list[tuple[str, ...]]:
    """The rows, their heads first. Raises TooFewError where no index of the area may be shown."""
    rows = list(_rows(figures))
    if not rows:
        raise TooFewError(figures.code)
    return [COLUMNS, *rows]


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    """The rows as text that Excel reads too."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def as_sheet(rows: list[tuple[str, ...]]) -> bytes:
    """The rows as a spreadsheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - of a new workbook
    sheet.title = "Indikator"
    for row in rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def export_files(figures: Figures) -> tuple[Attachment, Attachment]:
    """The figures as .xlsx and .csv, to send. Raises TooFewError."""
    rows, name = export_rows(figures), f"data-{figures.code}-{figures.year}"
    return (
        Attachment(f"{name}.xlsx", make=partial(as_sheet, rows)),
        Attachment(f"{name}.csv", make=partial(as_csv, rows)),
    )


def _rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    for each in figures.indices:
        if each.shown is None:
            continue
        dimensions = {indicator.id: indicator.dimension for indicator in each.index.indicators}
        head = (figures.code, str(figures.year), each.index.id, each.index.version)
        for share in each.shown.shares:
            yield (*head, dimensions[share.id], share.id, str(each.shown.households), *_cells(share))


def _cells(share: ShownShare) -> Iterator[str]:
    cells = share.cells
    yield from map(_cell, (cells.met, cells.unmet, cells.na, cells.missing))
    yield _percent(share.share)


def _cell(cell: Cell) -> str:
    if cell.count is not None:
        return str(cell.count)
    if cell.least:
        return f"{AT_LEAST}{cell.least}"
    return FEW if cell.few else HIDDEN


def _percent(figure: Figure) -> str:
    return HIDDEN if figure.value is None else str(shown(figure.value, figure.digits))
