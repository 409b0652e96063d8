"""How far places and cadres have got: numbers, no households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.flows.coordinating.codes import PER_PAGE, below, cut, on_button, turning
from bot.flows.coordinating.home import to_home
from bot.flows.reply import Press, Reply
from bot.flows.texts import Text, Words

HEADING = Text("Kemajuan {place}, {year}")
PART = Text("{name}: {done} dari {all}")
NOTHING = Text("Belum ada rumah di daftar {place}.")
BY_CADRE = Text("Per kader")
BY_RT = Text("Per RT")
IN_RT = Text("RT {rt}")
CADRES_OF = Text("Kader {place}, {year}")
CADRE = Text("{name}: {done} selesai, {begun} sebagian")
CADRE_IN = Text("{name} (RT {rt}): {done} selesai, {begun} sebagian")
HEARD = Text("{line}, terakhir {day}")
SILENT = Text("{line}, belum ada kabar seminggu ini")
NO_CADRES = Text("Belum ada kader di {place}.")
WHICH_PLACE = Text("Wilayah yang mana?")
NO_PLACE = Text("Saya belum menemukan “{words}” di {place}. Coba tulis nama desa atau kecamatannya.")


@dataclass(frozen=True, slots=True)
class Part:
    """An RT, or a region below the one that is looked at."""

    code: str  # empty for an RT
    name: Words
    done: int
    registered: int


@dataclass(frozen=True, slots=True)
class CadreWork:
    """What a cadre has done this year."""

    role_id: int
    name: str
    rt: str | None
    done: int
    begun: int
    heard_on: date | None
    silent: bool


def progress(place: str, code: str, year: int, parts: Sequence[Part], *, page: int, village: bool) -> Reply:
    """The parts of a place with their numbers; those that have parts of their own can be opened."""
    if not parts:
        return Reply((NOTHING(place=place),), ((to_home(),),))
    size = 20 if village else PER_PAGE
    pages = -(-len(parts) // size)
    here = parts[page % pages * size :][:size]
    lines = [PART(name=part.name, done=part.done, all=part.registered) for part in here]
    opening = [
        Press(cut(part.name) if isinstance(part.name, str) else part.name, "progress", "", on_button(part.code))
        for part in here
        if part.code
    ]
    cadres = ((Press(BY_CADRE, "by_cadre", "", on_button(code)), to_home()),) if village else ((to_home(),),)
    rows = (*below(*opening), *turning("progress_page", page % pages, pages, on_button(code)), *cadres)
    return Reply((HEADING(place=place, year=str(year)), *lines), rows)


def by_cadre(place: str, code: str, year: int, cadres: Sequence[CadreWork]) -> Reply:
    """What each cadre has done, those of whom nothing was heard first."""
    if not cadres:
        return Reply((NO_CADRES(place=place),), ((to_home(),),))
    lines = [_line(each) for each in sorted(cadres, key=lambda each: (not each.silent, each.rt or "", each.name))[:20]]
    rows = ((Press(BY_RT, "progress", "", on_button(code)), to_home()),)
    return Reply((CADRES_OF(place=place, year=str(year)), *lines), rows)


def which_place(found: Sequence[tuple[str, str]]) -> Reply:
    """The regions that she may have meant: code and name of each."""
    return Reply(
        (WHICH_PLACE,), below(*(Press(cut(name, 38), "progress", "", on_button(code)) for code, name in found))
    )


def _line(cadre: CadreWork) -> Words:
    line = (
        CADRE_IN(name=cadre.name, rt=cadre.rt, done=cadre.done, begun=cadre.begun)
        if cadre.rt
        else CADRE(name=cadre.name, done=cadre.done, begun=cadre.begun)
    )
    if cadre.silent:
        return SILENT(line=line)
    return HEARD(line=line, day=cadre.heard_on) if cadre.heard_on is not None else line
