"""What the clock has started and will start, as an operator reads it: plain tables."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.schedule.jobs import Job
from storage.engine import reading
from storage.runs import Run, runs_since
from storage.standing import Standing, Working, standing, working

SINCE = timedelta(days=7)  # of what is settled
NEWEST = 3  # runs of a job
_LETTERS = ("kind", "later", "due", "sending", "late", "oldest", "sent", "retried", "failed", "dropped", "unreachable")
_RUNS = ("job", "due", "tries", "took", "outcome")


async def overview(engine: AsyncEngine, jobs: Sequence[Job], now: datetime) -> list[str]:
    """The lines: letters by kind, couriers, and the newest runs of each job."""
    async with reading(engine).begin() as connection:
        letters = await standing(connection, now, now - SINCE)
        couriers = await working(connection)
        runs = await runs_since(connection, now - SINCE)
    return [
        f"letters: waiting now, and settled in the last {SINCE.days} days",
        *(table(_LETTERS, [_letter(each, now) for each in letters]) if letters else ["  none"]),
        "",
        *(_courier(each, now) for each in couriers),
        *([] if couriers else ["no courier has worked yet"]),
        "",
        "jobs: their newest runs",
        *table(_RUNS, list(_runs(jobs, runs, now))),
    ]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows under their heads, in columns."""
    widths = [max(len(row[n]) for row in (heads, *rows)) for n in range(len(heads))]
    return [
        "  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in (heads, *rows)
    ]


def _letter(one: Standing, now: datetime) -> list[str]:
    oldest = span(now - one.oldest) if one.oldest is not None else ""
    counts = [one.later, one.due, one.sending, one.late]
    settled = [one.sent, one.retried, one.failed, one.dropped, one.unreachable]
    return [one.kind, *map(_count, counts), oldest, *map(_count, settled)]


def _courier(one: Working, now: datetime) -> str:
    if one.paused_until is not None and one.paused_until > now:
        return f"{one.name}: Telegram asked to wait; goes on in {span(one.paused_until - now)}"
    if one.holder is None or one.until is None:
        return f"{one.name}: nobody is bringing letters just now"
    if one.until <= now:
        return f"{one.name}: {one.holder} died {span(now - one.until)} ago; the next one takes over"
    return f"{one.name}: {one.holder} is bringing letters"


def _runs(jobs: Sequence[Job], runs: Sequence[Run], now: datetime) -> Iterator[list[str]]:
    for name in dict.fromkeys([*(job.name for job in jobs), *(run.name for run in runs)]):
        own = [run for run in runs if run.name == name][:NEWEST]
        if not own:
            yield [name, "", "", "", f"not in the last {SINCE.days} days"]
        for run in own:
            took = f"{(run.ended_at - run.started_at).total_seconds():.1f} s" if run.ended_at is not None else ""
            outcome = f"{run.outcome}: {run.told}" if run.outcome else f"running for {span(now - run.started_at)}"
            yield [name, f"{run.due_at:%Y-%m-%d %H:%M} UTC", str(run.tries), took, outcome]


def _count(n: int) -> str:
    return str(n) if n else "-"


def span(span: timedelta) -> str:
    """A span of time in one unit: 40 s, 12 min, 5 h, 3 d."""
    seconds = max(span.total_seconds(), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
