"""An age from when somebody was born."""

import calendar
import datetime as dt
import re

from bot.flows.reading.days import date
from bot.flows.reading.outcomes import Either, Reading, Understood, settled
from bot.flows.reading.tokens import tokens

_YEAR = re.compile(r"\d{2}")  # not "kemarin"
_BORN = frozenset({"lahir", "kelahiran", "ttl"})


def months_since_birth(text: str, today: dt.date) -> Reading[int]:
    """The completed months since a birth: understood where the day of birth was said, else asked back.

    A date alone is a day of birth only if she says so: its completed years are asked back.
    """
    born = not _BORN.isdisjoint(t.text for t in tokens(text))
    match date(text, today=today, past=True):
        case Understood(value) if born or _YEAR.search(text):
            values: tuple[str, ...] = (value,)
        case Either(values, _) if born:
            pass
        case _:
            return None
    days = sorted(min(day, today) for value in values for day in _first_and_last(value))
    months = tuple(_completed_months(day, today) for day in reversed(days))
    if born:
        return settled((months[0], months[-1]), "umur")
    return Either(tuple(sorted({month // 12 * 12 for month in months})), "umur")


def _first_and_last(value: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of "1990", "1990-08" or "1990-08-17"."""
    year, month, day = (*map(int, value.split("-")), 0, 0)[:3]
    last = day or calendar.monthrange(year, month or 12)[1]
    return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, last)


def _completed_months(born: dt.date, today: dt.date) -> int:
    return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
