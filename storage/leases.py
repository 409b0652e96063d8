"""Leases: one alone does something, and another takes over when it dies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_by_dialect
from storage.models import LeaseRow
from storage.types import UtcDateTime

_holder = bindparam("whose", type_=String())
_until = bindparam("then", type_=UtcDateTime())
_now = bindparam("now", type_=UtcDateTime())
_farthest = bindparam("farthest", type_=UtcDateTime())

# A lease that ends later than any that is given now was given by a clock that ran ahead: it binds nobody.
_FREE = or_(LeaseRow.holder.is_(None), LeaseRow.holder == _holder, LeaseRow.until <= _now, LeaseRow.until > _farthest)
_TAKE = {
    dialect: statement.values(name=bindparam("lease"), holder=_holder, until=_until)
    .on_conflict_do_update(index_elements=["name"], set_={"holder": _holder, "until": _until}, where=_FREE)
    .returning(LeaseRow.paused_until)
    for dialect, statement in insert_by_dialect(LeaseRow).items()
}
_RENEW = (
    update(LeaseRow)
    .where(LeaseRow.name == bindparam("lease"), LeaseRow.holder == _holder)
    .values(until=_until)
    .returning(LeaseRow.name)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was taken."""

    inherited: bool  # from one who did not give it back
    paused_until: datetime | None


async def take(connection: AsyncConnection, name: str, holder: str, now: datetime, lasting: timedelta) -> Lease | None:
    """The lease, the holder's for that long; None where somebody else has it."""
    before = await holder_of(connection, name)
    values = {"lease": name, "whose": holder, "then": now + lasting, "now": now, "farthest": now + 2 * lasting}
    row = (await connection.execute(_TAKE[connection.dialect.name], values)).one_or_none()
    return Lease(before not in {None, holder}, row.paused_until) if row is not None else None


async def renew(connection: AsyncConnection, name: str, holder: str, now: datetime, lasting: timedelta) -> bool:
    """Whether the lease is still the holder's; if so, for that long again."""
    values = {"lease": name, "whose": holder, "then": now + lasting}
    return (await connection.execute(_RENEW, values)).one_or_none() is not None


async def release(connection: AsyncConnection, name: str, holder: str) -> None:
    """The holder needs the lease no more."""
    mine = update(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder)
    await connection.execute(mine.values(holder=None, until=None))


async def pause(connection: AsyncConnection, name: str, until: datetime | None) -> None:
    """Whoever holds the lease does nothing before that instant; None: the pause is over."""
    await connection.execute(update(LeaseRow).where(LeaseRow.name == name).values(paused_until=until))


async def holder_of(connection: AsyncConnection, name: str) -> str | None:
    """Who holds the lease, or None."""
    return await connection.scalar(select(LeaseRow.holder).where(LeaseRow.name == name))


async def paused_until(connection: AsyncConnection, name: str) -> datetime | None:
    """Until when whoever holds the lease does nothing, if there is a pause."""
    return await connection.scalar(select(LeaseRow.paused_until).where(LeaseRow.name == name))
