"""Questions for what must not be kept: numbers of identity, cards and accounts, days of birth, places on a map."""

import re
from collections.abc import Iterator

from bot.flows.forms.lint.sources import Line, Source
from bot.flows.forms.sheets import Problem

_WRITTEN = re.compile(r"^(?:text|string|int|integer|decimal|barcode|q |date|range|add text|add integer)")
_HOW_MANY = re.compile(r"^\W*(?:ada )?(?:berapa|jumlah|how many|number of)\b(?! (?:nomor|nik))", re.IGNORECASE)
_BIRTH = (
    r"(?:tgl|tanggal|hari)[ _]?(?:lahir|kelahiran)|tanggal.{0,40}\blahir|"
    r"date[ _]of[ _]birth|birth[ _]?da(?:te|y)|\bd\.?o\.?b\b"
)
_FORBIDDEN = (
    (
        re.compile(
            r"(?:^|[^a-z])nik(?:$|[^a-z])|nomor induk|no_?(?:mor)?_?ktp|n(?:omo|o\.?) ktp|identity (?:card )?number"
        ),
        "a NIK must not be kept; take the question out",
    ),
    (
        re.compile(r"(?:^|[^a-z])no(?:mor)?[._ ]*(?:kk|kartu keluarga)(?:$|[^a-z])|family card number"),
        "a family card's number must not be kept; take the question out (the house has a code of its own)",
    ),
    (
        re.compile(r"no(?:mor)?[._ ]*rek(?:ening)?(?:$|[^a-z])|(?:^|_)rekening(?:$|_)|account number|bank account"),
        "a bank account must not be kept; take the question out",
    ),
    (
        re.compile(r"(?:^|[^a-z])gps(?:$|[^a-z])|koordinat|titik lokasi|lintang|bujur|latitude|longitude|coordinates"),
        "a place on a map must not be kept; ask for the RT",
    ),
    (re.compile(_BIRTH), "an exact day of birth must not be kept; ask for the age, or for the month and year"),
)
_BORN = re.compile(r"\b(?:lahir|kelahiran|born|birth)\b", re.IGNORECASE)
_COARSE = ("month-year", "year")


def problems(source: Source) -> Iterator[Problem]:
    """Each row that asks to write down something forbidden."""
    for line in source.lines:
        if _WRITTEN.match(line.type) and line.cell("appearance") not in _COARSE:
            yield from _forbidden(line)


def _forbidden(line: Line) -> Iterator[Problem]:
    if line.type.startswith("date") and any(_BORN.search(label) for label in line.labels):
        yield Problem("survey", line.row, f"{line.name}: {_FORBIDDEN[-1][1]}")
        return
    texts = [line.name.lower(), *(label.lower() for label in line.labels if not _HOW_MANY.match(label))]
    for pattern, mend in _FORBIDDEN:
        if any(pattern.search(text) for text in texts):
            yield Problem("survey", line.row, f"{line.name}: {mend}")
