"""An age from when somebody was born."""

import calendar
import datetime as dt
import re

from bot.flows.reading.days import date
from bot.flows.reading.outcomes import Either, Understood
from bot.flows.reading.tokens import tokens

_YEAR = re.compile(r"\d{2}")  # not "kemarin"


def years_since_birth(text: str, today: dt.date) -> Either[int] | None:
    """The completed years since the birth that was said, to be asked back: two where no day was said."""
    match date(text, today=today, past=True):
        case Understood(value) if _YEAR.search(text) or "lahir" in (t.text for t in tokens(text)):
            days = (day for day in _first_and_last(value) if day <= today)
            return Either(tuple(sorted({_completed_years(day, today) for day in days})), "umur")
        case _:
            return None


def _first_and_last(value: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of "1990", "1990-08" or "1990-08-17"."""
    year, month, day = (*map(int, value.split("-")), 0, 0)[:3]
    last = day or calendar.monthrange(year, month or 12)[1]
    return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, last)


def _completed_years(born: dt.date, today: dt.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
