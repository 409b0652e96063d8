"""How a database is reached, and what a transaction promises."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.callers import caller
from storage.engine import MOST_CONNECTIONS, WrongDatabaseUrl, connect, migrate, reading
from storage.models import PersonRow
from storage.people import add_person
from storage.sealing import open_name
from tests.keys import KEYS
from tests.storage.village import CHAT, NOW, settle


async def test_sqlite_makes_the_folder_of_its_file_and_waits_for_other_writers(tmp_path: Path) -> None:
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/var/deep/kawan.db")
    async with engine.begin() as connection:
        settings = {
            name: await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    await engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 0}
    assert (tmp_path / "var/deep/kawan.db").exists()


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("postgres://a:b@host/kawan", "postgresql+asyncpg://a:b@host/kawan"),
        ("postgresql://host/kawan?sslmode=require", "postgresql+asyncpg://host/kawan?ssl=require"),
        ("postgresql+asyncpg:///kawan?host=/run/pg", "postgresql+asyncpg:///kawan?host=%2Frun%2Fpg"),
        ("sqlite://", "sqlite+aiosqlite://"),
    ],
)
def test_an_address_is_understood_as_providers_write_it(written: str, understood: str) -> None:
    assert connect(written).url.render_as_string(hide_password=False) == understood


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("kawan.db", "sqlite+aiosqlite:///var/kawan.db"),
        ("", "sqlite+aiosqlite:///var/kawan.db"),
        ("mysql://root:rahasia@host/kawan", "'mysql'"),
        ("sqlite://var/kawan.db", "three slashes"),
        ("postgresql://user:rahasia@host", "names no database"),
        ("postgresql://user:rahasia@host:port/kawan", "cannot be read"),
    ],
)
def test_a_wrong_address_is_refused_with_advice_and_without_the_password(url: str, advice: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refused:
        connect(url)
    assert advice in str(refused.value)
    assert "rahasia" not in str(refused.value)


async def test_a_database_in_memory_serves_many_tasks_at_once() -> None:
    engine = connect("sqlite+aiosqlite://")
    await migrate(engine)

    async def greet(name: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))
            await connection.execute(
                text("INSERT INTO people (name, language, created_at) VALUES (:name, 'id', '2026-01-01')"),
                {"name": name},
            )

    await asyncio.gather(*(greet(f"Kader {n}") for n in range(10)))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM people")) == 10
    await engine.dispose()


async def test_a_message_that_is_cancelled_at_any_moment_leaves_nothing_locked(engine: AsyncEngine) -> None:
    cancelled = []  # their tracebacks hold cursors, which must not keep the lock
    async with engine.begin() as connection:
        await settle(connection)

    async def write(name: str) -> None:
        async with engine.begin() as connection:
            await caller(connection, CHAT, NOW)
            await add_person(connection, name, NOW)
            await add_person(connection, name, NOW)

    for moment in range(60):
        task = asyncio.create_task(write("Bu Batal"))
        await asyncio.sleep(moment / 20_000)
        task.cancel()
        cancelled.append((await asyncio.gather(task, return_exceptions=True))[0])
        async with asyncio.timeout(5):
            await write("Bu Lanjut")
    async with engine.begin() as connection:
        names = [open_name(connection, name) for name in await connection.scalars(select(PersonRow.name))]
    assert any(isinstance(outcome, asyncio.CancelledError) for outcome in cancelled)
    assert names.count("Bu Lanjut") == 120
    assert names.count("Bu Batal") % 2 == 0  # all of a message or nothing


async def test_a_connection_is_handed_to_whoever_has_waited_longest(engine: AsyncEngine) -> None:
    held = [await engine.connect() for _ in range(MOST_CONNECTIONS if engine.dialect.name == "postgresql" else 1)]
    served = []

    async def ask(who: str) -> None:
        async with engine.connect():
            served.append(who)

    waiting = [asyncio.create_task(ask(who)) for who in ("first", "gone", "second")]
    await asyncio.sleep(0)
    waiting[1].cancel()
    await held.pop().close()
    await ask("last")  # at the very moment when the connection is free
    for connection in held:
        await connection.close()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert served == ["first", "second", "last"]


async def test_one_who_is_cancelled_when_her_turn_comes_leaves_the_connection_to_the_next(engine: AsyncEngine) -> None:
    held = [await engine.connect() for _ in range(MOST_CONNECTIONS if engine.dialect.name == "postgresql" else 1)]

    async def ask() -> None:
        async with engine.connect():
            pass

    first, second = asyncio.create_task(ask()), asyncio.create_task(ask())
    await asyncio.sleep(0)
    await held.pop().close()
    first.cancel()
    async with asyncio.timeout(5):
        await second
    for connection in held:
        await connection.close()


async def test_who_only_reads_is_not_held_up_by_a_writer(engine: AsyncEngine, database_url: str) -> None:
    other = connect(database_url, KEYS)
    async with engine.begin(), reading(other).begin() as connection:
        assert (await connection.execute(PersonRow.__table__.select())).all() == []
    await other.dispose()


async def test_postgresql_refuses_to_write_where_only_reading_was_meant(postgresql_url: str) -> None:
    engine = connect(postgresql_url, KEYS)
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with reading(engine).begin() as connection:
            await connection.execute(text("DELETE FROM turns"))
    async with engine.begin() as connection:  # the same connection again, for a writer
        await connection.execute(text("DELETE FROM turns"))
    await engine.dispose()
