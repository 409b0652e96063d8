"""Telephone numbers of Indonesia, as +62…"""

import re
from functools import cache, lru_cache

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.outcomes import Reading, settled
from bot.flows.reading.spelling import is_mended, is_word, may_be_another, resembles
from bot.flows.reading.tokens import cut, plain
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part, Vocabulary

_LETTER_O = re.compile(r"(?<![a-z])o(?=8\d)|(?<=\d)o(?=[\d\s.-]|$)")
_ONE_TOO_MANY = re.compile(r"\d{10,}[\s./-]+\d{1,2}(?!\d)")  # "081234567890-1": the first of two, or the number?
_MOBILE = re.compile(r"8[1-35-9]\d{7,10}")
_LANDLINE = re.compile(r"(?:21|22|24|31|61)\d{5,8}|(?:[2-7]\d{2}|9\d{2})\d{5,7}")
_NAMES = re.compile(r"\b(?:(im)3|(nope)|(hp|wa|no)\.?[1-5])\b")  # with a digit in them, or a no
_SHORT = re.compile(r"\d{1,2}(?:\.\d\d)?")  # an hour, a row of houses
# What makes a number none, or doubtful; whatever else is said tells whose it is, or when to call.
_DOUBTS = frozenset(
    {UNKNOWN, "bukan_nomor", "nomor_lain", "tidak", "belum", "bukan", "buntu", "menunggu", "kadang", "kadang_samar"}
    | {"tidak_tahu", "tidak_berlaku", "benda", "ragu", "kira", "atau"}
    | {tag for tag in WORDS if tag != "satuan"}
)
_MOST_CHARACTERS = 120
_SURE = frozenset({"nama", DIGITS, MARK})


@cache
def _words() -> Vocabulary:
    return Vocabulary("numerals", "yes_no", "fillers", "yes_no.ya", "yes_no.iya", "numerals.satuan", "phones")


def phone(text: str) -> Reading[str]:
    """The number as "+62…", or None where it is none of Indonesia, too short or too long."""
    text = plain(text)
    if len(text) > _MOST_CHARACTERS or _is_elided(text) or _ONE_TOO_MANY.search(text):
        return None
    parts = _words().parts(cut(_NAMES.sub(_name, _LETTER_O.sub("0", text))))
    parts = _with_asides(parts)
    if any(p.tag in _DOUBTS or (p.tag == MARK and p.value in "<>?%~±") for p in parts):
        return None
    if any(_may_turn_round(p.said) for p in parts if p.tag not in _SURE):
        return None
    if any(p.tag in FILLERS and p.glued and len(p.said) == 1 for p in parts):
        return None  # "08534987654e"
    parts = _without_labels(parts)
    at = next((i for i, p in enumerate(parts) if p.tag in (DIGITS, "satuan")), len(parts))
    if any(p.tag == "ganti" for p in parts[at:]):
        return None  # "081234567890 ganti": to what?
    numbers = [_number(run) for run in _runs(parts)]
    return settled(tuple(n for n in numbers if n), "nomor") if numbers and all(numbers) else None


def _is_elided(text: str) -> bool:
    """Whether digits are left out: "0812..", "0812**90", "081234_"."""
    return ".." in text or "**" in text or (text.endswith("_") and not text.startswith("_"))


def _name(found: re.Match[str]) -> str:
    """A name that the reading would take for digits or a no, as it knows it."""
    return "nomor" if found[2] else found[1] or found[3]


def _with_asides(parts: list[Part]) -> list[Part]:
    """The parts with the words that change nothing of a number as such: names, whose it is, when to call."""
    spelled_out = any(p.tag == "satuan" for p in parts)  # there, a word that is not known may be a digit
    return [
        part._replace(tag="nama")
        if _named(part, before) or (part.tag == UNKNOWN and _is_aside(part, before, known=spelled_out))
        else part
        for before, part in zip((None, *parts), parts, strict=False)
    ]


def _named(part: Part, before: Part | None) -> bool:
    """Whether it is a name behind a form of address: "bu ani", "bidan yanti"."""
    unlisted = is_mended(part.said) or (part.tag == UNKNOWN and not is_word(part.value))
    return before is not None and before.tag in ("sapaan", "gelar") and unlisted and part.tag not in (DIGITS, MARK)


def _is_aside(part: Part, before: Part | None, *, known: bool) -> bool:
    """Whether a word can only be beside the number; where `known`, one that stands in some table."""
    if part.glued and before and before.tag == DIGITS:
        return False
    return is_word(part.value) or (not known and len(part.value) > 2 and not _as_a_doubt(part.value))


@lru_cache(maxsize=4096)
def _as_a_doubt(word: str) -> bool:
    return resembles(word, _doubts())


@lru_cache(maxsize=4096)
def _may_turn_round(word: str) -> bool:
    """Whether a mistyped word may be one that makes a number none: "mungin"."""
    return may_be_another(word, _doubts())


@cache
def _doubts() -> tuple[str, ...]:
    return _words().spellings("bukan_nomor")


def _without_labels(parts: list[Part]) -> list[Part]:
    """The parts without numbers that only name something else: "jam 7", "rt 3/2", "hp 1: 081234567890"."""
    kept: list[Part] = []
    labelled = False
    for part, after in zip(parts, (*parts[1:], None), strict=False):
        if labelled and (_SHORT.fullmatch(part.value) or (part.tag == MARK and part.value in "/:-.")):
            continue
        if part.tag == DIGITS and _SHORT.fullmatch(part.value) and after and after.value == "jam":
            continue  # "aktif 24 jam"
        labelled = part.tag == "label"
        first = part.tag == DIGITS and part.value in "12345" and not any(p.tag == DIGITS for p in kept)
        if not (first and after and after.tag == MARK and after.value in ".:)"):
            kept.append(part)
    return kept


def _runs(parts: list[Part]) -> list[str]:
    """The rows of digits, each with its "+" if it has one; gaps belong to a row until it is a whole number."""
    runs: list[str] = []
    open_run = paused = False
    for part in parts:
        if part.tag in (DIGITS, "satuan"):
            digits = re.sub(r"\D", "", part.value)
            whole = bool(runs) and (paused or _number(runs[-1]) != "")
            if open_run and not (whole and digits.startswith(("0", "62")) and len(digits) >= 3):
                runs[-1] += digits
            else:
                runs.append(digits)
            open_run, paused = True, False
        elif part.tag == "tambah" or (part.tag == MARK and part.value == "+"):
            runs.append("+")
            open_run = True
        elif part.tag == MARK and part.value in "-.()=,\n":
            paused = part.value == ","
            ended = bool(runs) and (_number(runs[-1]) != "" or (paused and not runs[-1].startswith(("0", "+"))))
            if part.value in "(,\n" and ended:
                open_run = False
        elif part.tag != "sambung":
            open_run = False
    return runs


def _number(run: str) -> str:
    """One row of digits as "+62…", or nothing."""
    if run.startswith("+") and not run.startswith("+62"):
        return ""
    digits = run.removeprefix("+").removeprefix("00")
    digits = digits[2:].removeprefix("0") if digits.startswith("62") else digits
    national = digits.removeprefix("0")
    local = digits == national and not run.startswith(("+", "62", "0062"))
    if _MOBILE.fullmatch(national):
        return f"+62{national}"
    return f"+62{national}" if _LANDLINE.fullmatch(national) and not local else ""
