"""A week in words: one message of less than 1,000 characters, the most important first and never left out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from bot.flows.reply import Press, Rows
from bot.flows.services.wording import Wording
from bot.flows.summary.tasks import far_behind, tasks
from bot.flows.summary.telling import MOST_UNMET
from bot.flows.summary.week import Part, Standing, Unmet, Week
from bot.flows.texts import Listed, Plural, Text, Words
from bot.language import language as spoken
from scoring.score import shown

MOST_CHARACTERS = 999
DETAILS, TIMES = "sumfile", "sumtime"  # the verbs of the pages behind the buttons
_MOST_NAME, _MOST_LABEL, _CUT = 32, 44, "…"
_WEEK = timedelta(days=8)  # with the day that a summary may come late

TITLE = Text("Rangkuman {name}, {day}")
NO_HOUSES = Text("Rangkuman {name}: belum ada rumah yang terdaftar. Kader bisa mulai dengan Rumah baru.")
NO_NEWS = Text("Rangkuman {name}: minggu ini tidak ada yang baru. {finished} dari {registered} rumah sudah didata.")
COVERED = Text("Didata {finished} dari {registered} rumah ({percent}%).")
COVERED_WEEK = Text("Didata {finished} dari {registered} rumah ({percent}%), {added} seminggu ini.")
COVERED_SINCE = Text("Didata {finished} dari {registered} rumah ({percent}%), {added} sejak {since}.")
BEGUN = Plural("{n} baru sebagian.", "{n} baru sebagian.")
REFUSED = Plural("{n} memilih tidak ikut tahun ini.", "{n} memilih tidak ikut tahun ini.")
HELP = Text("Perlu ditemani: {places}.")
HELP_PLACE = Text("{name} ({finished} dari {registered})")
TOTAL = Text("{index} {total}")
BAND = Text("Kategori: {band}.")
TOTAL_HIDDEN = Text("{index}: angkanya menyusul, supaya tidak ada keluarga yang bisa ditebak.")
OF_HOUSES = Plural("dari {n} rumah.", "dari {n} rumah.")
SAME = Text("sama seperti minggu lalu")
UP, DOWN = Text("Yang menaikkan: {things}."), Text("Yang menurunkan: {things}.")
TOO_FEW = Text("Indeks tampil setelah 10 rumah selesai.")
COMMONEST = Text("Paling banyak belum terpenuhi:")
FAMILIES = Plural("{n} keluarga", "{n} keluarga")
ABOUT = Plural("sekitar {n} keluarga", "sekitar {n} keluarga")
GROWING, SHRINKING = Text("{families}, bertambah sedikit"), Text("{families}, berkurang sedikit")
REFERRALS = Plural(
    "Rujukan: {n} masih berjalan, {overdue} lewat waktu.", "Rujukan: {n} masih berjalan, {overdue} lewat waktu."
)
REQUESTS = Text("Permintaan keluarga tentang datanya: {near} hampir 3 x 24 jam, {overdue} sudah lewat.")
CONTACTS = Text("Layanan tanpa kontak di sini: {missing}; lama tidak dicek: {unchecked}.")
THIS_WEEK = Text("Minggu ini:")
BUTTON_DETAILS, BUTTON_TIMES = Text("Rincian"), Text("Ubah jadwal")


def lines(week: Week, language: str = "id") -> tuple[Words, ...]:
    """The message, line by line, in less than 1,000 characters; one line where there is nothing to say."""
    week = replace(week, name=_cut(week.name, _MOST_NAME))
    if not week.registered:
        return (NO_HOUSES(name=week.name),)
    if nothing_new(week):
        return (NO_NEWS(name=week.name, finished=week.finished, registered=week.registered),)
    blocks = _blocks(_short(week), language)
    # What is left out first where all of it would be too long.
    for dispensable in ("movers", "contacts", "help", "third", "second", "requests", "referrals", "unmet", "index"):
        found = _joined(blocks)
        if _length(found, language) <= MOST_CHARACTERS:
            return found
        blocks[dispensable] = []
    return _joined(blocks)


def rows(code: str) -> Rows:
    """The buttons under the message; `code` says which area and day it was about."""
    return ((Press(BUTTON_DETAILS, DETAILS, code=code), Press(BUTTON_TIMES, TIMES, code=code)),)


def nothing_new(week: Week) -> bool:
    """Whether nothing has changed since a week before, and nothing waits for anybody."""
    waiting = week.waiting
    pressing = waiting.referrals_overdue or waiting.requests_near or waiting.requests_overdue
    moved = week.standing is not None and week.standing.change
    quiet = week.added == 0 and not week.silent_cadres and not week.begun
    return quiet and not pressing and not moved and (not week.left or not week.finished)


def percent(part: Week | Part) -> Decimal:
    """The share of the registered households that are finished."""
    return shown(Fraction(100 * part.finished, part.registered), 0) if part.registered else Decimal(0)


def _blocks(week: Week, language: str) -> dict[str, list[Words]]:
    """The message's parts by name, in order."""
    unmet = [_unmet(each, number, language) for number, each in enumerate(week.unmet[:MOST_UNMET], 1)]
    todo = tasks(week, language)
    return {
        "title": [TITLE(name=week.name, day=week.on)],
        "covered": [_covered(week)],
        "help": _help(week),
        "gap": [""],
        "index": _standing(week.standing, language),
        "movers": _movers(week.standing, language),
        "unmet": [COMMONEST, unmet[0]] if unmet else [],
        "second": unmet[1:2],
        "third": unmet[2:],
        "space": [""],
        "referrals": _referrals(week),
        "requests": _requests(week),
        "contacts": _contacts(week),
        "room": [""],
        "tasks": [THIS_WEEK, *(Listed((str(n), each), " ") for n, each in enumerate(todo, 1))] if todo else [],
    }


def _covered(week: Week) -> Words:
    said: list[Words] = []
    numbers: dict[str, Words] = {"finished": week.finished, "registered": week.registered, "percent": percent(week)}
    if week.added is None or week.since is None:
        said.append(COVERED(**numbers))
    else:
        added = _signed(Decimal(week.added))
        recent = week.on - week.since <= _WEEK
        said.append(
            COVERED_WEEK(**numbers, added=added) if recent else COVERED_SINCE(**numbers, added=added, since=week.since)
        )
    if week.begun:
        said.append(BEGUN(week.begun))
    if week.refused:
        said.append(REFUSED(week.refused))
    return Listed(tuple(said), " ")


def _help(week: Week) -> list[Words]:
    behind = far_behind(week)
    named = [HELP_PLACE(name=p.name, finished=p.finished, registered=p.registered) for p in behind]
    return [HELP(places=Listed(tuple(named)))] if named else []


def _standing(standing: Standing | None, language: str) -> list[Words]:
    if standing is None:
        return [TOO_FEW]
    label = standing.label.said_in(language)
    index: Words = Listed((label, f"({standing.note})"), " ") if standing.note else label
    if standing.total.value is None:
        return [TOTAL_HIDDEN(index=index)]
    total = shown(standing.total.value, standing.total.digits)
    said: list[Words] = [TOTAL(index=index, total=total)]
    if standing.change is not None:
        said.append(_signed(standing.change) if standing.change else SAME)
    line = Listed((*said, OF_HOUSES(standing.households)))
    return [line, BAND(band=standing.band.said_in(language))] if standing.band else [line]


def _movers(standing: Standing | None, language: str) -> list[Words]:
    if standing is None:
        return []
    found: list[Words] = []
    for sentence, labels in ((UP, standing.up), (DOWN, standing.down)):
        if labels:
            found.append(sentence(things=Listed(tuple(_lowered(label.said_in(language)) for label in labels))))
    return found


def _unmet(unmet: Unmet, number: int, language: str) -> Words:
    families: Words = ABOUT(unmet.families) if unmet.rounded else FAMILIES(unmet.families)
    if unmet.trend:
        families = (GROWING if unmet.trend > 0 else SHRINKING)(families=families)
    said: Words = Listed((unmet.label.said_in(language), families), ": ")
    if unmet.service:
        said = Listed((said, unmet.service.said_in(language)), " → ")
    return Listed((str(number), said), " ")


def _referrals(week: Week) -> list[Words]:
    open_ones, overdue = week.waiting.referrals, week.waiting.referrals_overdue
    return [REFERRALS(open_ones, overdue=overdue)] if open_ones or overdue else []


def _requests(week: Week) -> list[Words]:
    near, overdue = week.waiting.requests_near, week.waiting.requests_overdue
    return [REQUESTS(near=near, overdue=overdue)] if near or overdue else []


def _contacts(week: Week) -> list[Words]:
    known = week.without_contact or week.unchecked
    return [CONTACTS(missing=week.without_contact, unchecked=week.unchecked)] if known else []


def _short(week: Week) -> Week:
    """The week with names and labels that fit on a small screen."""
    standing = week.standing
    if standing is not None:
        standing = replace(
            standing,
            label=_cut_wording(standing.label),
            note=_cut(standing.note, _MOST_NAME),
            band=_cut_wording(standing.band),
            up=tuple(map(_cut_wording, standing.up)),
            down=tuple(map(_cut_wording, standing.down)),
        )
    return replace(
        week,
        parts=tuple(replace(part, name=_cut(part.name, _MOST_NAME)) for part in week.parts),
        silent=tuple(_cut(name, _MOST_NAME) for name in week.silent),
        standing=standing,
        unmet=tuple(
            replace(each, label=_cut_wording(each.label), service=_cut_wording(each.service)) for each in week.unmet
        ),
    )


def _joined(blocks: dict[str, list[Words]]) -> tuple[Words, ...]:
    """All lines, without an empty one at the ends or beside another."""
    found: list[Words] = []
    for line in (line for block in blocks.values() for line in block):
        if line != "" or (found and found[-1] != ""):
            found.append(line)
    return tuple(found[:-1] if found[-1] == "" else found)


def _length(found: Sequence[Words], language: str) -> int:
    speak = spoken(language)
    return len("\n".join(speak.say(line) for line in found))


def _signed(change: Decimal) -> Words:
    rise, fall = Text("naik {by}"), Text("turun {by}")
    return rise(by=change) if change >= 0 else fall(by=-change)


def _cut_wording(wording: Wording) -> Wording:
    return Wording(_cut(wording.indonesian, _MOST_LABEL), _cut(wording.english, _MOST_LABEL))


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + _CUT


def _lowered(label: str) -> str:
    """The label as it stands within a sentence; an abbreviation keeps its capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
