"""The sections for Kampung KB: households under the rule in its official columns, and the index of families' totals."""

from bot.flows.reports.cells import count, counted, in_words, told
from bot.flows.reports.document import Block, Paragraph, Section, Table
from bot.flows.reports.figures import IndexFigures
from bot.flows.reports.indices import labels_of, too_few
from bot.flows.reports.plan import Plan, load_words
from scoring.area import Cell, classes
from scoring.publishing import protected
from scoring.rule import count_of


def risk_section(rule: IndexFigures, plan: Plan) -> Section:
    """The households under the rule; of its determinants among target households only."""
    words = load_words()
    if rule.shown is None:
        return Section(words["krs"], "KRS", (Paragraph(too_few(rule)),))
    found, outcome = count_of(rule.index, rule.counts), outcomes(rule)
    names = words["krs_baris"]
    holding = dict(found.holding)
    rows = (
        (names["keluarga"], found.households),
        (names["sasaran"], counted(found.targets)),
        *((names[key], count(cell)) for key, cell in outcome.items()),
        *(
            (heading, counted(holding[id_]) if id_ in holding else words["belum_didata"])
            for heading, id_ in plan.columns
        ),
    )
    blocks = (Table(tuple(words["krs_kolom"]), rows, (5, 2)), Paragraph(words["krs_catatan"]))
    return Section(words["krs"], "KRS", blocks)


def outcomes(rule: IndexFigures) -> dict[str, Cell]:
    """How many target households the rule says yes of, no, and nothing yet, as they may be shown."""
    found = count_of(rule.index, rule.counts)
    no = found.targets - found.yes - found.unknown
    return protected({"ya": found.yes, "tidak": max(no, 0), "belum": found.unknown})


def families_section(families: IndexFigures) -> Section:
    """The mean of the families' ratios, their classes, and the variables from the one most often unmet."""
    words, area = load_words(), families.shown
    heading = words["ibangga"].format(label=families.index.label)
    if area is None:
        return Section(heading, families.index.label, (Paragraph(too_few(families)),))
    sentence = words["ibangga_kalimat"].format(
        nilai=in_words(told(area.total)), n=in_words(counted(families.area.with_total))
    )
    dimensions = {dimension.id: dimension.label for dimension in families.index.dimensions}
    labels = {band.id: band.label for band in families.index.bands}
    private = len(families.index.indicators) - len(families.index.public)
    blocks: list[Block] = [
        Paragraph(sentence),
        Table(
            tuple(words["ibangga_dimensi"]),
            tuple((dimensions[id_], told(figure)) for id_, figure in area.dimensions),
            (5, 2),
        ),
        Table(
            tuple(words["ibangga_kelas"]),
            tuple((labels[id_], count(c)) for id_, c in protected(classes(families.index, families.counts)).items()),
            (5, 2),
        ),
        _ranked(families),
    ]
    if private:
        blocks.append(Paragraph(words["ibangga_pribadi"].format(n=private)))
    return Section(heading, families.index.label, tuple(blocks))


def _ranked(families: IndexFigures) -> Table:
    words, area = load_words(), families.shown
    labels = labels_of(families.index)
    shares = sorted(area.shares if area else (), key=lambda share: _lacking(families, share.id), reverse=True)
    rows = []
    for number, share in enumerate(shares, 1):
        met, unmet = share.cells.met.count, share.cells.unmet.count
        judged = met + unmet if met is not None and unmet is not None else words["disembunyikan"]
        rows.append((number, labels[share.id], count(share.cells.unmet), judged, told(share.share)))
    return Table(tuple(words["ibangga_kolom"]), tuple(rows), (2, 6, 3, 3, 3))


def _lacking(families: IndexFigures, indicator: str) -> int:
    """How many families lack it, small numbers all alike: the order must not tell them apart."""
    found = families.counts.indicators.get(indicator)
    unmet = found.unmet if found is not None else 0
    return unmet if unmet == 0 or unmet >= 5 else 1
