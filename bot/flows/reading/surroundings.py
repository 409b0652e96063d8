"""What stands around the numbers of a message, and whether it leaves them as they are."""

from collections.abc import Collection, Sequence

from bot.flows.reading.numerals import Quantity
from bot.flows.reading.spelling import is_word, resembles
from bot.flows.reading.vocabulary import DIGITS, MARK, UNKNOWN, Part

MOST_UNKNOWN = 2  # words nobody listed: "3 kambing jantan"
_MARKS = frozenset(",.():;=~±&\n'")


def undisturbed(
    parts: Sequence[Part], found: Sequence[Quantity], neutral: Collection[str], weighty: tuple[str, ...]
) -> bool:
    """Whether nothing beside the numbers could change what they mean.

    `neutral` tags never do. An unknown word does when it may be a bad misspelling of a `weighty` one.
    """
    inside = {at for quantity in found for at in range(quantity.start, quantity.end)}
    unknown = 0
    for at, part in enumerate(parts):
        if at in inside or part.tag in neutral or (part.tag == "atau" and len(found) == 2):
            continue
        if part.tag == MARK:
            if part.value in _MARKS or (part.value in "-/" and (between(parts, found) or _trailing(parts, at))):
                continue
            return False
        if part.tag != UNKNOWN or resembles(part.value, weighty) or (at - 1 in inside and _short(part)):
            return False
        if at + 1 in inside and parts[at + 1].tag != DIGITS and not is_word(part.value):
            return False  # the beginning of a number in words may be mistyped beyond recognition
        unknown += 1
    return unknown <= MOST_UNKNOWN and not any(_cut_off(parts, quantity) for quantity in found)


def _short(part: Part) -> bool:
    """Whether a word behind a number may be a mangled unit: "500br", "8 lbn"."""
    return not is_word(part.value) and (part.glued or len(part.value) < 4)


def between(parts: Sequence[Part], found: Sequence[Quantity]) -> bool:
    """Whether two numbers are the ends of a range or an alternative: "2-3", "2 atau 3", "2 s/d 3"."""
    if len(found) != 2:
        return False
    joint = [p for p in parts[found[0].end : found[1].start] if not (p.tag == MARK and p.value in ".~")]
    return "".join(p.said for p in joint) in ("-", "--", "/", "s/d") or any(p.tag == "atau" for p in joint)


def _trailing(parts: Sequence[Part], at: int) -> bool:
    """Whether a dash only ends a number or stands between words: "1.500.000,-"."""
    return parts[at].value == "-" and at > 0 and (at + 1 >= len(parts) or parts[at + 1].tag != DIGITS)


def _cut_off(parts: Sequence[Part], quantity: Quantity) -> bool:
    """Whether a number has lost its beginning: ".5" or ",5"."""
    at = quantity.start
    if not at or parts[at - 1].tag != MARK or parts[at - 1].value not in ".,":
        return False
    return parts[at].glued and not parts[at - 1].glued
