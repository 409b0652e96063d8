"""What the clock starts: a job is a rule that says when, and what is done then.

Nothing is remembered between two looks: which instants have come follows from the wall clock, which of them have run
from the table `job_runs`. So a run that was missed is made up the same day, and never later; two schedulers run it
once; and a clock that jumps, or a host with daylight saving, changes nothing but the next look.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.logs import where
from storage import runs, settling
from storage.runs import Turn

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")  # WIB, WITA, WIT
RUN_WITHIN = 600.0  # seconds; after `runs.DEAD_AFTER` a run counts as dead
KEPT = timedelta(days=90)  # how long it is known what was sent and what ran

_log = logging.getLogger(__name__)


class Rule(Protocol):
    """When a job is due."""

    def due(self, now: datetime) -> datetime | None:
        """The newest instant that has come and may still be run; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Daily:
    """At a time of the day by a zone's clock; on some days of the week (0 is Monday), or on all."""

    at: time
    zone: str = "UTC"
    weekdays: frozenset[int] = frozenset(range(7))

    def due(self, now: datetime) -> datetime | None:
        """Today's instant, once it has come."""
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        instant = datetime.combine(today, self.at, zone)
        return instant if instant <= now and today.weekday() in self.weekdays else None


@dataclass(frozen=True, slots=True)
class Hourly:
    """At a minute of each hour."""

    minute: int = 0

    def due(self, now: datetime) -> datetime | None:
        """This hour's instant, once it has come."""
        instant = now.replace(minute=self.minute, second=0, microsecond=0)
        return instant if instant <= now else None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a job is given when it runs."""

    engine: AsyncEngine
    due_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """What is done when it is due; it says in a few words what it did, without names.

    It may run again for the same instant, when its process died before it ended: what it puts must have keys.
    """

    name: str
    rule: Rule
    run: Callable[[Occasion], Awaitable[str]]


def by_each_clock(
    name: str, at: time, run: Callable[[Occasion, str], Awaitable[str]], weekdays: Iterable[int] = range(7)
) -> tuple[Job, ...]:
    """The job at that time by each of the country's three clocks; it is given the zone whose clock it is."""

    def of(zone: str) -> Job:
        return Job(f"{name}@{zone}", Daily(at, zone, frozenset(weekdays)), lambda occasion: run(occasion, zone))

    return tuple(map(of, ZONES))


class Planner:
    """Runs the jobs that are due whenever it is asked."""

    def __init__(self, engine: AsyncEngine, jobs: Sequence[Job], now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._jobs = tuple(jobs)
        self._now = now
        self._over: dict[str, datetime] = {}  # by job, the newest instant that is known to have run

    async def run_due(self) -> int:
        """How many jobs ran. One that fails stops no other."""
        count = 0
        for job in self._jobs:
            instant = job.rule.due(self._now())
            if instant is not None and self._over.get(job.name) != instant:
                count += await self._run(job, instant)
        return count

    async def _run(self, job: Job, instant: datetime) -> bool:
        async with self._engine.begin() as connection:
            turn = await runs.begin(connection, job.name, instant, self._now())
        if turn is Turn.OVER:
            self._over[job.name] = instant
        if turn is not Turn.OURS:
            return False
        try:
            async with asyncio.timeout(RUN_WITHIN):
                told, done = await job.run(Occasion(self._engine, instant, self._now())), True
        except Exception as error:  # one job's failure must not stop the others
            _log.error("job %s of %s failed\n%s", job.name, instant, where(error))
            told, done = type(error).__name__, False
        async with self._engine.begin() as connection:
            await runs.end(connection, job.name, instant, self._now(), done=done, told=told)
        if done:
            self._over[job.name] = instant
        return True


async def _tidy(occasion: Occasion) -> str:
    before = occasion.now - KEPT
    async with occasion.engine.begin() as connection:
        letters = await settling.forget_settled(connection, before)
        ran = await runs.forget_runs(connection, before)
    return f"{letters} letters and {ran} runs forgotten"


TIDY = Job("tidy", Daily(time(18, 30)), _tidy)  # half past one at night in the west, half past three in the east
