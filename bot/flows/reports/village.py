"""The class of a village by what it tells of itself: its parts, and each indicator with what the next grade takes."""

from bot.flows.reports.document import Block, Cell, Paragraph, Section, Table
from bot.flows.reports.figures import VillageFacts
from bot.flows.reports.opening import Day
from bot.flows.reports.plan import load_words
from scoring.grades import Grades
from scoring.index import Index
from scoring.score import shown


def class_section(facts: VillageFacts, index: Index, found: Grades, day: Day) -> Section:
    """Where the village stands in an index of grades, and what leads to the next class."""
    words = load_words()
    bands = {None: words["tidak_ada"]} | {band.id: band.label for band in index.bands}
    said = words["kelas_kalimat"].format(
        label=index.label, kelas=bands[found.band.id if found.band else None], tanggal=day(facts.told_on)
    )
    blocks: list[Block] = [Paragraph(said), _parts(index, found)]
    if found.next_band is not None:
        lacking = [part for part in found.dimensions if part.id in found.needed]
        labels = {dimension.id: dimension.label for dimension in index.dimensions}
        steps = ", ".join(words["kelas_kurang"].format(label=labels[p.id], n=p.lacking) for p in lacking)
        blocks.append(Paragraph(words["kelas_menuju"].format(kelas=found.next_band.label, kurang=steps)))
    blocks.append(_indicators(index, found))
    if found.missing and index.missing == "lowest":
        blocks.append(Paragraph(words["kelas_kosong"].format(n=len(found.missing))))
    source = words["sumber"].format(label=index.label, versi=index.version, sumber=index.source)
    blocks += [Paragraph(words["kelas_catatan"]), Paragraph(source)]
    return Section(words["kelas"].format(label=index.label), "Kampung KB", tuple(blocks))


def _parts(index: Index, found: Grades) -> Table:
    words = load_words()
    labels = {dimension.id: dimension.label for dimension in index.dimensions}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            labels[part.id],
            words["tidak_ada"] if part.value is None else shown(part.value, 2),
            shown(part.enough, 0),
            words["tercapai"] if part.reached else words["belum_tercapai"],
        )
        for part in found.dimensions
    )
    return Table(tuple(words["kelas_bagian"]), rows, (4, 2, 2, 3))


def _indicators(index: Index, found: Grades) -> Table:
    words = load_words()
    labels = {indicator.id: indicator.label for indicator in index.indicators}
    parts = {dimension.id: dimension.label for dimension in index.dimensions}
    rows: list[tuple[Cell, ...]] = []
    for each in found.indicators:
        grade = words["kelas_tingkat"].format(n=each.grade, dari=each.most) if each.grade else words["tidak_ada"]
        now = each.now or words["belum_diisi"]
        rows.append((parts[each.dimension], labels[each.id], grade, now, each.then or words["tertinggi"]))
    return Table(tuple(words["kelas_kolom"]), tuple(rows), (2, 4, 2, 4, 4))
