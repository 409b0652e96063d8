"""What a database keeps of values after they were deleted or changed, cleared away."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.models import (
    AnswerRow,
    ChatRow,
    ContactRow,
    HouseholdKeyRow,
    HouseholdRow,
    InvitationRow,
    PersonRow,
    RequestRow,
    SlipRow,
    TurnRow,
)

# Where a person's values stand; the keys come first, for without them the rest is noise.
_TABLES = (
    HouseholdKeyRow,
    HouseholdRow,
    AnswerRow,
    TurnRow,
    PersonRow,
    InvitationRow,
    ContactRow,
    ChatRow,
    RequestRow,
    SlipRow,
)


async def scrub(engine: AsyncEngine) -> None:
    """Clear away what is left of deleted and changed values; not within a transaction.

    SQLite overwrites them in its file at once (`secure_delete`), but its log still holds the older pages: it is written
    back and emptied, unless somebody is just reading; then the next time does it. PostgreSQL keeps dead rows until a
    VACUUM.
    """
    if engine.dialect.name == "sqlite":
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None  # noqa: S101 - it has just been opened
            await raw.driver_connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    tables = ", ".join(table.__tablename__ for table in _TABLES)
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text(f"VACUUM {tables}"))
