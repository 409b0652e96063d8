"""A report's files as they come out of a printer: nothing cut, nothing torn apart, numbers as in Indonesia."""

from dataclasses import replace
from pathlib import Path
from textwrap import wrap

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.flows.reports.document import Bars, Report, Table
from bot.flows.reports.figures import Figures, IndexFigures, Part
from bot.flows.reports.report import report_of
from bot.reports.chart import chart_xml
from bot.reports.sheet import write_sheets
from bot.reports.word import write_word
from scoring.tally import Tally
from tests.reports.test_report import figures, report, said, tables

LONG = "Desa Persiapan Muara Sungai Batang Alai Hulu Kampung Baru Sebelah Timur"


def regency() -> Report:
    """One with a village of a long name, and one where nobody was asked."""
    found = figures(1300, level="kabupaten", often=0.5)
    parts = (Part("01", LONG, 1300, 650), *found.parts[1:], Part("04", "Desa Sepi", 0, 0))
    return report_of(replace(found, parts=parts), str)


def sheets(found: Report, folder: Path) -> Workbook:
    write_sheets(found, folder / "laporan.xlsx")
    return load_workbook(folder / "laporan.xlsx")


def width_of(sheet: Worksheet, first: int, last: int) -> float:
    return sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(first, last + 1))


@pytest.mark.parametrize(("households", "sentence"), [(7, "Baru 7 keluarga yang didata."), (0, "Belum ada keluarga")])
@pytest.mark.parametrize("level", ["desa", "kabupaten"])
def test_of_fewer_than_ten_households_no_section_says_that_all_is_well(
    households: int, sentence: str, level: str
) -> None:
    found = figures(max(households, 4), level=level)
    if not households:
        nobody = tuple(IndexFigures(each.index, {}, {}, Tally()) for each in found.indices)
        found = Figures(**{**vars(found), "indices": nobody})
    written = report_of(found, str)
    assert "Tidak ada indikator di bawah 75" not in said(written)
    of_figures = [section for section in written.sections if section.name in {"RTL", "RTL dinas", "Delapan program"}]
    assert len(of_figures) == 2
    for section in of_figures:
        assert [sentence in str(block) for block in section.blocks] == [True], section.name


def test_a_village_where_nobody_was_asked_stands_among_the_others() -> None:
    found = regency()
    (villages,) = [table for table in tables(found) if table.head[0] == "Desa"]
    assert villages.rows[0][0] == LONG
    assert villages.rows[-1] == ("Desa Sepi", 0, 0, "–", "belum didata", "–")
    known = {row[0]: row[1] for row in tables(found)[0].rows}
    assert (known["Jumlah desa"], known["Desa yang sudah mulai didata"]) == ("4", "3")


@pytest.mark.parametrize("found", [report(often=0.6), regency()], ids=["village", "regency"])
def test_no_words_of_a_sheet_are_cut(found: Report, tmp_path: Path) -> None:
    for sheet in sheets(found, tmp_path).worksheets:
        merged = {each.min_row for each in sheet.merged_cells.ranges}
        for row in merged:
            text = str(sheet.cell(row, 1).value)
            lines = len(wrap(text, int(width_of(sheet, 1, 8))))
            assert sheet.row_dimensions[row].height >= 15 * lines, text
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.border.left.style and cell.row not in merged:
                    lines = len(wrap(cell.value, int(width_of(sheet, cell.column, cell.column))))
                    assert sheet.row_dimensions[cell.row].height >= 15 * lines, cell.value


def test_a_wide_table_fits_a_page_and_its_head_comes_again_on_each(tmp_path: Path) -> None:
    book = sheets(regency(), tmp_path)
    plan = book["RTL dinas"]
    assert width_of(plan, 1, 5) <= 130
    assert plan.print_title_rows == "$3:$3"
    assert [cell.value for cell in plan[3]][:2] == ["Dinas", "Masalah"]
    assert book["iBangga"].print_title_rows is None, "of several tables no head is the one"
    foot = book["Semua indikator"].oddFooter
    assert foot is not None
    assert foot.right.text == "&P / &N"


def test_numbers_have_the_dots_and_commas_of_indonesia_in_both_files(tmp_path: Path) -> None:
    found = regency()
    villages = sheets(found, tmp_path)["Desa"]
    assert (villages["B4"].value, villages["B4"].number_format) == (1300, "[$-421]#,##0")
    assert villages["D4"].number_format == "[$-421]#,##0.0"
    write_word(found, tmp_path / "laporan.docx")
    paper = Document(str(tmp_path / "laporan.docx"))
    (cells,) = [table.rows[1].cells for table in paper.tables if table.cell(0, 0).text == "Desa"]
    assert [cell.text for cell in cells[1:4]] == ["1.300", "650", "50,0"]


def test_the_plot_of_a_sheet_is_drawn_from_the_table_beside_it(tmp_path: Path) -> None:
    found = report(often=0.6)
    sheet = sheets(found, tmp_path)["Indeks"]
    assert isinstance(sheet, Worksheet)
    (chart,) = vars(sheet)["_charts"]
    head = next(cell.row for cell in sheet["A"] if cell.value == "Dimensi")
    (bars,) = [block for section in found.sections for block in section.blocks if isinstance(block, Bars)]
    names, values = chart.series[0].cat.numRef or chart.series[0].cat.strRef, chart.series[0].val.numRef
    assert (names.f, values.f) == (f"'Indeks'!$A${head + 1}:$A${head + 5}", f"'Indeks'!$B${head + 1}:$B${head + 5}")
    drawn = {str(sheet.cell(row, 1).value): sheet.cell(row, 2).value for row in range(head + 1, head + 6)}
    assert {label: float(value) for label, value in bars.bars}.items() <= drawn.items()


def test_what_leads_to_a_table_stays_with_it_and_no_row_of_it_alone(tmp_path: Path) -> None:
    write_word(report(often=0.5), tmp_path / "laporan.docx")
    paper = Document(str(tmp_path / "laporan.docx"))
    follows = {"Indeks dan dimensi": False, "Indikator di bawah 75 persen": False}
    for paragraph in paper.paragraphs:
        heading = paragraph.text.partition(". ")[2]
        if heading in follows:
            follows[heading] = True
        elif paragraph.text.startswith(("Angka ini indikatif", "Tahun 2025")) or "berada di bawah" in paragraph.text:
            assert paragraph.paragraph_format.keep_with_next, paragraph.text
    assert all(follows.values())
    for table in paper.tables:
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert kept[0] and kept[-2] and not kept[-1]


def test_the_plot_is_told_with_commas_to_whoever_cannot_see_it(tmp_path: Path) -> None:
    found = report(400, often=0.6)
    (bars,) = [block for section in found.sections for block in section.blocks if isinstance(block, Bars)]
    assert any(value.as_tuple().exponent for _, value in bars.bars)
    write_word(found, tmp_path / "laporan.docx")
    xml = Document(str(tmp_path / "laporan.docx")).element.xml
    described = xml.partition('descr="')[2].partition('"')[0]
    assert described.count(",") >= 1 + sum(bool(value.as_tuple().exponent) for _, value in bars.bars)
    assert "." not in described
    assert all(label in chart_xml(bars) for label, _ in bars.bars if "&" not in label)


def test_a_column_of_numbers_is_read_from_the_right_with_its_head() -> None:
    table = Table(("Hal", "Keluarga", "–"), (("Ada", "<5", "–"), ("Lain", 7, "–")), (2, 1, 1))
    assert table.numeric == (False, True, False)
