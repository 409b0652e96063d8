"""A message that takes back what it said first: "2 juta eh 3 juta", "bukan 35 tapi 36"."""

from collections.abc import Callable, Collection
from functools import cache
from typing import TypeVar

from bot.flows.reading.numerals import WORDS
from bot.flows.reading.outcomes import Reading, Understood, Value, settled
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, Part, without

V = TypeVar("V", bound=Value)
_NUMBER = (DIGITS, *WORDS)


def corrected(
    parts: list[Part], read: Callable[[list[Part]], Reading[V]], units: Collection[str] = (), *, beside: str = ""
) -> Reading[V]:
    """What was said last, where it takes back what was said before, or None where nothing is taken back.

    Words that would also make one number without the slip ("satu juta eh dua ratus ribu") are open between the two.
    A number alone has the unit of the one before ("35 tahun eh 36"): its tag is one of `units`. What is taken back may
    be a number alone, or stand `beside` one: "17 eh 18 agustus".
    """
    if _seams().isdisjoint([p.value for p in parts]):
        return None
    first, last = _apart(parts)
    if not first or not last:
        return None
    if first[-1].tag in units and not any(p.tag in units for p in last) and last[-1].tag in _NUMBER:
        last = [*last, first[-1]]
    meant = read(last)
    bare = all(p.tag in (*_NUMBER, *units, beside) for p in without(first, *FILLERS, MARK))
    if not isinstance(meant, Understood) or (not bare and corrected(first, read, units) is None and not read(first)):
        return None
    together = read(first + last)
    if isinstance(together, Understood):
        return settled((meant.value, together.value), "rentang")
    return meant


def _apart(parts: list[Part]) -> tuple[list[Part], list[Part]]:
    """What is taken back, and what was said instead; both without the fillers at the seam."""
    slips, denials, instead = _words("keliru"), _words("bukan"), _words("melainkan")
    start = next((at for at, p in enumerate(parts) if p.tag not in FILLERS), 0)
    denied = parts[start].value in denials if parts else False
    seams = [at for at, p in enumerate(parts) if p.value in slips or (denied and p.value in instead)]
    if not seams:
        return [], []
    first, last = parts[start + denied : seams[-1]], parts[seams[-1] + 1 :]
    while first and (first[-1].tag in (*FILLERS, MARK) or first[-1].value in slips):
        first.pop()
    while last and last[-1].tag in (*FILLERS, MARK):
        last.pop()
    return first, last


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(spellings(data("corrections")[group]["x"]))


@cache
def _seams() -> frozenset[str]:
    return _words("keliru") | _words("melainkan")
