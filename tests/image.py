"""A database as it stands, to be laid into others that have the same tables and no rows: sooner than making it anew."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import Base

_TABLES = [table.name for table in Base.metadata.sorted_tables]
_COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Image:
    """The rows of each table as the database holds them: sealed fields stay sealed."""

    rows: dict[str, Any]
    counted: list[tuple[str, int]] = field(default_factory=list)  # on PostgreSQL: the last number of each sequence


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether no table has a row."""
    found = [select(table).exists() for table in Base.metadata.sorted_tables]
    return not any((await connection.execute(select(*found))).one())


async def take(connection: AsyncConnection) -> Image:
    """What the database holds now."""
    if connection.dialect.name == "postgresql":
        counted = [(str(row[0]), int(row[-1])) for row in await connection.exec_driver_sql(_COUNTED)]
        return Image({table: await _copied(connection, table) for table in _TABLES}, counted)
    rows = {table: (await connection.exec_driver_sql(f"SELECT * FROM {table}")).all() for table in _TABLES}  # noqa: S608
    return Image({table: [tuple(row) for row in rows[table]] for table in _TABLES})


async def lay(image: Image, connection: AsyncConnection) -> None:
    """Let the database, which has no row, hold the same."""
    for table, rows in image.rows.items():
        if isinstance(rows, bytes):
            await (await _driver(connection)).copy_to_table(table, source=BytesIO(rows), format="binary")
        elif rows:
            places = ", ".join("?" * len(rows[0]))
            await connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608
    if image.counted:
        numbers = ", ".join(f"setval('{sequence}', {last})" for sequence, last in image.counted)
        await connection.exec_driver_sql(f"SELECT {numbers}")


async def _copied(connection: AsyncConnection, table: str) -> bytes:
    content = BytesIO()
    await (await _driver(connection)).copy_from_table(table, output=content, format="binary")
    return content.getvalue()


async def _driver(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection
