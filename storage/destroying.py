"""Values whose time of keeping is over, destroyed a batch at a time, and the record that they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.forgetting import forget_household, forget_interview
from storage.interviews import begun_before
from storage.models import AttemptRow, ConsentRow, DestructionRow, HouseholdRow, InvitationRow
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Destruction:
    """That so many of a kind were destroyed: everything of it from before an instant."""

    kind: str
    n: int
    kept_days: int
    before_at: datetime
    destroyed_at: datetime


async def old_interviews(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Destroy households' interviews begun before, with all that was said in them; the sums of their areas stay."""
    found = await begun_before(connection, before, limit)
    for interview_id in found:
        await forget_interview(connection, interview_id, refused_on=None, stays_counted=True)
    return len(found)


async def gone_households(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Destroy the names of households that left the village before, and all that was said there."""
    gone = select(HouseholdRow.id).where(HouseholdRow.removed_at < before, HouseholdRow.label.is_not(None))
    found = (await connection.scalars(gone.order_by(HouseholdRow.id).limit(limit))).all()
    for household_id in found:
        await forget_household(connection, household_id, before)
    return len(found)


async def spent_invitations(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Destroy invitations that expired before, with the names in them."""
    spent = select(InvitationRow.token_hash).where(InvitationRow.expires_at < before).limit(limit)
    return (await connection.execute(delete(InvitationRow).where(InvitationRow.token_hash.in_(spent)))).rowcount


async def old_attempts(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Destroy what is known of who tried something too often before."""
    old = select(AttemptRow.id).where(AttemptRow.at < before).limit(limit)
    return (await connection.execute(delete(AttemptRow).where(AttemptRow.id.in_(old)))).rowcount


async def old_consents(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Destroy the proofs of consents that were given, or taken back, before."""
    ended = func.coalesce(ConsentRow.withdrawn_at, ConsentRow.given_at, type_=UtcDateTime())
    old = select(ConsentRow.id).where(ended < before).limit(limit)
    return (await connection.execute(delete(ConsentRow).where(ConsentRow.id.in_(old)))).rowcount


async def keep_record(connection: AsyncConnection, destruction: Destruction) -> int:
    """The id of a new record of it."""
    row = {
        "kind": destruction.kind,
        "n": destruction.n,
        "kept_days": destruction.kept_days,
        "before_at": destruction.before_at,
        "destroyed_at": destruction.destroyed_at,
    }
    statement = insert(DestructionRow).values(row).returning(DestructionRow.id)
    return (await connection.execute(statement)).scalar_one()


async def add_to_record(connection: AsyncConnection, record: int, n: int) -> None:
    """So many more were destroyed in the same run."""
    row = update(DestructionRow).where(DestructionRow.id == record)
    await connection.execute(row.values(n=DestructionRow.n + n))


async def destructions(connection: AsyncConnection) -> Sequence[Destruction]:
    """All records, oldest first."""
    row = DestructionRow
    statement = select(row.kind, row.n, row.kept_days, row.before_at, row.destroyed_at).order_by(row.id)
    return [Destruction(*each) for each in await connection.execute(statement)]
