"""A report as a Word document, A4, ready to print and to go on writing in."""

from pathlib import Path
from typing import BinaryIO

from docx import Document, document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as WordParagraph

from bot.flows.reports.cells import in_words
from bot.flows.reports.document import Bars, Cell, Paragraph, Report, Section, Table
from bot.reports.chart import FONT, add_chart

DARK, HEAD, STRIPE = RGBColor(0x1F, 0x3A, 0x5F), "1F3A5F", "F2F6FA"
SHORT, LONG, MARGIN = Cm(21), Cm(29.7), Cm(2)
BETWEEN = Pt(6)  # paragraphs
MOST_KEPT_TOGETHER = 12  # rows of a table that is not parted by the end of a page


def write_word(report: Report, file: Path | BinaryIO) -> None:
    """Write the report to the file, or into an open one."""
    paper = Document()
    _dress(paper, report)
    paper.add_heading(report.title, 0)
    paper.add_paragraph(report.place, style="Subtitle")
    for line in report.lines:
        paper.add_paragraph(line)
    charts = 0
    for section in report.sections:
        charts = _write_section(paper, section, charts)
    paper.save(str(file) if isinstance(file, Path) else file)


def _dress(paper: document.Document, report: Report) -> None:
    """A4, our font, and a line at the foot of each page."""
    page = paper.sections[0]
    page.page_width, page.page_height = SHORT, LONG
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    for name, size in (("Normal", 10), ("Title", 22), ("Subtitle", 12), ("Heading 1", 14), ("Heading 2", 11)):
        style = paper.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - of the template that comes with python-docx
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [a for a in fonts.attrib if "heme" in a]:  # a theme's font would win
            del fonts.attrib[attribute]
        fonts.set(qn("w:ascii"), FONT)
        fonts.set(qn("w:hAnsi"), FONT)
        if name == "Normal":
            style.paragraph_format.space_after = BETWEEN
        else:
            style.font.color.rgb = DARK
    foot = page.footer.paragraphs[0]
    foot.text = f"{report.title} · {report.place.partition(',')[0]} · "
    _add_page_number(foot)
    for run in foot.runs:
        run.font.size = Pt(8)
    paper.core_properties.title = f"{report.title}, {report.place}"
    paper.core_properties.author = "Kawan Keluarga"
    paper.core_properties.comments = ""
    paper.core_properties.language = "id-ID"


def _add_page_number(paragraph: WordParagraph) -> None:
    """A field that shows the page's number."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)


def _write_section(paper: document.Document, section: Section, charts: int) -> int:
    wide = any(isinstance(block, Table) and block.wide for block in section.blocks)
    turned = paper.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    if wide != turned:
        _turn(paper, wide)
    paper.add_heading(section.heading, 1)
    for n, block in enumerate(section.blocks):
        match block:
            case Paragraph(text):
                figures_follow = any(not isinstance(later, Paragraph) for later in section.blocks[n + 1 :])
                paper.add_paragraph(text).paragraph_format.keep_with_next = figures_follow
            case Table():
                _write_table(paper, block)
            case Bars():
                charts += 1
                add_chart(paper, block, charts)
    return charts


def _turn(paper: document.Document, wide: bool) -> None:
    """Go on on a new page, turned on its side or back."""
    page = paper.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (LONG, SHORT) if wide else (SHORT, LONG)


def _write_table(paper: document.Document, table: Table) -> None:
    if table.title:
        paper.add_heading(table.title, 2)
    page = paper.sections[-1]
    room = Length((page.page_width or SHORT) - 2 * MARGIN)
    word = paper.add_table(rows=0, cols=len(table.head))
    word.style = "Table Grid"
    word.alignment = WD_TABLE_ALIGNMENT.CENTER
    word.autofit = False
    widths = [Length(room * width // sum(table.widths)) for width in table.widths]
    for column, width in zip(word.columns, widths, strict=True):
        column.width = width
    columns = list(zip(widths, table.numeric, strict=True))
    _write_row(word, table.head, columns, head=True)
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        _write_row(word, row, columns, striped=number % 2 == 1, bold=table.sums and number == last)
    # Of a longer one neither the first row nor the last stands alone on a page.
    kept = word.rows[:-1] if len(table.rows) <= MOST_KEPT_TOGETHER else [*word.rows[:2], word.rows[-2]]
    for cell in (cell for row_ in kept for cell in row_.cells):
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _write_row(
    word: WordTable,
    row: tuple[Cell, ...],
    columns: list[tuple[Length, bool]],
    *,
    head: bool = False,
    striped: bool = False,
    bold: bool = False,
) -> None:
    added: Row = word.add_row()  # type: ignore[no-untyped-call]
    properties = added._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, value, (width, numeric) in zip(added.cells, row, columns, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(in_words(value))
        run.font.size = Pt(8 if head else 9)
        run.bold = head or bold
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if head:
            run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
            _shade(cell, HEAD)
        elif striped:
            _shade(cell, STRIPE)


def _shade(cell: WordCell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)
