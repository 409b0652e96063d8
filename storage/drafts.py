"""Words that somebody wrote and has still to confirm."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import DraftRow
from storage.sealing import ring_of

_PLACE = "drafts.words"


async def keep_draft(connection: AsyncConnection, person_id: int, words: str, now: datetime) -> None:
    """Keep the words, sealed, in place of those that she wrote before."""
    row = {"words": ring_of(connection).seal(words, _PLACE), "at": now}
    insert = insert_into(DraftRow, connection).values(person_id=person_id, **row)
    await connection.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=row))


async def take_draft(connection: AsyncConnection, person_id: int) -> str | None:
    """Her words, kept no longer; None where there are none."""
    taken = delete(DraftRow).where(DraftRow.person_id == person_id).returning(DraftRow.words)
    sealed: bytes | None = await connection.scalar(taken)
    return ring_of(connection).open(sealed, _PLACE) if sealed is not None else None
