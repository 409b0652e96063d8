"""How the tables came to be: Alembic's revisions, run from here without an alembic.ini."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.scrubbing import scrub

_LOCK = 0x6B6177616E  # "kawan": PostgreSQL's number for "somebody is migrating"


class UnknownRevisionError(RuntimeError):
    """The database was made by a newer version of this program, or by another one."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, for a connection that is already in a transaction."""
    settings = Config()
    settings.set_main_option("script_location", "storage:migrations")
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest revision, all or nothing. Raises UnknownRevisionError."""
    async with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:  # it changes a table by making it anew, during which keys point nowhere
            await _foreign_keys(connection, "OFF")
        try:
            async with connection.begin():
                if not sqlite:
                    await connection.execute(text("SET LOCAL lock_timeout = 0"))  # a long migration is worth the wait
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                changed = await connection.run_sync(_upgrade)
        finally:
            if sqlite:
                await _foreign_keys(connection, "ON")
    if changed:
        await scrub(engine)


def _upgrade(connection: Connection) -> bool:
    """Whether there was anything to do."""
    before = _revision(connection)
    try:
        command.upgrade(config(connection), "head")
    except CommandError as error:
        raise UnknownRevisionError(
            f"This database does not fit this version of the program ({error}). "
            "Update the program, or name another database in BOT_DATABASE_URL."
        ) from error
    if connection.dialect.name == "sqlite" and (
        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise UnknownRevisionError(f"After the migration a row of {broken[0]} points to nothing; nothing was changed.")
    return before != _revision(connection)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def _foreign_keys(connection: AsyncConnection, switch: str) -> None:
    """Turn SQLite's foreign keys on or off, past SQLAlchemy: within a transaction the pragma does nothing."""
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None  # noqa: S101 - it has just been opened
    await raw.driver_connection.execute(f"PRAGMA foreign_keys = {switch}")
