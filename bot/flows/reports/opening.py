"""The sections that every report begins with: what is known of the area, and how far the interviews have got."""

from collections.abc import Callable
from datetime import date

from bot.flows.reports.cells import counted, coverage, in_words
from bot.flows.reports.document import Block, Paragraph, Section, Table
from bot.flows.reports.figures import Figures
from bot.flows.reports.plan import load_words

Day = Callable[[date], str]


def profile(figures: Figures) -> Section:
    """What is known of the area; what nobody has filled in says so."""
    words = load_words()
    parts = words["jumlah_rt"] if figures.level == "desa" else words["jumlah_desa"]
    known = [
        (words["kode"], figures.code),
        (words["keluarga_terdaftar"], in_words(figures.registered)),
        (parts, str(len(figures.parts))),
    ]
    if figures.level != "desa":
        known.append((words["desa_mulai"], str(sum(part.counted > 0 for part in figures.parts))))
    elif figures.village is not None:
        known += figures.village.rows
    else:
        known += [(label, words["belum_diisi"]) for label in words["profil_kosong"]]
    table = Table(tuple(words["profil_kolom"]), tuple(known), (4, 5))
    return Section(words["profil"], "Profil", (table,))


def fieldwork(figures: Figures, day: Day) -> Section:
    """How many households were interviewed, when, and by how many cadres."""
    words = load_words()
    if figures.first_on is None or figures.last_on is None:
        return Section(words["pelaksanaan"], "Pelaksanaan", (Paragraph(words["pelaksanaan_kosong"]),))
    sentence = words["pelaksanaan_kalimat"].format(
        didata=in_words(figures.counted),
        terdaftar=in_words(figures.registered),
        cakupan=in_words(coverage(figures.counted, figures.registered)),
        dari=day(figures.first_on),
        sampai=day(figures.last_on),
        kader=figures.cadres,
    )
    blocks: list[Block] = [Paragraph(sentence)]
    if figures.left_out:
        blocks.append(Paragraph(words["versi_lain"].format(n=in_words(counted(figures.left_out)))))
    if figures.main is not None and figures.main.apart:
        blocks.append(Paragraph(words["desa_kecil"].format(n=in_words(figures.main.apart))))
    if figures.level == "desa":
        blocks.append(_by_part(figures))
    return Section(words["pelaksanaan"], "Pelaksanaan", tuple(blocks))


def _by_part(figures: Figures) -> Table:
    words = load_words()
    rows = [
        (part.name, part.registered, part.counted, coverage(part.counted, part.registered)) for part in figures.parts
    ]
    everybody = (words["seluruhnya"], figures.registered, figures.counted)
    rows.append((*everybody, coverage(figures.counted, figures.registered)))
    return Table(tuple(words["cakupan_kolom"]), tuple(rows), (4, 2, 2, 2), sums=True)
