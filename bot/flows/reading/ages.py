"""Ages, in completed months."""

from decimal import Decimal
from functools import cache
from typing import Literal

from bot.flows.reading.numerals import WORDS, Quantity, quantities
from bot.flows.reading.outcomes import Reading, settled
from bot.flows.reading.surroundings import between, undisturbed, with_units
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import DIGITS, FILLERS, MARK, Part, Vocabulary

_NAMES = {"year": ("tahun", "taun", "thn"), "month": ("bulan", "bln"), "week": ("minggu",)}
_ONLY_BEHIND_DIGITS = {"yo": "year"}  # elsewhere a yes
OLDEST = 125 * 12
_UNITS = {word: Part("satuan_waktu", unit) for unit, words in _NAMES.items() for word in words}
_NEUTRAL = (*FILLERS, "ya", "kira", "umur")
_IN_MONTHS = {"year": Decimal(12), "month": Decimal(1)}
_IN_DAYS = {"week": 7, "day": 1}
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31
_MARKS = frozenset(",.():;=~±\n'")


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "numerals", "ages", "time.satuan_waktu", "time.sewaktu")


@cache
def _weighty() -> tuple[str, ...]:
    return (*_words().spellings(*WORDS, "ragu", "satuan_waktu", "sewaktu"), "tahun", "bulan", "minggu", "hari")


@cache
def _things() -> frozenset[str]:
    return frozenset(spellings(data("counts")["benda"]["x"]))


@cache
def _labels() -> frozenset[str]:
    return frozenset(spellings(data("counts")["sebutan"]["x"])) - {"umur"}


def age(text: str, *, default_unit: Literal["year", "month"] | None) -> Reading[int]:
    """Completed months of life; a number without a unit is read in `default_unit`, or not at all."""
    parts = with_units(_words().parts(tokens(text)), _UNITS)
    if [p.tag for p in parts if p.tag not in _NEUTRAL and p.tag != MARK] == ["lahir_baru"]:
        return settled((0,), "umur")
    parts = [p for at, part in enumerate(parts) for p in _spelled_out(part, parts[:at])]
    found = quantities(parts)
    if not found or len(found) > 4 or any(q.rough for q in found):
        return None
    if len(found) == 2 and between(parts, found):
        unit = _unit(parts, found[1]) or default_unit
        ends = [_months(q, _unit(parts, q) or unit) for q in found]
        return settled(tuple(e[0] for e in ends if len(e) == 1), "rentang") if unit else None
    if any(parts[q.end].value in _things() and not _unit(parts, q) for q in found if q.end < len(parts)):
        return None  # "3 orang"
    if any(q.start and not _unit(parts, q) and parts[q.start - 1].value in _labels() for q in found):
        return None  # "kelas 3"
    months, less = _sum(parts, found, default_unit)
    if not months or not undisturbed(_calm(parts, less), found, (*_NEUTRAL, "satuan_waktu"), _weighty()):
        return None
    return settled(tuple(m for m in months if 0 <= m <= OLDEST), "umur") if max(months) <= OLDEST else None


def _spelled_out(part: Part, before: list[Part]) -> list[Part]:
    """ "setahun" as "satu tahun", and "5 yo" as "5 tahun"; all other parts as they are."""
    if part.said in _ONLY_BEHIND_DIGITS and before and before[-1].tag == DIGITS:
        return [Part("satuan_waktu", _ONLY_BEHIND_DIGITS[part.said])]
    if part.tag != "sewaktu":
        return [part]
    return [Part("satuan", "1"), Part("satuan_waktu", part.value)]


def _unit(parts: list[Part], quantity: Quantity) -> str:
    """The unit right behind a number."""
    after = parts[quantity.end] if quantity.end < len(parts) else None
    return after.value if after and after.tag == "satuan_waktu" else ""


def _sum(parts: list[Part], found: list[Quantity], default: str | None) -> tuple[tuple[int, ...], int]:
    """The months of all numbers together, and where a "lebih" or "kurang" joins two of them (-1 for nowhere)."""
    units = [_unit(parts, q) for q in found]
    if len(found) == 1 and not units[0]:
        return (_months(found[0], default) if default and not _vague(parts) else (), -1)
    order = ["year", "month", "week", "day"]
    if len(found) == 2 and units[0] and not units[1] and found[1].values == (Decimal("0.5"),):
        half = Quantity((found[0].values[0] + Decimal("0.5"),), found[0].start, found[1].end)
        return _months(half, units[0]), -1
    if "" in units:
        same = len(found) == 2 and found[0].values == found[1].values and any(units)
        return (_months(found[0], units[0] or units[1]) if same else (), -1)
    if len(found) == 2 and (units[0] == units[1] or any(p.value == "(" for p in parts)):  # "36 bulan (3 tahun)"
        first, second = (_months(q, unit) for q, unit in zip(found, units, strict=True))
        return (first if first == second else (), -1)
    if [order.index(u) for u in units] != sorted({order.index(u) for u in units}):
        return (), -1
    total = _months(found[0], units[0])
    joint = -1
    for previous, quantity, unit in zip(found, found[1:], units[1:], strict=False):
        value = quantity.values[0]
        if unit == "month" and value >= 12:
            return (), -1
        gap = range(previous.end + 1, quantity.start)
        words = [i for i in gap if parts[i].tag == "ragu"]
        if any(parts[i].value not in ("lebih", "kurang", "lewat", "tambah", "plus") for i in words) or len(words) > 1:
            return (), -1
        sign = -1 if words and parts[words[0]].value == "kurang" else 1
        joint = words[0] if words else joint
        if unit == "month":
            total = tuple(t + sign * m for t in total for m in _months(quantity, unit))
        elif sign < 0 or value * _IN_DAYS[unit] >= _SHORTEST_MONTH:
            return (), -1
    return total, joint


def _months(quantity: Quantity, unit: str | None) -> tuple[int, ...]:
    """A number of years, months, weeks or days as completed months; two where the calendar decides."""
    value = quantity.values[0]
    if len(quantity.values) > 1 or quantity.scaled or unit is None:
        return ()
    if unit in _IN_DAYS:
        days = value * _IN_DAYS[unit]
        return tuple(sorted({int(days // _LONGEST_MONTH), int(days // _SHORTEST_MONTH)})) if days < 400 else ()
    if value % 1 not in (0, Decimal("0.5")):
        return ()  # "1,2 tahun" may be a year and two months
    return (int(value * _IN_MONTHS[unit]),)


def _vague(parts: list[Part]) -> bool:
    """Whether a unit was said somewhere but not behind the number."""
    return any(p.tag == "satuan_waktu" for p in parts) and parts[0].tag in ("satuan_waktu", DIGITS)


def _calm(parts: list[Part], joint: int) -> list[Part]:
    return [p._replace(tag="kira") if at == joint else p for at, p in enumerate(parts)]
