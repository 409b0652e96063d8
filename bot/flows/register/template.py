"""An empty list to fill in: the columns that a village's list may have, each with an example."""

import io

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.flows.texts import Text

COLUMNS = (
    ("RT", 8, Text("Wajib. Misalnya 03. Kalau RT yang sama ada di beberapa RW, isi juga kolom RW.")),
    ("RW", 8, Text("Boleh kosong. Misalnya 02.")),
    ("Dusun", 20, Text("Boleh kosong. Nama dusun, lingkungan, atau kampung.")),
    ("Dasawisma", 20, Text("Boleh kosong. Nama kelompok dasawisma.")),
    ("Nama kepala keluarga", 36, Text("Wajib. Satu baris satu keluarga.")),
    ("No. rumah", 12, Text("Boleh kosong. Isi kalau ada dua nama yang sama di satu RT.")),
)
NEVER = Text("Jangan tulis NIK, nomor KK, tanggal lahir, atau nomor telepon di berkas ini.")
SHEET = "Daftar keluarga"
_AS_TEXT = 2  # the first columns: Excel would make a date of 03/02


def template() -> bytes:
    """The workbook, as .xlsx."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    sheet.append([title for title, _, _ in COLUMNS])
    for position, (_, width, hint) in enumerate(COLUMNS, start=1):
        cell, column = sheet.cell(1, position), sheet.column_dimensions[get_column_letter(position)]
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(wrap_text=True)
        cell.comment = Comment(f"{hint.sentence}\n{NEVER.sentence}", "Kawan Keluarga")
        column.width = width
        if position <= _AS_TEXT:
            column.number_format = "@"
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
