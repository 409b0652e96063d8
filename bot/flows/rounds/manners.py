"""Manners: at which hours and on which days somebody may be told what she did not ask for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import lokal

OPENS, CLOSES = time(8), time(17)  # by her own clock
USUAL = 8 * 60 + 30  # minutes after midnight at which a reminder comes, where she has not said otherwise
HOURS = tuple(range(8 * 60, 16 * 60 + 1, 60))
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Manners:
    """How somebody wants to be reminded."""

    remind_at: int = USUAL  # minutes after midnight
    paused_until: date | None = None
    stopped: bool = False


def is_open(local: datetime) -> bool:
    """Whether it is an hour at which messages may come that nobody asked for."""
    return OPENS <= local.time() < CLOSES


def by_day(local: datetime) -> datetime:
    """This moment, or the next at which a letter disturbs nobody; also on a holiday: somebody waits for it."""
    if is_open(local):
        return local
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, local.tzinfo)


def closing(local: datetime) -> datetime:
    """The instant at which that day's hours end."""
    return datetime.combine(local.date(), CLOSES, local.tzinfo)


def is_holiday(day: date) -> bool:
    """Whether it is a Sunday or a national holiday; of a year whose holidays are not known yet, only Sundays are."""
    if day.weekday() == _SUNDAY:
        return True
    return day.year in lokal.HOLIDAY_YEARS and bool(lokal.holidays_on(day))


def next_week(today: date) -> date:
    """The Monday of the week to come."""
    return today + timedelta(days=7 - today.weekday())


def new_year(local: datetime) -> datetime:
    """When the year's round of visits began, by that clock."""
    return local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
