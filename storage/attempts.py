"""How often somebody did lately what must not be done often, across all processes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import AttemptRow


async def attempt(connection: AsyncConnection, kind: str, who: str, now: datetime) -> None:
    """Count one more."""
    await connection.execute(insert(AttemptRow).values(kind=kind, who=who, at=now))


async def attempts(connection: AsyncConnection, kind: str, who: str, now: datetime, within: timedelta) -> int:
    """How often within that time until now; what is older is forgotten."""
    hers = (AttemptRow.kind == kind, AttemptRow.who == who)
    await connection.execute(delete(AttemptRow).where(*hers, AttemptRow.at <= now - within))
    return (await connection.execute(select(func.count()).select_from(AttemptRow).where(*hers))).scalar_one()
