"""The courier's process: what the clock starts is planned and brought, until the process is told to stop."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.boundary import is_away
from bot.database import open_database
from bot.handlers.courier import LEASE, Courier
from bot.handlers.post import Post
from bot.handlers.stopping import until_stopped
from bot.logs import where
from bot.schedule.clock import Clock
from bot.schedule.jobs import Job, Planner
from bot.settings import Settings

_log = logging.getLogger(__name__)


async def serve_rounds(
    settings: Settings, jobs: Sequence[Job], *, beside: bool = False, lease: timedelta = LEASE
) -> None:
    """Plan and bring until stopped; the database is up to date. `beside`: and until the bot that started it is gone."""
    engine = open_database(settings)
    post = Post(settings)
    try:
        courier = Courier(engine, post, _now, lease=lease)
        planner = Planner(engine, jobs, _now)
        clock = Clock(partial(_guarded, courier.deliver), partial(_guarded, planner.run_due))
        _log.info("courier ready: %s", courier.name)
        await until_stopped(clock.run(courier.stop), beside=beside)
    finally:
        await post.close()
        await engine.dispose()


async def _guarded(look: Callable[[], Awaitable[object]]) -> None:
    """Look; if that fails, the next look is due soon, and may see more."""
    try:
        await look()
    except Exception as error:  # nothing may stop the clock
        if is_away(error):
            _log.warning("the database is away (%s)", type(error).__name__)
        else:
            _log.error("a look failed\n%s", where(error))


def _now() -> datetime:
    return datetime.now(UTC)
