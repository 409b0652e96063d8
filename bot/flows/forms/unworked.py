"""Formulas of a workbook whose values it does not hold: the program that wrote it never worked them out."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing

from openpyxl import load_workbook

_WITHOUT_A_VALUE = re.compile(  # with a type of its own, as t="str", a formula came to an empty text
    rb'<c r="[A-Z]+[0-9]+"(?:(?! t=)[^>])*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


def has_unworked(archive: zipfile.ZipFile) -> bool:
    """Whether a formula stands in a workbook without its value."""
    parts = (part for part in archive.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml"))
    return any(_WITHOUT_A_VALUE.search(archive.read(part)) for part in parts)


def formulas(content: bytes, most_rows: int) -> Iterator[tuple[str, int, int]]:
    """Where formulas stand: the sheet's title, the row and the column, counted from 1."""
    with closing(load_workbook(io.BytesIO(content), read_only=True)) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(max_row=most_rows), start=1):
                yield from ((sheet.title, number, at) for at, cell in enumerate(row, 1) if cell.data_type == "f")
