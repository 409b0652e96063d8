"""Messages and the facts they caused: appended, never changed, and sealed by the key of their household, if any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_by_dialect
from storage.keyring import HouseholdKey, SpoiledError
from storage.models import HouseholdKeyRow, InterviewRow, TurnRow
from storage.sealing import facts_place, household_key, key_of_interview
from storage.statements import Statement
from storage.types import Fact


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and the facts it caused."""

    id: int
    facts: tuple[Fact, ...]
    said_at: datetime


_KEPT = ("chat", "message_id", "interview_id", "facts", "said_at")
_KEEP = Statement(
    {
        name: insert.values({column: bindparam(column) for column in _KEPT})
        .on_conflict_do_nothing(index_elements=["chat", "message_id"])
        .returning(TurnRow.id)
        for name, insert in insert_by_dialect(TurnRow).items()
    }
)
SEALED_TURNS = (
    select(
        TurnRow.id,
        TurnRow.interview_id,
        TurnRow.message_id,
        TurnRow.facts,
        TurnRow.said_at,
        InterviewRow.household_id,
        HouseholdKeyRow.wrapped,
    )
    .join(InterviewRow, InterviewRow.id == TurnRow.interview_id)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
    .order_by(TurnRow.id)
)
_OF_INTERVIEW = Statement(SEALED_TURNS.where(TurnRow.interview_id == bindparam("interview_id")))


async def keep_turn(
    connection: AsyncConnection,
    *,
    chat: str,
    message_id: str,
    interview_id: int | None,
    facts: Sequence[Fact],
    said_at: datetime,
    key: HouseholdKey | None = None,
) -> bool:
    """Keep a message with what it caused; False, and nothing kept, where this message was kept before.

    One that changed no interview (a menu) has none, and no facts. Facts are sealed by the `key` of the household, which
    is looked up where it is not at hand; those of a village are not sealed.
    """
    sealed = None
    if interview_id is not None and facts:
        key = key or await key_of_interview(connection, interview_id)
        said = orjson.dumps(facts)
        sealed = key.seal(said, facts_place(interview_id, message_id)) if key is not None else said
    row = {
        "chat": chat,
        "message_id": message_id,
        "interview_id": interview_id,
        "facts": sealed,
        "said_at": said_at,
    }
    return await _KEEP.row(connection, row) is not None


async def was_kept(connection: AsyncConnection, chat: str, message_id: str) -> bool:
    """Whether this message was kept before."""
    found = select(TurnRow.id).where(TurnRow.chat == chat, TurnRow.message_id == message_id)
    return await connection.scalar(found) is not None


async def facts_of(connection: AsyncConnection, interview_id: int) -> tuple[Turn, ...]:
    """An interview's turns, oldest first."""
    rows = await _OF_INTERVIEW.rows(connection, {"interview_id": interview_id})
    return tuple(opened(connection, row) for row in rows)


def opened(connection: AsyncConnection, row: Sequence[Any]) -> Turn:
    """The turn that a row of `SEALED_TURNS` holds. Raises MissingKeyError, SpoiledError."""
    id_, interview_id, message_id, sealed, said_at, household_id, wrapped = row
    if sealed is None:
        return Turn(id_, (), said_at)
    if household_id is None:
        return Turn(id_, tuple(orjson.loads(sealed)), said_at)
    key = household_key(connection, household_id, wrapped)
    if key is None:
        raise SpoiledError(f"household {household_id} has no key")
    facts = orjson.loads(key.open(sealed, facts_place(interview_id, message_id)))
    return Turn(id_, tuple(facts), said_at)


async def forget_messages(connection: AsyncConnection, before: datetime) -> int:
    """Destroy what is left of messages that belong to no interview and are older than any channel delivers again.

    Returns how many there were.
    """
    old = delete(TurnRow).where(TurnRow.interview_id.is_(None), TurnRow.said_at < before)
    return (await connection.execute(old)).rowcount
