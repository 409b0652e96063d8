"""Yes and no, and what cadres say instead."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.outcomes import Either, Reading, Understood
from bot.flows.reading.spelling import is_word
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part, Vocabulary

YES, NO, DONT_KNOW, NOT_APPLICABLE, SOMETIMES = "yes", "no", "dont_know", "not_applicable", "sometimes"
_OPEN: Either[str] = Either((YES, NO), "pilihan")
_NO = ("tidak", "belum", "bukan")
_YES = ("iya", "ada", "kata_kerja", "keadaan")
_MARKS = frozenset(",.()&;:\n=~'")
_EMPHATIC = ("jelas", "tentu", "pasti", "memang")
_MODAL = ("pernah", "bisa", "mau", "boleh", "sempat", "mampu", "sanggup")
_AGREED = ("setuju", "betul", "benar")
_TAIL = ("pelengkap", "benda", "benda_hitung", *WORDS, DIGITS)
_DEEDS = ("kata_kerja", "kata_dasar", "keadaan", "urusan")  # what is done, and what is so
_HEDGES = ("buntu", "ragu", "kira", "urusan", "pemilik", "kadang", "kadang_samar", "tidak_tahu", "tidak_berlaku")
_PAUSES = frozenset(",.;:\n")
_VERB = re.compile(r"(?:me[mn]?|ber|di|ter|ng|ny)[a-z]{3,}")
_MOST_REASON = 6  # words nobody listed, of a reason that follows a yes or no


@cache
def _words() -> Vocabulary:
    return Vocabulary("numerals", "counts.benda", "fillers", "yes_no")


def yes_no(text: str) -> Reading[str]:
    """One of "yes", "no", "dont_know", "not_applicable" and "sometimes"."""
    parts = _words().parts(tokens(text))
    if not parts or any(p.tag == MARK and p.value not in _MARKS and p.value != "-" for p in parts):
        return None
    parts = [p for p in parts if p.tag not in FILLERS or p.tag == "sapaan"]
    while parts and parts[-1].tag == UNKNOWN and _mistyped_filler(parts[-1].value):
        parts.pop()
    return _read(parts) or _before_a_reason(parts)


def _read(parts: list[Part]) -> Reading[str]:
    """What the parts come to where every word of them is known."""
    spoken = [p for p in parts if p.tag not in (MARK, "sapaan")]
    tags = {p.tag for p in spoken}
    if "belum" in tags and any(p.value == "tahu" for p in spoken):
        return Either((DONT_KNOW, NO), "pilihan")
    if not spoken or tags & {UNKNOWN, "buntu", "ragu", "kira"} or _unsettled(spoken):
        return None
    for tag, value in (("tidak_tahu", DONT_KNOW), ("tidak_berlaku", NOT_APPLICABLE)):
        if tag in tags:
            return (
                Understood(value)
                if tags <= {tag, "ya", "iya", "ada", "pelengkap", "tidak"} and _first(spoken, tag) and not _late_yes(spoken)
                else None
            )
    if tags & {"kadang", "kadang_samar"}:
        return _sometimes(spoken)
    return _polarity(parts)


def _before_a_reason(parts: list[Part]) -> Reading[str]:
    """A clear yes or no at the beginning, where nothing of what follows in other words takes it back."""
    if any(p.tag in _HEDGES for p in parts) or not 0 < sum(p.tag == UNKNOWN for p in parts) <= _MOST_REASON:
        return None
    at = next(i for i, p in enumerate(parts) if p.tag == UNKNOWN)
    pause = next((i for i, p in enumerate(parts[:at]) if p.tag == MARK and p.value in _PAUSES), None)
    head, tail = (parts[:at], parts[at:]) if pause is None else (parts[:pause], parts[pause:])
    said = _read(head)
    if not isinstance(said, Understood) or said.value not in (YES, NO):
        return None
    first = _first_spoken(head).tag
    if pause is None and not (first == "iya" or (said.value == NO and first in _NO and _is_deed(head, parts[at]))):
        return None
    against = _NO if said.value == YES else ("iya", "ya", "ada", "bukan")
    return None if any(p.tag in against for p in tail) else said


def _is_deed(head: Sequence[Part], part: Part) -> bool:
    """Whether a word that nobody listed can only be what is not done: "tidak mengojek"."""
    return head[-1].tag in (*_NO, "ada") and len(part.value) > 4 and _VERB.fullmatch(part.value) is not None


def _unsettled(spoken: Sequence[Part]) -> bool:
    """Whether something is only being done or told to be done: "masih diurus", "tulis lagi"."""
    for before, part in zip((None, *spoken), spoken, strict=False):
        if part.tag == "urusan" and not any(p.tag in _NO for p in spoken[: spoken.index(part)]):
            if part.value != "sedang" or spoken[-1].tag != "keadaan":
                return True
        if part.value == "lagi" and before and before.tag in _DEEDS and not any(p.tag in _NO for p in spoken):
            return True
    return False


def _late_yes(spoken: Sequence[Part]) -> bool:
    """Whether a yes follows a "don't know": "entah, ada"."""
    at = next(i for i, p in enumerate(spoken) if p.tag in ("tidak_tahu", "tidak_berlaku"))
    return any(p.tag == "ada" for p in spoken[at + 1 :])


@cache
def _short_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Short words that say nothing, and short words that do."""
    return _words().spellings(*FILLERS), _words().spellings(*_NO, *_YES, "ya", "kadang", "buntu")


@lru_cache(maxsize=4096)
def _mistyped_filler(word: str) -> bool:
    """Whether a word at the end can only be a filler with a slip in it: "koj" for "kok"."""
    fillers, others = _short_words()
    if is_word(word) or not 2 <= len(word) <= 3:
        return False
    if any(OSA.distance(word, o, score_cutoff=1) <= 1 for o in others):
        return False
    return any(OSA.distance(word, f, score_cutoff=1) <= 1 for f in (*fillers, "bu"))


def _first(spoken: Sequence[Part], tag: str) -> bool:
    """Whether nothing but a plain "ya" or "tidak" stands before the phrase with this tag."""
    before = [p.tag for p in spoken[: [p.tag for p in spoken].index(tag)]]
    return set(before) <= {"ya", "iya", "tidak"} or [p.value for p in spoken[: len(before)]] == ["sudah"]


def _sometimes(spoken: Sequence[Part]) -> Reading[str]:
    """Sometimes, unless the word follows a no ("tidak, kadang") or is too loose."""
    at = next(i for i, p in enumerate(spoken) if p.tag.startswith("kadang"))
    if spoken[at].tag == "kadang_samar" or any(p.tag in _NO for p in spoken[:at]):
        return None
    if spoken[at].value == "jarang" and any(p.tag in _NO for p in spoken[at:]):
        return None
    return Understood(SOMETIMES)


def _polarity(parts: list[Part]) -> Reading[str]:
    """Yes or no from the order of the words; both where they speak against each other."""
    verdicts: list[str] = []
    if _passing(parts):
        return None
    at = 0
    while at < len(parts):
        tag = parts[at].tag
        rest = parts[at + 1 :]
        if tag in _NO:
            length, verdict = _negated(parts, at)
            at += length
            if verdict is None:
                return None
            verdicts.append(verdict)
            continue
        if rest and rest[0].tag in _NO and parts[at].value in _EMPHATIC:
            at += 1
            continue
        if rest and (parts[at].value, rest[0].tag) in (("sudah", "tidak"), ("masih", "tidak"), ("masih", "belum")):
            at += 1
            continue
        if tag in _YES:
            verdicts.append(YES)
        elif tag == "ya" and not verdicts:
            verdicts.append("ya")
        elif tag == "orang_lain" and not verdicts and not _speaks(rest):
            return None
        at += 1
    return _joined(verdicts, parts)


def _passing(parts: Sequence[Part]) -> bool:
    """Whether it tells of a state or a plan instead of answering: "masih bayi", "mau daftar", "lagi usaha"."""
    spoken = [p for p in parts if p.tag not in (MARK, "sapaan", "ya")]
    if len(spoken) < 2:
        return False
    first, then = spoken[:2]
    if any(p.tag == "pemilik" for p in spoken):
        return True  # "punya mertua": somebody else's
    if first.value in ("sudah", "masih"):
        return then.tag in ("orang_lain", "benda_hitung")
    if first.value in ("lagi", "sedang"):
        return then.tag != "keadaan"
    return first.value == "mau" and then.tag in _DEEDS


def _speaks(rest: Sequence[Part]) -> bool:
    return any(p.tag in (*_NO, *_YES, "ya") for p in rest)


def _negated(parts: list[Part], at: int) -> tuple[int, str | None]:
    """How far a no reaches, and what it comes to: "no" plain, "no+" with what is not, None where it is unclear."""
    negations = [parts[at].tag]
    length, verdict = 1, NO
    while at + length < len(parts):
        part = parts[at + length]
        if part.tag in _NO:
            if "bukan" in (negations[-1], part.tag):
                return length, None
            negations.append(part.tag)
        elif (part.tag == "ada" or (part.value in _AGREED and length == 1)) and verdict == NO:
            verdict = "no+"
        elif part.tag == "ada" and (parts[at + length - 1].value in _MODAL or part.value == "pernah"):
            pass
        elif part.tag in (*_DEEDS, "benda") and verdict in (NO, "no+"):
            verdict = "no+"
        elif part.tag == "orang_lain":
            if verdict == "no+" and parts[at + length - 1].tag == "ada":
                return length, "no/na"
            return length, verdict
        elif part.tag not in _TAIL or part.tag in (*WORDS, DIGITS):
            break
        length += 1
    return length, verdict


def _joined(verdicts: list[str], parts: Sequence[Part]) -> Reading[str]:
    """One verdict of several: a leading "ya" bows to a full "tidak ada", but not to a bare "tidak"."""
    if not verdicts:
        return None
    if "no/na" in verdicts:
        return Either((NO, NOT_APPLICABLE), "pilihan")
    distinct = set(verdicts)
    if distinct <= {NO, "no+"}:
        return Understood(NO) if not _counted(parts) else None
    if distinct <= {"ya", YES}:
        return Understood(YES) if not _bare_number(parts) else None
    agreeing = verdicts[0] == "ya" or (verdicts[0] == YES and _first_spoken(parts).tag == "iya")
    if agreeing and set(verdicts[1:]) <= {NO, "no+"}:
        full = "no+" in verdicts or any(p.tag == "belum" for p in parts)
        return Understood(NO) if full else _OPEN
    return _OPEN


def _first_spoken(parts: Sequence[Part]) -> Part:
    return next(p for p in parts if p.tag not in (MARK, "sapaan"))


def _counted(parts: Sequence[Part]) -> bool:
    """Whether a number stands in the answer: "2 belum" says that others are."""
    return any(p.tag in WORDS or p.tag == DIGITS for p in parts)


def _bare_number(parts: Sequence[Part]) -> bool:
    """Whether a number goes before the yes: "1 ada", "1 ya" may be a numbered answer."""
    first = next(p for p in parts if p.tag not in (MARK, "sapaan") and p.value != "yang")
    return first.tag in WORDS or first.tag == DIGITS
