"""Messages and the facts they caused: appended, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_by_dialect
from storage.models import TurnRow
from storage.types import Fact


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and the facts it caused."""

    id: int
    facts: tuple[Fact, ...]
    said_at: datetime


_KEEP = {
    name: insert.on_conflict_do_nothing(index_elements=["chat", "message_id"])
    for name, insert in insert_by_dialect(TurnRow).items()
}
_FACTS = (
    select(TurnRow.id, TurnRow.facts, TurnRow.said_at)
    .where(TurnRow.interview_id == bindparam("interview_id"))
    .order_by(TurnRow.id)
)


async def keep_turn(
    connection: AsyncConnection,
    *,
    chat: str,
    message_id: str,
    interview_id: int | None,
    facts: Sequence[Fact],
    said_at: datetime,
) -> bool:
    """Keep a message with what it caused; False, and nothing kept, where this message was kept before.

    One that changed no interview (a menu) has none, and no facts.
    """
    row = {
        "chat": chat,
        "message_id": message_id,
        "interview_id": interview_id,
        "facts": list(facts),
        "said_at": said_at,
    }
    kept = await connection.execute(_KEEP[connection.dialect.name], row)
    return kept.rowcount == 1


async def facts_of(connection: AsyncConnection, interview_id: int) -> tuple[Turn, ...]:
    """An interview's turns, oldest first."""
    rows = await connection.execute(_FACTS, {"interview_id": interview_id})
    return tuple(Turn(row.id, tuple(row.facts), row.said_at) for row in rows)


async def forget_messages(connection: AsyncConnection, before: datetime) -> int:
    """Destroy what is left of messages that belong to no interview and are older than any channel delivers again.

    Returns how many there were.
    """
    old = delete(TurnRow).where(TurnRow.interview_id.is_(None), TurnRow.said_at < before)
    return (await connection.execute(old)).rowcount
