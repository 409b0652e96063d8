"""Yes and no, and what cadres say instead."""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.outcomes import Either, Reading, Understood
from bot.flows.reading.polarity import (
    CONSENTS,
    DEEDS,
    DENIALS,
    DONT_KNOW,
    NO,
    NOT_APPLICABLE,
    SOMETIMES,
    only_told,
    polarity,
)
from bot.flows.reading.reasons import before_a_reason
from bot.flows.reading.spelling import is_word, may_be_another
from bot.flows.reading.tokens import Token, tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, UNKNOWN, Part, Vocabulary

_MARKS = frozenset(",.()&;:\n=~'/")
_LIVED_WITH = ("saya", "aku", "kami", "ibu", "bapak", "mamak", "nenek", "kakek", "kakak", "adik")
_JAVANESE = ("ora tau", "ra tau", "rak tau", "durung tau")  # "never" there, "don't know" elsewhere


@cache
def _words() -> Vocabulary:
    return Vocabulary(
        *(f"numerals.{tag}" for tag in (*WORDS, "kira", "ragu", "atau")), "counts.benda", "fillers", "yes_no"
    )


def yes_no(text: str, *, reasons: bool = True) -> Reading[str]:
    """One of "yes", "no", "dont_know", "not_applicable" and "sometimes"; with `reasons`, whatever is added to it."""
    parts = _words().parts(_spelled_out(tokens(text)))
    aside = len(parts) > 1 and parts[0].said in ("oh", "eh") and parts[1].tag == "iya"  # "oh iya bu, nama saya Budi"
    if not parts or any(p.tag == MARK and p.value not in _MARKS and p.value != "-" for p in parts):
        return None
    if _corrected(parts) or any(p.said in _JAVANESE for p in parts):
        return None
    if any(_singled_out(a, b) for a, b in pairwise(parts)):
        return None
    if any(_may_turn_round(word) for p in parts for word in p.said.split()):
        return None
    parts = _with_someone([p for p in parts if p.tag not in FILLERS or p.tag == "sapaan"])
    while parts and parts[-1].tag == UNKNOWN and _mistyped_filler(parts[-1].value):
        parts.pop()
    if only_told(parts):
        return None
    if not reasons or aside:
        return _read(parts)
    parts = _without_reason(parts)
    said = _read(parts)
    return said if isinstance(said, Understood) else before_a_reason(parts, _read) or said


def only_agrees(text: str) -> bool:
    """Whether the words are nothing but the plainest yes: "iya bu", and neither "ada" nor "sudah"."""
    said = {part.tag for part in _words().parts(tokens(text)) if part.tag not in (*FILLERS, MARK)}
    return bool(said) and said <= {"ya", "iya"}


def _spelled_out(said: list[Token]) -> list[Token]:
    """The words with a "g" before another word as the "tidak" it is: "g tau"."""
    after = (*(t.kind for t in said[1:]), "")
    return [t._replace(text="tidak") if (t.text, k) == ("g", "word") else t for t, k in zip(said, after, strict=False)]


def _with_someone(parts: list[Part]) -> list[Part]:
    """The parts with a "sama" before somebody as what it is there, "with": "sudah sama bidan"."""
    after = (*(p.tag for p in parts[1:]), "")
    return [
        p._replace(tag="pelengkap") if at and p.value == "sama" and tag in (UNKNOWN, "orang_lain") else p
        for at, (p, tag) in enumerate(zip(parts, after, strict=False))
    ]


def _singled_out(part: Part, after: Part) -> bool:
    """Whether it is said of one among others ("cuma suami yang punya"), or with whom one lives ("cucu ikut saya")."""
    if part.value == "ikut" and (after.tag == "orang_lain" or after.said in _LIVED_WITH):
        return True
    return (part.value == "cuma" and after.tag in ("orang_lain", "diri")) or (part.value, after.value) == (
        "saja",
        "yang",
    )


def _without_reason(parts: list[Part]) -> list[Part]:
    """The parts before a "karena", or before the "kalau" of a "kadang"."""
    for at, part in enumerate(parts):
        if at and (part.tag == "sebab" or (part.value == "kalau" and _read(parts[:at]) == Understood(SOMETIMES))):
            return parts[:at]
    return parts


def _corrected(parts: list[Part]) -> bool:
    """Whether somebody takes back what was said: "iya eh belum"."""
    at = next((i for i, p in enumerate(parts) if i and p.said == "eh"), 0)
    sides = [{p.tag for p in side} for side in (parts[:at], parts[at:])] if at else []
    return bool(sides) and all(side & {*DENIALS, *CONSENTS, "ya"} for side in sides)


def _read(parts: list[Part]) -> Reading[str]:
    """What the parts come to where every word of them is known."""
    spoken = [p for p in parts if p.tag not in (MARK, "sapaan")]
    tags = {p.tag for p in spoken}
    if "tidak_usah" in tags:
        return Understood(NO) if len(spoken) == 1 else None
    if "belum" in tags and any(p.value == "tahu" for p in spoken):
        return Either((DONT_KNOW, NO), "pilihan")
    if (
        not spoken
        or tags & {UNKNOWN, "buntu", "menunggu", "bertanya", "ragu", "kira"} - _beside(spoken)
        or _unsettled(spoken)
    ):
        return None
    for tag, value in (("tidak_tahu", DONT_KNOW), ("tidak_berlaku", NOT_APPLICABLE)):
        if tag in tags:
            return (
                Understood(value)
                if tags <= {tag, "ya", "iya", "ada", "pelengkap", "tidak", *_beside(spoken)}
                and _first(spoken, tag)
                and not _late_yes(spoken)
                else None
            )
    if tags & {"kadang", "kadang_samar"}:
        return _sometimes(spoken)
    return polarity(parts)


def _unsettled(spoken: Sequence[Part]) -> bool:
    """Whether something is only being done or told to be done: "masih diurus", "tulis lagi"."""
    if spoken[0].tag == "kata_dasar" and {p.tag for p in spoken} <= {"kata_dasar", "ya", "pelengkap"}:
        return True
    for before, part in zip((None, *spoken), spoken, strict=False):
        if before and before.value == "lagi" and part.tag == "kata_kerja":
            return True
        if part.tag == "urusan" and not any(p.tag in DENIALS for p in spoken[: spoken.index(part)]):
            after = spoken[spoken.index(part) + 1 :]
            if part.value != "sedang" or not after or after[0].tag != "keadaan":
                return True
        if part.value == "lagi" and before and before.tag in DEEDS and not any(p.tag in DENIALS for p in spoken):
            return True
    return False


def _beside(spoken: Sequence[Part]) -> set[str]:
    """What may stand beside a "don't know" that comes first: whom to ask instead."""
    return {"bertanya", "orang_lain"} if spoken[0].tag == "tidak_tahu" else set()


def _late_yes(spoken: Sequence[Part]) -> bool:
    """Whether a yes follows a "don't know": "entah, ada"."""
    at = next(i for i, p in enumerate(spoken) if p.tag in ("tidak_tahu", "tidak_berlaku"))
    return any(p.tag == "ada" and p.value != "sudah lama" for p in spoken[at + 1 :])


@cache
def _short_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Short words that say nothing, and short words that do."""
    return _words().spellings(*FILLERS), _words().spellings(*DENIALS, *CONSENTS, "ya", "kadang", "buntu", "menunggu")


@lru_cache(maxsize=4096)
def _mistyped_filler(word: str) -> bool:
    """Whether a word at the end can only be a filler with a slip in it: "koj" for "kok"."""
    fillers, others = _short_words()
    if is_word(word) or not 2 <= len(word) <= 3:
        return False
    if any(OSA.distance(word, o, score_cutoff=1) <= 1 for o in others):
        return False
    return any(OSA.distance(word, f, score_cutoff=1) <= 1 for f in (*fillers, "bu"))


@lru_cache(maxsize=4096)
def _may_turn_round(word: str) -> bool:
    """Whether a mistyped word may be one that turns the answer round, and not what it was taken for: "bndak punya"."""
    return may_be_another(word, _turning())


@cache
def _turning() -> tuple[str, ...]:
    return (*_words().spellings(*DENIALS, "ragu", "kira", "kadang", "buntu"), "tahu", "berlaku")


def _first(spoken: Sequence[Part], tag: str) -> bool:
    """Whether nothing but a plain "ya" or "tidak" stands before the phrase with this tag."""
    before = [p.tag for p in spoken[: [p.tag for p in spoken].index(tag)]]
    return set(before) <= {"ya", "iya", "tidak", "pelengkap"} or [p.value for p in spoken[: len(before)]] == ["sudah"]


def _sometimes(spoken: Sequence[Part]) -> Reading[str]:
    """Sometimes, unless the word follows a no ("tidak, kadang") or is too loose."""
    at = next(i for i, p in enumerate(spoken) if p.tag.startswith("kadang"))
    if spoken[at].tag == "kadang_samar" or any(p.tag in DENIALS for p in spoken[:at]):
        return None
    if spoken[at].value == "jarang" and any(p.tag in DENIALS for p in spoken[at:]):
        return None
    return Understood(SOMETIMES)
