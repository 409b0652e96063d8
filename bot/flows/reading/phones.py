"""Telephone numbers of Indonesia, as +62…"""

import re
from functools import cache
from itertools import pairwise

from bot.flows.reading.outcomes import Reading, settled
from bot.flows.reading.spelling import is_word, resembles
from bot.flows.reading.tokens import cut, plain
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part, Vocabulary

_LETTER_O = re.compile(r"(?<![a-z])o(?=8\d)|(?<=\d)o(?=[\d\s.-]|$)")
_ONE_TOO_MANY = re.compile(r"\d{10,}[\s./-]+\d{1,2}(?!\d)")  # "081234567890-1": the first of two, or the number?
_MOBILE = re.compile(r"8[1-9]\d{7,10}")
_LANDLINE = re.compile(r"(?:21|22|24|31|61)\d{5,8}|(?:[2-7]\d{2}|9\d{2})\d{5,7}")
_PROVIDER = re.compile(r"\bim3\b")
_SEPARATORS = frozenset("-. ()/")
_MOST_CHARACTERS = 120


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "yes_no.iya", "numerals.satuan", "phones")


def phone(text: str) -> Reading[str]:
    """The number as "+62…", or None where it is none of Indonesia, too short or too long."""
    text = plain(text)
    if len(text) > _MOST_CHARACTERS or ".." in text or "**" in text or _ONE_TOO_MANY.search(text):
        return None
    parts = _words().parts(cut(_PROVIDER.sub("im", _LETTER_O.sub("0", text))))
    named = [b for a, b in pairwise(parts) if a.tag == "sapaan" and b.tag == UNKNOWN]  # "bu ani"
    spelled_out = any(p.tag == "satuan" for p in parts)  # there, a word that is not known may be a digit
    beside = (None, *parts)
    parts = [
        p._replace(tag="nomor") if p in named or (not spelled_out and _is_name(p, b)) else p
        for b, p in zip(beside, parts, strict=False)
    ]
    if any(p.tag in (UNKNOWN, "bukan_nomor") or (p.tag == MARK and p.value in "<>?%~±") for p in parts):
        return None
    if any(p.tag in FILLERS and p.glued and len(p.said) == 1 for p in parts):
        return None  # "08534987654e"
    numbers = [_number(run) for run in _runs(parts)]
    return settled(tuple(n for n in numbers if n), "nomor") if numbers and all(numbers) else None


def _is_name(part: Part, before: Part | None) -> bool:
    """Whether a word beside the number can only be whose it is."""
    if (
        part.tag != UNKNOWN
        or (part.glued and before and before.tag == DIGITS)
        or len(part.value) < 3
        or is_word(part.value)
    ):
        return False
    return not resembles(part.value, _words().spellings("bukan_nomor"))


def _runs(parts: list[Part]) -> list[str]:
    """The rows of digits, each with its "+" if it has one; gaps belong to a row until it is a whole number."""
    runs: list[str] = []
    open_run = False
    for part in parts:
        if part.tag in (DIGITS, "satuan"):
            digits = re.sub(r"\D", "", part.value)
            starts = digits.startswith(("0", "62")) and len(digits) >= 3 and bool(runs) and _number(runs[-1]) != ""
            if open_run and not starts:
                runs[-1] += digits
            else:
                runs.append(digits)
            open_run = True
        elif part.tag == MARK and part.value == "+":
            runs.append("+")
            open_run = True
        elif part.tag == MARK and part.value in "-.()=":
            if part.value == "(" and runs and _number(runs[-1]):
                open_run = False
        elif part.tag in FILLERS or part.tag in (MARK, "nomor", "ya", "iya"):
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
