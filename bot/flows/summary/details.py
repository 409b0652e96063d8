"""*Rincian*: the same week as tables, one sheet for each, without anything that the message would not tell."""

from collections.abc import Callable

from bot.flows.reports.document import Cell, Paragraph, Report, Section, Table
from bot.flows.summary.lines import percent
from bot.flows.summary.tasks import tasks
from bot.flows.summary.week import Part, Unmet, Week
from bot.flows.texts import Text, Words
from scoring.score import shown

Say = Callable[[Words], str]

TITLE = Text("Rangkuman mingguan")
COVERAGE, LACKING, TASKS = Text("Cakupan"), Text("Belum terpenuhi"), Text("Yang perlu diurus")
RT, AREA, SERVICE, MATTER = Text("RT"), Text("Wilayah"), Text("Layanan yang bisa ditanya"), Text("Yang belum terpenuhi")
REGISTERED, FINISHED, SHARE, BEGUN = Text("Terdaftar"), Text("Selesai"), Text("Persen"), Text("Baru sebagian")
ADDED, INDEX, FAMILIES, TREND = Text("Sejak minggu lalu"), Text("Indeks"), Text("Keluarga"), Text("Setelah itu")
ALL, NOTHING, HIDDEN = Text("Seluruhnya"), Text("Tidak ada yang mendesak minggu ini."), Text("menyusul")
MORE, LESS = Text("bertambah sedikit"), Text("berkurang sedikit")
NOT_YET = Text("Indeks tampil setelah 10 rumah selesai.")
OF_HOUSES = Text("Dihitung dari {n} rumah. Angka di bawah 5 keluarga tidak ditampilkan.")
WHEN_NEW = Text(
    "Angka keluarga berganti setelah sedikitnya 10 rumah baru, supaya tidak ada keluarga yang bisa ditebak."
)
ROUNDED = Text("Angka dibulatkan ke kelipatan lima.")
REFERRALS = Text("Rujukan masih berjalan: {n}; lewat waktu: {overdue}.")
REQUESTS = Text("Permintaan keluarga tentang datanya hampir 3 x 24 jam: {near}; sudah lewat: {overdue}.")
CONTACTS = Text("Layanan tanpa kontak di sini: {missing}; lama tidak dicek: {unchecked}.")
SILENT = Text("Kader yang seminggu ini belum ada kabar: {n}.")
REFUSED = Text("Rumah yang memilih tidak ikut tahun ini: {n}.")


def details(week: Week, language: str, say: Say) -> Report:
    """The week as a report of three sheets."""
    sections = (_coverage(week, say), _lacking(week, language, say), _todo(week, language, say))
    return Report(say(TITLE), week.name, (say(week.on),), sections)


def _coverage(week: Week, say: Say) -> Section:
    above = not week.in_village
    head = [say(AREA if above else RT), say(REGISTERED), say(FINISHED), say(SHARE), say(BEGUN), say(ADDED)]
    rows = [_row(part, above, say) for part in week.parts]
    whole = Part("", say(ALL), week.registered, week.finished, week.begun)
    added: Cell = week.added if week.added is not None else "–"
    rows.append((whole.name, whole.registered, whole.finished, percent(whole), whole.begun, added, *([""] * above)))
    table = Table((*head, *([say(INDEX)] * above)), tuple(rows), (4, 2, 2, 2, 2, 2, *([2] * above)), sums=True)
    return Section(say(COVERAGE), say(COVERAGE), (table, Paragraph(say(REFUSED(n=week.refused)))))


def _row(part: Part, above: bool, say: Say) -> tuple[Cell, ...]:
    added: Cell = part.finished - part.before if part.before is not None else "–"
    cells: tuple[Cell, ...] = (part.name, part.registered, part.finished, percent(part), part.begun, added)
    if not above:
        return cells
    total: Cell = shown(part.total.value, part.total.digits) if part.total.value is not None else "–"
    return (*cells, total)


def _lacking(week: Week, language: str, say: Say) -> Section:
    if week.standing is None:
        return Section(say(LACKING), say(LACKING), (Paragraph(say(NOT_YET)),))
    standing = week.standing
    total: Cell = say(HIDDEN)
    if standing.total.value is not None:
        total = shown(standing.total.value, standing.total.digits)
    label = standing.label.said_in(language)
    index = Table((say(INDEX), ""), ((f"{label} ({standing.note})" if standing.note else label, total),), (6, 2))
    rows = tuple(
        (each.label.said_in(language), each.families, _trend(each, say), each.service.said_in(language))
        for each in week.unmet
    )
    table = Table((say(MATTER), say(FAMILIES), say(TREND), say(SERVICE)), rows, (5, 2, 3, 4))
    notes = [OF_HOUSES(n=standing.households), WHEN_NEW]
    if any(each.rounded for each in week.unmet):
        notes.append(ROUNDED)
    return Section(say(LACKING), say(LACKING), (index, table, *(Paragraph(say(note)) for note in notes)))


def _trend(unmet: Unmet, say: Say) -> str:
    return say(MORE if unmet.trend > 0 else LESS) if unmet.trend else "–"


def _todo(week: Week, language: str, say: Say) -> Section:
    waiting = week.waiting
    said: list[Words] = [*tasks(week, language)] or [NOTHING]
    if waiting.referrals or waiting.referrals_overdue:
        said.append(REFERRALS(n=waiting.referrals, overdue=waiting.referrals_overdue))
    if waiting.requests_near or waiting.requests_overdue:
        said.append(REQUESTS(near=waiting.requests_near, overdue=waiting.requests_overdue))
    if week.silent_cadres:
        said.append(SILENT(n=week.silent_cadres))
    said.append(CONTACTS(missing=week.without_contact, unchecked=week.unchecked))
    return Section(say(TASKS), say(TASKS), tuple(Paragraph(say(line)) for line in said))
