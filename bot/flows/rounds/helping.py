"""The screens of a referral: leave for it, her answers and what follows, and the list of those that are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.flows.arrival import House
from bot.flows.consent import READ_ALOUD
from bot.flows.reply import Press, Reply
from bot.flows.rounds import referral as states
from bot.flows.rounds.morning import Asked, answers, question
from bot.flows.rounds.referral import Referral
from bot.flows.services.contacts import Contacts
from bot.flows.services.directory import Directory, Service
from bot.flows.services.tips import Tip
from bot.flows.texts import Plural, Text, Words

HELP = Text("Bantu urus {number}")
YES, NO = Text("Boleh"), Text("Tidak, urus sendiri")
GOES_TO = Text("{matter}: ke {service}.")
BRING = Text("Bawa: {papers}")
COST = Text("Biaya: {cost}")
I_ASK = Text("Saya tanyakan kabarnya {day}. Daftarnya selalu ada di /rujukan.")
HELPED_ALREADY = Text("Urusan itu sudah ada di daftar rujukan.")
FINE = Text("Baik. Sarannya tetap bisa dipakai sendiri kapan saja.")
SETTLED = Text("Syukurlah, sudah selesai. Hasil keluarga ini berubah setelah pertanyaannya dijawab lagi.")
STILL_GOING = Text("Baik, sedang diurus. Saya tanyakan lagi {day}.")
TO_COORDINATOR = Text("Sudah cukup lama, jadi saya teruskan ke koordinator desa supaya dibantu. Terima kasih, ya.")
ENDED = Text("Baik, tidak diteruskan. Tidak akan saya tanyakan lagi.")
WHY = Text("Sayang sekali. Karena apa?")
AGAIN_THEN = Text("Saya tanyakan lagi {day}, ya.")
VILLAGE_HELPS = Text("Surat yang kurang bisa ditanyakan ke kantor desa.")
ELSEWHERE = Text("Bisa juga dicoba ke {service}.")
NEXT_ONE = Text("Pertanyaan berikutnya")
TRY_THERE = Text("Ke {service}")
REASON_LABELS: dict[str, Words] = {
    states.PAPERS: Text("Surat kurang"),
    states.COME_BACK: Text("Disuruh kembali"),
    states.PAY: Text("Diminta bayar"),
    states.OTHER: Text("Lainnya"),
}
ANSWERED_ALREADY = Text("Urusan itu sudah dicatat.")
PASSED_ON = Text("Urusan itu sekarang didampingi kader lain. Terima kasih sudah membantu.")
NONE_OPEN = Text("Tidak ada rujukan yang sedang berjalan.")
OPEN_ONES = Plural("Rujukan yang berjalan: {n}.", "Rujukan yang berjalan: {n}.")
LINE = Text("{number}. {matter} ({house}), {status}")
STATUS: dict[str, Words] = {
    states.OPEN: Text("belum ada kabar"),
    states.GOING: Text("sedang diurus"),
    states.REFUSED: Text("pernah ditolak"),
    states.ESCALATED: Text("perlu koordinator"),
}
STUCK = Plural("{n} urusan keluarga macet:", "{n} urusan keluarga macet:")
NONE_STUCK = Text("Tidak ada urusan keluarga yang macet.")
COUNTS = Text("Di desa ini {open} rujukan berjalan, {done} selesai tahun ini.")
OF_SERVICE = Text("{matter} ({house}), ke {service}.")
DECIDE = Text("Bagaimana kelanjutannya?")
SETTLED_IT, ASK_AGAIN, CLOSE_IT = Text("Sudah selesai"), Text("Tanyakan lagi"), Text("Tutup")
GIVEN_BACK = Text("Baik. Besok saya tanyakan lagi ke {name}.")
NO_CADRE = Text("Belum ada kader untuk rumah itu. Pilihkan dulu kadernya, atau undang kader baru, ya.")
DECIDED = Text("Dicatat. Terima kasih.")
BACK, MENU, OPEN_HOUSE = Text("Daftar"), Text("Menu"), Text("Buka rumahnya")
MOST_LISTED = 8
TO_MENU = Press(MENU, "home")


@dataclass(frozen=True, slots=True)
class Door:
    """A service as a family needs it: what to bring, and what it costs."""

    label: str
    bring: str = ""
    cost: str = ""


def doors(tip: Tip, directory: Directory, contacts: Contacts) -> tuple[str, ...]:
    """The services to which a family may be helped with what the tip is about, the main one first.

    None for what is private: such a tip comes to nobody's list, and no service hears of it.
    """
    if tip.delivery != "U":
        return ()
    return tuple(
        id_ for id_ in tip.services if directory.visible(id_, contacts) and not directory.services[id_].sensitive
    )


def is_helped_with(tip: Tip, directory: Directory, contacts: Contacts) -> bool:
    """Whether a cadre may help with it."""
    return bool(doors(tip, directory, contacts))


def door(service: Service, language: str) -> Door:
    """The service as it is told."""
    return Door(service.label.said_in(language), service.bring.said_in(language), service.cost.said_in(language))


def ask_leave(words: str, interview: int, problem: str) -> Reply:
    """Whether the family wants this help, in the words that are kept as proof."""
    presses = (Press(YES, "helpyes", str(interview), problem), Press(NO, "helpno", str(interview), problem))
    return Reply((READ_ALOUD(text=words),), (presses,), protected=True)


def opened(matter: str, to: Door, due_on: date) -> Reply:
    """Where to go, with what, and when she is asked."""
    lines: list[Words] = [GOES_TO(matter=matter, service=to.label)]
    lines += [BRING(papers=to.bring)] if to.bring else []
    lines += [COST(cost=to.cost)] if to.cost else []
    return Reply((*lines, I_ASK(day=due_on)), ((Press(MENU, "home"),),), protected=True)


def heard(referral: Referral, house: House, following: Asked | None) -> Reply:
    """What her answer came to; then the next question that waits."""
    if referral.status == states.REFUSED:
        return Reply((WHY,), why_rows(referral), asks=True, protected=True)
    if referral.status == states.ESCALATED:
        line: Words = TO_COORDINATOR
    elif referral.status == states.DONE:
        line = SETTLED
    elif referral.status == states.DROPPED:
        line = ENDED
    else:
        line = STILL_GOING(day=referral.due_on or date.min)
    rows = ((Press(OPEN_HOUSE, "house", code=str(house.id)),),) if referral.status == states.DONE else ()
    reply = Reply((line,), (*rows, (Press(BACK, "referrals"), Press(MENU, "home"))), protected=True)
    return reply if following is None else asks(following).after(line)


def why_rows(referral: Referral) -> tuple[tuple[Press, ...], ...]:
    """The reasons to choose from."""
    presses = [Press(label, "refwhy", str(referral.id), code) for code, label in REASON_LABELS.items()]
    return tuple(presses[:2]), tuple(presses[2:])


def refused(referral: Referral, current: Door | None, other: tuple[str, Door] | None, following: Asked | None) -> Reply:
    """What helps against that reason, and where else to go."""
    if referral.status == states.ESCALATED:
        lines: list[Words] = [TO_COORDINATOR]
    else:
        lines = []
        if referral.reason == states.PAPERS:
            lines += [BRING(papers=current.bring)] if current is not None and current.bring else []
            lines.append(VILLAGE_HELPS)
        if referral.reason == states.PAY and current is not None and current.cost:
            lines.append(COST(cost=current.cost))
        if other is not None:
            lines.append(ELSEWHERE(service=other[1].label))
        lines.append(AGAIN_THEN(day=referral.due_on or date.min))
    rows: tuple[tuple[Press, ...], ...] = ()
    if other is not None and referral.status != states.ESCALATED:
        rows = ((Press(TRY_THERE(service=other[1].label), "refnext", str(referral.id), other[0]),),)
    if following is not None and not rows:
        return asks(following).after(*lines)
    if following is not None:
        rows = (*rows, (Press(NEXT_ONE, "referral", code=str(following.referral.id)),))
    return Reply(tuple(lines), (*rows, (Press(BACK, "referrals"), Press(MENU, "home"))), protected=True)


def asks(asked: Asked) -> Reply:
    """The question about one referral."""
    return Reply((question(asked),), answers(asked.referral), asks=True, protected=True)


def hers(listed: Sequence[Asked]) -> Reply:
    """A cadre's open referrals."""
    if not listed:
        return Reply((NONE_OPEN,), ((Press(MENU, "home"),),))
    return _numbered(OPEN_ONES(len(listed)), listed, "referral")


def stuck(listed: Sequence[Asked], open_ones: int, done: int) -> Reply:
    """A village's escalated referrals, for its coordinator."""
    counts = COUNTS(open=open_ones, done=done)
    if not listed:
        return Reply((NONE_STUCK, counts), ((Press(MENU, "home"),),))
    return _numbered(STUCK(len(listed)), listed, "stuck").after(counts)


def one_stuck(asked: Asked, service: str) -> Reply:
    """One escalated referral, and what may become of it."""
    number = str(asked.referral.id)
    line = OF_SERVICE(matter=asked.referral.matter, house=asked.house.title, service=service)
    lines: list[Words] = [line]
    if asked.referral.reason in REASON_LABELS:
        lines.append(REASON_LABELS[asked.referral.reason])
    rows = (
        (Press(SETTLED_IT, "stuckans", number, "selesai"), Press(ASK_AGAIN, "stuckans", number, "tanya")),
        (Press(CLOSE_IT, "stuckans", number, "tidak_jadi"), Press(BACK, "referrals")),
    )
    return Reply((*lines, DECIDE), rows, protected=True)


def _numbered(title: Words, listed: Sequence[Asked], verb: str) -> Reply:
    shown = listed[:MOST_LISTED]
    lines = [
        LINE(number=n, matter=each.referral.matter, house=each.house.title, status=STATUS[each.referral.status])
        for n, each in enumerate(shown, 1)
    ]
    presses = [Press(str(n), verb, code=str(each.referral.id)) for n, each in enumerate(shown, 1)]
    rows = (tuple(presses[:4]), tuple(presses[4:]), (Press(MENU, "home"),))
    return Reply((title, *lines), rows, protected=True)
