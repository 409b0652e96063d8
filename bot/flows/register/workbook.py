"""The rows of a workbook that somebody sends: its size looked at before anything is unpacked, read row by row."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePath

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from bot.flows.register.faults import refused
from bot.flows.texts import Text
from bot.flows.unpacking import check_sizes

MOST_BYTES = 10_000_000
MOST_UNPACKED = 80_000_000
MOST_PARTS = 1_000
MOST_COLUMNS = 40
_EMPTY_ROWS_END_A_SHEET = 200
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what a password makes of a new one
# Whatever openpyxl and the libraries below it raise at a broken file; a broken XML is a SyntaxError to all of them.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_MOST_MERGED = 1_000
_CHUNK = 1 << 20

TOO_LARGE = Text("Berkasnya lebih dari {n} MB. Hapus gambar dan lembar lain, lalu simpan lagi.")
SAVE_AS_XLSX = Text("Berkas {kind} belum bisa dibaca. Buka di Excel, lalu Simpan Sebagai .xlsx tanpa kata sandi.")
UNREADABLE = Text("Berkas ini tidak bisa dibuka sebagai .xlsx. Buka di Excel, lalu simpan lagi sebagai .xlsx.")
TOO_LARGE_INSIDE = Text("Isi berkasnya terlalu besar. Salin tabelnya ke buku kerja baru, lalu kirim yang itu.")
MACROS = Text("Berkasnya berisi makro. Simpan sebagai .xlsx tanpa makro.")
_KINDS = {".xls": ".xls", ".csv": ".csv", ".ods": ".ods", ".xlsb": ".xlsb", ".xlsm": ".xlsm", ".pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of a workbook, and which of its cells are merged, as (first column, first row, last column, last row)."""

    title: str
    merged: tuple[tuple[int, int, int, int], ...]


Cells = tuple[object, ...]


class Workbook:
    """A workbook whose file was found to be harmless. Its methods raise RegisterError where it cannot be read."""

    def __init__(self, content: bytes, name: str) -> None:
        if len(content) > MOST_BYTES:
            raise refused(TOO_LARGE(n=MOST_BYTES // 1_000_000))
        suffix = PurePath(name).suffix.lower()
        if suffix in _KINDS or content.startswith(_OLD_EXCEL):
            raise refused(SAVE_AS_XLSX(kind=_KINDS.get(suffix, ".xls")))
        if not content.startswith(b"PK"):
            raise refused(UNREADABLE)
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
                if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                    raise refused(TOO_LARGE_INSIDE)
                check_sizes(archive)
        except _UNREADABLE as reason:
            raise refused(UNREADABLE) from reason
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise refused(MACROS)

    def pages(self) -> tuple[Page, ...]:
        """Its sheets, in their order."""
        try:
            with (
                closing(load_workbook(io.BytesIO(self._content), read_only=True)) as book,
                zipfile.ZipFile(io.BytesIO(self._content)) as archive,
            ):
                return tuple(
                    Page(sheet.title, _merged(archive, sheet._worksheet_path))  # type: ignore[attr-defined]
                    for sheet in book.worksheets
                )
        except _UNREADABLE as reason:
            raise refused(UNREADABLE) from reason

    def rows(self, title: str, *, formulas: bool = False) -> Iterator[tuple[int, Cells]]:
        """The rows of a sheet that hold anything, with their numbers; formulas as their text, or what they came to."""
        try:
            with closing(load_workbook(io.BytesIO(self._content), read_only=True, data_only=not formulas)) as book:
                sheet = book[title]
                sheet.reset_dimensions()  # what the file claims of its size is not to be trusted
                empty = 0
                for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
                    if any(cell is not None and cell != "" for cell in cells):
                        empty = 0
                        yield number, cells
                    elif (empty := empty + 1) > _EMPTY_ROWS_END_A_SHEET:
                        return
        except _UNREADABLE as reason:
            raise refused(UNREADABLE) from reason


def _merged(archive: zipfile.ZipFile, path: str) -> tuple[tuple[int, int, int, int], ...]:
    """Which cells are merged: openpyxl tells only where it holds the whole sheet in memory."""
    found: list[tuple[int, int, int, int]] = []
    rest = b""
    with archive.open(path) as part:
        while (chunk := part.read(_CHUNK)) and len(found) < _MOST_MERGED:
            text = rest + chunk
            end = 0
            for match in _MERGED.finditer(text):
                found.append(range_boundaries(match[1].decode()))  # type: ignore[arg-type]
                end = match.end()
            rest = text[max(end, len(text) - 200) :]
    return tuple(found)
