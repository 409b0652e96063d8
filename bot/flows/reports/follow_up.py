"""The sections on what to do: problems by dimension, the draft of a plan, and needs by programme."""

from bot.flows.reports.cells import count, in_words
from bot.flows.reports.document import Block, Paragraph, Section, Table
from bot.flows.reports.families import outcomes
from bot.flows.reports.figures import Figures, IndexFigures
from bot.flows.reports.indices import labels_of, low_shares, too_few
from bot.flows.reports.plan import Matter, Plan, load_words
from scoring.area import Cell
from scoring.publishing import ShownShare


def problems(main: IndexFigures, plan: Plan) -> Section:
    """One sentence for each indicator below 75, by dimension."""
    words, area = load_words(), main.shown
    if area is None:
        return Section(words["masalah"], "Permasalahan", (Paragraph(too_few(main)),))
    dimension_of = {indicator.id: indicator.dimension for indicator in main.index.indicators}
    blocks: list[Block] = []
    for dimension in main.index.dimensions:
        said = []
        for share in low_shares(area):
            matter = plan.matter_of(share.id)
            if matter is not None and dimension_of[share.id] == dimension.id:
                sentence = matter.sentence.format(n=_how_many(share))
                said.append(sentence[:1].upper() + sentence[1:])
        if said:
            blocks.append(Paragraph(f"{dimension.label}. {' '.join(said)}"))
    return Section(words["masalah"], "Permasalahan", tuple(blocks or [Paragraph(words["masalah_kosong"])]))


def _how_many(share: ShownShare) -> str:
    """How many families lack it, as far as that may be said."""
    words, cell = load_words(), share.cells.unmet
    if cell.count is not None:
        return in_words(cell.count)
    return (
        str(words["masalah_sedikitnya"]).format(n=in_words(cell.least))
        if cell.least
        else str(words["masalah_sebagian"])
    )


def follow_up(figures: Figures, main: IndexFigures, plan: Plan) -> Section:
    """The draft of the plan: what is low, and what the rule counts."""
    words = load_words()
    rows = tuple(
        (
            matter.problem,
            matter.activity,
            count(families),
            ", ".join(matter.services),
            matter.when,
            ", ".join(matter.funds),
            words["rtl_status"],
        )
        for matter, families in matters_due(figures, main, plan)
    )
    blocks: tuple[Block, ...] = (
        Paragraph(words["rtl_kalimat"]),
        Table(tuple(words["rtl_kolom"]), rows, (4, 4, 2, 4, 2, 2, 2), wide=True),
    )
    return Section(words["rtl"], "RTL", blocks if rows else (Paragraph(nothing_due(main)),))


def nothing_due(main: IndexFigures) -> str:
    """Why there is nothing to take up: nothing is low, or nobody can say yet."""
    return str(load_words()["rendah_kosong"]) if main.shown else too_few(main)


def needs(figures: Figures, main: IndexFigures, plan: Plan) -> Section:
    """How many families lack what each of the eight programmes is for, by matter."""
    words = load_words()
    labels = labels_of(main.index)
    found: dict[str, list[tuple[str, Cell]]] = {programme: [] for programme in plan.programmes}
    for share in main.shown.shares if main.shown else ():
        matter = plan.matter_of(share.id)
        if matter is not None and share.cells.unmet.count != 0:
            found[matter.programme].append((f"{labels[share.id]}: belum", share.cells.unmet))
    for matter, families in _risks(figures, plan):
        found[matter.programme].append((matter.problem, families))
    if main.shown is None and not any(found.values()):
        return Section(words["program"], "Delapan program", (Paragraph(too_few(main)),))
    rows = tuple(
        (f"{code} {plan.programmes[code]}", label, count(families))
        for code, lines in found.items()
        for label, families in lines or [(words["tidak_ada"], Cell(0))]
    )
    return Section(words["program"], "Delapan program", (Table(tuple(words["program_kolom"]), rows, (5, 5, 2)),))


def matters_due(figures: Figures, main: IndexFigures, plan: Plan) -> list[tuple[Matter, Cell]]:
    """The matters to take up, those with the lowest share first, with how many families each concerns."""
    due: dict[Matter, Cell] = {}
    for share in low_shares(main.shown) if main.shown else ():
        if (matter := plan.matter_of(share.id)) is not None:
            due.setdefault(matter, share.cells.unmet)
    return [*due.items(), *_risks(figures, plan)]


def _risks(figures: Figures, plan: Plan) -> list[tuple[Matter, Cell]]:
    """What the rule says yes of, where there is anybody; hidden where its table hides it."""
    rule = figures.rule
    if rule is None or rule.shown is None:
        return []
    yes = outcomes(rule)["ya"]
    outcome = {indicator.id for indicator in rule.index.indicators if indicator.part == "outcome"}
    return [(m, yes) for m in plan.matters if m.risk and yes.count != 0 and outcome.intersection(m.indicators)]
