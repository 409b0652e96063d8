"""A week of an area: all that its coordinator's summary tells, now and a week before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.flows.services.wording import Wording
from scoring.index import Index
from scoring.publishing import Figure

_HIDDEN, _NO_WORDS = Figure(None), Wording()


@dataclass(frozen=True, slots=True)
class Part:
    """An RT of a village, or an area of the level below: its households, the finished, those begun, the refusals aside.

    `before` are those finished a week before; None where nobody counted then.
    """

    code: str
    name: str
    registered: int
    finished: int
    begun: int = 0
    before: int | None = None
    total: Figure = field(default=_HIDDEN)  # its index, above the village

    @property
    def left(self) -> int:
        """The households still to be visited."""
        return max(0, self.registered - self.finished)


@dataclass(frozen=True, slots=True)
class Standing:
    """An index as it may be told, with what has moved it since a week before."""

    label: Wording
    note: str
    total: Figure
    households: int
    change: Decimal | None = None
    band: Wording = field(default=_NO_WORDS)
    up: tuple[Wording, ...] = ()
    down: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmet:
    """Something that families lack: how many, as it may be told, which way it went, and who answers for it.

    `families` is rounded to fives above the village; `trend` is 0 where the number is as of now.
    """

    label: Wording
    families: int
    rounded: bool = False
    trend: int = 0
    service: Wording = field(default=_NO_WORDS)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: referrals, and what families asked about their data."""

    referrals: int = 0
    referrals_overdue: int = 0
    requests_near: int = 0  # within a day of the 72 hours
    requests_overdue: int = 0

    def __add__(self, other: "Waiting") -> "Waiting":
        return Waiting(
            self.referrals + other.referrals,
            self.referrals_overdue + other.referrals_overdue,
            self.requests_near + other.requests_near,
            self.requests_overdue + other.requests_overdue,
        )


@dataclass(frozen=True, slots=True)
class Week:
    """What is told of an area on a day."""

    name: str
    level: str
    on: date
    parts: tuple[Part, ...]
    since: date | None = None  # the day of the figures before
    refused: int = 0
    silent: tuple[str, ...] = ()  # the RT of cadres unheard of for a week, or the names of areas above it
    silent_cadres: int = 0
    standing: Standing | None = None
    unmet: tuple[Unmet, ...] = ()
    waiting: Waiting = field(default_factory=Waiting)
    without_contact: int = 0
    unchecked: int = 0

    @property
    def registered(self) -> int:
        """The households that should be visited."""
        return sum(part.registered for part in self.parts)

    @property
    def finished(self) -> int:
        """The households whose interview is finished this year."""
        return sum(part.finished for part in self.parts)

    @property
    def begun(self) -> int:
        """The households whose interview is half done."""
        return sum(part.begun for part in self.parts)

    @property
    def left(self) -> int:
        """The households still to be visited."""
        return max(0, self.registered - self.finished)

    @property
    def added(self) -> int | None:
        """How many more are finished than a week before; None where nobody counted then."""
        if self.since is None:
            return None
        return sum(part.finished - part.before for part in self.parts if part.before is not None)

    @property
    def in_village(self) -> bool:
        """Whether it is a village's, whose parts are RT."""
        return self.level == "desa"


def main_index(indices: Iterable[Index]) -> Index | None:
    """The index that summaries are about: one of areas, with categories if there is such a one."""
    scores = [index for index in indices if index.kind == "score"]
    shares = [index for index in scores if index.area == "indicator_shares"]
    return next((index for index in shares if index.bands), next(iter(shares or scores), None))
