"""A report as a spreadsheet: a sheet for each section, so that its figures can be copied and counted on."""

from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.flows.reports.document import Bars, Cell, Paragraph, Report, Table

SIGNS = ("<5", "*", "–")  # that stand in place of a number
FONT, HEAD, COLOUR = "Calibri", "1F3A5F", "2E75B6"
_TEXT_COLUMNS = 8  # over which a sentence is spread
_NARROWEST, _WIDEST, _LINE_HEIGHT = 11, 44, 15
_LINE = Border(*(Side(style="thin", color="BFBFBF"),) * 4)


def write_sheets(report: Report, file: Path | BinaryIO) -> None:
    """Write the report to the file, or into an open one."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - of a new workbook
    first.title = "Laporan"
    _write_heading(first, report.title, 16)
    for line in (report.place, *report.lines):
        _write_text(first, line)
    _prepare_print(first)
    for section in report.sections:
        sheet = book.create_sheet(section.name[:31])
        _write_heading(sheet, section.heading, 13)
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    _write_text(sheet, text)
                case Table():
                    _write_table(sheet, block)
                case Bars():
                    _write_bars(sheet, block)
        _prepare_print(sheet)
    book.save(file)


def _write_heading(sheet: Worksheet, text: str, size: int) -> None:
    sheet.append([text])
    sheet["A1"].font = Font(name=FONT, bold=True, size=size, color=HEAD)


def _write_text(sheet: Worksheet, text: str) -> None:
    row = sheet.max_row + 1
    cell = sheet.cell(row, 1, text)
    cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(name=FONT)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_TEXT_COLUMNS)
    sheet.row_dimensions[row].height = _LINE_HEIGHT * _lines(text, _TEXT_COLUMNS * _NARROWEST)


def _write_table(sheet: Worksheet, table: Table) -> None:
    row = sheet.max_row + 2
    if table.title:
        sheet.cell(row, 1, table.title).font = Font(name=FONT, bold=True, color=HEAD)
        row += 1
    widths = [_width(sheet, table, column) for column in range(len(table.head))]
    for column, heading in enumerate(table.head, 1):
        cell = sheet.cell(row, column, heading)
        cell.font, cell.fill = Font(name=FONT, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=HEAD)
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), _LINE
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(map(_lines, table.head, widths))
    for number, values in enumerate(table.rows, 1):
        row += 1
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, _plain(value))
            cell.border, cell.font = _LINE, Font(name=FONT, bold=table.sums and number == len(table.rows))
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(value))
            if isinstance(value, Decimal) and value.as_tuple().exponent:
                cell.number_format = f"0.{'0' * -int(value.as_tuple().exponent)}"
        sheet.row_dimensions[row].height = _LINE_HEIGHT * max(map(_lines, map(str, values), widths))


def _width(sheet: Worksheet, table: Table, column: int) -> float:
    """How wide the column is for this table and those above it: as its longest cell, within bounds."""
    longest = max(len(str(row[column])) for row in (*table.rows, (table.head[column],) * len(table.head)))
    dimension = sheet.column_dimensions[get_column_letter(column + 1)]
    known = dimension.width if dimension.customWidth else 0
    dimension.width = max(known, _NARROWEST, min(_WIDEST, longest + 2))
    return dimension.width


def _lines(text: str, width: float) -> int:
    """About how many lines the text takes in a column of that width."""
    return 1 + max(0, len(text) - 1) // int(width)


def _write_bars(sheet: Worksheet, bars: Bars) -> None:
    """The chart, with the figures that it draws beside it."""
    row = sheet.max_row + 2
    for number, (label, value) in enumerate(bars.bars):
        sheet.cell(row + number, 7, label)
        sheet.cell(row + number, 8, float(value))
    chart = BarChart()
    chart.type, chart.style, chart.title, chart.legend = "bar", 10, bars.title, None
    last = row + len(bars.bars) - 1
    chart.add_data(Reference(sheet, min_col=8, min_row=row, max_row=last))
    chart.set_categories(Reference(sheet, min_col=7, min_row=row, max_row=last))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.series[0].graphicalProperties.solidFill = COLOUR
    chart.height, chart.width = 1.4 * len(bars.bars) + 2, 18
    sheet.add_chart(chart, f"A{row}")
    sheet.cell(row + int(chart.height * 2), 1, "")
    sheet.column_dimensions["G"].width = 24


def _prepare_print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False


def _plain(value: Cell) -> str | int | float:
    return float(value) if isinstance(value, Decimal) else value


def _side(value: Cell) -> str:
    return "right" if isinstance(value, (int, Decimal)) or value in SIGNS else "left"
