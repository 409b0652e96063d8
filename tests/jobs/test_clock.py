"""The clock wakes the courier and the planner, ends what is on its way, and survives that it is set."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.schedule import beside, clock
from bot.schedule.beside import courier_beside
from bot.schedule.clock import LOOKS, Clock
from tests.telegram_peer import until


class Work:
    """Counts how often it was woken, and takes as long as a test wants."""

    def __init__(self, seconds: float = 0) -> None:
        self.begun = self.ended = 0
        self._seconds = seconds

    async def __call__(self) -> None:
        self.begun += 1
        await asyncio.sleep(self._seconds)
        self.ended += 1


@contextlib.asynccontextmanager
async def ticking(made: Clock) -> AsyncIterator[None]:
    task = asyncio.create_task(made.run(lambda: None))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_both_are_woken_at_the_start() -> None:
    deliver, plan = Work(), Work()
    async with ticking(Clock(deliver, plan)):
        await until(lambda: deliver.ended and plan.ended)


async def test_what_is_on_its_way_comes_to_its_end() -> None:
    deliver = Work(seconds=0.3)
    async with ticking(Clock(deliver, Work())):
        await until(lambda: deliver.begun)
    assert deliver.ended == 1


async def test_a_clock_set_back_by_hours_does_not_keep_it_asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    deliver, apart = Work(), [time.time()]
    monkeypatch.setattr(clock, "WATCH", 0.01)
    monkeypatch.setattr("bot.schedule.clock.time.time", lambda: apart[0] + time.monotonic())
    made = Clock(deliver, Work())
    async with ticking(made):
        await until(lambda: deliver.ended)
        await asyncio.sleep(0.05)
        ahead = datetime.now(UTC) + timedelta(hours=5)  # as the scheduler stands when the clock was set back
        for name in LOOKS:
            made.scheduler.modify_job(name, next_run_time=ahead)
        apart[0] -= 5 * 3600
        await until(lambda: all(job.next_run_time < ahead for job in made.scheduler.get_jobs()))
        jobs = {job.id: job.next_run_time - datetime.now(UTC) for job in made.scheduler.get_jobs()}
    assert jobs["deliver"] <= timedelta(seconds=10)
    assert jobs["plan"] <= timedelta(minutes=1)


@pytest.mark.parametrize("host", ["America/New_York", "Australia/Lord_Howe"])
def test_no_look_moves_with_the_hosts_daylight_saving(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", host)
    time.tzset()
    try:
        for start in (datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC), datetime(2026, 10, 3, 15, 29, 30, tzinfo=UTC)):
            seen = start
            for n in range(1, 121):
                following = LOOKS["plan"].get_next_fire_time(seen, seen + timedelta(seconds=1))
                assert following == start + timedelta(seconds=30) + (n - 1) * timedelta(minutes=1)
                seen = following
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_a_courier_that_ends_is_started_again_and_goes_with_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PAUSES", (0.01,))
    starts = tmp_path / "starts"
    script = f"import os, sys; open({str(starts)!r}, 'a').write(f'{{os.getpid()}} '); sys.stdin.read()"
    async with courier_beside((sys.executable, "-c", script)):
        await until(lambda: starts.exists() and starts.read_text().endswith(" "))
        os.kill(int(starts.read_text().split()[0]), 9)
        await until(lambda: len(starts.read_text().split()) == 2)
    last = int(starts.read_text().split()[-1])
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)
