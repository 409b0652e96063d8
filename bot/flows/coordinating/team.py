"""The people of a place: who is there, somebody new, and the end of somebody's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.flows.coordinating.codes import PER_PAGE, below, cut, on_button, turning
from bot.flows.coordinating.home import ROLE_WORDS, to_home
from bot.flows.reply import Attachment, Press, Reply, in_rows
from bot.flows.rounds.helping import STATUS
from bot.flows.rounds.morning import Asked
from bot.flows.texts import Listed, Plural, Text, Words

CADRES_OF = Text("Kader {place}.")
COORDINATORS_OF = Text("Koordinator di {place}.")
NOBODY_YET = Text("Belum ada.")
MEMBER = Text("{name} · {place}")
IN_RT = Text("RT {rt}")
ALL_RTS = Text("seluruh desa")
NOT_CAUGHT = Text("Itu belum saya tangkap. Tekan tombolnya, atau tulis nama kadernya.")
NO_SUCH_CADRE = Text("Belum ada kader bernama “{words}”.")
FOUND = Text("Kader yang mana?")
NOT_FOUND = Text("Saya belum menemukan “{words}”.")
INVITE_CADRE, INVITE_COORDINATOR = Text("Undang kader"), Text("Undang koordinator")
IS = Text("{name}: {role} {place}.")
HAS_DONE = Text("Tahun ini {done} rumah selesai, {begun} sebagian.")
HAS_LEARNED = Text("Latihan: {passed} dari {all} pelajaran.")
END = Text("Akhiri tugasnya")
KEEP = Text("Tidak jadi")
SURE = Text("Akhiri tugas {name} sebagai {role} {place}? Aksesnya langsung ditutup.")
LEAVES = Plural(
    "Ada {n} rumah yang belum selesai. Diserahkan ke siapa?", "Ada {n} rumah yang belum selesai. Diserahkan ke siapa?"
)
TO_RT = Text("Kader RT-nya saja")
ENDED = Text("Tugas {name} sudah berakhir, aksesnya ditutup.")
HANDED = Plural(
    "{n} rumah diserahkan ke {name}. Sudah saya kabari.", "{n} rumah diserahkan ke {name}. Sudah saya kabari."
)
ENDED_BEFORE = Text("Tugas itu sudah berakhir sebelumnya.")

WHICH_RT = Text("Untuk RT berapa?")
WHOLE_VILLAGE = Text("Seluruh desa")
FOR_WHICH_REGION = Text(
    "Koordinator untuk wilayah mana? Ketik nama desa, kecamatan, atau kabupatennya. Contoh: Pondok Labu"
)
HERE = Text("{place} (bersama saya)")
NAME = Text("Siapa namanya? Tulis seperti biasa dipanggil. Contoh: Bu Ani")
NAME_AGAIN = Text("Tulis namanya saja, paling panjang 40 huruf. Contoh: Bu Ani")
INVITATION = Text("Undangan untuk {name}, {role} {place}.")
SEND_IT = Text("Kirim tautan ini ke orangnya, atau minta beliau memindai gambarnya:\n{link}")
TYPE_IT = Text("Minta beliau mengetik ini ke saya:\n{link}")
ONCE = Text("Hanya untuk satu orang, berlaku sampai {day}.")
TOO_MANY = Text("Hari ini sudah banyak undangan. Kita lanjutkan besok, ya.")
ANOTHER = Text("Undang lagi")
TEAM = Text("Daftar")

RECAP = Plural(
    "{name} menyerahkan {n} rumah kepada Bapak/Ibu. Jawaban yang sudah ada tersimpan, tinggal dilanjutkan.",
    "{name} menyerahkan {n} rumah kepada Bapak/Ibu. Jawaban yang sudah ada tersimpan, tinggal dilanjutkan.",
)
HOW_FAR = Text("{house}: {done} dari {all} sudah dijawab, tinggal {left}.")
NOT_BEGUN = Text("{house}: belum mulai.")
AND_MORE = Plural("dan {n} rumah lagi.", "dan {n} rumah lagi.")
FROM = Text("Dari {name}: {house}")
MY_HOUSES = Text("Rumah saya")
MOST_IN_RECAP, MOST_FOLLOWED = 10, 5
FOLLOWED = Plural(
    "Dari {name}, ada {n} urusan keluarga yang sekarang Bapak/Ibu dampingi. Kabarnya saya tanyakan pada waktunya.",
    "Dari {name}, ada {n} urusan keluarga yang sekarang Bapak/Ibu dampingi. Kabarnya saya tanyakan pada waktunya.",
)
FOLLOWED_ONE = Text("{matter} ({house}), {status}")
AND_MORE_FOLLOWED = Plural("dan {n} urusan lagi.", "dan {n} urusan lagi.")
FOLLOW = Text("Lihat rujukan")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role below the coordinator."""

    role_id: int
    name: str
    role: str
    place: Words


@dataclass(frozen=True, slots=True)
class Handed:
    """A household that goes to another cadre, and how much of it is done; nothing where it is not begun."""

    house: Words
    done: int = 0
    total: int = 0
    household_id: int = 0


def place_words(region: str, rt: str | None) -> Words:
    """Where somebody works."""
    return Listed((IN_RT(rt=rt), region), " ") if rt else region


def rt_words(rt: str | None) -> Words:
    """Where a cadre works, to whoever knows the village."""
    return IN_RT(rt=rt) if rt else ALL_RTS


def team(place: str, members: Sequence[Member], *, page: int, village: bool, may_invite: bool) -> Reply:
    """The cadres of a village, or the coordinators below a place above it."""
    pages = max(1, -(-len(members) // PER_PAGE))
    here = members[page % pages * PER_PAGE :][:PER_PAGE]
    heading = CADRES_OF(place=place) if village else COORDINATORS_OF(place=place)
    rows = below(*map(_press, here))
    inviting = Press(
        INVITE_CADRE if village else INVITE_COORDINATOR, "invite", "", "cadre" if village else "coordinator"
    )
    beside = (Press(INVITE_COORDINATOR, "invite", "", "coordinator"),) if village and may_invite else ()
    last = (((inviting, *beside),) if may_invite else ()) + ((to_home(),),)
    lines = (heading,) if members else (heading, NOBODY_YET)
    return Reply(lines, (*rows, *turning("team", page % pages, pages), *last))


def found(members: Sequence[Member]) -> Reply:
    """The cadres that she may have meant."""
    return Reply((FOUND,), (*below(*map(_press, members[:PER_PAGE])), (to_home(),)))


def _press(one: Member) -> Press:
    return Press(MEMBER(name=cut(one.name, 16), place=one.place), "member", "", str(one.role_id))


def member(one: Member, work: tuple[int, int] | None, *, learned: tuple[int, int] = (0, 0), may_end: bool) -> Reply:
    """Somebody with what she has done, and the end of her work."""
    lines: list[Words] = [IS(name=one.name, role=ROLE_WORDS[one.role], place=one.place)]
    lines += [HAS_DONE(done=work[0], begun=work[1])] if work is not None else []
    lines += [HAS_LEARNED(passed=learned[0], all=learned[1])] if learned[1] else []
    ending = ((Press(END, "ending", "", str(one.role_id)),),) if may_end else ()
    return Reply(tuple(lines), (*ending, (Press(TEAM, "team"), to_home())))


def ending(one: Member, left: int, others: Sequence[Member]) -> Reply:
    """Before somebody's work ends: to whom the houses go that she has not finished."""
    sure = SURE(name=one.name, role=ROLE_WORDS[one.role], place=one.place)
    role = str(one.role_id)
    back = (Press(KEEP, "member", "", role),)
    if not left:
        return Reply((sure,), ((Press(END, "end", "", f"{role}:0"),), back))
    to = [Press(MEMBER(name=cut(o.name, 16), place=o.place), "end", "", f"{role}:{o.role_id}") for o in others]
    nobody = Press(TO_RT, "end", "", f"{role}:0")
    return Reply((sure, LEAVES(left)), (*below(*to[:PER_PAGE]), (nobody,), back))


def ended(name: str, handed: int, successor: str) -> Reply:
    """Her work has ended."""
    lines = (ENDED(name=name), *((HANDED(handed, name=successor),) if handed else ()))
    return Reply(lines, ((Press(TEAM, "team"), to_home()),))


def recap(giver: str, houses: Sequence[Handed], followed: Sequence[Asked] = ()) -> Reply:
    """To the cadre who goes on: which houses are hers now, how far each is and what is left; and what she follows."""
    lines: list[Words] = []
    if houses:
        lines += [RECAP(len(houses), name=giver), *map(_how_far, houses[:MOST_IN_RECAP])]
        lines += [AND_MORE(len(houses) - MOST_IN_RECAP)] if len(houses) > MOST_IN_RECAP else []
    if followed:
        lines.append(FOLLOWED(len(followed), name=giver))
        lines += [
            FOLLOWED_ONE(matter=each.referral.matter, house=each.house.title, status=STATUS[each.referral.status])
            for each in followed[:MOST_FOLLOWED]
        ]
        lines += [AND_MORE_FOLLOWED(len(followed) - MOST_FOLLOWED)] if len(followed) > MOST_FOLLOWED else []
    presses = ((Press(MY_HOUSES, "home"),) if houses else ()) + ((Press(FOLLOW, "referrals"),) if followed else ())
    return Reply(tuple(lines), (presses,), protected=True)


def handed_line(giver: str, handed: Handed) -> Words:
    """The same on her first screen, for a house that she has not entered yet."""
    return FROM(name=giver, house=_how_far(handed))


def _how_far(handed: Handed) -> Words:
    if not handed.done:
        return NOT_BEGUN(house=handed.house)
    left = handed.total - handed.done
    return HOW_FAR(house=handed.house, done=handed.done, all=handed.total, left=left)


# --- inviting


def which_rt(rts: Sequence[str], awaits: str) -> Reply:
    """The RT of a new cadre, or the whole village; it may be written."""
    presses = [Press(IN_RT(rt=rt), "invite_name", "cadre", rt) for rt in rts]
    rows = (*in_rows(presses), (Press(WHOLE_VILLAGE, "invite_name", "cadre", ""),), (to_home(),))
    return Reply((WHICH_RT,), rows, awaits=awaits)


def which_region(found: Sequence[tuple[str, str]], here: tuple[str, str], awaits: str, words: str = "") -> Reply:
    """The region of a new coordinator: one that was found by its name, or beside herself."""
    beside = Press(HERE(place=cut(here[1], 20)), "invite_name", "coordinator", on_button(here[0]))
    presses = [Press(cut(name, 38), "invite_name", "coordinator", on_button(code)) for code, name in found]
    lines = (NOT_FOUND(words=words), FOR_WHICH_REGION) if words and not found else (FOR_WHICH_REGION,)
    return Reply(lines, (*below(*presses), (beside,), (to_home(),)), awaits=awaits)


def which_name(awaits: str, *, again: bool = False) -> Reply:
    """How she is called."""
    return Reply((NAME_AGAIN if again else NAME,), ((to_home(),),), awaits=awaits)


def invitation(name: str, role: str, place: Words, link: str, *, until: date, picture: Attachment | None) -> Reply:
    """The link, to hand over."""
    said = SEND_IT(link=link) if picture is not None else TYPE_IT(link=link)
    lines = (INVITATION(name=name, role=ROLE_WORDS[role], place=place), said, ONCE(day=until))
    return Reply(lines, ((Press(ANOTHER, "invite", "", role), to_home()),), attachment=picture)
