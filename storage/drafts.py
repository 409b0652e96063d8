"""Words that somebody wrote and has still to confirm."""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import DraftRow
from storage.sealing import DRAFT, ring_of
from storage.types import UtcDateTime

_OF = ":"


async def keep_draft(connection: AsyncConnection, person_id: int, role_id: int, words: str, now: datetime) -> None:
    """Keep the words, sealed, in place of those that she wrote before; they are of that role of hers."""
    row = {"words": ring_of(connection).seal(f"{role_id}{_OF}{words}", DRAFT), "at": now}
    insert = insert_into(DraftRow, connection).values(person_id=person_id, **row)
    await connection.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=row))


async def take_draft(connection: AsyncConnection, person_id: int, role_id: int) -> str | None:
    """Her words, kept no longer; None where there are none, or none of that role: they are for another village."""
    taken = delete(DraftRow).where(DraftRow.person_id == person_id).returning(DraftRow.words)
    sealed: bytes | None = await connection.scalar(taken)
    if sealed is None:
        return None
    role, _, words = ring_of(connection).open(sealed, DRAFT).partition(_OF)
    return words if role == str(role_id) else None


async def forget_drafts(connection: AsyncConnection, before: datetime) -> int:
    """Destroy words that nobody confirmed since then. Returns how many there were."""
    old = delete(DraftRow).where(DraftRow.at < bindparam("before", before, UtcDateTime()))
    return (await connection.execute(old)).rowcount
