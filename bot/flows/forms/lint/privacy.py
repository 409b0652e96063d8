"""Questions for what must not be kept: numbers of identity, cards and accounts, days of birth, places on a map."""

import re
from collections.abc import Iterator

from bot.flows.forms.lint.sources import Line, Source
from bot.flows.forms.sheets import Problem

_WRITTEN = re.compile(r"^(?:text|string|int|integer|decimal|barcode|q |date|range|add text|add integer)")
_HOW_MANY = re.compile(r"^\W*(?:ada )?(?:berapa|jumlah|how many|number of)\b(?! (?:nomor|nik))", re.IGNORECASE)
_BIRTH = (
    r"(?:tgl|tanggal|hari)[ _]?(?:lahir|kelahiran)|tanggal.{0,40}\blahir|"
    r"ulang tahun (?:anak|balita|bayi|suami|istri|ibu|bapak|ayah|kepala|anggota)|"
    r"date[ _]of[ _]birth|birth[ _]?da(?:te|y)|\bd\.?o\.?b\b"
)
_NUMBER = r"(?:^|[^a-z])(?:no(?:m[oe]r)?)[._ ]*"
_FORBIDDEN = (
    (
        re.compile(
            rf"(?:^|[^a-z])nik(?:$|[^a-z])|nomor induk|{_NUMBER}(?:ktp|identitas)|(?:pindai|scan|foto)\W.{{0,12}}ktp|"
            r"identity (?:card )?number|(?:national|card) id\b|\bid (?:card )?number"
        ),
        "a NIK must not be kept; take the question out",
    ),
    (
        re.compile(rf"{_NUMBER}(?:kk|kartu keluarga)(?:$|[^a-z])|family card number"),
        "a family card's number must not be kept; take the question out (the house has a code of its own)",
    ),
    (
        re.compile(rf"{_NUMBER}rek(?:ening)?(?:$|[^a-z])|(?:^|_)rekening(?:$|_)|account number|bank account"),
        "a bank account must not be kept; take the question out",
    ),
    (
        re.compile(
            r"(?:^|[^a-z])gps(?:$|[^a-z])|koordinat|titik lokasi|lintang|bujur|latitude|longitude|coordinates|"
            r"google maps|share ?lo[ck]|(?:link|tautan) (?:peta|lokasi)"
        ),
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
