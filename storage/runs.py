"""Which jobs ran for which of their instants: each once, by whichever scheduler came first."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_by_dialect
from storage.models import JobRunRow
from storage.types import UtcDateTime

DEAD_AFTER = timedelta(minutes=15)  # a run that has not ended by then died with its process
AGAIN_AFTER = timedelta(minutes=5)  # a run that failed is tried again
MOST_TRIES = 5


class Turn(enum.Enum):
    """Whose turn it is to run a job."""

    OURS = "ours"
    OTHERS = "others"  # somebody is at it, or it failed a moment ago
    OVER = "over"  # it has run


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job, as `kawan jobs` shows it."""

    name: str
    due_at: datetime
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    tries: int
    told: str | None


_now = bindparam("at", type_=UtcDateTime())
_TO_RUN = or_(
    JobRunRow.outcome.is_(None) & (JobRunRow.started_at <= bindparam("dead", type_=UtcDateTime())),
    (JobRunRow.outcome == "failed")
    & (JobRunRow.tries < MOST_TRIES)
    & (JobRunRow.ended_at <= bindparam("again", type_=UtcDateTime())),
)
_BEGIN = {
    dialect: statement.values(
        name=bindparam("job"), due_at=bindparam("due", type_=UtcDateTime()), started_at=_now, tries=1
    )
    .on_conflict_do_update(
        index_elements=["name", "due_at"],
        set_={"started_at": _now, "ended_at": None, "outcome": None, "tries": JobRunRow.tries + 1},
        where=_TO_RUN,
    )
    .returning(JobRunRow.tries)
    for dialect, statement in insert_by_dialect(JobRunRow).items()
}


async def begin(connection: AsyncConnection, name: str, due_at: datetime, now: datetime) -> Turn:
    """Whose turn it is to run the job for that instant; where it is ours, nobody else's from now on."""
    values = {"job": name, "due": due_at, "at": now, "dead": now - DEAD_AFTER, "again": now - AGAIN_AFTER}
    begun = await connection.execute(_BEGIN[connection.dialect.name], values)
    if begun.one_or_none() is not None:
        return Turn.OURS
    outcome = select(JobRunRow.outcome, JobRunRow.tries).where(JobRunRow.name == name, JobRunRow.due_at == due_at)
    row = (await connection.execute(outcome)).one()
    return Turn.OVER if row.outcome == "done" or (row.outcome and row.tries >= MOST_TRIES) else Turn.OTHERS


async def end(
    connection: AsyncConnection, name: str, due_at: datetime, now: datetime, *, done: bool, told: str
) -> None:
    """Keep what came of the run."""
    statement = update(JobRunRow).where(JobRunRow.name == name, JobRunRow.due_at == due_at)
    await connection.execute(statement.values(ended_at=now, outcome="done" if done else "failed", told=told))


async def runs_since(connection: AsyncConnection, since: datetime) -> Sequence[Run]:
    """The runs of instants from then on, newest first."""
    columns = [getattr(JobRunRow, name) for name in Run.__slots__]
    statement = select(*columns).where(JobRunRow.due_at >= since)
    rows = await connection.execute(statement.order_by(JobRunRow.due_at.desc(), JobRunRow.name))
    return [Run(*row) for row in rows]


async def forget_runs(connection: AsyncConnection, before: datetime) -> int:
    """How many runs of instants before that one are forgotten."""
    return (await connection.execute(delete(JobRunRow).where(JobRunRow.due_at < before))).rowcount
