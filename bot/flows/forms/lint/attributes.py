"""What our own columns of the sheet survey may say; a slip in one of them would be passed over without a word."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import Problem

NUMBER = "bind::kk:nomor"
_DIGITS = 4
_VALUES: Mapping[str, tuple[str, ...]] = {
    "bind::kk:pribadi": ("ya", "tidak"),
    "bind::kk:satuan": ("rupiah", "rupiah/bulan", "m2", "tahun", "orang"),
    "bind::kk:peran": (
        *("persetujuan", "anggota", "nomor", "nama", "kelamin", "hubungan", "umur", "jauh"),
        *("garis_kemiskinan", "periksa", "modul", "modul_pribadi"),
    ),
}


def problems(source: Source) -> Iterator[Problem]:
    """Values that mean nothing, and numbers that two questions have."""
    yield from _numbers(source)
    for line in source.lines:
        for column, known in _VALUES.items():
            cell = line.cell(column)
            if cell and cell not in known:
                near = get_close_matches(cell.lower(), known, 1)
                mend = f"perhaps {near[0]!r}" if near else f"write one of {', '.join(known)}"
                yield Problem("survey", line.row, f"{column} is {cell!r}, which means nothing; {mend}")


def _numbers(source: Source) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line in source.lines:
        number = line.cell(NUMBER)
        if number and not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
            yield Problem("survey", line.row, f"{NUMBER} is {number!r}; write a whole number")
        elif number and number in first:
            message = f"{NUMBER} {number} stands in row {first[number]} too; a number means one question for good"
            yield Problem("survey", line.row, f"{message}; take a new one")
        first.setdefault(number, line.row)
