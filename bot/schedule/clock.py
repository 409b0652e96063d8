"""The clock: APScheduler wakes two things up, and what is due they find out themselves."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

LOOKS = {"deliver": CronTrigger(second="*/10", timezone=UTC), "plan": CronTrigger(minute="*", timezone=UTC)}
WATCH = 5.0  # seconds between two looks at the clock itself
JUMP = 30.0  # seconds by which the wall clock has left the passing of time
FINISH = 30.0  # seconds for what is on its way when the process is told to stop

_log = logging.getLogger(__name__)


class Clock:
    """Wakes the courier every few seconds and the planner every minute; neither may raise."""

    def __init__(self, deliver: Callable[[], Awaitable[object]], plan: Callable[[], Awaitable[object]]) -> None:
        self._work = {"plan": plan, "deliver": deliver}
        self._busy: set[asyncio.Task[object]] = set()
        # A look that comes late is as good as one in time, and one is as good as many: nothing is lost by a pause.
        self.scheduler = AsyncIOScheduler(
            timezone=UTC,  # no look moves with a host's daylight saving
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # "skipped": the last look is still busy

    async def run(self, stop: Callable[[], object]) -> None:
        """Wake them up until cancelled; then call `stop`, and let what is on its way come to its end."""
        for name in self._work:
            self.scheduler.add_job(self._look, LOOKS[name], [name], id=name, next_run_time=datetime.now(UTC))
        self.scheduler.start()
        try:
            await self._watch()
        finally:
            stop()
            self.scheduler.pause()
            if self._busy:
                await asyncio.wait(self._busy, timeout=FINISH)
            self.scheduler.shutdown(wait=False)

    async def _look(self, name: str) -> None:
        task: asyncio.Task[object] = asyncio.ensure_future(self._work[name]())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        await asyncio.shield(task)

    async def _watch(self) -> None:
        """Set the scheduler right when the wall clock jumps: set back by an hour, it would sleep for an hour."""
        apart = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(WATCH)
            now_apart = time.time() - time.monotonic()
            if abs(now_apart - apart) > JUMP:
                _log.warning("the clock jumped by %.0f s", now_apart - apart)
                self.set_right()
            apart = now_apart

    def set_right(self) -> None:
        """Look again from now on, whatever the clock said before."""
        for name in self._work:
            self.scheduler.reschedule_job(name, trigger=LOOKS[name])
