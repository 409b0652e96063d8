"""An action of a village's plan: by when, when its coordinator is asked, and what each answer makes of it."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

PLANNED, DONE, MOVED = "rencana", "selesai", "pindah"
MONEY, NOBODY_CAME, NOT_YET_TIME, OTHER = "dana", "petugas", "waktu", "lainnya"
REASONS = (MONEY, NOBODY_CAME, NOT_YET_TIME, OTHER)
AGAIN = timedelta(days=14)
_FEBRUARY = 2
_QUARTER_ENDS = {"I": (3, 31), "II": (6, 30), "III": (9, 30), "IV": (12, 31)}
_QUARTER = re.compile(r"triwulan\s+(IV|III|II|I)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a village and a service mean to do."""

    id: int
    region_code: str
    year: int
    matter: str
    activity: str
    office: str
    by_on: date
    status: str = PLANNED
    due_on: date | None = None
    asked: int = 0
    letter: str | None = None
    reason: str | None = None
    moved_to: int | None = None


def by_when(when: str, today: date) -> date:
    """The last day of what the plan says ("Triwulan II"): this year's, or next year's where that has passed."""
    quarter = _QUARTER.search(when)
    month, day = _QUARTER_ENDS[quarter[1].upper() if quarter else "IV"]
    this_year = date(today.year, month, day)
    return this_year if this_year > today else date(today.year + 1, month, day)


def put_to(action: Planned, letter: str, today: date) -> Planned:
    """The action after a letter that asks about it."""
    return replace(action, asked=action.asked + 1, letter=letter, due_on=today + AGAIN)


def done(action: Planned) -> Planned:
    """The action that was carried out."""
    return replace(action, status=DONE, due_on=None, letter=None)


def not_yet(action: Planned, today: date) -> Planned:
    """The action that is still to come."""
    return replace(action, due_on=today + AGAIN, asked=0, letter=None)


def moved(action: Planned, reason: str) -> tuple[Planned, Planned]:
    """The action that is moved for that reason, and what next year's plan says instead."""
    year, day = action.year + 1, min(action.by_on.day, 28) if action.by_on.month == _FEBRUARY else action.by_on.day
    by_on = date(year, action.by_on.month, day)
    later = replace(action, id=0, year=year, by_on=by_on, due_on=by_on, status=PLANNED, asked=0, letter=None)
    return replace(action, status=MOVED, due_on=None, letter=None, reason=reason, moved_to=year), later
