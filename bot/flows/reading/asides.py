"""What is said beside a day and leaves it as it is: the hour, the place, where it is written."""

from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.spelling import is_word
from bot.flows.reading.vocabulary import DIGITS, UNKNOWN, Part, Vocabulary, without

_TIMES_OF_DAY = (":", ".", "pagi", "siang", "sore", "malam", "subuh", "lewat", "wib", "wita", "wit")
_MOST_UNREAD = 4  # words nobody listed beside a full day: "di puskesmas sungai danau"
_WHERE = ("di", "ke", "sama")


def without_hour(parts: list[Part]) -> list[Part]:
    """The parts without the time of a day: "12 mei 2017 jam 3 pagi"."""
    at = next((i for i, p in enumerate(parts) if p.tag == "jam"), None)
    if at is None:
        return parts
    end = at + 1
    while end < len(parts) and (parts[end].tag in (DIGITS, *WORDS) or parts[end].value in _TIMES_OF_DAY):
        end += 1
    return parts[:at] + parts[end:] if end > at + 1 else parts


def without_asides(parts: list[Part]) -> list[Part]:
    """The parts without the words nobody listed, such as where it was; none where these could change the day."""
    heard, parts = parts, [p for p, a in zip(parts, (*parts[1:], None), strict=False) if not _towards(p, a)]
    pairs = list(zip((None, *parts), parts, strict=False))
    unread = [p for p in parts if p.tag == UNKNOWN]
    mangled = any(b and _is_part_of_a_number(b, p) for b, p in pairs)
    if mangled or len(unread) > _MOST_UNREAD or any(_as_a_doubt(p.value) for p in unread):
        return []
    if any(p.tag in ("arah", "relatif", "malam") for p in parts):  # "lebaran kemarin", but "kemarin di puskesmas"
        if not unread:
            return parts if len(parts) < len(heard) else []
        at = parts.index(unread[0])
        return parts[:at] if at and parts[at - 1].said in _WHERE else []
    return without(parts, UNKNOWN) if len(parts) < len(heard) or unread else []


def _is_part_of_a_number(one: Part, other: Part) -> bool:
    """Whether an unknown word may be a part of the number beside it: "1o", "dua puluh elapan"."""
    unknown, number = (one, other) if one.tag == UNKNOWN else (other, one)
    return unknown.tag == UNKNOWN and (number.tag in WORDS or (number.tag == DIGITS and other.glued))


def _towards(part: Part, after: Part | None) -> bool:
    """Whether a "ke" only leads to a place: "ke posyandu"."""
    return part.said == "ke" and after is not None and after.tag in (UNKNOWN, "lahir")


@lru_cache(maxsize=4096)
def _as_a_doubt(word: str) -> bool:
    """Whether a word may be one that takes a day back, with a slip in it."""
    return not is_word(word) and any(OSA.distance(word, o, score_cutoff=1) <= 1 for o in _doubts())


@cache
def _doubts() -> tuple[str, ...]:
    return Vocabulary("numerals").spellings("ragu", "atau")
