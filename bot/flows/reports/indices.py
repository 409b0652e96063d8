"""The sections on the indices: totals, dimensions, indicators below 75, and the full list."""

from fractions import Fraction

from bot.flows.reports.cells import count, in_words, told
from bot.flows.reports.document import Bars, Block, Cell, Paragraph, Section, Table
from bot.flows.reports.figures import Figures, IndexFigures, shown_of
from bot.flows.reports.plan import load_words
from scoring.area import FEWEST_HOUSEHOLDS
from scoring.area import Cell as CountCell
from scoring.beside import heads_beside
from scoring.index import Index
from scoring.publishing import EXACT, ShownArea, ShownShare, protected
from scoring.score import shown
from scoring.tally import Count

MOST_UPRIGHT = 12  # RTs whose columns fit on an upright page


def index_section(figures: Figures, main: IndexFigures) -> Section:
    """The total with its category, what changed since the year before, the dimensions, and the other indices."""
    words, area = load_words(), main.shown
    if area is None:
        return Section(words["indeks"], "Indeks", (Paragraph(too_few(main)),))
    blocks: list[Block] = [Paragraph(_headline(main.index, area)), Paragraph(words["indikatif"])]
    if area.as_met.value is not None and area.as_met.value != area.total.value:
        blocks.append(Paragraph(words["as_met"].format(nilai=in_words(told(area.as_met)))))
    if area.total.value is not None:
        blocks.append(Paragraph(_change(figures, main, area)))
    blocks += [_dimensions(main, area), _bars(main.index, area)]
    if area.total.digits < EXACT or area.total.value is None:
        blocks.append(Paragraph(words["dibulatkan"]))
    blocks += _by_head(main)
    others = [each for each in figures.indices if each.index.area == "indicator_shares" and each.index.kind == "score"]
    blocks += _others([each for each in others if each is not main])
    return Section(words["indeks"], "Indeks", tuple(blocks))


def low_section(main: IndexFigures, figures: Figures) -> Section:
    """The indicators below 75, and in which RT the families live that lack them."""
    words, area = load_words(), main.shown
    if area is None:
        return Section(words["rendah"], "Di bawah 75", (Paragraph(too_few(main)),))
    low = low_shares(area)
    hidden = sum(share.low is None for share in area.shares)
    unknown = [Paragraph(words["rendah_tersembunyi"].format(n=hidden))] if hidden else []
    if not low:
        return Section(words["rendah"], "Di bawah 75", (Paragraph(words["rendah_kosong"]), *unknown))
    labels = labels_of(main.index)
    rows = tuple(
        (labels[s.id], told(s.share), count(s.cells.unmet), count(s.cells.na), count(s.cells.missing)) for s in low
    )
    blocks: list[Block] = [
        Paragraph(words["rendah_kalimat"].format(n=len(low), semua=len(area.shares))),
        *unknown,
        Table(tuple(words["rendah_kolom"]), rows, (6, 2, 2, 2, 2)),
    ]
    if figures.level == "desa":
        by_rt = _by_rt(main, figures, low)
        blocks.append(by_rt if len(by_rt.head) > 1 else Paragraph(words["rt_kecil"]))
    return Section(words["rendah"], "Di bawah 75", tuple(blocks))


def all_indicators(main: IndexFigures) -> Section:
    """Every indicator with all its cells, under both NA policies."""
    words, area = load_words(), main.shown
    if area is None:
        return Section(words["semua_indikator"], "Semua indikator", (Paragraph(too_few(main)),))
    labels = labels_of(main.index)
    rows = tuple((labels[share.id], *_cells(share), told(share.share), told(share.as_met)) for share in area.shares)
    table = Table(tuple(words["semua_kolom"]), rows, (5, 2, 2, 2, 2, 2, 2))
    return Section(words["semua_indikator"], "Semua indikator", (table,))


def low_shares(area: ShownArea) -> list[ShownShare]:
    """The indicators that need an intervention, the lowest first; of a hidden share, what it is at most."""

    def at_most(share: ShownShare) -> Fraction:
        if share.share.value is not None:
            return share.share.value
        return 100 - Fraction(100 * (share.cells.unmet.count or share.cells.unmet.least), area.households)

    return sorted((share for share in area.shares if share.low), key=at_most)


def labels_of(index: Index) -> dict[str, str]:
    """What the index's indicators are called."""
    return {indicator.id: indicator.label for indicator in index.indicators}


def too_few(figures: IndexFigures) -> str:
    """That there are too few households for anything to be shown."""
    words, households = load_words(), figures.counts.households + figures.apart
    sentence: str = words["terlalu_sedikit"] if households else words["belum_ada"]
    return sentence.format(n=households)


def _headline(index: Index, area: ShownArea) -> str:
    words = load_words()
    sentence: str = words["indeks_kalimat"] if area.band else words["indeks_tanpa_kategori"]
    band = area.band.label if area.band else ""
    return sentence.format(label=index.label, nilai=in_words(told(area.total)), kategori=band)


def _change(figures: Figures, main: IndexFigures, area: ShownArea) -> str:
    words = load_words()
    before = main.shown_before
    if before is None or before.total.value is None or area.total.value is None:
        return str(words["tanpa_sebelumnya"])
    digits = min(before.total.digits, area.total.digits)
    change = shown(area.total.value, digits) - shown(before.total.value, digits)
    sentence: str = words["perubahan"]
    difference = f"{change:+}".replace(".", ",") if change else words["sama"]
    said = sentence.format(tahun=figures.year - 1, nilai=in_words(told(before.total)), selisih=difference)
    return f"{said} {words['versi_berbeda']}" if main.index_before is not None else said


def _dimensions(main: IndexFigures, area: ShownArea) -> Table:
    words = load_words()
    labels = {dimension.id: dimension.label for dimension in main.index.dimensions}
    items = {d.id: d.counted for d in main.area.dimensions}
    rows = tuple((labels[id_], told(figure), items[id_]) for id_, figure in area.dimensions)
    return Table(tuple(words["dimensi_kolom"]), rows, (5, 2, 2))


def _bars(index: Index, area: ShownArea) -> Bars:
    labels = {dimension.id: dimension.label for dimension in index.dimensions}
    known = [(labels[id_], shown(f.value, f.digits)) for id_, f in area.dimensions if f.value is not None]
    return Bars(load_words()["dimensi_plot"], tuple(known))


def _by_head(main: IndexFigures) -> list[Block]:
    """The total by the sex of the household's head; nothing where one group is too small, for it would follow."""
    words = load_words()
    groups = {head: found for head, found in main.by_head.items() if found.households}
    if not heads_beside(groups, main.rest.heads) or not set(groups) <= set(words["kepala"]):
        return []
    shown_groups = {head: shown_of(main.index, found) for head, found in groups.items()}
    rows = []
    for head, area in sorted(shown_groups.items()):
        if area is not None:
            rows.append((words["kepala"][head], area.households, told(area.total)))
    return [Table(tuple(words["kepala_kolom"]), tuple(rows), (5, 2, 2))]


def _others(others: list[IndexFigures]) -> list[Block]:
    words = load_words()
    rows: list[tuple[Cell, ...]] = []
    for each in others:
        if each.shown is None:
            continue
        labels = {dimension.id: dimension.label for dimension in each.index.dimensions}
        rows.append((each.index.label, words["total"], told(each.shown.total)))
        known = [(id_, figure) for id_, figure in each.shown.dimensions if figure.value is not None]
        rows += [(each.index.label, labels[id_], told(figure)) for id_, figure in known]
    return [Table(tuple(words["lain_kolom"]), tuple(rows), (4, 4, 2), title=words["lain"])] if rows else []


def _by_rt(main: IndexFigures, figures: Figures, low: list[ShownShare]) -> Table:
    """How many families of each RT lack what is low; an RT of fewer than ten is hidden, and so is what tells of it."""
    words = load_words()
    labels = labels_of(main.index)
    sizes = {code: found.households for code, found in main.by_part.items()}
    large = [part for part in figures.parts if sizes.get(part.code, 0) >= FEWEST_HOUSEHOLDS]
    small = 0 < sum(sizes.values()) - sum(sizes[part.code] for part in large) < FEWEST_HOUSEHOLDS
    rows = []
    for share in low:
        if share.cells.unmet.count is None:
            continue
        lacking = {code: found.indicators.get(share.id, Count()).unmet for code, found in main.by_part.items()}
        kept = {part.code: lacking.get(part.code, 0) for part in large}
        cells = _beside(kept, sum(lacking.values()) - sum(kept.values()), small=small)
        rows.append((labels[share.id], *(count(cells[part.code]) for part in large)))
    head = (words["indikator"], *(part.code for part in large))
    many = len(large) > MOST_UPRIGHT
    return Table(head, tuple(rows), (6, *(1 for _ in large)), title=words["rendah_rt"], wide=many)


def _beside(kept: dict[str, int], rest: int, *, small: bool) -> dict[str, CountCell]:
    """The counts as they may be shown, where the sum tells the rest; if that is of a `small` group, how many they are
    does not follow, be they ever so many of it."""
    cells = protected({**kept, "": rest})
    if small and rest and kept and all(cells[code].count is not None for code in kept):
        largest = max(kept, key=lambda code: kept[code])
        cells[largest] = CountCell(None)
    return cells


def _cells(share: ShownShare) -> tuple[Cell, Cell, Cell, Cell]:
    cells = share.cells
    return count(cells.met), count(cells.unmet), count(cells.na), count(cells.missing)
