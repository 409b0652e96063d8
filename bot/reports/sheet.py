"""A report as a spreadsheet: a sheet for each section, so that its figures can be copied and counted on."""

from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.flows.reports.document import Bars, Cell, Paragraph, Report, Table

FONT, HEAD, COLOUR = "Calibri", "1F3A5F", "2E75B6"
_TEXT_COLUMNS = 8  # over which a sentence is spread
_NARROWEST, _LINE_HEIGHT, _BELOW = 11, 15, 2
_PAGE = 130  # about how many characters stand beside each other on a page that is not made smaller
_PAGE_ROWS = 45  # that still fit on one, made smaller
_NUMBER = "[$-421]#,##0"  # dots and commas as in Indonesia, where the program knows how
_ROW_CM = 0.53
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
    for section in report.sections:
        sheet = book.create_sheet(section.name[:31])
        _write_heading(sheet, section.heading, 13)
        heads: list[int] = []
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    _write_text(sheet, text)
                case Table():
                    heads.append(_write_table(sheet, block))
                case Bars():
                    _write_bars(sheet, block, heads[-1])
        if len(heads) == 1:
            sheet.print_title_rows = f"{heads[0]}:{heads[0]}"  # again on each page
        elif sheet.max_row <= _PAGE_ROWS:  # of several tables no head can come again
            sheet.page_setup.fitToHeight = 1
    for sheet in book.worksheets:
        _give_room(sheet)
        _prepare_print(sheet, report)
    book.save(file)


def _write_heading(sheet: Worksheet, text: str, size: int) -> None:
    for column in range(1, _TEXT_COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _NARROWEST
    sheet.append([text])
    sheet["A1"].font = Font(name=FONT, bold=True, size=size, color=HEAD)


def _write_text(sheet: Worksheet, text: str) -> None:
    row = sheet.max_row + 1
    cell = sheet.cell(row, 1, text)
    cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(name=FONT)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_TEXT_COLUMNS)


def _write_table(sheet: Worksheet, table: Table) -> int:
    """Write the table; the row of its head."""
    row = head = sheet.max_row + 2
    if table.title:
        sheet.cell(row, 1, table.title).font = Font(name=FONT, bold=True, color=HEAD)
        row = head = row + 1
    widths = _widths(sheet, table)
    for column, heading in enumerate(table.head, 1):
        cell = sheet.cell(row, column, heading)
        cell.font, cell.fill = Font(name=FONT, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=HEAD)
        cell.alignment, cell.border = _aligned(numeric=table.numeric[column - 1], vertical="center"), _LINE
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(map(_lines, table.head, widths))
    for number, values in enumerate(table.rows, 1):
        row += 1
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, _plain(value))
            cell.border, cell.font = _LINE, Font(name=FONT, bold=table.sums and number == len(table.rows))
            cell.alignment = _aligned(numeric=table.numeric[column - 1], vertical="top")
            if isinstance(value, (int, Decimal)):
                cell.number_format = _NUMBER + _digits(value)
        sheet.row_dimensions[row].height = _LINE_HEIGHT * max(map(_lines, map(str, values), widths)) + _BELOW
    return head


def _widths(sheet: Worksheet, table: Table) -> list[float]:
    """How wide the columns are for this table and those above it: as their longest cells; where that is more than a
    page, as wide beside each other as on paper."""
    longest = [max(len(str(row[n])) for row in (table.head, *table.rows)) + 3 for n in range(len(table.head))]
    if sum(longest) > _PAGE:
        longest = [_PAGE * width // sum(table.widths) for width in table.widths]
    columns = [sheet.column_dimensions[get_column_letter(n)] for n in range(1, len(longest) + 1)]
    for column, length in zip(columns, longest, strict=True):
        column.width = max(column.width, _NARROWEST, length)
    return [column.width for column in columns]


def _lines(text: str, width: float) -> int:
    """About how many lines the text takes in a column of that width."""
    return max(1, len(wrap(text, int(width) - 1)))


def _write_bars(sheet: Worksheet, bars: Bars, head: int) -> None:
    """The plot of the table whose head is in that row, beside it; what is hidden has no bar."""
    last = sheet.max_row
    chart = BarChart()
    chart.type, chart.style, chart.title, chart.legend = "bar", 10, bars.title, None
    chart.add_data(Reference(sheet, min_col=2, min_row=head + 1, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.y_axis.majorGridlines = None
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    chart.series[0].graphicalProperties.solidFill = COLOUR
    chart.height, chart.width = 1.1 * (last - head) + 1.5, 13
    sheet.add_chart(chart, f"E{head}")
    sheet.cell(head + round(chart.height / _ROW_CM), 1, "")  # what follows stands below it


def _give_room(sheet: Worksheet) -> None:
    """Each sentence gets as many lines as it takes, now that the columns are as wide as they will be."""
    width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, _TEXT_COLUMNS + 1))
    for merged in sheet.merged_cells.ranges:
        text = str(sheet.cell(merged.min_row, 1).value)
        sheet.row_dimensions[merged.min_row].height = _LINE_HEIGHT * _lines(text, width)


def _prepare_print(sheet: Worksheet, report: Report) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, sheet.page_setup.fitToHeight or 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.6, footer=0.3)
    place = report.place.partition(",")[0].replace("&", "&&")
    foot = sheet.oddFooter
    assert foot is not None  # noqa: S101 - of a new sheet
    foot.left.text, foot.right.text = f"{report.title} · {place} · &A", "&P / &N"
    foot.left.size = foot.right.size = 8
    sheet.sheet_view.showGridLines = False


def _plain(value: Cell) -> str | int | float:
    return float(value) if isinstance(value, Decimal) else value


def _digits(value: int | Decimal) -> str:
    digits = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    return f".{'0' * digits}" if digits > 0 else ""


def _aligned(*, numeric: bool, vertical: str) -> Alignment:
    if numeric:  # LibreOffice moves some numbers in and others not, where they are to be
        return Alignment(wrap_text=True, vertical=vertical, horizontal="right")
    return Alignment(wrap_text=True, vertical=vertical, horizontal="left", indent=1)
