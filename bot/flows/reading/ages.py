"""Ages, in completed months.

How sure somebody is ("kira-kira", "mungkin", "kurang lebih") leaves an age as it was named. What puts the age beside
the number ("4 tahunan", "4 tahun lebih", "4 jalan 5") is asked back with what it may be; what names no completed month
or year ("hampir 4", "mau 4", "60an", "di atas 60") is asked again.
"""

import datetime as dt
from functools import cache, partial
from typing import Literal

from bot.flows.reading.births import months_since_birth
from bot.flows.reading.corrections import corrected
from bot.flows.reading.durations import months, together, unit_of
from bot.flows.reading.numerals import WORDS, Quantity, quantities
from bot.flows.reading.outcomes import Either, Reading, Understood, settled
from bot.flows.reading.surroundings import between, undisturbed, with_units, without_bullet
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, Part, Vocabulary, without

_NAMES = {"year": ("tahun", "taun", "thn"), "month": ("bulan", "bln"), "week": ("minggu",)}
_ONLY_BEHIND_DIGITS = {"yo": "year"}  # elsewhere a yes
OLDEST = 125 * 12
_UNITS = {word: Part("satuan_waktu", unit) for unit, words in _NAMES.items() for word in words}
_NEUTRAL = (*FILLERS, "ya", "kira", "umur")
_ROUGHLY = ("year", "month")


@cache
def _words() -> Vocabulary:
    own = ("ages.umur", "ages.lahir_baru", "ages.samar")
    return Vocabulary("fillers", "yes_no.ya", "numerals", "dates.bulan", *own, "time.satuan_waktu", "time.sewaktu")


@cache
def _weighty() -> tuple[str, ...]:
    return (*_words().spellings(*WORDS, "ragu", "satuan_waktu", "sewaktu"), "tahun", "bulan", "minggu", "hari")


@cache
def _counted() -> frozenset[str]:
    return frozenset(spellings(data("counts")["benda"]["x"]))


@cache
def _labels() -> frozenset[str]:
    return frozenset(spellings(data("counts")["sebutan"]["x"])) - {"umur"}


@cache
def _words_of(group: str) -> frozenset[str]:
    return frozenset(spellings(data("ages")[group]["x"]))


def age(text: str, *, default_unit: Literal["year", "month"] | None, today: dt.date | None = None) -> Reading[int]:
    """Completed months of life; a number without a unit is read in `default_unit`, or not at all.

    With `today` an age is also worked out from when somebody was born.
    """
    parts = without_bullet(with_units(_words().parts(tokens(text)), _UNITS))
    parts = [p for at, part in enumerate(parts) for p in _spelled_out(part, parts[:at])]
    read = partial(_read, default_unit=default_unit)
    reading = corrected(parts, read, ("satuan_waktu",)) or read(parts)
    return reading or (months_since_birth(text, today) if today else None)


def _read(parts: list[Part], default_unit: str | None) -> Reading[int]:
    """The age that the parts say: the number itself, or one that is named beside it."""
    named, more = _beside(parts)
    if named is None:
        return _named(parts, default_unit)
    match _named(named, default_unit):
        case Understood(least):
            unit = next((p.value for p in reversed(named) if p.tag == "satuan_waktu"), default_unit)
            most = least + more * (unit == "year")
            return Either((least,) if most == least else (least, most), "umur")
        case _:
            return None


def _named(parts: list[Part], default_unit: str | None) -> Reading[int]:
    """The age that is named in full."""
    if [p.tag for p in parts if p.tag not in _NEUTRAL and p.tag != MARK] == ["lahir_baru"]:
        return Understood(0)
    found = quantities(parts)
    if not found or len(found) > 4 or any(q.rough or _thing(parts, q) for q in found):
        return None
    if len(found) == 2 and between(parts, found):
        unit = unit_of(parts, found[1]) or default_unit
        ends = [months(q, unit_of(parts, q) or unit) for q in found]
        return settled(tuple(e[0] for e in ends if len(e) == 1), "rentang") if unit else None
    if sum(p.tag == "satuan_waktu" for p in parts) > sum(bool(unit_of(parts, q)) for q in found):
        return None  # "dua tahun tuuh bulan"
    sums, joints = together(parts, found, default_unit)
    joints = [*joints, *_ago(parts)]
    calm = [p._replace(tag="kira") if at in joints else p for at, p in enumerate(parts)]
    if (
        not sums
        or max(sums) > OLDEST
        or not undisturbed(calm, found, (*_NEUTRAL, "lahir_baru", "satuan_waktu"), _weighty())
    ):
        return None
    return settled(tuple(m for m in sums if m >= 0), "umur")


def _beside(parts: list[Part]) -> tuple[list[Part] | None, int]:
    """The parts that name an age beside the one that is meant, and how many months above it this may lie.

    "4 tahunan" and "4 tahun lebih" name "4 tahun", "4 jalan 5" as well; None where the age itself is named.
    """
    roughly = [at for at, p in enumerate(parts) if at and p.tag == "an" and parts[at - 1].tag == "satuan_waktu"]
    if roughly:
        return [p for at, p in enumerate(parts) if at not in roughly], 0
    found = quantities(parts)
    if not found:
        return None, 0
    end = found[-1].end + bool(unit_of(parts, found[-1]))
    behind = [p.value for p in without(parts[end:], *FILLERS, "ya", "kira", MARK)]
    if behind and behind[0] in _words_of("lewat") and set(behind[1:]) <= _words_of("sedikit"):
        decade = found[-1].values[0] % 10 == 0  # "50 lebih" may be 53
        return [p for at, p in enumerate(parts) if at < end or p.value not in behind], 0 if decade else 11
    if len(found) == 2 and found[1].values[0] - found[0].values[0] == 1:
        first, second = found
        step = [at for at in range(first.end, second.start) if parts[at].tag not in (*FILLERS, "satuan_waktu")]
        if len(step) == 1 and parts[step[0]].value in _words_of("melangkah"):
            ahead = end if unit_of(parts, first) else second.end
            return parts[: step[0]] + parts[ahead:], 11
    return None, 0


def _thing(parts: list[Part], quantity: Quantity) -> bool:
    """Whether a number counts or numbers something else: "3 orang", "kelas 3"."""
    if unit_of(parts, quantity):
        return False
    after = parts[quantity.end] if quantity.end < len(parts) else None
    if after and not _counted().isdisjoint((after.value, after.said)):
        return True
    return bool(quantity.start) and parts[quantity.start - 1].value in (*_labels(), "anak")  # "anak 5"


def _ago(parts: list[Part]) -> list[int]:
    """Where words only say that somebody was born so long ago: "lahir 3 minggu lalu"; a year is not so exact."""
    said = [at for at, p in enumerate(parts) if p.value in ("lahir", "lalu")]
    exact = [p.value for p in parts if p.tag == "satuan_waktu"] != ["year"]
    return said if exact and [parts[at].value for at in said] == ["lahir", "lalu"] else []


def _spelled_out(part: Part, before: list[Part]) -> list[Part]:
    """ "setahun" as "satu tahun", "tahunan" as "tahun an", and "5 yo" as "5 tahun"; all other parts as they are."""
    if part.said in _ONLY_BEHIND_DIGITS and before and before[-1].tag == DIGITS:
        return [Part("satuan_waktu", _ONLY_BEHIND_DIGITS[part.said])]
    if part.tag not in ("sewaktu", "satuan_waktu"):
        return [part]
    whole = part.tag == "sewaktu" and not (before and before[-1].tag == DIGITS and part.said[0] != "s")  # "32 tshun"
    one = [Part("satuan", "1")] if whole else []
    roughly = part.value in _ROUGHLY and part.said.endswith("nan")  # not "bulan"
    return [*one, part._replace(tag="satuan_waktu"), *([Part("an", "an")] if roughly else [])]
