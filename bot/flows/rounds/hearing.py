"""What she means who answers a reminder in words: the buttons of the bubble that her words may stand for."""

from collections.abc import Iterable, Sequence
from functools import cache

from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, Vocabulary, without
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.rounds import morning
from bot.flows.texts import Text, Words
from bot.messages import Tap

WHICH = Text("Maksudnya yang mana?")
ENDED = Text("Sudah selesai, atau masih diurus?")
GOES_ON = Text("Masih mau diurus, atau tidak jadi?")
LATER = Text("Urusannya masih berjalan, atau pengingatnya yang lain hari?")
VISITED = Text("Terima kasih. Yang sudah dikunjungi rumah mana?")
NOW = Text("Mau mulai sekarang, atau lain hari?")
BEGIN, HOUSES = Text("Mulai mendata"), Text("Rumah saya")
REFERRAL, ACTION, HOUSE, TOMORROW, NEXT_WEEK = "refans", "planans", "house", "tomorrow", "nextweek"
MOST_WORDS = 12

# What each word may mean, by what the bubble asks; a press is named by its verb, and its code where it has several.
_OF_A_REFERRAL = {
    "sudah": ("selesai",),
    "selesai": ("selesai",),
    "iya": ("selesai", "sedang"),
    "sedang": ("sedang",),
    "belum": ("sedang", "tidak_jadi"),
    "ditolak": ("ditolak",),
    "tidak_jadi": ("tidak_jadi",),
    "besok": (TOMORROW, "sedang"),
    "minggu_depan": (NEXT_WEEK, "sedang"),
    "mulai": (HOUSE,),
}
_OF_AN_ACTION = {
    "sudah": ("selesai",),
    "selesai": ("selesai",),
    "iya": ("selesai", "belum"),
    "belum": ("belum",),
    "sedang": ("belum",),
    "tahun_depan": ("planwhy",),
    "tidak_jadi": ("planwhy", "belum"),
}
_OF_HOUSES = {
    "sudah": ("home", HOUSE),
    "selesai": ("home", HOUSE),
    "iya": (HOUSE, TOMORROW, NEXT_WEEK),
    "belum": (HOUSE, TOMORROW, NEXT_WEEK),
    "besok": (TOMORROW,),
    "minggu_depan": (NEXT_WEEK,),
    "mulai": (HOUSE,),
}
_ELSEWHERE = {"rincian": ("sumfile",), "waktu": ("sumtime",), "permintaan": ("minta",), "rujukan": ("referrals",)}
_DOUBTFUL = {"selesai": "sedang"}  # what ends a matter is asked about where more is said than that
_LABELS: dict[str, Words] = {
    **morning.LABELS,
    "belum": morning.NOT_YET,
    "planwhy": morning.NEXT_YEAR,
    HOUSE: BEGIN,
    TOMORROW: morning.TOMORROW,
    NEXT_WEEK: morning.NEXT_WEEK,
    "home": HOUSES,
}
_QUESTIONS = {
    ("selesai", "sedang"): ENDED,
    ("sedang", "tidak_jadi"): GOES_ON,
    (TOMORROW, "sedang"): LATER,
    (NEXT_WEEK, "sedang"): LATER,
    ("home", HOUSE): VISITED,
    (HOUSE, TOMORROW, NEXT_WEEK): NOW,
}


def heard(words: str, buttons: Iterable[Tap]) -> tuple[Tap, ...]:
    """The buttons that the words may stand for: one where they are clear, several to ask about, none where they are
    about something else."""
    there = _named(buttons)
    meanings = _meanings(there)
    said, more = _said(words)
    if not meanings or not said or any(each not in meanings for each in said):
        return ()
    wanted = dict.fromkeys(name for each in said for name in meanings[each])
    if more and REFERRAL in {tap.verb for tap in there.values()}:
        wanted |= dict.fromkeys(_DOUBTFUL[name] for name in tuple(wanted) if name in _DOUBTFUL)
    return tuple(there[name] for name in wanted)


def which(meant: Sequence[Tap], *others: Press, about: Words = "", awaits: str = "") -> Reply:
    """Which of these she means, or something else that waits."""
    presses = [Press(_LABELS[_name(tap)], tap.verb, tap.question, tap.code) for tap in meant]
    question = WHICH if others else _QUESTIONS.get(tuple(map(_name, meant)), WHICH)
    lines = [line for line in (about, question) if line != ""]
    return Reply(tuple(lines), in_rows([*presses, *others]), awaits=awaits, asks=True, protected=about != "")


def _named(buttons: Iterable[Tap]) -> dict[str, Tap]:
    """The buttons by what they are called here; of the answers to several matters, those to the first."""
    there: dict[str, Tap] = {}
    for tap in buttons:
        there.setdefault(_name(tap), tap)
    if HOUSE in there and not {REFERRAL, ACTION} & {tap.verb for tap in there.values()}:
        there["home"] = Tap("home")
    return there


def _name(tap: Tap) -> str:
    return tap.code if tap.verb in {REFERRAL, ACTION} else tap.verb


def _meanings(there: dict[str, Tap]) -> dict[str, tuple[str, ...]]:
    """What words may mean there, of what the buttons lead to."""
    verbs = {tap.verb for tap in there.values()}
    asked = {}
    if REFERRAL in verbs:
        asked = _OF_A_REFERRAL
    elif ACTION in verbs:
        asked = _OF_AN_ACTION
    elif TOMORROW in verbs:
        asked = _OF_HOUSES
    found = {word: tuple(name for name in names if name in there) for word, names in {**_ELSEWHERE, **asked}.items()}
    return {word: names for word, names in found.items() if names}


def _said(words: str) -> tuple[tuple[str, ...], bool]:
    """What is said of it, in order, and whether there is more beside that is not known here."""
    found = tokens(words)
    if not found or len(found) > MOST_WORDS:
        return (), False
    parts = without(_words().parts(found), *FILLERS, "biasa", MARK)
    said = [part.tag for part in parts if part.tag in _TAGS]
    if not parts and any(each.text == "ya" for each in found):
        said = ["iya"]
    return tuple(dict.fromkeys(said)), len(said) < len(parts)


_TAGS = frozenset((*_OF_A_REFERRAL, *_OF_AN_ACTION, *_OF_HOUSES, *_ELSEWHERE))


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "letters")
