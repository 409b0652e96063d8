"""Houses on a coordinator's screens: whose each is, closing one, and reading one for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.flows.arrival import STATUSES, House
from bot.flows.coordinating.codes import PER_PAGE, below, cut, turning
from bot.flows.coordinating.home import to_home
from bot.flows.coordinating.team import MEMBER, Member
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.texts import Listed, Plural, Text, Words

VILLAGE = Text("Rumah di {place}. RT mana?")
WITHOUT_CADRE = Text("Belum ada kadernya: {rts}.")
IN_RT = Text("RT {rt}")
HOUSES_IN = Text("Rumah RT {rt}, halaman {page} dari {pages}.")
LISTED = Text("{name} · {cadre}")
BY_RT = Text("kader RT")
ALL_WAITING = Text("Serahkan semua")
ABOUT = Text("{house}, {status}.")
IS_OF = Text("Kadernya: {cadre}.")
IS_OF_RT = Text("Kadernya: siapa pun kader RT {rt}.")
GIVE, READ, CLOSE = Text("Ganti kader"), Text("Baca jawaban"), Text("Tutup rumah")
BACK_TO_RT = Text("‹ RT {rt}")
TO_WHOM = Text("{house} untuk kader siapa?")
ALL_TO_WHOM = Plural(
    "{n} rumah RT {rt} yang belum selesai untuk kader siapa?",
    "{n} rumah RT {rt} yang belum selesai untuk kader siapa?",
)
NOTHING_LEFT = Text("Semua rumah RT {rt} sudah selesai.")
GIVEN = Text("{house} sekarang untuk {cadre}.")
GIVEN_ALL = Plural("{n} rumah sekarang untuk {cadre}.", "{n} rumah sekarang untuk {cadre}.")
CHANGED_MEANWHILE = Text("Baru saja diubah koordinator lain. Ini keadaan sekarang.")
STAYS_AWAY = Text("{cadre} tidak bisa untuk rumah ini. Pilih kader lain, ya.")
WHY_CLOSE = Text("{house} ditutup karena apa? Jawaban yang ada tetap tersimpan, rumahnya keluar dari daftar.")
REASONS = {"pindah": Text("Pindah"), "meninggal": Text("Meninggal"), "gabung": Text("Gabung rumah lain")}
CLOSED = Text("{house} sudah ditutup.")
REOPEN = Text("Batalkan")
REOPENED = Text("{house} dibuka lagi.")

WHY_READ = Text(
    "Untuk membaca jawaban satu rumah, tulis dulu alasannya, paling sedikit 10 huruf. Alasan ini dicatat. "
    "Contoh: keluarga minta datanya dicek"
)
READING = Text("{house}, {status}. Hanya untuk dibaca; bagian pribadi tidak ada di sini.")
ANSWERS = Text("Jawaban, halaman {page} dari {pages}:")
SEE_ANSWERS = Text("Lihat jawaban")
NO_ANSWERS = Text("Belum ada jawaban.")
WRITTEN_DOWN = Text("Dicatat: {day}, {reason}")
LINES_A_PAGE = 8
SHORTEST_REASON, LONGEST_REASON = 10, 200

SWAP = Text(
    "{house}: keluarga boleh memilih kader lain, tanpa alasan. "
    "Kalau ini keluarga sendiri, kader lain juga yang mendata. Siapa yang melanjutkan?"
)
COORDINATOR_CHOOSES = Text("Biar koordinator")
STAY = Text("Tidak jadi")
SWAPPED = Text("Baik. {house} dilanjutkan {cadre}.")
SWAPPED_LATER = Text("Baik. {house} dilanjutkan kader lain, koordinator yang memilih.")
NEEDS_A_CADRE = Text("{house} perlu kader lain. Mohon dipilihkan, ya.")
SOME_NEED_A_CADRE = Text(
    "Di {place} ada rumah yang perlu kader lain, tetapi belum ada koordinator yang memilihkan. Mohon dibantu, ya."
)
RIGHTS = Text("Hak keluarga")
CHOOSE_CADRE = Text("Pilih kader")


@dataclass(frozen=True, slots=True)
class Kept:
    """A house as a coordinator sees it: whose it is, how far; no answers."""

    house: House
    cadre: str  # empty: whoever's the RT is
    cadre_id: int  # 0: nobody by name
    readable: bool = True  # for a reason; not while its data are used for nothing

    @property
    def words(self) -> Words:
        """Whose it is, on a button."""
        return cut(self.cadre, 14) if self.cadre else BY_RT


def village(place: str, rts: Sequence[str], without: Sequence[str]) -> Reply:
    """The RTs to choose from, and those that have no cadre."""
    lines: list[Words] = [VILLAGE(place=place)]
    if without:
        lines.insert(0, WITHOUT_CADRE(rts=Listed(tuple(IN_RT(rt=rt) for rt in without[:12]))))
    return Reply(tuple(lines), (*in_rows([Press(IN_RT(rt=rt), "in_rt", rt, "0") for rt in rts]), (to_home(),)))


def in_rt(rt: str, houses: Sequence[Kept], *, page: int, pages: int) -> Reply:
    """A page of an RT's houses, each with whose it is."""
    rows = below(
        *(Press(LISTED(name=_short(each.house), cadre=each.words), "kept", "", str(each.house.id)) for each in houses)
    )
    every = (Press(ALL_WAITING, "give_all", rt),)
    lines = (HOUSES_IN(rt=rt, page=page + 1, pages=pages),)
    return Reply(lines, (*rows, *turning("in_rt", page, pages, rt), every, (to_home(),)), protected=True)


def kept(one: Kept) -> Reply:
    """A house, and what can be done with it."""
    house = one.house
    whose = IS_OF(cadre=one.cadre) if one.cadre else IS_OF_RT(rt=house.rt)
    number = str(house.id)
    rows = (
        (Press(GIVE, "give", "", number), *((Press(READ, "read", "", number),) if one.readable else ())),
        (Press(CLOSE, "close", "", number), Press(RIGHTS, "hak", "", number)),
        (Press(BACK_TO_RT(rt=house.rt), "in_rt", house.rt, "0"), to_home()),
    )
    return Reply((ABOUT(house=house.title, status=STATUSES[house.status]), whose), rows, protected=True)


def to_whom(one: Kept, cadres: Sequence[Member]) -> Reply:
    """The cadres that a house can be given to. Each button says as well whose it is now."""
    house = one.house
    code = f"{house.id}:{{}}:{one.cadre_id}"
    rows = _cadres("given", cadres, code)
    nobody = ((Press(IS_OF_RT_BUTTON(rt=house.rt), "given", "", code.format(0)),),) if one.cadre_id else ()
    return Reply(
        (TO_WHOM(house=house.title),), (*rows, *nobody, (Press(STAY, "kept", "", str(house.id)),)), protected=True
    )


def all_to_whom(rt: str, waiting: int, cadres: Sequence[Member]) -> Reply:
    """The cadres that all unfinished houses of an RT can be given to."""
    back = (Press(BACK_TO_RT(rt=rt), "in_rt", rt, "0"),)
    if not waiting:
        return Reply((NOTHING_LEFT(rt=rt),), (back,))
    return Reply((ALL_TO_WHOM(waiting, rt=rt),), (*_cadres("given_all", cadres, "{}", rt), back))


def why_close(house: House) -> Reply:
    """Why a house is closed."""
    presses = [Press(label, "closed", code, str(house.id)) for code, label in REASONS.items()]
    stay = (Press(STAY, "kept", "", str(house.id)),)
    return Reply((WHY_CLOSE(house=house.title),), (*in_rows(presses), stay), protected=True)


def closed(house: House) -> Reply:
    """It is closed; that can be taken back."""
    rows = ((Press(REOPEN, "reopen", "", str(house.id)), Press(BACK_TO_RT(rt=house.rt), "in_rt", house.rt, "0")),)
    return Reply((CLOSED(house=house.title),), rows, protected=True)


# --- reading one


def why_read(house_id: int, awaits: str) -> Reply:
    """For which reason she wants to read it."""
    return Reply((WHY_READ,), ((Press(STAY, "kept", "", str(house_id)),),), awaits=awaits)


def card(house: House, result: Sequence[Words], day: date, reason: str) -> Reply:
    """What the house has come to, to be read only."""
    rows = ((Press(SEE_ANSWERS, "read_on", str(house.id), "0"),), (Press(STAY_HOUSE, "kept", "", str(house.id)),))
    lines = (READING(house=house.title, status=STATUSES[house.status]), *result, WRITTEN_DOWN(day=day, reason=reason))
    return Reply(lines, rows, protected=True)


def answers(house: House, lines: Sequence[Words], page: int) -> Reply:
    """A page of its answers, to be read only."""
    back = (Press(STAY_HOUSE, "kept", "", str(house.id)),)
    if not lines:
        return Reply((NO_ANSWERS,), (back,))
    pages = -(-len(lines) // LINES_A_PAGE)
    page %= pages
    here = lines[page * LINES_A_PAGE :][:LINES_A_PAGE]
    rows = (*turning("read_on", page, pages, str(house.id)), back)
    return Reply((house.title, ANSWERS(page=page + 1, pages=pages), *here), rows, protected=True)


# --- another cadre


def swap(house: House, others: Sequence[Member]) -> Reply:
    """To whom a cadre hands a house that is not for her."""
    rows = _cadres("swap_to", others, f"{house.id}:{{}}")
    last = (Press(COORDINATOR_CHOOSES, "swap_to", "", f"{house.id}:0"), Press(STAY, "house", "", str(house.id)))
    return Reply((SWAP(house=house.title),), (*rows, last), protected=True)


def needs_a_cadre(house: House) -> Reply:
    """To coordinators: a house that somebody else must visit. Its name stays out of a letter."""
    nameless = House(house.id, house.rt, house.number, None)
    choose = ((Press(CHOOSE_CADRE, "give", "", str(house.id)),),)
    return Reply((NEEDS_A_CADRE(house=nameless.title),), choose, protected=True)


def some_need_a_cadre(place: str) -> Reply:
    """The same to coordinators above a village that has none: of the house itself nothing."""
    return Reply((SOME_NEED_A_CADRE(place=place),), ((to_home(),),))


STAY_HOUSE = Text("‹ Rumah ini")
IS_OF_RT_BUTTON = Text("Siapa pun kader RT {rt}")
WHOEVER = Text("siapa pun kader RT {rt}")


def _cadres(verb: str, cadres: Sequence[Member], code: str, question: str = "") -> tuple[tuple[Press, ...], ...]:
    """A button for each cadre; `role_id` is the person here."""
    return below(
        *(
            Press(MEMBER(name=cut(each.name, 16), place=each.place), verb, question, code.format(each.role_id))
            for each in cadres[:PER_PAGE]
        )
    )


def _short(house: House) -> Words:
    return cut(house.label, 18) if house.label else house.name
