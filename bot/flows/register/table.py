"""A village's list of households: from the rows of a workbook to entries, or everything that must be mended."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from bot.flows.register.cells import (
    NO_NAME,
    NO_RT,
    TOO_LONG,
    CellError,
    name_of,
    neighbourhood_of,
    number_of,
    secret_in,
    text_of,
)
from bot.flows.register.faults import Fault, Faults, RegisterError, refused
from bot.flows.register.headings import Headings, table_of
from bot.flows.register.workbook import Cells, Page, Workbook
from bot.flows.texts import Text

MOST_ROWS = 100_000
_LONGEST = 40  # letters of a dusun, a dasawisma, a note

NOBODY = Text("Tidak ada baris di bawah judul kolomnya.")
TOO_MANY_ROWS = Text("Lebih dari {n} baris. Bagi daftarnya per dusun atau per RW.")
NO_HEADING = Text("Ada isi di kolom tanpa judul. Hapus isinya, atau beri judul kolom.")
MERGED = Text("Sel {cells} digabung. Pisahkan dulu (Unmerge), lalu isi tiap barisnya.")
FORMULA = Text("Sel ini berisi rumus tanpa hasil. Salin, lalu tempel sebagai nilai (Paste Values).")
SAME_AGAIN = Text("{name} sudah ada di RT {rt}, baris {row}. Hapus salah satu, atau bedakan dengan no. rumah.")
WHICH_RW = Text("RT {rt} ada di RW {rws}. Isi RW-nya di baris ini.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A household of the list, and the row it stands in."""

    row: int
    rt: str  # in two digits
    name: str
    rw: str | None = None
    dusun: str | None = None
    dasawisma: str | None = None
    note: str | None = None

    @property
    def label(self) -> str:
        """What the house is called: the name of its head, told apart by the note where there is one."""
        return f"{self.name} ({self.note})" if self.note else self.name


def read_register(content: bytes, name: str) -> tuple[Entry, ...]:
    """The households of a workbook. Raises RegisterError with everything there is to mend."""
    book, faults = Workbook(content, name), Faults()
    page, headings = table_of(book, faults)
    for left, top, right, bottom in page.merged:
        if bottom >= headings.row:
            faults.add("", MERGED(cells=f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"))
    if not any(fault.words.sentence == MERGED.sentence for fault in faults.kept if isinstance(fault.words, Text)):
        entries = [*_entries(book, page, headings, faults)]  # of merged cells all but one are empty
        _mind_formulas(book, page, faults)
        _mind_each_other(entries, faults)
        if not entries and not faults.count:
            raise refused(NOBODY)
    if faults.count:
        raise RegisterError(sorted(faults.kept, key=_position), faults.count - len(faults.kept))
    return tuple(entries)


def _entries(book: Workbook, page: Page, headings: Headings, faults: Faults) -> Iterator[Entry]:
    """The rows that could be read; what is wrong with the others is added to the faults."""
    named = {*headings.columns.values(), *headings.counting}
    for count, (row, cells) in enumerate(_below(book, page, headings), start=1):
        if count > MOST_ROWS:
            raise refused(TOO_MANY_ROWS(n=MOST_ROWS))
        before = faults.count
        for position, cell in enumerate(cells):
            if cell is None or position in headings.faulty:
                continue
            if secret := secret_in(cell):
                faults.add(_place(position, row), secret)
            elif position not in named and text_of(cell):
                faults.add(_place(position, row), NO_HEADING)
        if faults.count == before and (entry := _entry(row, cells, headings, faults)):
            yield entry


def _below(book: Workbook, page: Page, headings: Headings) -> Iterator[tuple[int, Cells]]:
    """The rows below the headings that hold more than their own number."""
    for row, cells in book.rows(page.title):
        if row > headings.row and any(
            cell not in {None, ""} for position, cell in enumerate(cells) if position not in headings.counting
        ):
            yield row, cells


def _entry(row: int, cells: Cells, headings: Headings, faults: Faults) -> Entry | None:
    """The household of a row, or None where something in it must be mended."""
    before = faults.count
    text = {holds: text_of(cells[at]) if at < len(cells) else "" for holds, at in headings.columns.items()}

    def read(holds: str) -> str | None:
        if len(text.get(holds, "")) > _LONGEST:
            raise CellError(TOO_LONG(n=_LONGEST))
        return text.get(holds) or None

    rt, rw, with_it, name = "", None, None, ""
    others: dict[str, str | None] = {}
    for holds, position in headings.columns.items():
        try:
            match holds:
                case "rt":
                    rt, with_it = neighbourhood_of(text[holds])
                case "rw":
                    rw = number_of(text[holds])
                case "name":
                    name = name_of(text[holds])
                case _:
                    others[holds] = read(holds)
        except CellError as error:
            faults.add(_place(position, row), error.words)
    return Entry(row, rt, name, rw or with_it, **others) if faults.count == before else None


def _mind_formulas(book: Workbook, page: Page, faults: Faults) -> None:
    """Say of cells found empty that a formula stands in them, which nobody has worked out."""
    empty = {fault.place for fault in faults.kept if fault.words in (NO_RT, NO_NAME)}
    if not empty:
        return
    formulas = {
        place
        for row, cells in book.rows(page.title, formulas=True)
        for position, cell in enumerate(cells)
        if isinstance(cell, str) and cell.startswith("=") and (place := _place(position, row)) in empty
    }
    faults.kept = [Fault(fault.place, FORMULA) if fault.place in formulas else fault for fault in faults.kept]


def _mind_each_other(entries: Sequence[Entry], faults: Faults) -> None:
    """Say which households stand in the list twice, and where the RW is needed to know the RT."""
    rws: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.rw:
            rws[entry.rt].add(entry.rw)
    seen: dict[tuple[str, str | None, str], int] = {}
    for entry in entries:
        if not entry.rw and len(rws[entry.rt]) > 1:
            faults.add(str(entry.row), WHICH_RW(rt=entry.rt, rws=", ".join(sorted(rws[entry.rt]))))
        key = (entry.rt, entry.rw, entry.label.casefold())
        if key in seen:
            faults.add(str(entry.row), SAME_AGAIN(name=entry.label, rt=entry.rt, row=str(seen[key])))
        seen.setdefault(key, entry.row)


def _place(position: int, row: int) -> str:
    return f"{get_column_letter(position + 1)}{row}"


def _position(fault: Fault) -> tuple[int, int, str]:
    """Row by row, and from left to right."""
    match = re.fullmatch(r"([A-Z]*)(\d+)", fault.place)
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, "")
