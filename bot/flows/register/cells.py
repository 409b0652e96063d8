"""What one cell of a village's list holds: an RT, a name; or something that must not stand there."""

import re
import unicodedata
from datetime import date, datetime, time

from bot.flows.reading.masking import masked
from bot.flows.texts import Text

MOST_LETTERS = 60  # of a name
_NEIGHBOURHOOD = re.compile(r"(?:rt\.?\s*)?0*([1-9]\d{0,2})(?:\s*[/-]\s*(?:rw\.?\s*)?0*([1-9]\d{0,2}))?", re.IGNORECASE)
_NUMBER = re.compile(r"(?:rw\.?\s*)?0*([1-9]\d{0,2})", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+?62|0)[\s.-]?8\d(?:[\s.-]?\d){6,11}")
_DAY = re.compile(r"\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}\b|\b(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b")
_FAILED = re.compile(r"#(?:N/A|[A-Z0/_]+[!?])")  # what a spreadsheet shows of a formula that came to nothing
_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){8,}")

SIXTEEN = Text("Ada nomor 16 angka (NIK atau nomor KK). Nomor itu tidak perlu dan tidak boleh ada di sini. Hapus.")
A_PHONE = Text("Ada nomor telepon. Nomor itu tidak perlu dan tidak boleh ada di sini. Hapus.")
A_DAY = Text(
    "Ada tanggal. Tanggal lahir tidak perlu dan tidak boleh ada di sini. Hapus, atau simpan selnya sebagai teks."
)
A_LONG_NUMBER = Text("Ada nomor panjang. Nomor seperti itu tidak perlu di sini. Hapus.")
FAILED = Text("Rumus di sel ini tidak berhasil ({cell}). Tulis isinya langsung.")
NO_RT = Text("RT belum diisi.")
NOT_AN_RT = Text("“{cell}” bukan RT. Tulis misalnya 03, atau 03/02 untuk RT 03 RW 02.")
NOT_AN_RW = Text("“{cell}” bukan RW. Tulis misalnya 02.")
NO_NAME = Text("Nama kepala keluarga belum diisi.")
NOT_A_NAME = Text("“{cell}” bukan nama.")
TOO_LONG = Text("Terlalu panjang: paling banyak {n} huruf.")


class CellError(ValueError):
    """A cell that cannot be taken over; `words` say why."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.sentence)
        self.words = words


def text_of(value: object) -> str:
    """The cell as text: whole numbers without a point, without signs that cannot be seen, spaces made one."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = str(value)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return " ".join(text.split())


def secret_in(value: object) -> Text | None:
    """What the cell holds that cannot stand there, whatever its column, as a sentence, or None."""
    if isinstance(value, datetime | date):
        return A_DAY
    text = text_of(value)
    if _FAILED.fullmatch(text):
        return FAILED(cell=text)
    if sum(map(str.isdigit, text)) < 5:
        return None
    if masked(text)[1]:
        return SIXTEEN
    if _PHONE.search(text):
        return A_PHONE
    if _DAY.search(text):
        return A_DAY
    return A_LONG_NUMBER if _LONG_NUMBER.search(text) else None


def neighbourhood_of(text: str) -> tuple[str, str | None]:
    """The RT, in two digits, and the RW where it is written with it. Raises CellError."""
    if not text:
        raise CellError(NO_RT)
    match = _NEIGHBOURHOOD.fullmatch(text)
    if match is None:
        raise CellError(NOT_AN_RT(cell=text[:20]))
    return match[1].zfill(2), match[2].zfill(2) if match[2] else None


def number_of(text: str) -> str | None:
    """The RW in two digits; None where there is none. Raises CellError."""
    if not text or text == "-":
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise CellError(NOT_AN_RW(cell=text[:20]))
    return match[1].zfill(2)


def name_of(text: str) -> str:
    """The name of a head of household. Raises CellError."""
    if not text:
        raise CellError(NO_NAME)
    if len(text) > MOST_LETTERS:
        raise CellError(TOO_LONG(n=MOST_LETTERS))
    if sum(map(str.isalpha, text)) < 2:
        raise CellError(NOT_A_NAME(cell=text[:20]))
    return text
