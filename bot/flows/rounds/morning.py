"""The one message of a day that nobody asked for: what matters most first, and at most one question."""

from dataclasses import dataclass

from bot.flows.arrival import House, greeting
from bot.flows.reply import Press, Reply, Rows, in_rows
from bot.flows.rounds import nearest
from bot.flows.rounds.action import Planned
from bot.flows.rounds.referral import Referral
from bot.flows.texts import Listed, Plural, Text, Words

# Of each message the first words stand on a locked screen: nothing of a family is among them.
NEAREST = Plural(
    "Kalau sempat hari ini, ada {n} rumah yang paling dekat: {houses}",
    "Kalau sempat hari ini, ada {n} rumah yang paling dekat: {houses}",
)
TO_ASK = Plural(
    "Ada {n} urusan keluarga yang perlu ditanyakan kabarnya.",
    "Ada {n} urusan keluarga yang perlu ditanyakan kabarnya.",
)
ASKED = Text("{matter} ({house}): sudah diurus?")
HALF_DONE, EMPTY = Text("{house} (sebagian)"), Text("{house} (waktu itu tidak ada orang)")
BEGIN = Text("Mulai {house}")
TOMORROW, NEXT_WEEK = Text("Besok saja"), Text("Minggu depan")
LABELS: dict[str, Words] = {
    "selesai": Text("Selesai"),
    "sedang": Text("Sedang diurus"),
    "ditolak": Text("Ditolak"),
    "tidak_jadi": Text("Tidak jadi"),
}
NEEDS_HELP = Plural(
    "Ada {n} urusan keluarga yang macet dan perlu dibantu koordinator.",
    "Ada {n} urusan keluarga yang macet dan perlu dibantu koordinator.",
)
TO_ANSWER = Plural(
    "Ada {n} permintaan keluarga tentang datanya yang belum dijawab. Batasnya 3 x 24 jam.",
    "Ada {n} permintaan keluarga tentang datanya yang belum dijawab. Batasnya 3 x 24 jam.",
)
SEE_REQUESTS = Text("Lihat permintaan")
SEE_THEM = Text("Lihat rujukan")
TO_FOLLOW = Plural(
    "Ada {n} kegiatan rencana desa yang sudah waktunya.",
    "Ada {n} kegiatan rencana desa yang sudah waktunya.",
)
CARRIED_OUT = Text("{activity} ({office}): sudah terlaksana?")
DONE, NOT_YET, NEXT_YEAR = Text("Selesai"), Text("Belum"), Text("Tunda ke tahun depan")

WIDEST = 24  # characters of a house's name on a button
MOST_ASKED = 5  # referrals that one message asks about, one after the other


@dataclass(frozen=True, slots=True)
class Asked:
    """A referral that is asked about, and the house that it is of."""

    referral: Referral
    house: House


@dataclass(frozen=True, slots=True)
class Day:
    """What is due for one person today."""

    name: str
    hour: int
    requests: int = 0  # of families of her villages, about their data; near the end of their 72 hours
    stuck: int = 0  # escalated referrals of her villages
    actions: tuple[Planned, ...] = ()
    asked: tuple[Asked, ...] = ()
    more: int = 0  # referrals that are due beside those
    houses: tuple[tuple[House, str], ...] = ()  # each with `nearest`'s word for how it stands

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.requests or self.stuck or self.actions or self.asked or self.houses)


def message(day: Day) -> Reply:
    """The message of the day: one bubble, its question last."""
    lines: list[Words] = [greeting(day.name, day.hour)]
    rows: list[tuple[Press, ...]] = []
    if day.requests:
        lines.append(TO_ANSWER(day.requests))
        rows.append((Press(SEE_REQUESTS, "minta"),))
    if day.stuck:
        lines.append(NEEDS_HELP(day.stuck))
        rows.append((Press(SEE_THEM, "referrals"),))
    if day.actions:
        lines.append(TO_FOLLOW(len(day.actions)))
    if day.asked:
        lines.append(TO_ASK(len(day.asked) + day.more))
    if day.houses:
        lines.append(NEAREST(len(day.houses), houses=Listed(tuple(map(_noted, day.houses)), " · ")))
    match (day.actions, day.asked):
        case ((first, *_), _):
            lines.append(carried_out(first))
            rows += action_answers(first)
        case (_, (first, *_)):
            lines.append(question(first))
            rows += answers(first.referral)
    if day.houses:
        rows.append((Press(_short(day.houses[0][0]), "house", code=str(day.houses[0][0].id)),))
    if day.asked or day.houses:
        rows.append((Press(TOMORROW, "tomorrow"), Press(NEXT_WEEK, "nextweek")))
    return Reply(tuple(lines), tuple(rows), protected=bool(day.asked or day.houses))


def question(asked: Asked) -> Words:
    """Whether that matter is settled."""
    return ASKED(matter=asked.referral.matter, house=asked.house.title)


def answers(referral: Referral) -> Rows:
    """The answers to that question."""
    return in_rows([Press(label, "refans", str(referral.id), answer) for answer, label in LABELS.items()])


def carried_out(action: Planned) -> Words:
    """Whether the village's action has taken place."""
    return CARRIED_OUT(activity=action.activity, office=action.office)


def action_answers(action: Planned) -> Rows:
    """The answers to that."""
    number = str(action.id)
    return (
        (Press(DONE, "planans", number, "selesai"), Press(NOT_YET, "planans", number, "belum")),
        (Press(NEXT_YEAR, "planwhy", number),),
    )


def _noted(house: tuple[House, str]) -> Words:
    notes = {nearest.HALF_DONE: HALF_DONE, nearest.EMPTY: EMPTY}
    note = notes.get(house[1])
    return note(house=house[0].name) if note is not None else house[0].name


def _short(house: House) -> Words:
    label = house.label or ""
    return BEGIN(house=house.name if len(label) <= WIDEST else label[: WIDEST - 1] + "…")
