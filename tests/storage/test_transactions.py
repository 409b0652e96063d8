"""A message's transaction, begun past SQLAlchemy: all of it or nothing, and the chat is hers alone."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.callers import caller
from storage.engine import connect
from storage.models import PersonRow
from storage.people import add_person
from storage.transactions import of_chat
from storage.turns import keep_turn
from tests.keys import KEYS
from tests.storage.village import CHAT, NOW, settle

HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid != pg_backend_pid() AND datname = current_database()"
)


async def keep(connection: AsyncConnection, message: str) -> bool:
    """Keep a message by a statement that goes straight to the driver."""
    return await keep_turn(connection, chat=CHAT, message_id=message, interview_id=None, facts=[], said_at=NOW)


async def count(engine: AsyncEngine, table: str) -> int:
    async with engine.begin() as connection:
        found: int = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608
    return found


async def test_statements_of_both_ways_are_kept_or_gone_together(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
    before = await count(engine, "people")
    with pytest.raises(ZeroDivisionError):
        async with of_chat(engine, CHAT) as connection:
            assert await keep(connection, "u1")
            await add_person(connection, "Bu Batal", NOW)
            raise ZeroDivisionError
    assert (await count(engine, "turns"), await count(engine, "people")) == (0, before)
    async with of_chat(engine, CHAT) as connection:
        await add_person(connection, "Bu Jadi", NOW)
        assert await keep(connection, "u1")
        assert not await keep(connection, "u1")
    assert (await count(engine, "turns"), await count(engine, "people")) == (1, before + 1)


async def test_a_message_that_is_cancelled_at_any_moment_leaves_nothing_locked(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)

    async def write(number: int) -> None:
        async with of_chat(engine, CHAT) as connection:
            await caller(connection, CHAT, NOW)
            await keep(connection, f"a{number}")
            await add_person(connection, f"Bu {number}", NOW)
            await keep(connection, f"b{number}")

    for moment in range(40):
        task = asyncio.create_task(write(moment))
        await asyncio.sleep(moment / 20_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await write(1000 + moment)
    async with engine.begin() as connection:
        people = len((await connection.scalars(select(PersonRow.id))).all())
    assert await count(engine, "turns") % 2 == 0  # all of a message or nothing
    assert people >= 40


async def test_of_two_messages_of_a_chat_the_second_sees_what_the_first_did(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as connection:
        await settle(connection)
    other, seen = connect(database_url, KEYS), []

    async def second() -> None:
        async with of_chat(other, CHAT) as connection:
            seen.append(await keep(connection, "u1"))

    async with of_chat(engine, CHAT) as connection:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.05)
        assert seen == []
        assert await keep(connection, "u1")
    await waiting
    assert seen == [False]
    await other.dispose()


async def test_a_server_that_hangs_up_is_told_as_such_and_found_again(postgresql_url: str) -> None:
    engine = connect(postgresql_url, KEYS)
    with pytest.raises(OSError, match="hung up"):
        async with of_chat(engine, CHAT) as connection:
            await connection.execute(text("SELECT 1"))
            async with engine.begin() as another:
                await another.execute(text(HANG_UP))
            await keep(connection, "u1")
    async with of_chat(engine, CHAT) as connection:
        assert await keep(connection, "u1")
    await engine.dispose()
