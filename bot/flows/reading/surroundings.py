"""What stands around the numbers of a message, and whether it leaves them as they are."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.flows.reading.numerals import Quantity
from bot.flows.reading.spelling import is_mended, is_word, resembles
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, UNKNOWN, Part

MOST_UNKNOWN = 2  # words nobody listed: "3 kambing jantan"
_OPEN = (DIGITS, "satuan", "belas", "puluh", "ratus", "tetap", "setengah")
_BEFORE_DIGITS = ("puluh", "ratus", "skala", "seskala")
_SCALES = ("puluh", "ratus", "belas", "skala")
_DIGIT_WORDS = {
    word: Part("satuan", str(digit))
    for digit, word in enumerate(("dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"), start=2)
}
_MARKS = frozenset(",.():;=~±&\n'")


def undisturbed(
    parts: Sequence[Part], found: Sequence[Quantity], neutral: Collection[str], weighty: tuple[str, ...]
) -> bool:
    """Whether nothing beside the numbers could change what they mean.

    `neutral` tags never do. An unknown word does when it may be a bad misspelling of a `weighty` one.
    """
    if any(_is_code(parts, quantity.start) for quantity in found):
        return False
    inside = {at for quantity in found for at in range(quantity.start, quantity.end)}
    unknown = 0
    for at, part in enumerate(parts):
        if part.tag in FILLERS and part.glued and len(part.said) == 1 and at - 1 in inside:
            return False  # "1o"
        if at - 1 in inside and at not in inside and _may_go_on(part.said, parts[at - 1]):
            return False  # "dua gbelas", "dua puluh tiba"
        if at in inside or part.tag in neutral or (part.tag == "atau" and len(found) == 2):
            continue
        if part.tag == MARK:
            if part.value in _MARKS or (part.value in "-/" and (between(parts, found) or _trailing(parts, at))):
                continue
            return False
        if part.tag != UNKNOWN or resembles(part.value, weighty) or (at - 1 in inside and part.glued):
            return False
        if not is_word(part.value):
            beside = [parts[i].tag for i in (at - 1, at + 1) if i in inside]
            if len(part.value) < 4 or any(tag != DIGITS for tag in beside):
                return False  # a mangled unit ("8 lbn"), or a part of a number in words
        elif at - 1 in inside and parts[at - 1].tag != DIGITS and (not is_word(part.said) or _as_a_scale(part.value)):
            return False  # "dua pulih", "puluh lia"
        unknown += 1
    return unknown <= MOST_UNKNOWN and not any(_cut_off(parts, quantity) for quantity in found)


@lru_cache(maxsize=4096)
def _may_go_on(word: str, before: Part) -> bool:
    """Whether a mistyped word may belong to the number in words before it."""
    if len(word) < 3 or (is_word(word) and before.tag == DIGITS):
        return False
    if is_mended(word) and _as_a_scale(word):
        return True
    goes_on = before.tag in _BEFORE_DIGITS or before.value == "100"
    return goes_on and any(OSA.distance(word, digit, score_cutoff=1) <= 1 for digit in _DIGIT_WORDS)


def _as_a_scale(word: str) -> bool:
    """Whether a word may be a scale with a slip in it, even though it is a word itself."""
    return any(OSA.distance(word, scale, score_cutoff=1) <= 1 for scale in (*_SCALES[:3], "ribu", "juta"))


def with_units(parts: Sequence[Part], units: Mapping[str, Part]) -> list[Part]:
    """The parts with mistyped words mended where a number makes clear what they are.

    Behind a number that is a unit ("2 kuta"), before "ratus" or a scale one of the nine digits ("kima ratus"); and only
    where a single one of them is a single slip away.
    """
    mended: list[Part] = []
    for at, part in enumerate(parts):
        if part.tag == UNKNOWN and len(part.value) > 2 and not is_word(part.value):
            after = parts[at + 1].tag if at + 1 < len(parts) else ""
            if mended and mended[-1].tag in _OPEN:
                mended.append(_nearest(part, units))
                continue
            if after in _SCALES:
                mended.append(_nearest(part, _DIGIT_WORDS))
                continue
        mended.append(part)
    return mended


def _nearest(part: Part, meant: Mapping[str, Part]) -> Part:
    """The one meaning whose word is a single slip away, or the part as it is."""
    near = {unit for word, unit in meant.items() if OSA.distance(part.value, word, score_cutoff=1) <= 1}
    return near.pop()._replace(glued=part.glued, said=part.said) if len(near) == 1 else part


def without_bullet(parts: list[Part]) -> list[Part]:
    """The parts without a dash that opens the line: "- 3 tahun", but not in "-3 tahun"."""
    bullet = len(parts) > 1 and (parts[0].tag, parts[0].value) == (MARK, "-") and not parts[1].glued
    return parts[1:] if bullet else parts


def between(parts: Sequence[Part], found: Sequence[Quantity]) -> bool:
    """Whether two numbers are the ends of a range, an alternative or a slip and what was meant: "2-3", "2 eh 3"."""
    if len(found) != 2:
        return False
    joint = [p for p in parts[found[0].end : found[1].start] if not (p.tag == MARK and p.value in ".~")]
    return "".join(p.said for p in joint) in ("-", "--", "/", "s/d") or any(
        p.tag == "atau" or p.said == "eh" for p in joint
    )


def _trailing(parts: Sequence[Part], at: int) -> bool:
    """Whether a dash only ends a number or stands between words: "1.500.000,-"."""
    return parts[at].value == "-" and at > 0 and (at + 1 >= len(parts) or parts[at + 1].tag != DIGITS)


def _is_code(parts: Sequence[Part], start: int) -> bool:
    """Whether a letter stands directly before a number: "K4"."""
    before = parts[start - 1] if start else None
    return before is not None and parts[start].glued and len(before.said) == 1 and before.said.isalpha()


def _cut_off(parts: Sequence[Part], quantity: Quantity) -> bool:
    """Whether a number has lost its beginning: ".5" or ",5"."""
    at = quantity.start
    if not at or parts[at - 1].tag != MARK or parts[at - 1].value not in ".,":
        return False
    return parts[at].glued and (not parts[at - 1].glued or (at > 1 and parts[at - 2].tag == MARK))
