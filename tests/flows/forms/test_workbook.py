"""Reading workbooks: the same from .xlsx and .md, every row with its place, and everything to mend at once."""

import io
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as ExcelWorkbook
from pyxform.xls2xform import convert

from bot.flows.forms.sheets import MOST_BYTES, MOST_ROWS, MOST_UNPACKED, read_sheets
from bot.flows.forms.workbook import LIBRARY, Workbook, WorkbookError, load

FORMS = os.environ.get("ODK_CONFORMANCE", "")
WORKBOOKS = sorted(Path(FORMS, "forms").glob("*.xlsx")) if FORMS else []

SMALL = """
| settings | | |
| | form_title | form_id | version |
| | Kunjungan | kunjungan | 7 |
| survey | | | |
| | type | name | label |
| | integer | anggota | Berapa orang? |
| | select_one ya_tidak | hamil | Ada yang hamil? |
| choices | | | |
| | list_name | name | label |
| | ya_tidak | ya | Ya |
| | ya_tidak | tidak | Tidak |
| bands | | |
| | band | from |
| | rentan | 0 |
| | tangguh | 70 |
"""


def loaded(text: str, name: str = "contoh.md") -> Workbook:
    return load(text.encode(), name)


def excel(sheets: dict[str, list[list[object]]]) -> bytes:
    book = ExcelWorkbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def problems(content: str | bytes, name: str = "contoh.md") -> list[str]:
    with pytest.raises(WorkbookError) as refused:
        load(content.encode() if isinstance(content, str) else content, name)
    return [str(problem) for problem in refused.value.problems]


def test_a_workbook_tells_what_it_is() -> None:
    workbook = loaded(SMALL)
    assert (workbook.form_id, workbook.version, workbook.title) == ("kunjungan", "7", "Kunjungan")
    assert '<data id="kunjungan" version="7">' in workbook.xml


def test_sheets_that_pyxform_passes_over_are_kept_with_their_row_numbers() -> None:
    assert loaded(SMALL).sheets["bands"] == (
        {"band": "rentan", "from": "0", "row": "2"},
        {"band": "tangguh", "from": "70", "row": "3"},
    )


def test_the_same_questionnaire_is_the_same_as_xlsx_and_as_md() -> None:
    path = LIBRARY / "keluarga.md"
    as_text = load(path)
    tables: dict[str, list[list[object]]] = {}
    for title, sheet in read_sheets(path.read_bytes(), path.name).items():
        tables[title] = [list(sheet.columns)]
        tables[title] += [[row.get(column) for column in sheet.columns] for row in sheet.rows]
    as_excel = load(excel(tables), "keluarga.xlsx")
    assert as_excel.hash == as_text.hash
    assert as_excel.xml == as_text.xml
    assert as_excel.sheets == as_text.sheets


def test_another_word_makes_another_hash_and_another_line_break_does_not() -> None:
    assert loaded(SMALL).hash == loaded(SMALL.replace("\n", "\r\n") + "\n# a comment\n").hash
    assert loaded(SMALL).hash != loaded(SMALL.replace("Berapa", "Ada berapa")).hash


def test_cells_become_text_as_xlsform_writes_them() -> None:
    content = excel({"nilai": [["a", "b", "c", "d", "e"], [3.0, 0.5, True, datetime(2026, 11, 22), " Bu\xa0Ani "]]})
    row = read_sheets(content, "nilai.xlsx")["nilai"].rows[0]
    assert row == {"a": "3", "b": "0.5", "c": "TRUE", "d": "2026-11-22 00:00:00", "e": "Bu Ani", "row": "2"}


def test_an_empty_row_counts() -> None:
    content = excel({"survey": [["type", "name", "label"], [None], ["text", "nama", "Nama?"]]})
    assert load(content, "a.xlsx").sheets["survey"][0]["row"] == "3"


def test_a_cell_may_hold_a_bar() -> None:
    assert loaded(SMALL.replace("Berapa orang?", r"Satu \| dua?")).sheets["survey"][0]["label"] == "Satu | dua?"


def test_a_single_sheet_of_any_name_is_the_survey() -> None:
    assert "survey" in load(excel({"Lembar1": [["type", "name", "label"], ["text", "nama", "Nama?"]]}), "a.xlsx").sheets


def test_without_settings_the_form_is_called_after_its_file() -> None:
    workbook = loaded("| survey |\n| | type | name | label |\n| | text | nama | Nama? |\n", "kunjungan.md")
    assert workbook.form_id == workbook.title == "kunjungan"
    assert workbook.version == workbook.hash[:12]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: str(path.stem))
@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_other_peoples_workbooks_give_the_xform_that_pyxform_gives(path: Path) -> None:
    assert load(path).xml == convert(path, validate=False).xform


@pytest.mark.skipif(bool(WORKBOOKS), reason="the conformance workbooks are here")
def test_the_conformance_workbooks_are_not_here() -> None:
    pytest.skip("no conformance data: set ODK_CONFORMANCE to the folder with forms/*.xlsx")


def test_remarks_beside_the_questions_are_no_problem() -> None:
    remarked = SMALL.replace("| | type | name | label |", "| | type | name | label | catatan |", 1)
    remarked = remarked.replace("Berapa orang? |", "Berapa orang? | dulu jumlah |")
    assert loaded(remarked.replace("| choices |", "| | | | | bagian kedua |\n| choices |")).form_id == "kunjungan"


# --- what an author must mend


def test_everything_to_mend_is_said_at_once_with_its_place() -> None:
    broken = (
        SMALL.replace("select_one ya_tidak", "select_one ya_tdk")
        .replace("Ada yang hamil?", "Ada yang hamil, ${nama}?")
        .replace("| ya_tidak | tidak |", "| ya_tidak | |")
        .replace("| integer | anggota |", "| integer | 2anggota |")
    )
    assert problems(broken) == [
        "choices, row 3: a choice of the list 'ya_tidak' has no name; give it a short code",
        "survey, row 2: '2anggota' cannot be a name; begin with a letter and use letters, digits and _",
        "survey, row 3: the sheet choices has no list 'ya_tdk'; add it or correct the type",
        "survey, row 3: label speaks of ${nama}, but no question has that name",
    ]


def test_what_pyxform_refuses_comes_with_its_row() -> None:
    open_group = SMALL.replace("| choices |", "| | begin_group | bagian | Bagian |\n| choices |")
    [said] = problems(open_group)
    assert said.startswith("survey, row 4:")
    twice = SMALL.replace("hamil |", "anggota |")
    [said] = problems(twice)
    assert said.startswith("survey, row 3:")


def test_a_translated_extra_column_of_choices_is_named() -> None:
    [said] = problems(
        SMALL.replace("| | list_name | name | label |", "| | list_name | name | label | pendek::English (en) |")
    )
    assert "write pendek_en" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Halo", "no table was found"),
        ("| choices |\n| | list_name | name | label |\n| | a | b | c |\n| x |\n| | y |", "no sheet called survey"),
        ("| survey |\n| | name | label |\n| | a | b |", "the column 'type' is missing"),
        ("| survey |\n| | type | name | name |\n| | text | a | b |", "two columns are called 'name'"),
        ("| survey |\n| | type | name | row |\n| | text | a | b |", "a column may not be called 'row'"),
    ],
)
def test_a_table_that_is_no_questionnaire_is_refused(text: str, said: str) -> None:
    assert said in problems(text)[0]


# --- what is refused before it is opened


def test_a_large_file_is_refused() -> None:
    assert "larger than 10 MB" in problems(b"|" * (MOST_BYTES + 1))[0]


def test_a_file_that_unpacks_to_far_more_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", bytes(MOST_UNPACKED // 4 + 1))
    assert "far too large" in problems(bomb.getvalue(), "a.xlsx")[0]


def test_macros_are_refused_whatever_the_file_is_called() -> None:
    content = io.BytesIO(excel({"survey": [["type", "name", "label"], ["text", "nama", "Nama?"]]}))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in problems(content.getvalue(), "a.xlsx")[0]
    assert "without macros" in problems(b"PK", "a.xlsm")[0]


def test_what_is_neither_excel_nor_text_is_refused() -> None:
    assert "cannot be opened as .xlsx" in problems(b"PK\x03\x04 and then nothing", "a.xlsx")[0]
    assert "cannot be opened as .xlsx" in problems(_with_sheet(b"<worksheet><sheetData><row"), "a.xlsx")[0]
    assert "neither .xlsx nor text" in problems(b"\xd0\xcf\x11\xe0\xff", "a.md")[0]
    assert "save it as .xlsx" in problems(b"\xd0\xcf\x11\xe0", "a.xls")[0]


def test_entities_that_grow_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    assert "cannot be opened as .xlsx" in problems(_with_sheet(laughs), "a.xlsx")[0]


def _with_sheet(content: bytes) -> bytes:
    """A workbook whose first sheet holds that."""
    whole, changed = io.BytesIO(excel({"survey": [["type"]]})), io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.namelist():
            target.writestr(part, content if part.endswith("sheet1.xml") else source.read(part))
    return changed.getvalue()


def test_a_list_without_end_is_refused() -> None:
    rows = "".join(f"| | desa | d{number} | Desa {number} |\n" for number in range(MOST_ROWS + 1))
    text = SMALL.replace("| | ya_tidak | ya | Ya |\n", f"| | ya_tidak | ya | Ya |\n{rows}")
    assert f"more than {MOST_ROWS} rows" in problems(text)[0]
