"""A yes or no, or a "don't know", with what is added to it in other words."""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.flows.reading.outcomes import Reading, Understood
from bot.flows.reading.polarity import DEEDS, DENIALS, DONT_KNOW, NO, NOT_APPLICABLE, SOMETIMES, YES, first_spoken
from bot.flows.reading.spelling import is_word
from bot.flows.reading.vocabulary import MARK, UNKNOWN, Part, Vocabulary

Read = Callable[[list[Part]], Reading[str]]
_HEDGES = (
    "buntu",
    "menunggu",
    "bertanya",
    "ragu",
    "kira",
    "urusan",
    "pemilik",
    "kadang",
    "kadang_samar",
    "tidak_tahu",
    "tidak_berlaku",
    "tidak_usah",
)
_HAVING = ("ada", "punya", "pakai", "dapat", "terima", "menerima", "nerima", "ikut", "memiliki")
_NOBODY = ("tidak ada yang", "belum ada yang")
_HARMLESS = (MARK, UNKNOWN, "sapaan", "pelengkap", "orang_lain", "benda", "bertanya", "urusan", "kata_dasar")
_PAUSES = frozenset(",.;:\n")
_NOT_YET = ("menunggu", "urusan")  # takes a yes back, but not a "belum"
_UNKNOWING = {"tidak_tahu": DONT_KNOW, "tidak_berlaku": NOT_APPLICABLE}
_VERB = re.compile(r"(?:me[mn]?|ber|di|ter|ng|ny)[a-z]{3,}")
_MOST_REASON = 6  # words nobody listed, of a reason that follows a yes or no


def before_a_reason(parts: list[Part], read: Read) -> Reading[str]:
    """What is clear at the beginning, where nothing of what follows in other words takes it back."""
    opening = next((p.tag for p in parts if p.tag not in (MARK, "sapaan")), "")
    if opening in _UNKNOWING:
        return _unknowing(parts)
    unread = sum(p.tag == UNKNOWN for p in parts)
    if opening == "kadang" and {p.tag for p in parts if p.tag in _HEDGES} <= {"kadang", "ragu"}:
        return Understood(SOMETIMES) if 0 < unread <= 2 else None  # "kadang nyala kadang mati"
    if any(p.tag in _HEDGES or (p.tag == UNKNOWN and _as_a_hedge(p.said)) for p in _without_plan(parts, opening)):
        return None
    if unread > _MOST_REASON or not parts:
        return None
    while parts[0].tag == UNKNOWN and parts[0].said.endswith("nya"):  # "airnya ada": what it is about
        parts = parts[1:]
        if not any(p.tag == UNKNOWN for p in parts):
            return read(parts)
    at = next((i for i, p in enumerate(parts) if p.tag == UNKNOWN), len(parts))
    pause = next((i for i, p in enumerate(parts[:at]) if i and (_pauses(p) or p.tag in _NOT_YET)), None)
    if pause is None and at == len(parts):
        return None
    head, tail = (parts[:at], parts[at:]) if pause is None else (parts[:pause], parts[pause:])
    said = read(head)
    if not isinstance(said, Understood) or said.value not in (YES, NO):
        return None
    if pause is None and not (first_spoken(head).tag == "iya" or _goes_on(head, parts[at], said.value)):
        return None
    if said.value == YES:
        return None if any(p.tag in DENIALS for p in tail) else said
    return None if _takes_back(tail) else said


def _without_plan(parts: Sequence[Part], opening: str) -> Sequence[Part]:
    """The parts without what tells of a later time behind a no: "belum, bulan depan mungkin"."""
    plan = [p for p in parts if p.tag in _NOT_YET]
    if opening not in ("belum", "tidak") or not plan:
        return parts
    return [p for p in parts if p not in plan and p.value != "mungkin"]


def _unknowing(parts: list[Part]) -> Reading[str]:
    """Not knowing, or not concerned, with who knows or whom it does not concern: "tidak tahu bu, suami yang urus"."""
    at = next(i for i, p in enumerate(parts) if p.tag in _UNKNOWING)
    tail = parts[at + 1 :]
    plain = parts[at].tag == "tidak_tahu" or parts[at].value in ("tidak berlaku", "tidak relevan")
    apart = plain and tail and (tail[0].tag == "ya" or _pauses(tail[0]))
    apart = apart or parts[at].value.endswith(("untuk", "buat"))
    rest = tail[1:] if tail and tail[0].tag == "ya" else tail
    harmless = _HARMLESS if parts[at].tag == "tidak_tahu" else (*_HARMLESS, *DENIALS, *DEEDS)
    if parts[at].tag == "tidak_berlaku":  # "tidak berlaku, tidak punya anak"
        rest = [p for b, p in zip((None, *rest), rest, strict=False) if not (p.tag == "ada" and b and b.tag in DENIALS)]
    if not apart or not rest or any(p.tag not in harmless for p in rest):
        return None
    return Understood(_UNKNOWING[parts[at].tag])


def _takes_back(tail: Sequence[Part]) -> bool:
    """Whether a yes follows a no, and not only how things are: "belum bu, anaknya masih bayi"."""
    whole = not any(p.tag == UNKNOWN for p in tail)
    for before, part, after in zip((None, *tail), tail, (*tail[1:], None), strict=False):
        if before and before.tag in DENIALS and part.tag == "ada":
            continue  # "tidak bu, tidak ada biaya"
        if part.tag in ("iya", "ya", "bukan") or part.value in ("ada", "punya", "pernah"):
            return True
        counts = part.value == "sudah" or (whole and part.tag == "ada")
        if counts and not (
            part.value in ("sudah", "masih", "mau") and after and after.tag in (UNKNOWN, "orang_lain", *_NOT_YET)
        ):
            return True
    return False


def _pauses(part: Part) -> bool:
    """Whether an answer may end here: at a comma, or where the one who asks is addressed ("belum bu anaknya kecil")."""
    return part.tag == "sapaan" or (part.tag == MARK and part.value in _PAUSES)


@lru_cache(maxsize=4096)
def _as_a_hedge(word: str) -> bool:
    """Whether a word may be one that takes back a yes or no, with a slip in it."""
    return len(word) > 3 and not is_word(word) and any(OSA.distance(word, o, score_cutoff=1) <= 1 for o in _hedges())


@cache
def _hedges() -> tuple[str, ...]:
    return Vocabulary("yes_no").spellings(*_HEDGES)


def _goes_on(head: Sequence[Part], part: Part, value: str) -> bool:
    """Whether a word that nobody listed can only be what is done or had, or not: "tidak mengojek", "punya lesung"."""
    deed = len(part.value) > 4 and _VERB.fullmatch(part.value) is not None
    last = next(p for p in reversed(head) if p.tag not in (MARK, "sapaan", "pelengkap"))
    if last.value in _HAVING and head[-1].value == "yang":
        return False  # "pakai yang gratis": which one
    if last.tag in (*DEEDS, "benda") or last.value in _HAVING:
        return True
    if value == NO:
        return deed or last.tag == "ada" or head[-1].value == "ke" or last.value in _NOBODY
    return deed and not part.value.startswith("di") and last.value in ("sudah", "masih", "pernah")
