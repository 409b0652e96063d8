"""Which sheet of a workbook holds the list, in which row its columns are named, and what each column holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from openpyxl.utils import get_column_letter

from bot.flows import yamlfile
from bot.flows.register.cells import text_of
from bot.flows.register.faults import Faults, refused
from bot.flows.register.workbook import Cells, Page, Workbook
from bot.flows.texts import Text

_WITHIN = 20  # rows
_LONGEST = 40  # letters shown of a heading
_SIGNS = re.compile(r"[^a-z0-9]+")

NO_TABLE = Text("Tidak ada tabelnya. Perlu satu baris judul kolom dengan RT dan Nama kepala keluarga.")
SEVERAL_TABLES = Text("Ada beberapa lembar berisi daftar: {sheets}. Gabungkan ke satu lembar.")
REFUSED_COLUMN = Text("Kolom “{column}” berisi {what}. Itu tidak perlu dan tidak boleh ada di sini. Hapus kolomnya.")
UNKNOWN_COLUMN = Text("Kolom “{column}” tidak dikenal. Hapus kolomnya, atau ganti judulnya sesuai contoh.")
TWICE_A_COLUMN = Text("Ada dua kolom untuk hal yang sama: “{column}”. Sisakan satu.")


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings and what the columns hold, by their position."""

    row: int
    columns: Mapping[str, int]
    counting: frozenset[int]  # they only number the rows
    faulty: frozenset[int]  # what stands in them is not read


def table_of(book: Workbook, faults: Faults) -> tuple[Page, Headings]:
    """The one sheet with a list, and its headings. Raises RegisterError where there is none, or several."""
    found = [(page, *named) for page in book.pages() if (named := _named(book, page))]
    if not found:
        raise refused(NO_TABLE)
    if len(found) > 1:
        raise refused(SEVERAL_TABLES(sheets=", ".join(page.title for page, *_ in found)))
    page, row, cells = found[0]
    return page, _headings(row, cells, faults)


def _named(book: Workbook, page: Page) -> tuple[int, Cells] | None:
    """The row of a sheet that names its columns, with its number."""
    for number, cells in book.rows(page.title):
        if number > _WITHIN:
            break
        if {"rt", "name"} <= {_known().get(_plain(text_of(cell)), "") for cell in cells}:
            return number, cells
    return None


def _headings(row: int, cells: Cells, faults: Faults) -> Headings:
    columns: dict[str, int] = {}
    counting: set[int] = set()
    faulty: set[int] = set()
    for position, cell in enumerate(cells):
        title, place = text_of(cell)[:_LONGEST], f"{get_column_letter(position + 1)}{row}"
        holds = _known().get(_plain(title), "")
        if holds == "counting":
            counting.add(position)
        elif holds and holds not in columns:
            columns[holds] = position
        elif title:
            faulty.add(position)
            what = _refused().get(_plain(title))
            told = REFUSED_COLUMN(what=what) if what else TWICE_A_COLUMN if holds else UNKNOWN_COLUMN
            faults.add(place, told(column=title))
    return Headings(row, columns, frozenset(counting), frozenset(faulty))


def _plain(title: str) -> str:
    return _SIGNS.sub(" ", title.lower()).strip()


@cache
def _data() -> Any:
    return yamlfile.read((files("bot.flows.register") / "columns.yaml").read_text(encoding="utf-8"))


@cache
def _known() -> dict[str, str]:
    """What a column holds, by its heading."""
    known = {title.strip(): holds for holds, titles in _data()["known"].items() for title in titles.split(",")}
    return known | {title.strip(): "counting" for title in _data()["counting"].split(",")}


@cache
def _refused() -> dict[str, str]:
    """What nobody needs to give, by the heading of its column."""
    return {title.strip(): what for what, titles in _data()["refused"].items() for title in titles.split(",")}
