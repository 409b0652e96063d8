"""A coordinator's first screen: how things stand in a line or two, and what she can do."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.flows.permissions import Action
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.texts import Plural, Text, Words

TITLE = Text("{role} {place}.")
ROLES = {"coordinator": Text("Koordinator"), "operator": Text("Operator"), "cadre": Text("Kader")}
ROLE_WORDS = {"coordinator": Text("koordinator"), "operator": Text("operator"), "cadre": Text("kader")}
STANDS = Plural(
    "Tahun ini {done} dari {n} rumah sudah selesai didata.", "Tahun ini {done} dari {n} rumah sudah selesai didata."
)
NO_HOUSES = Text("Belum ada rumah di daftar. Minta pengelola memasukkannya, atau kader menulisnya dengan Rumah baru.")
SILENT = Plural(
    "{n} kader belum ada kabarnya lebih dari seminggu.", "{n} kader belum ada kabarnya lebih dari seminggu."
)
WAITING = Plural("{n} layanan belum ada kontaknya.", "{n} layanan belum ada kontaknya.")
TYPE_A_PLACE = Text("Ketik nama wilayah untuk melihat kemajuannya, atau pilih.")
TYPE_A_NAME = Text("Ketik nama kader, atau pilih.")
PROGRESS, CADRES, COORDINATORS = Text("Kemajuan"), Text("Kader"), Text("Koordinator")
HOUSES, CONTACTS, REPORT = Text("Rumah"), Text("Kontak layanan"), Text("Laporan")
REFERRALS, PLAN = Text("Rujukan"), Text("Rencana desa")
SUMMARY, MESSAGE, EXPORT = Text("Rangkuman"), Text("Kirim pesan"), Text("Unduh data")
PROFILE = Text("Profil desa")
NO_PROFILE_FORM = Text("Kuesioner profil desa belum ada. Coba lagi nanti, ya.")
REQUESTS = Text("Permintaan keluarga")
FORMS, ROLE = Text("Kuesioner"), Text("Ganti peran")
HOME = Text("Menu")


@dataclass(frozen=True, slots=True)
class Stands:
    """What the first screen tells."""

    role: str
    place: str
    village: bool
    done: int
    registered: int
    silent: int
    waiting: int  # services without a contact
    several_roles: bool


def home(stands: Stands, may: Callable[[Action], bool]) -> Reply:
    """How things stand, and a button for everything that she may do."""
    line: Words = STANDS(stands.registered, done=stands.done) if stands.registered else NO_HOUSES
    more = [
        *([SILENT(stands.silent)] if stands.silent else []),
        *([WAITING(stands.waiting)] if stands.waiting else []),
    ]
    presses = [
        (Action.SEE_PROGRESS, Press(PROGRESS, "progress")),
        (Action.INVITE, Press(CADRES if stands.village else COORDINATORS, "team")),
        (Action.ASSIGN, Press(HOUSES, "village")),
        (Action.HELP_WITH_RIGHTS, Press(REQUESTS, "minta")),
        (Action.KEEP_CONTACTS, Press(CONTACTS, "contacts")),
        (Action.SEE_REPORT, Press(REPORT, "report")),
        (Action.TELL_OF_VILLAGE, Press(PROFILE, "profil")),
        (Action.SUMMARIZE, Press(SUMMARY, "summary")),
        (Action.FOLLOW_UP, Press(REFERRALS, "referrals")),
        (Action.FOLLOW_UP, Press(PLAN, "plan")),
        (Action.MESSAGE, Press(MESSAGE, "message")),
        (Action.EXPORT, Press(EXPORT, "export")),
        (Action.PUBLISH, Press(FORMS, "forms")),
    ]
    shown = [press for action, press in presses if may(action)]
    shown += [Press(ROLE, "roles")] if stands.several_roles else []
    title = TITLE(role=ROLES[stands.role], place=stands.place)
    return Reply((title, line, *more, TYPE_A_NAME if stands.village else TYPE_A_PLACE), in_rows(shown))


def to_home() -> Press:
    """The button that leads back."""
    return Press(HOME, "home")
