"""What households agreed to: each purpose for itself, by which words, and when it was taken back. Kept as proof."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import ConsentRow


@dataclass(frozen=True, slots=True)
class Consent:
    """A purpose that a household agreed to."""

    purpose: str
    text_hash: str
    language: str
    given_at: datetime
    cadre_id: int | None
    channel: str
    method: str
    withdrawn_at: datetime | None = None


async def consents_of(connection: AsyncConnection, household_id: int, *, ever: bool = False) -> tuple[Consent, ...]:
    """What the household agrees to now, or all that it `ever` agreed to, oldest first."""
    statement = select(
        ConsentRow.purpose,
        ConsentRow.text_hash,
        ConsentRow.language,
        ConsentRow.given_at,
        ConsentRow.cadre_id,
        ConsentRow.channel,
        ConsentRow.method,
        ConsentRow.withdrawn_at,
    ).where(ConsentRow.household_id == household_id)
    if not ever:
        statement = statement.where(ConsentRow.withdrawn_at.is_(None))
    return tuple(Consent(*row) for row in await connection.execute(statement.order_by(ConsentRow.id)))


async def agree(connection: AsyncConnection, household_id: int, consent: Consent) -> None:
    """The household agrees to that purpose by these words from now on; what it agreed to before is taken back."""
    await withdraw(connection, household_id, (consent.purpose,), consent.given_at)
    await connection.execute(
        insert(ConsentRow).values(
            household_id=household_id,
            purpose=consent.purpose,
            text_hash=consent.text_hash,
            language=consent.language,
            given_at=consent.given_at,
            cadre_id=consent.cadre_id,
            channel=consent.channel,
            method=consent.method,
        )
    )


async def withdraw(connection: AsyncConnection, household_id: int, purposes: Collection[str], at: datetime) -> int:
    """The household does not agree to these purposes any more. Returns how many it had agreed to."""
    taken_back = update(ConsentRow).where(
        ConsentRow.household_id == household_id,
        ConsentRow.purpose.in_(purposes),
        ConsentRow.withdrawn_at.is_(None),
    )
    return (await connection.execute(taken_back.values(withdrawn_at=at))).rowcount


async def forget_consents(connection: AsyncConnection, household_id: int) -> None:
    """Nothing tells any more that the household was asked: it said no before it had said anything else."""
    await connection.execute(delete(ConsentRow).where(ConsentRow.household_id == household_id))
