"""The report of an area: of a village with its RTs and its plan, or of an area above with its villages and services."""

from dataclasses import replace

from bot.flows.reports.cells import count, coverage, told
from bot.flows.reports.document import Cell, Paragraph, Report, Section, Table
from bot.flows.reports.families import families_section, risk_section
from bot.flows.reports.figures import Figures, IndexFigures, shown_of
from bot.flows.reports.follow_up import follow_up, matters_due, needs, nothing_due, problems
from bot.flows.reports.indices import all_indicators, index_section, low_section, low_shares
from bot.flows.reports.opening import Day, fieldwork, profile
from bot.flows.reports.plan import Matter, Plan, load_plan, load_words
from bot.flows.reports.promises import promised
from bot.flows.reports.village import class_section
from scoring.area import FEWEST_IN_CELL
from scoring.tally import Count, Tally

MOST_NAMED = 12  # villages in a cell


def report_of(figures: Figures, day: Day, plan: Plan | None = None) -> Report:
    """The report; `day` writes a day out."""
    words, plan = load_words(), plan or load_plan()
    main = figures.main
    sections = [profile(figures), fieldwork(figures, day)]
    facts = figures.village
    if main is not None:
        if figures.level != "desa":
            sections.append(_villages(figures, main))
        sections += [index_section(figures, main), low_section(main, figures), problems(main, plan)]
        sections.append(follow_up(figures, main, plan) if figures.level == "desa" else _services(figures, main, plan))
    if figures.rule is not None:
        sections.append(risk_section(figures.rule, plan))
    if figures.families is not None:
        sections.append(families_section(figures.families))
    if main is not None:
        sections.append(needs(figures, main, plan))
    if facts is not None:
        sections += [class_section(facts, index, found, day) for index, found in facts.grades]
    if figures.promises:
        sections.append(promised(figures, day))
    numbered = [replace(section, heading=f"{n}. {section.heading}") for n, section in enumerate(sections, 1)]
    if main is not None:
        numbered.append(all_indicators(main))
    lines = (
        words["tahun"].format(tahun=figures.year),
        figures.legal or words["dasar_hukum"],
        words["dibuat"].format(tanggal=day(figures.made_on)),
    )
    return Report(words["judul"], figures.name, lines, (*numbered, _notes(figures)))


def _villages(figures: Figures, main: IndexFigures) -> Section:
    """Each village with its coverage, and its index where it has ten households or more; where nobody was asked yet,
    too."""
    words = load_words()
    rows: list[tuple[Cell, ...]] = []
    for part in figures.parts:
        area = shown_of(main.index, main.by_part.get(part.code, Tally()))
        few = words["desa_sedikit"] if part.counted else words["belum_didata"]
        value: Cell = told(area.total) if area is not None else few
        band = area.band.label if area is not None and area.band is not None else words["tidak_ada"]
        kampung = (figures.classes.get(part.code, words["belum_diisi"]),) if figures.classes else ()
        share = coverage(part.counted, part.registered)
        rows.append((part.name, part.registered, part.counted, share, value, band, *kampung))
    table = Table(tuple(words["desa_kolom"]), tuple(rows), (4, 2, 2, 2, 2, 4))
    if figures.classes:
        table = replace(table, head=(*table.head, words["desa_kelas"]), widths=(8, 5, 4, 5, 4, 7, 6))
    return Section(words["desa"], "Desa", (table,))


def _services(figures: Figures, main: IndexFigures, plan: Plan) -> Section:
    """The villages' plans gathered by service: what each is asked for, in which villages, for how many families."""
    words = load_words()
    names = {part.code: part.name for part in figures.parts}
    rows: list[tuple[Cell, ...]] = []
    asked: dict[str, list[tuple[Cell, ...]]] = {}
    shown = {code: area for code in main.by_part if (area := shown_of(main.index, main.by_part[code])) is not None}
    for matter, families in matters_due(figures, main, plan):
        if matter.risk:
            low = _at_risk(figures, matter)
        else:
            low = [code for code, area in shown.items() if any(s.id in matter.indicators for s in low_shares(area))]
        villages = _listed([names[code] for code in low])
        for service in matter.services:
            asked.setdefault(service, []).append((matter.problem, matter.activity, villages, count(families)))
    for service in sorted(asked):
        rows += [(service, *line) for line in asked[service]]
    table = Table(tuple(words["dinas_kolom"]), tuple(rows), (3, 4, 4, 6, 2), wide=True)
    return Section(words["dinas"], "RTL dinas", (table,) if rows else (Paragraph(nothing_due(main)),))


def _at_risk(figures: Figures, matter: Matter) -> list[str]:
    """The villages that have households under the rule: enough of them that the village may be named."""
    rule = figures.rule
    if rule is None:
        return []
    parts = rule.by_part.items()
    shown = [(code, counts) for code, counts in parts if shown_of(rule.index, counts) is not None]
    met = {code: sum(counts.indicators.get(id_, Count()).met for id_ in matter.indicators) for code, counts in shown}
    return [code for code, n in met.items() if n >= FEWEST_IN_CELL]


def _listed(villages: list[str]) -> str:
    """How many villages, and which; of many only the first."""
    words = load_words()
    if not villages:
        return str(words["tidak_ada"])
    named = ", ".join(villages[:MOST_NAMED])
    more = words["desa_lain"].format(n=len(villages) - MOST_NAMED) if len(villages) > MOST_NAMED else ""
    return f"{len(villages)}: {named}{more}"


def _notes(figures: Figures) -> Section:
    words = load_words()
    said = [Paragraph(line) for line in words["catatan_isi"]]
    if figures.level != "desa":
        said.append(Paragraph(words["catatan_selisih"]))
    for each in figures.indices:
        index = each.index
        line = words["sumber"].format(label=index.label, versi=index.version, sumber=index.source)
        said.append(Paragraph(line))
    return Section(words["catatan"], "Catatan", tuple(said))
