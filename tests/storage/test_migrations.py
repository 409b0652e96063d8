"""The revisions make the tables that the models describe."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import connect, migrate
from storage.migrations import UnknownRevisionError, config
from storage.models import Base, ChatRow
from tests.keys import KEYS


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_the_migrated_tables_are_those_of_the_models(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)


async def test_the_revisions_lead_back_to_an_empty_database_and_forth_again(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        assert await connection.run_sync(_tables) == set()
        await connection.run_sync(lambda sync: command.upgrade(config(sync), "head"))
        assert await connection.run_sync(_differences) == []


async def test_two_processes_that_migrate_an_empty_database_at_once_do_not_meet(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
    other = connect(database_url, KEYS)
    await asyncio.gather(migrate(engine), migrate(other))
    await other.dispose()
    async with engine.begin() as connection:
        assert await connection.run_sync(_tables) == set(Base.metadata.tables)


async def test_sqlite_minds_foreign_keys_again_after_a_migration(tmp_path: Path) -> None:
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/new.db")
    await migrate(engine)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        async with engine.begin() as connection:
            await connection.execute(insert(ChatRow).values(address="tg:1", person_id=404))
    await engine.dispose()


async def test_migrating_a_database_that_is_up_to_date_changes_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_database_of_a_newer_version_is_left_alone(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(UnknownRevisionError, match="Update the program"):
        await migrate(engine)
    await engine.dispose()
