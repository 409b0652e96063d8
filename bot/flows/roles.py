"""Somebody's own roles: which she acts in, and giving one up."""

from collections.abc import Sequence

from bot.flows.coordinating.codes import below
from bot.flows.coordinating.home import ROLE_WORDS, ROLES
from bot.flows.coordinating.team import Member
from bot.flows.reply import Press, Reply
from bot.flows.texts import Plural, Text, Words

WHICH = Text("Mau bekerja sebagai apa sekarang?")
ONLY_ONE = Text("Peran Bapak/Ibu hanya satu: {role} {place}.")
ROLE_AT = Text("{role} {place}")
NOW = Text("Sekarang sebagai {role} {place}.")
MENU = Text("Menu")
STOP = Text("Ya, berhenti")
STAY = Text("Tidak jadi")
SURE = Text("Berhenti menjadi kader {place}? Daftar rumah dan jawabannya tidak bisa dibuka lagi dari HP ini.")
LEFT_OPEN = Plural(
    "{n} rumah yang belum selesai akan diatur koordinator.", "{n} rumah yang belum selesai akan diatur koordinator."
)
THANKS = Text("Terima kasih banyak sudah menjadi kader {place}. Kalau nanti kembali, minta undangan dari koordinator.")
HAS_LEFT = Text("{name} berhenti sebagai kader {place}.")
LOOK = Text("Lihat rumahnya")


def which(roles: Sequence[Member]) -> Reply:
    """The roles to choose from."""
    if len(roles) == 1:
        return Reply((ONLY_ONE(role=ROLE_WORDS[roles[0].role], place=roles[0].place),), ((Press(MENU, "home"),),))
    return Reply((WHICH,), below(*(Press(_words(each), "role", "", str(each.role_id)) for each in roles)))


def now(role: Member) -> Reply:
    """The role that she acts in from now on."""
    return Reply((NOW(role=ROLE_WORDS[role.role], place=role.place),), ((Press(MENU, "home"),),))


def sure(place: Words, left: int) -> Reply:
    """Before she gives up being a cadre."""
    lines = (SURE(place=place), *((LEFT_OPEN(left),) if left else ()))
    return Reply(lines, ((Press(STOP, "stop", "", "ya"), Press(STAY, "home")),))


def left(name: str, place: Words, houses: int) -> Reply:
    """To the coordinators: a cadre has given up."""
    lines = (HAS_LEFT(name=name, place=place), *((LEFT_OPEN(houses),) if houses else ()))
    return Reply(lines, ((Press(LOOK, "village"),),))


def _words(role: Member) -> Words:
    return ROLE_AT(role=ROLES[role.role], place=role.place)
