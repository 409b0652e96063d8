"""A day, month or year in digits alone: "17/8/90", "08-1990", "1990-08-17", "tahun 1990"."""

import calendar
import datetime as dt
import re

from bot.flows.reading.outcomes import Reading, Understood, settled
from bot.flows.reading.relative_days import falls_on
from bot.flows.reading.vocabulary import DIGITS, MARK, Part

YEARS_AHEAD = 20
_ISO = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?")
_WRITTEN = re.compile(r"(\d{1,2})\s?([-./, ])\s?(\d{1,2})\s?([-./, ])\s?['’]?(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s?[-./ ]\s?(\d{4})|(\d{1,2})[-/]([4-9]\d)")  # "8/90", but not "8/10"
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_NUMERIC = re.compile(r"[\d][\d\s./,'’-]*")


def in_digits(heard: list[Part], today: dt.date, *, past: bool) -> Reading[str]:
    """A day, month or year in digits alone: "17/8/90", "08-1990", "1990-08-17", "tahun 1990"."""
    rest = [p for p in heard if not (p.tag == MARK and p.value in "():;\n~")]
    weekdays = [p for p in rest if p.tag == "hari_pekan"]
    rest = [p for p in rest if p.tag != "hari_pekan" and not (weekdays and (p.tag, p.value) == ("tempo", "day"))]
    while rest and rest[-1].tag == MARK:
        rest.pop()
    while rest and rest[0].tag == MARK and rest[0].value in ",.":
        rest.pop(0)
    if not rest or any(p.tag not in (DIGITS, MARK) for p in rest):
        return None
    said = "".join(p.value if p.glued else f" {p.value}" for p in rest).strip()
    reading = _digits(said, today, past=past)
    if weekdays and not (isinstance(reading, Understood) and falls_on(reading.value, weekdays)):
        return None
    return reading


def _digits(said: str, today: dt.date, *, past: bool) -> Reading[str]:
    if not _NUMERIC.fullmatch(said):
        return None
    if found := _ISO.fullmatch(said):
        return _settle(int(found[1]), int(found[3]), int(found[4]) if found[4] else None)
    if found := _WRITTEN.fullmatch(said) or _COMPACT.fullmatch(said):
        day, month, year = found[1], found[found.re.groups // 2 + 1], found[found.re.groups]
        if found.re.groups == 5 and found[2] != found[4]:
            return None
        return in_years(years(year, today, past=past), int(month), int(day))
    if found := _MONTH_YEAR.fullmatch(said):
        return _settle(int(found[2] or f"19{found[4]}"), int(found[1] or found[3]), None)
    return Understood(said) if re.fullmatch(r"(?:19|20)\d\d", said) else None


def years(said: str, today: dt.date, *, past: bool) -> tuple[int, ...]:
    """The years that two or four digits may mean."""
    if len(said) == 4:
        return (int(said),)
    if len(said) != 2:
        return ()
    this, last = today.year // 100 * 100 + int(said), (today.year // 100 - 1) * 100 + int(said)
    if past or this > today.year + YEARS_AHEAD:
        return (this,) if this <= today.year else (last,)
    return (this,) if this <= today.year + 5 else (last, this)


def in_years(years: tuple[int, ...], month: int, day: int | None) -> Reading[str]:
    values = [r.value for year in years if isinstance(r := _settle(year, month, day), Understood)]
    return settled(tuple(values), "tanggal") if len(values) == len(years) else None


def _settle(year: int, month: int, day: int | None) -> Reading[str]:
    """The day or month, if there is one in the calendar."""
    if not (1 <= month <= 12 and 1000 <= year <= 9999):
        return None
    if day is None:
        return Understood(f"{year:04}-{month:02}")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Understood(f"{year:04}-{month:02}-{day:02}")
