"""People whom no message reaches any more, and what their coordinators have heard of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from storage.models import ChatRow, OutboxRow

KIND = "unreachable"
_HEARD = ("sending", "sent")  # what still waits is superseded by a letter that names all


async def out_of_reach(connection: AsyncConnection, since: datetime) -> Sequence[tuple[int, datetime]]:
    """Who can be reached nowhere, and since when; of those whom a message found gone after that instant."""
    other = aliased(ChatRow)
    elsewhere = exists().where(other.person_id == ChatRow.person_id, other.blocked_at.is_(None))
    statement = (
        select(ChatRow.person_id, func.max(ChatRow.blocked_at))
        .where(ChatRow.blocked_at > since, ChatRow.person_id.is_not(None), ~elsewhere)
        .group_by(ChatRow.person_id)
        .order_by(ChatRow.person_id)
    )
    return [(person, at) for person, at in await connection.execute(statement) if person is not None and at is not None]


async def last_told(connection: AsyncConnection, person_id: int) -> datetime | None:
    """When the coordinator was last told of people who are out of reach."""
    told = select(func.max(OutboxRow.due_at)).where(
        OutboxRow.person_id == person_id, OutboxRow.kind == KIND, OutboxRow.status.in_(_HEARD)
    )
    return await connection.scalar(told)
