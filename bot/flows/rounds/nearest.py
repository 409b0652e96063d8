"""Which houses a cadre is reminded of: those promised for today, then those whose day is near, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST = 3
RESTS = timedelta(days=3)  # so long a half-done interview waits before she is reminded of it
NOT_BEGUN, HALF_DONE, EMPTY = "belum", "sebagian", "kosong"
_NEVER = date.max


@dataclass(frozen=True, slots=True)
class Waiting:
    """A house that waits for a cadre."""

    id: int
    rt: str
    number: int
    status: str = NOT_BEGUN
    touched_on: date | None = None  # when a half-done interview was last gone on with
    back_on: date | None = None  # nobody was there, or it was not the moment: when to try again
    target_on: date | None = None  # by when its RT is to be finished

    def is_due(self, today: date) -> bool:
        """Whether she may be sent there today."""
        if self.back_on is not None:
            return self.back_on <= today
        if self.status == HALF_DONE and self.touched_on is not None:
            return self.touched_on + RESTS <= today
        return True

    @property
    def urgency(self) -> tuple[int, date, str, int]:
        """What comes first: a promise, then what was begun, then the RT whose day comes first."""
        kind = 0 if self.back_on is not None else 1 if self.status == HALF_DONE else 2
        return kind, self.target_on or _NEVER, self.rt, self.number


def nearest(waiting: Iterable[Waiting], today: date, most: int = MOST) -> tuple[Waiting, ...]:
    """The houses to go to today: the most urgent one, and those nearest to it; promises first."""
    due = sorted((house for house in waiting if house.is_due(today)), key=lambda house: house.urgency)
    if not due:
        return ()
    first = due[0]

    def distance(house: Waiting) -> tuple[bool, bool, int, tuple[int, date, str, int]]:
        return house.back_on is None, house.rt != first.rt, abs(house.number - first.number), house.urgency

    return (first, *sorted(due[1:], key=distance)[: most - 1])
