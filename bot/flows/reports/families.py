"""The sections for Kampung KB: households under the rule in its official columns, and the index of families' totals."""

from bot.flows.reports.cells import count, in_words, told
from bot.flows.reports.document import Block, Paragraph, Section, Table
from bot.flows.reports.figures import IndexFigures
from bot.flows.reports.indices import labels_of, too_few
from bot.flows.reports.plan import Plan, load_words
from scoring.area import FEWEST_HOUSEHOLDS, Cell, classes
from scoring.beside import CLASSES, COMPLETE, OUTCOMES, TARGETS, alone_beside, outcomes_of, table_beside
from scoring.publishing import ShownShare
from scoring.rule import count_of
from scoring.unknowns import Unknown


def risk_section(rule: IndexFigures, plan: Plan) -> Section:
    """The households under the rule; of its determinants among target households only."""
    words = load_words()
    if rule.shown is None:
        return Section(words["krs"], "KRS", (Paragraph(too_few(rule)),))
    found, alone = count_of(rule.index, rule.counts), rule.rest.alone
    names = words["krs_baris"]
    holding = {id_: alone_beside(n, alone.get(id_, Unknown())) for id_, n in found.holding}
    rows = (
        (names["keluarga"], found.households),
        (names["sasaran"], count(alone_beside(found.targets, alone.get(TARGETS, Unknown())))),
        *((names[key], count(cell)) for key, cell in outcomes(rule).items()),
        *((heading, count(holding[id_]) if id_ in holding else words["belum_didata"]) for heading, id_ in plan.columns),
    )
    blocks = (Table(tuple(words["krs_kolom"]), rows, (5, 2)), Paragraph(words["krs_catatan"]))
    return Section(words["krs"], "KRS", blocks)


def outcomes(rule: IndexFigures) -> dict[str, Cell]:
    """How many target households the rule says yes of, no, and nothing yet, as they may be shown."""
    return table_beside(outcomes_of(rule.index, rule.counts), rule.rest.tables.get(OUTCOMES, {}))


def families_section(families: IndexFigures) -> Section:
    """The mean of the families' ratios, their classes, and the variables from the one most often unmet."""
    words, area = load_words(), families.shown
    heading = words["ibangga"].format(label=families.index.label)
    if area is None:
        return Section(heading, families.index.label, (Paragraph(too_few(families)),))
    complete = families.area.with_total
    n = in_words(count(alone_beside(complete, families.rest.alone.get(COMPLETE, Unknown()))))
    enough = complete >= FEWEST_HOUSEHOLDS
    sentence = words["ibangga_kalimat" if enough else "ibangga_sedikit"].format(nilai=in_words(told(area.total)), n=n)
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
    ]
    if enough:
        found = table_beside(classes(families.index, families.counts), families.rest.tables.get(CLASSES, {}))
        rows = tuple((labels[id_], count(cell)) for id_, cell in found.items())
        blocks.append(Table(tuple(words["ibangga_kelas"]), rows, (5, 2)))
    blocks.append(_ranked(families))
    if private:
        blocks.append(Paragraph(words["ibangga_pribadi"].format(n=private)))
    return Section(heading, families.index.label, tuple(blocks))


def _ranked(families: IndexFigures) -> Table:
    words, area = load_words(), families.shown
    labels = labels_of(families.index)
    shares = sorted(area.shares if area else (), key=_lacking, reverse=True)
    rows = []
    for number, share in enumerate(shares, 1):
        met, unmet = share.cells.met.count, share.cells.unmet.count
        judged = met + unmet if met is not None and unmet is not None else words["disembunyikan"]
        rows.append((number, labels[share.id], count(share.cells.unmet), judged, told(share.share)))
    return Table(tuple(words["ibangga_kolom"]), tuple(rows), (2, 6, 3, 3, 3))


def _lacking(share: ShownShare) -> int:
    """How many families lack it, hidden numbers all alike: the order must not tell them apart."""
    unmet = share.cells.unmet
    return unmet.count if unmet.count is not None else max(1, unmet.least)
