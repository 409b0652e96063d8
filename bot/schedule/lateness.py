"""What the clock should have started and did not: no courier, letters that are late, jobs that were missed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedule.jobs import Job
from bot.schedule.overview import SINCE, span
from storage.runs import Run, runs_since
from storage.standing import standing

QUIET = timedelta(minutes=75)  # some job runs every hour
IN_TIME = timedelta(minutes=15)  # a job that is due may still be waiting for its turn
SEE = "see `kawan jobs`"


async def lateness(connection: AsyncConnection, jobs: Sequence[Job], now: datetime) -> list[tuple[str, bool, str]]:
    """What was looked at, whether it is well, and how it stands."""
    runs = await runs_since(connection, now - SINCE)
    letters = await standing(connection, now, now)
    late = [each for each in letters if each.late]
    oldest = min((each.oldest for each in late if each.oldest is not None), default=now)
    kinds = ", ".join(f"{each.kind}: {each.late}" for each in late)
    waiting = f"late, the oldest by {span(now - oldest)} ({kinds}); {SEE}" if late else "none is late"
    missed = list(_missed(jobs, runs, now)) if runs and _is_running(runs, now) else []
    return [
        ("courier", not runs or _is_running(runs, now), _courier(runs, now)),
        ("letters", not late, waiting),
        ("jobs", not missed, f"{'; '.join(missed)}; {SEE}" if missed else "none was missed"),
    ]


def _is_running(runs: Sequence[Run], now: datetime) -> bool:
    return now - max(run.started_at for run in runs) <= QUIET


def _courier(runs: Sequence[Run], now: datetime) -> str:
    if not runs:
        return f"has not worked in the last {SINCE.days} days; `kawan run` starts it"
    ago = span(now - max(run.started_at for run in runs))
    if _is_running(runs, now):
        return f"works; its newest job began {ago} ago"
    return f"started no job for {ago}: is `kawan run` running, or `kawan courier` where BOT_COURIER is off?"


def _missed(jobs: Sequence[Job], runs: Sequence[Run], now: datetime) -> Iterator[str]:
    """The newest instant of each job that was due and did not come to its end."""
    by_instant = {(run.name, run.due_at): run for run in runs}
    for job in jobs:
        due = job.rule.due(now)
        if due is None or now - due < IN_TIME:
            continue
        run = by_instant.get((job.name, due))
        if run is None or run.outcome != "done":
            told = "has not run" if run is None else run.told if run.outcome else "has not ended"
            yield f"{job.name} of {due:%Y-%m-%d %H:%M} UTC: {told}"
