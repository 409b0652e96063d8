"""Dates and times of forms: read from text, counted in days since 1970, and written out again."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

DAY = 86_400_000  # milliseconds; other engines count in them, and only the same division gives the same fractions
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ZONE = r"Z|[+-][0-9]{2}(?::?[0-9]{2})?"
_CLOCK = rf"([0-9]{{2}}):([0-9]{{2}})(?::([0-9]{{2}})(?:\.([0-9]+))?)?({_ZONE})?"
_MOMENT = re.compile(rf"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:T{_CLOCK})?")
_TIME = re.compile(_CLOCK)
_CODE = re.compile(r"%(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, in milliseconds since 1970 (NaN: none that makes sense), with the zone in which it is written."""

    at: float
    zone: tzinfo
    timed: bool = False  # written with its time even at midnight, as now() is

    def days(self) -> float:
        """Days since 1970, the fraction being the time of day in Greenwich."""
        return self.at / DAY

    def local(self) -> datetime | None:
        """The same instant by the clock on the wall; None if there is no such day."""
        try:
            return (EPOCH + timedelta(milliseconds=self.at)).astimezone(self.zone)
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        local = self.local()
        if local is None:
            return "Invalid Date"
        if local.time() == datetime.min.time() and not self.timed:
            return local.date().isoformat()
        return local.isoformat(timespec="milliseconds")


@lru_cache(maxsize=4096)
def read_moment(text: str, zone: tzinfo) -> float:
    """Milliseconds since 1970 of a date, or of a date and time, by the clock of the zone; NaN if it is neither."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return math.nan
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            _microseconds(fraction), tzinfo=_zone(offset) or zone,
        )  # fmt: skip
        return (moment - EPOCH) / timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return math.nan


def days_of(text: str, zone: tzinfo) -> float:
    """Days since 1970 of a date written as text; NaN if it is no date."""
    return read_moment(text, zone) / DAY


def moment_after(days: float, zone: tzinfo) -> Moment:
    """The moment so many days after the start of 1970 in Greenwich."""
    at = days * DAY
    return Moment(float(round(at)) if math.isfinite(at) else math.nan, zone)


def fraction_of_day(text: str, now: datetime) -> float:
    """How much of the day is over at a time such as 06:00:00.000+07:00; NaN if it is no time."""
    match = _TIME.fullmatch(text.partition("T")[2] or text)
    if match is None:
        return math.nan
    hour, minute, second, fraction, offset = match.groups()
    try:
        there = now.replace(
            hour=int(hour), minute=int(minute), second=int(second or 0), microsecond=_microseconds(fraction),
            tzinfo=_zone(offset) or now.tzinfo,
        )  # fmt: skip
    except ValueError:
        return math.nan
    here = there.astimezone(now.tzinfo)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return (here - midnight) / timedelta(days=1)


def format_moment(moment: Moment, pattern: str) -> str:
    """The moment written as a pattern says: "%e %b %Y" gives "7 Mar 2026"; empty if there is no such day."""
    local = moment.local()
    if local is None:
        return ""
    return _CODE.sub(lambda code: _written(local, code[1]) or code[0], pattern)


def unknown_codes(pattern: str) -> list[str]:
    """What follows a % in a pattern without a meaning there."""
    return [code for code in _CODE.findall(pattern) if _written(EPOCH, code) is None]


def _written(at: datetime, code: str) -> str | None:
    match code:
        case "Y":
            return f"{at.year:04}"
        case "y":
            return f"{at.year % 100:02}"
        case "m":
            return f"{at.month:02}"
        case "n":
            return str(at.month)
        case "b":
            return MONTHS[at.month - 1]
        case "d":
            return f"{at.day:02}"
        case "e":
            return str(at.day)
        case "H":
            return f"{at.hour:02}"
        case "h":
            return str(at.hour)
        case "M":
            return f"{at.minute:02}"
        case "S":
            return f"{at.second:02}"
        case "3":
            return f"{at.microsecond // 1000:03}"
        case "a":
            return WEEKDAYS[at.weekday()]
        case "%":
            return "%"
    return None


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None:
        return None
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[3:].lstrip(":") or 0)
    if minutes > 59:
        raise ValueError(offset)
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1))
