"""The screens of a village's plan: its actions, one of them, and why one is moved to next year."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from bot.flows.reply import Press, Reply
from bot.flows.rounds import action as states
from bot.flows.rounds.action import Planned
from bot.flows.rounds.morning import action_answers, carried_out
from bot.flows.texts import Plural, Text, Words

TITLE = Plural("Rencana {place}: {n} kegiatan.", "Rencana {place}: {n} kegiatan.")
NOTHING = Text("Rencana {place} belum ada kegiatannya.")
LINE = Text("{number}. {activity} ({office}): {status}")
BY = Text("paling lambat {day}")
DONE, MOVED = Text("selesai"), Text("pindah ke {year}")
FROM_REPORT = Text("Ambil dari laporan")
ADDED = Plural("{n} kegiatan baru dari laporan.", "{n} kegiatan baru dari laporan.")
NOTHING_NEW = Text("Dari angka sekarang belum ada kegiatan baru.")
PLAN, MENU = Text("Rencana desa"), Text("Menu")
WHY = Text("Ditunda karena apa?")
REASON_LABELS: dict[str, Words] = {
    states.MONEY: Text("Belum ada dana"),
    states.NOBODY_CAME: Text("Petugas belum datang"),
    states.NOT_YET_TIME: Text("Belum sempat"),
    states.OTHER: Text("Lainnya"),
}
CARRIED_OUT = Text("Dicatat: {activity} sudah terlaksana. Terima kasih.")
ASK_AGAIN = Text("Baik. Saya tanyakan lagi {day}.")
MOVED_TO = Text("{activity} pindah ke rencana {year}.")
ASKED_ALREADY = Text("Kegiatan itu sudah dicatat.")
BELOW = Text("Rencana desa-desa di {place}, menurut dinas:")
NOTHING_BELOW = Text("Desa-desa di {place} belum punya rencana tahun ini.")
OFFICE = Text("▫ {office}: {actions} di {villages}, {done} selesai")
ACTIONS = Plural("{n} kegiatan", "{n} kegiatan")
VILLAGES = Plural("{n} desa", "{n} desa")
REPORT = Text("Laporan")
MOST_LISTED = 8


def plan(place: str, actions: Sequence[Planned]) -> Reply:
    """A village's actions, those still to come first."""
    rows: list[tuple[Press, ...]] = [(Press(FROM_REPORT, "plannew"), Press(MENU, "home"))]
    if not actions:
        return Reply((NOTHING(place=place),), tuple(rows))
    shown = actions[:MOST_LISTED]
    lines = [
        LINE(number=n, activity=each.activity, office=each.office, status=_status(each))
        for n, each in enumerate(shown, 1)
    ]
    open_ones = [Press(str(n), "plan1", code=str(e.id)) for n, e in enumerate(shown, 1) if e.status == states.PLANNED]
    return Reply((TITLE(len(actions), place=place), *lines), (tuple(open_ones[:4]), tuple(open_ones[4:]), *rows))


def gathered(place: str, actions: Sequence[Planned]) -> Reply:
    """The plans of an area's villages together: for each office how much it is asked for, where, and what is done."""
    row = ((Press(REPORT, "report"), Press(MENU, "home")),)
    by_office: dict[str, list[Planned]] = defaultdict(list)
    for each in actions:
        for office in each.office.split(", "):
            by_office[office].append(each)
    if not by_office:
        return Reply((NOTHING_BELOW(place=place),), row)
    lines = [
        OFFICE(
            office=office,
            actions=ACTIONS(len(asked)),
            villages=VILLAGES(len({each.region_code for each in asked})),
            done=sum(each.status == states.DONE for each in asked),
        )
        for office, asked in sorted(by_office.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return Reply((BELOW(place=place), *lines), row)


def one(action: Planned) -> Reply:
    """One action, and what may be said of it."""
    return Reply((carried_out(action),), (*action_answers(action), (Press(PLAN, "plan"),)))


def why(action: Planned) -> Reply:
    """The reasons for moving it."""
    presses = [Press(label, "planmove", str(action.id), code) for code, label in REASON_LABELS.items()]
    return Reply((carried_out(action), WHY), (tuple(presses[:2]), tuple(presses[2:]), (Press(PLAN, "plan"),)))


def heard(action: Planned) -> Reply:
    """What her answer came to."""
    line: Words = ASK_AGAIN(day=action.due_on or date.min)
    if action.status == states.DONE:
        line = CARRIED_OUT(activity=action.activity)
    if action.status == states.MOVED:
        line = MOVED_TO(activity=action.activity, year=str(action.moved_to))
    return Reply((line,), ((Press(PLAN, "plan"), Press(MENU, "home")),))


def _status(action: Planned) -> Words:
    match action.status:
        case "selesai":
            return DONE
        case "pindah":
            return MOVED(year=str(action.moved_to))
    return BY(day=action.by_on)
