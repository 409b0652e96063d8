"""A message that takes back what it said first: "2 juta eh 3 juta", "bukan 35 tapi 36"."""

from collections.abc import Callable, Collection
from functools import cache
from typing import TypeVar

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.outcomes import Reading, Understood, Value, settled
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, Part, without

V = TypeVar("V", bound=Value)
_NUMBER, _PAUSES = (DIGITS, *WORDS), (",", ".")


def corrected(
    parts: list[Part], read: Callable[[list[Part]], Reading[V]], units: Collection[str] = (), beside: str = ""
) -> Reading[V]:
    """What was said last, where it takes back what was said before, or None where nothing is taken back.

    Words that would also make one number without the slip ("satu juta eh dua ratus ribu") are open between the two. A
    number alone has the unit of the one before ("35 tahun eh 36"): its tag is one of `units`. What is taken back may be
    a number alone, or one `beside` such a word: "17 eh 18 agustus".
    """
    if _seams().isdisjoint([p.value for p in parts]):
        return None
    first, last = _apart(parts)
    if not first or not last:
        return None
    if first[-1].tag in units and not any(p.tag in units for p in last) and last[-1].tag in _NUMBER:
        last = [*last, first[-1]]
    meant, slip = read(last), read(first)
    bare = all(p.tag in (*_NUMBER, *units, beside) for p in without(first, *FILLERS, MARK))
    if not isinstance(meant, Understood) or not (bare or slip) or _only_a_part(first, last, units, beside):
        return None
    together = read(first + last)
    if isinstance(together, Understood):
        return settled((meant.value, together.value), "rentang")
    return meant


def _only_a_part(first: list[Part], last: list[Part], units: Collection[str], beside: str) -> bool:
    """Whether only a part of what was said first is corrected: "2 tahun 3 bulan eh 4 bulan", "23 juli eh juni 1987"."""
    if any(p.tag in units for p in first):
        return sum(p.tag in units for p in first) > sum(p.tag in units for p in last)
    said, instead = _pieces(first, beside), _pieces(last, beside)
    return len(said) > len(instead) or (len(said) > 1 and (said[0] == beside) != (instead[0] == beside))


def _pieces(parts: list[Part], beside: str) -> list[str]:
    """Each number in digits, row of number words and word of that tag, in order."""
    pieces: list[str] = []
    for part in parts:
        if part.tag in (DIGITS, beside):
            pieces.append(part.tag)
        elif part.tag in WORDS and pieces[-1:] != ["words"]:
            pieces.append("words")
    return pieces


def _apart(parts: list[Part]) -> tuple[list[Part], list[Part]]:
    """What is taken back last, and what was said instead; both without the fillers at the seam."""
    start = next((at for at, p in enumerate(parts) if p.tag not in FILLERS), 0)
    denied = parts[start].value in _words("bukan")
    said: list[list[Part]] = [[]]
    for part in parts[start + denied :]:
        if part.value in _words("keliru") or (denied and part.value in _words("melainkan")):
            said.append([])
        else:
            said[-1].append(part)
    pieces = [piece for piece in map(_trimmed, said) if piece]
    return (pieces[-2], pieces[-1]) if len(pieces) > 1 else ([], [])


def _trimmed(parts: list[Part]) -> list[Part]:
    """The parts up to the last that is no filler and no comma."""
    end = len(parts)
    while end and (parts[end - 1].tag in FILLERS or parts[end - 1].value in _PAUSES):
        end -= 1
    return parts[:end]


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(spellings(data("corrections")[group]["x"]))


@cache
def _seams() -> frozenset[str]:
    return _words("keliru") | _words("melainkan")
