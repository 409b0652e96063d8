"""Years, months, weeks and days as completed months."""

from decimal import Decimal

from bot.flows.reading.numerals import Quantity
from bot.flows.reading.vocabulary import DIGITS, Part

_ORDER = ("year", "month", "week", "day")
_IN_MONTHS = {"year": Decimal(12), "month": Decimal(1)}
_IN_DAYS = {"week": 7, "day": 1}
_SHORTEST_MONTH, _LONGEST_MONTH, _MOST_DAYS = 28, 31, 400
_HALF = Decimal("0.5")
_QUARTERS = (Decimal("0.25"), Decimal("0.75"))
_MORE, _LESS = ("lebih", "lewat", "tambah", "plus", "+"), "kurang"


def unit_of(parts: list[Part], quantity: Quantity) -> str:
    """The unit right behind a number, or behind the bracket that it stands in."""
    after = next((p for p in parts[quantity.end : quantity.end + 2] if p.value != ")"), None)
    return after.value if after and after.tag == "satuan_waktu" and quantity.end < len(parts) else ""


def months(quantity: Quantity, unit: str | None) -> tuple[int, ...]:
    """A number of years, months, weeks or days as completed months; two where the calendar decides."""
    value = quantity.values[0]
    if len(quantity.values) > 1 or quantity.scaled or unit is None:
        return ()
    if unit in _IN_DAYS:
        return _months_of_days(value * _IN_DAYS[unit])
    whole = value % 1 in (0, _HALF) or (value % 1 in _QUARTERS and quantity.literal)
    return (int(value * _IN_MONTHS[unit]),) if whole else ()  # "1,2 tahun" may be a year and two months


def together(parts: list[Part], found: list[Quantity], default: str | None) -> tuple[tuple[int, ...], list[int]]:
    """The months of all numbers together, and where a word such as "lebih" or "kurang" joins two of them."""
    units = [unit_of(parts, q) for q in found]
    if len(found) == 1 and not units[0]:
        return (months(found[0], default) if default and not _vague(parts) else (), [])
    if len(found) == 2 and units[0] and not units[1] and found[1].values == (_HALF,):
        half = Quantity((found[0].values[0] + _HALF,), found[0].start, found[1].end)
        return months(half, units[0]), []
    if "" in units:
        same = len(found) == 2 and found[0].values == found[1].values and any(units)
        return (months(found[0], units[0] or units[1]) if same else (), [])
    if len(found) == 2 and (units[0] == units[1] or any(p.value == "(" for p in parts)):  # "36 bulan (3 tahun)"
        first, second = (months(q, unit) for q, unit in zip(found, units, strict=True))
        return (first if first == second else (), [])
    if [_ORDER.index(u) for u in units] != sorted({_ORDER.index(u) for u in units}):
        return (), []
    return _sum(parts, found, units) if len(found) > 1 else (months(found[0], units[0]), [])


def _sum(parts: list[Part], found: list[Quantity], units: list[str]) -> tuple[tuple[int, ...], list[int]]:
    """The sum of years, months, weeks and days, each said once, from great to small."""
    total, days, joints = 0, Decimal(0), []
    for before, quantity, unit in zip((None, *found), found, units, strict=False):
        sign = 1
        if before:
            words = [i for i in range(before.end + 1, quantity.start) if _joins(parts[i])]
            if len(words) > 1 or any(parts[i].value not in (*_MORE, _LESS) for i in words):
                return (), []
            sign = -1 if words and parts[words[0]].value == _LESS else 1
            joints += words
        value = quantity.values[0]
        if len(months(quantity, unit)) == 0 or (before and unit == "month" and value >= 12):
            return (), []
        if unit in _IN_DAYS:
            days += sign * value * _IN_DAYS[unit]
        else:
            total += sign * months(quantity, unit)[0]
    if days < 0:
        return ((total - 1,) if -days < _SHORTEST_MONTH else (), joints)
    return tuple(total + more for more in _months_of_days(days)), joints


def _joins(part: Part) -> bool:
    return part.tag == "ragu" or part.value in _MORE


def _months_of_days(days: Decimal) -> tuple[int, ...]:
    """So many days as completed months: one reading, or two where the months' lengths decide."""
    return tuple(sorted({int(days // _LONGEST_MONTH), int(days // _SHORTEST_MONTH)})) if days < _MOST_DAYS else ()


def _vague(parts: list[Part]) -> bool:
    """Whether a unit was said somewhere but not behind the number."""
    return any(p.tag == "satuan_waktu" for p in parts) and parts[0].tag in ("satuan_waktu", DIGITS)
