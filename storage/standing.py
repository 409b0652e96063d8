"""How the outbox stands: what is due, on its way, late, sent and given up, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import LeaseRow, OutboxRow

LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Standing:
    """The letters of a kind: those that wait now, and those settled since an instant."""

    kind: str
    later: int
    due: int
    sending: int
    late: int
    oldest: datetime | None  # of those that are due
    sent: int
    retried: int  # of the sent, those that took several tries
    failed: int
    dropped: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Working:
    """Who brings letters for a bot."""

    name: str
    holder: str | None
    until: datetime | None
    paused_until: datetime | None


async def standing(connection: AsyncConnection, now: datetime, since: datetime) -> Sequence[Standing]:
    """How each kind of letter stands, by its name."""
    waits = OutboxRow.status == "waiting"
    due = and_(waits, OutboxRow.due_at <= now)
    sent = OutboxRow.status == "sent"
    statement = (
        select(
            OutboxRow.kind,
            _count(and_(waits, OutboxRow.due_at > now)),
            _count(due),
            _count(OutboxRow.status == "sending"),
            _count(and_(due, OutboxRow.due_at <= now - LATE)),
            func.min(case((due, OutboxRow.due_at))),
            _count(sent),
            _count(and_(sent, OutboxRow.tries > 1)),
            *(_count(OutboxRow.status == status) for status in ("failed", "dropped", "unreachable")),
        )
        .where(or_(OutboxRow.settled_at.is_(None), OutboxRow.settled_at >= since))
        .group_by(OutboxRow.kind)
        .order_by(OutboxRow.kind)
    )
    return [Standing(*row) for row in await connection.execute(statement)]


async def working(connection: AsyncConnection) -> Sequence[Working]:
    """Who holds which lease."""
    rows = await connection.execute(
        select(LeaseRow.name, LeaseRow.holder, LeaseRow.until, LeaseRow.paused_until).order_by(LeaseRow.name)
    )
    return [Working(*row) for row in rows]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
