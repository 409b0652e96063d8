"""Yes or no from the order of the words that say so."""

from collections.abc import Sequence
from itertools import pairwise

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.outcomes import Either, Reading, Understood
from bot.flows.reading.vocabulary import DIGITS, MARK, Part

YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"
DONT_KNOW, SOMETIMES = "dont_know", "sometimes"
_OPEN: Either[str] = Either((YES, NO), "pilihan")
DENIALS = ("tidak", "belum", "bukan")
CONSENTS = ("iya", "ada", "kata_kerja", "sehari_hari", "keadaan")
_NO_MORE = (("sudah", "tidak"), ("sudah lama", "tidak"), ("masih", "tidak"), ("masih", "belum"))
_EMPHATIC = ("jelas", "tentu", "tentu saja", "pasti", "memang")
_MODAL = ("pernah", "bisa", "mau", "boleh", "sempat", "mampu", "sanggup")
_AGREED = ("setuju", "betul", "benar")
_TAIL = ("pelengkap", "benda", "benda_hitung", *WORDS, DIGITS)
_ANSWERING = ("iya", "ya", "ada", "kadang", "kadang_samar", "tidak_tahu", "tidak_berlaku", *DENIALS)
_WHERE = ("di", "ke", "dari", "dengan", "untuk", "pada", "yang")
DEEDS = ("kata_kerja", "sehari_hari", "kata_dasar", "keadaan", "urusan")  # what is done, and what is so


def polarity(parts: list[Part]) -> Reading[str]:
    """Yes or no from the order of the words; both where they speak against each other."""
    verdicts: list[str] = []
    if _passing(parts):
        return None
    at = 0
    while at < len(parts):
        tag = parts[at].tag
        rest = parts[at + 1 :]
        if tag in DENIALS:
            length, verdict = _negated(parts, at)
            at += length
            if verdict is None:
                return None
            verdicts.append(verdict)
            continue
        if rest and rest[0].tag in DENIALS and parts[at].value in _EMPHATIC:
            at += 1
            continue
        if rest and (parts[at].value, rest[0].tag) in _NO_MORE:
            at += 1
            continue
        apart = at > 0 and parts[at - 1].tag == "orang_lain" and any(p.tag == MARK for p in rest[:1])
        if tag in DEEDS and not (verdicts or apart) and rest and all(p.tag in (*DENIALS, MARK) for p in rest):
            at += 1
            continue  # "imunisasi belum"
        if tag == "iya" and at and parts[at - 1].tag == "iya":
            pass  # "iya benar"
        elif tag in CONSENTS:
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
    if _asking(parts) or any(a.value == "masih" and b.tag == "benda" for a, b in pairwise(spoken)):
        return True  # "lantainya masih tanah"
    first, then = spoken[:2]
    if any(p.tag == "pemilik" for p in spoken):
        return True  # "punya mertua": somebody else's
    if first.value == "yang" and then.tag == "orang_lain":
        return True  # "yang bayi belum": and the others?
    if first.value in ("sudah", "masih"):
        return then.tag in ("orang_lain", "benda_hitung")
    if first.value in ("lagi", "sedang"):
        return then.tag != "keadaan"
    if first.value == "pernah" and then.value in ("punya", "ada"):
        return True  # once
    return first.value == "mau" and then.tag in DEEDS


def _asking(parts: Sequence[Part]) -> bool:
    """Whether a "ya" at the end makes it a question: "ada bantuan ya bu"."""
    ending = [p.tag for p in parts if p.tag not in (MARK, "sapaan")][-2:]
    return ending == ["benda", "ya"]


def only_told(parts: Sequence[Part]) -> bool:
    """Whether it tells where or with what somebody does something: "suami kerja di malaysia", "minum air galon"."""
    spoken = [p for p in parts if p.tag not in (MARK, "sapaan")]
    means = {b for a, b in pairwise(spoken) if a.tag in DEEDS and b.value == "pakai"}  # "masak pakai gas"
    if not {p.tag for p in spoken}.intersection(DEEDS) or any(p.tag in _ANSWERING and p not in means for p in spoken):
        return False
    if means:
        return True
    if spoken[0].tag not in ("sehari_hari", "orang_lain") and parts[0].tag != "sapaan":
        return False
    beside = (p for before, p in zip((None, *spoken), spoken, strict=False) if not (before and _is_number(before)))
    return any(p.tag not in (*DEEDS, "orang_lain", "pelengkap", *WORDS, DIGITS) or p.value in _WHERE for p in beside)


def _is_number(part: Part) -> bool:
    return part.tag in WORDS or part.tag == DIGITS


def _speaks(rest: Sequence[Part]) -> bool:
    return any(p.tag in (*DENIALS, *CONSENTS, "ya") for p in rest)


def _negated(parts: list[Part], at: int) -> tuple[int, str | None]:
    """How far a no reaches, and what it comes to: "no" plain, "no+" with what is not, None where it is unclear."""
    negations = [parts[at].tag]
    length, verdict = 1, NO
    while at + length < len(parts):
        part = parts[at + length]
        if part.tag in DENIALS:
            if "bukan" in (negations[-1], part.tag) or parts[at + length - 1].value in _MODAL:
                return length, None
            negations.append(part.tag)
        elif part.value == "sudah":
            break  # "suami belum, saya sudah": another answer
        elif (part.tag == "ada" or (part.value in _AGREED and length == 1)) and verdict == NO:
            verdict = "no+"
        elif part.tag == "ada" and (parts[at + length - 1].value in _MODAL or part.value == "pernah"):
            pass
        elif part.tag in (*DEEDS, "benda") and verdict in (NO, "no+"):
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
    agreeing = verdicts[0] == "ya" or (verdicts[0] == YES and first_spoken(parts).tag == "iya")
    if agreeing and set(verdicts[1:]) <= {NO, "no+"}:
        full = "no+" in verdicts or any(p.tag == "belum" for p in parts)
        return Understood(NO) if full else _OPEN
    return _OPEN


def first_spoken(parts: Sequence[Part]) -> Part:
    return next(p for p in parts if p.tag not in (MARK, "sapaan"))


def _counted(parts: Sequence[Part]) -> bool:
    """Whether a number stands in the answer: "2 belum" says that others are."""
    return any(_is_number(p) for p in parts)


def _bare_number(parts: Sequence[Part]) -> bool:
    """Whether a number goes before the yes: "1 ada", "1 ya" may be a numbered answer."""
    first = next(p for p in parts if p.tag not in (MARK, "sapaan") and p.value != "yang")
    return _is_number(first)
