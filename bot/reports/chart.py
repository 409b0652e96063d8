"""A bar chart as Word itself draws it: a part of the document, with its figures inside, that stays sharp in print."""

from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm

from bot.flows.reports.cells import in_words
from bot.flows.reports.document import Bars

FONT, COLOUR = "Calibri", "2E75B6"
_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WIDTH, _ROW, _REST = Cm(16), Cm(0.95), Cm(1.6)
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def add_chart(document: Document, bars: Bars, number: int) -> None:
    """Put the chart at the end of the document."""
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, chart_xml(bars).encode(), document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    height = _ROW * len(bars.bars) + _REST
    inline = f"""
    <wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
        xmlns:a="{_DRAWING}" xmlns:c="{_CHART}" xmlns:r="{_RELATIONS}" distT="0" distB="0" distL="0" distR="0">
      <wp:extent cx="{_WIDTH}" cy="{height}"/>
      <wp:docPr id="{number}" name="chart{number}" descr="{escape(_described(bars), {'"': "&quot;"})}"/>
      <wp:cNvGraphicFramePr/>
      <a:graphic><a:graphicData uri="{_CHART}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>
    </wp:inline>"""
    run = document.add_paragraph().add_run()
    drawing = run._r.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}drawing")
    drawing.append(parse_xml(inline))
    run._r.append(drawing)


def chart_xml(bars: Bars) -> str:
    """The chart's own document: horizontal bars from 0 to 100, each named with its value."""
    names = "".join(_point(n, f"{label}: {in_words(value)}") for n, (label, value) in enumerate(bars.bars))
    values = "".join(_point(n, str(value)) for n, (_, value) in enumerate(bars.bars))
    count = f'<c:ptCount val="{len(bars.bars)}"/>'
    axes = '<c:axId val="1"/><c:axId val="2"/>'
    grid = f'<c:majorGridlines><c:spPr><a:ln w="6350">{_filled("D9D9D9")}</a:ln></c:spPr></c:majorGridlines>'
    ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    text = f'<a:defRPr sz="900"><a:latin typeface="{FONT}"/></a:defRPr>'
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}" xmlns:r="{_RELATIONS}"><c:roundedCorners val="0"/><c:chart>
<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1000" b="0"/></a:pPr>
<a:r><a:rPr lang="id-ID" sz="1000" b="0"/><a:t>{escape(bars.title)}</a:t></a:r></a:p></c:rich></c:tx>
<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>
<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>
<c:ser><c:idx val="0"/><c:order val="0"/><c:spPr>{_filled(COLOUR)}</c:spPr><c:invertIfNegative val="0"/>
<c:cat><c:strLit>{count}{names}</c:strLit></c:cat><c:val><c:numLit>{count}{values}</c:numLit></c:val></c:ser>
<c:gapWidth val="60"/>{axes}</c:barChart>
<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>
{ticks}<c:tickLblPos val="low"/><c:crossAx val="2"/></c:catAx>
<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/></c:scaling>
<c:delete val="1"/><c:axPos val="b"/>{grid}<c:numFmt formatCode="0" sourceLinked="0"/>
{ticks}<c:tickLblPos val="none"/><c:crossAx val="1"/><c:crossBetween val="between"/><c:majorUnit val="25"/></c:valAx>
</c:plotArea><c:plotVisOnly val="1"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>
<c:txPr><a:bodyPr/><a:p><a:pPr>{text}</a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr></c:chartSpace>"""


def _point(number: int, value: str) -> str:
    return f'<c:pt idx="{number}"><c:v>{escape(value)}</c:v></c:pt>'


def _filled(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _described(bars: Bars) -> str:
    """The plot in words, for who cannot see it."""
    return f"{bars.title}: " + "; ".join(f"{label} {in_words(value)}" for label, value in bars.bars)
