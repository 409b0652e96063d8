"""A report as a spreadsheet: a sheet for each section, so that its figures can be copied and counted on."""

from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.flows.reports.document import Bars, Cell, Paragraph, Report, Table

SIGNS = ("<5", "*", "–")  # that stand in place of a number
HEAD, COLOUR = "1F3A5F", "2E75B6"
_TEXT_WIDTH = 110  # characters over which a sentence is spread
_LINE = Border(*(Side(style="thin", color="BFBFBF"),) * 4)


def write_sheets(report: Report, file: Path) -> None:
    """Write the report to the file."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - of a new workbook
    first.title = "Laporan"
    for line in (report.title, report.place, *report.lines):
        first.append([line])
    first["A1"].font = Font(bold=True, size=16, color=HEAD)
    first.column_dimensions["A"].width = _TEXT_WIDTH
    for section in report.sections:
        sheet = book.create_sheet(section.name[:31])
        sheet.append([section.heading])
        sheet["A1"].font = Font(bold=True, size=13, color=HEAD)
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


def _write_text(sheet: Worksheet, text: str) -> None:
    row = sheet.max_row + 1
    sheet.cell(row, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=7)
    sheet.row_dimensions[row].height = 15 * (1 + len(text) // _TEXT_WIDTH)


def _write_table(sheet: Worksheet, table: Table) -> None:
    row = sheet.max_row + 2
    if table.title:
        sheet.cell(row, 1, table.title).font = Font(bold=True, color=HEAD)
        row += 1
    for column, (heading, width) in enumerate(zip(table.head, table.widths, strict=True), 1):
        cell = sheet.cell(row, column, heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=HEAD)
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), _LINE
        letter = get_column_letter(column)
        known = sheet.column_dimensions[letter].width
        wanted = max(9, width * 60 // max(10, *table.widths) if width < max(table.widths) else 42)
        sheet.column_dimensions[letter].width = max(known if known != 13 else 0, wanted)
    for values in table.rows:
        row += 1
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, _plain(value))
            cell.border = _LINE
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(value))
            if isinstance(value, Decimal) and value.as_tuple().exponent:
                cell.number_format = f"0.{'0' * -int(value.as_tuple().exponent)}"


def _write_bars(sheet: Worksheet, bars: Bars) -> None:
    """The chart, with the figures that it draws beside it."""
    row = sheet.max_row + 2
    for number, (label, value) in enumerate(bars.bars):
        sheet.cell(row + number, 9, label)
        sheet.cell(row + number, 10, float(value))
    chart = BarChart()
    chart.type, chart.style, chart.title, chart.legend = "bar", 10, bars.title, None
    last = row + len(bars.bars) - 1
    chart.add_data(Reference(sheet, min_col=10, min_row=row, max_row=last))
    chart.set_categories(Reference(sheet, min_col=9, min_row=row, max_row=last))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.series[0].graphicalProperties.solidFill = COLOUR
    chart.height, chart.width = 1.4 * len(bars.bars) + 2, 18
    sheet.add_chart(chart, f"A{row}")
    sheet.cell(row + int(chart.height * 2), 1, "")
    sheet.column_dimensions["I"].width = 24


def _prepare_print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False


def _plain(value: Cell) -> str | int | float:
    return float(value) if isinstance(value, Decimal) else value


def _side(value: Cell) -> str:
    return "right" if isinstance(value, (int, Decimal)) or value in SIGNS else "left"
