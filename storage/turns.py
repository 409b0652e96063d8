"""Messages and the facts they caused: appended, never changed, and sealed by the key of their household, if any.

Facts of private questions are sealed apart, by another key. Every fact of an interview is kept and read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.forms.facts import PRIVATE
from storage.inserts import insert_by_dialect
from storage.interviews import ADVANCE, ADVANCING
from storage.keyring import HouseholdKey, SpoiledError
from storage.models import HouseholdKeyRow, InterviewRow, TurnRow
from storage.private_keys import private_key, private_ring_of, seal_private, with_private
from storage.sealing import facts_place, household_key, key_of_interview, private_place
from storage.statements import Statement
from storage.types import Fact


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and the facts it caused."""

    id: int
    facts: tuple[Fact, ...]
    said_at: datetime


class Move(NamedTuple):
    """What a message does to an interview: from which revision to which, and since when its question is shown."""

    interview: int
    revision_from: int
    revision_to: int
    asked: datetime


class OvertakenError(Exception):
    """Somebody else has moved the interview meanwhile; what was to be kept is not to be committed."""


_KEPT = ("chat", "message_id", "interview_id", "facts", "private", "said_at")
_KEEPING = {
    name: insert.values({column: bindparam(column) for column in _KEPT})
    .on_conflict_do_nothing(index_elements=["chat", "message_id"])
    .returning(TurnRow.id)
    for name, insert in insert_by_dialect(TurnRow).items()
}
_KEEP = Statement(_KEEPING)
_kept = _KEEPING["postgresql"].cte("kept")
_moved = ADVANCING.where(exists(select(_kept.c.id))).cte("moved")
_KEEP_AND_MOVE = Statement(select(exists(select(_kept.c.id)), exists(select(_moved.c.id))))
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
_OF_INTERVIEW = Statement(
    SEALED_TURNS.add_columns(TurnRow.private, HouseholdKeyRow.private_wrapped).where(
        TurnRow.interview_id == bindparam("interview_id")
    )
)


async def keep_turn(
    connection: AsyncConnection,
    *,
    chat: str,
    message_id: str,
    interview_id: int | None,
    facts: Sequence[Fact],
    said_at: datetime,
    key: HouseholdKey | None = None,
    move: Move | None = None,
) -> bool:
    """Keep a message with what it caused, and let it `move` an interview; False, and nothing done, where this message
    was kept before. Raises OvertakenError.

    One that changed no interview (a menu) has none, and no facts. Facts are sealed by the `key` of the household, which
    is looked up where it is not at hand; those of a village are not sealed. Private ones are sealed by the household's
    other key, which only they need; where the operator's key to that is not there, nothing is kept: MissingKeyError.
    """
    sealed = private = None
    if interview_id is not None and facts:
        apart = [(n, fact) for n, fact in enumerate(facts) if PRIVATE in fact]
        if apart:
            facts = [fact for fact in facts if PRIVATE not in fact]
            own = await private_key(connection, await _household_of(connection, interview_id))
            private = seal_private(own, apart, private_place(interview_id, message_id))
        key = key or await key_of_interview(connection, interview_id)
        said = orjson.dumps(facts)
        sealed = key.seal(said, facts_place(interview_id, message_id)) if key is not None else said
    row = {
        "chat": chat,
        "message_id": message_id,
        "interview_id": interview_id,
        "facts": sealed,
        "private": private,
        "said_at": said_at,
    }
    if move is None:
        return await _KEEP.row(connection, row) is not None
    kept, moved = await _keep_and_move(connection, row, move._asdict())
    if kept and not moved:
        raise OvertakenError
    return kept


async def _keep_and_move(connection: AsyncConnection, row: dict[str, Any], moved: dict[str, Any]) -> tuple[bool, bool]:
    """Whether the message was kept, and its interview moved. To PostgreSQL, a trip away, that is one statement."""
    if connection.dialect.name == "postgresql":
        found = await _KEEP_AND_MOVE.row(connection, {**row, **moved})
        return (found[0], found[1]) if found is not None else (False, False)
    kept = await _KEEP.row(connection, row) is not None
    return kept, kept and await ADVANCE.row(connection, moved) is not None


async def was_kept(connection: AsyncConnection, chat: str, message_id: str) -> bool:
    """Whether this message was kept before."""
    found = select(TurnRow.id).where(TurnRow.chat == chat, TurnRow.message_id == message_id)
    return await connection.scalar(found) is not None


async def facts_of(connection: AsyncConnection, interview_id: int, *, private: bool = True) -> tuple[Turn, ...]:
    """An interview's turns, oldest first; where not `private`, without what needs the key for that.

    Raises MissingKeyError, SpoiledError.
    """
    rows = await _OF_INTERVIEW.rows(connection, {"interview_id": interview_id})
    return tuple(_whole(connection, row) if private else opened(connection, row[:-2]) for row in rows)


def _whole(connection: AsyncConnection, row: Sequence[Any]) -> Turn:
    """The turn of that row with its private facts."""
    *others, sealed, wrapped = row
    turn = opened(connection, others)
    if sealed is None:
        return turn
    _, interview_id, message_id, _, _, household_id, _ = others
    if wrapped is None:
        raise SpoiledError(f"household {household_id} has no key for private answers")
    key = private_ring_of(connection).unwrap(wrapped, household_id)
    facts = with_private(turn.facts, key, sealed, private_place(interview_id, message_id))
    return Turn(turn.id, tuple(facts), turn.said_at)


async def _household_of(connection: AsyncConnection, interview_id: int) -> int:
    """The household of the interview. Raises LookupError where a village answers: nobody there is asked in private."""
    household_id = await connection.scalar(select(InterviewRow.household_id).where(InterviewRow.id == interview_id))
    if household_id is None:
        raise LookupError(f"interview {interview_id} is of no household: it keeps nothing private")
    return household_id


def opened(connection: AsyncConnection, row: Sequence[Any]) -> Turn:
    """The turn that a row of `SEALED_TURNS` holds, without anything private. Raises MissingKeyError, SpoiledError."""
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
