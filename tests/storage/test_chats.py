"""Who is calling, and that her messages are handled one at a time."""

import asyncio
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.callers import caller
from storage.chats import addresses_of, block, point, register_chat
from storage.current_interviews import current_interview
from storage.engine import connect
from storage.interviews import advance_interview
from storage.people import add_person, give_role
from storage.staff import end_role, held_by
from tests.keys import KEYS
from tests.storage.village import CHAT, NOW, VILLAGE, begin, settle


async def test_a_stranger_is_nobody(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        assert (await caller(connection, "tg:404", NOW)).person_id is None


async def test_a_cadre_comes_with_her_role_region_and_current_interview(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        interview_id = await begin(connection, village)
        await point(connection, CHAT, interview_id)
        found = await caller(connection, CHAT, NOW)
        assert found is not None and await current_interview(connection, interview_id) == found.interview
        assert await current_interview(connection, interview_id + 1) is None
    assert found.role is not None and found.interview is not None
    assert (found.name, found.language, found.blocked_at) == ("Bu Contoh", "id", None)
    assert (found.role.role, found.role.region_code, found.role.rt) == ("cadre", VILLAGE, "003")
    assert (found.role.region_name, found.role.level, found.role.timezone) == ("Desa Coba", "desa", "Asia/Makassar")
    assert (found.interview.id, found.interview.revision, found.interview.status) == (interview_id, 0, "open")
    assert (found.interview.household_code, found.interview.label) == (village.household.code, "Pak Misal")
    assert found.interview.asked_at == NOW


async def test_the_role_of_a_cadre_comes_before_that_of_a_coordinator(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await give_role(connection, village.cadre_id, "coordinator", "99.01", NOW)
        found = await caller(connection, CHAT, NOW)
    assert found is not None and found.role is not None and found.role.role == "cadre"


async def test_a_role_holds_from_its_beginning_until_its_end(engine: AsyncEngine) -> None:
    later = NOW + timedelta(days=1)
    async with engine.begin() as connection:
        village = await settle(connection)
        before = await caller(connection, CHAT, NOW - timedelta(seconds=1))
        (role,) = await held_by(connection, village.cadre_id, NOW)
        await end_role(connection, role.id, later)
        until = await caller(connection, CHAT, later - timedelta(seconds=1))
        after = await caller(connection, CHAT, later)
    assert before is not None and before.role is None
    assert until is not None and until.role is not None
    assert after is not None and after.role is None and after.interview is None


async def test_messages_of_one_chat_are_handled_one_at_a_time_across_processes(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        await point(connection, CHAT, interview_id)

    async def answer(process: AsyncEngine) -> bool:
        async with process.begin() as connection:
            found = await caller(connection, CHAT, NOW)
            assert found is not None and found.interview is not None
            revision = found.interview.revision
            await asyncio.sleep(0)  # let the others come as far as they can
            return await advance_interview(
                connection, interview_id, revision_from=revision, revision_to=revision + 1, asked_at=NOW
            )

    processes = [connect(database_url, KEYS) for _ in range(4)]
    answered = await asyncio.gather(*(answer(process) for process in processes * 3))
    for process in processes:
        await process.dispose()
    async with engine.begin() as connection:
        found = await caller(connection, CHAT, NOW)
    assert answered == [True] * 12  # none worked on a state that another had already left behind
    assert found is not None and found.interview is not None and found.interview.revision == 12


async def test_a_message_that_waited_sees_what_the_one_before_it_did(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
    other = connect(database_url, KEYS)

    async def second() -> int | None:
        async with other.begin() as connection:
            found = await caller(connection, CHAT, NOW)
            return found.interview.id if found.interview else None

    async with engine.begin() as connection:
        await caller(connection, CHAT, NOW)
        waiting = asyncio.create_task(second())
        done, _ = await asyncio.wait([waiting], timeout=0.2)
        assert not done
        await point(connection, CHAT, interview_id)
    assert await waiting == interview_id
    await other.dispose()


async def test_two_chats_on_postgresql_do_not_wait_for_each_other(postgresql_url: str) -> None:
    engine = connect(postgresql_url, KEYS)
    async with engine.begin() as connection:
        village = await settle(connection)
        await register_chat(connection, "tg:2", village.cadre_id)
    async with engine.begin() as one, engine.begin() as two:
        assert await caller(one, CHAT, NOW) is not None
        async with asyncio.timeout(5):
            assert await caller(two, "tg:2", NOW) is not None
    await engine.dispose()


async def test_a_blocked_chat_is_not_written_to_until_it_returns(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await register_chat(connection, "tg:2", village.cadre_id)
        await block(connection, CHAT, NOW)
        assert await addresses_of(connection, village.cadre_id) == ("tg:2",)
        found = await caller(connection, CHAT, NOW)
        assert found is not None and found.blocked_at == NOW
        await block(connection, CHAT, None)
        assert await addresses_of(connection, village.cadre_id) == (CHAT, "tg:2")


async def test_registering_a_chat_again_leaves_the_interview_unless_it_is_somebody_elses_now(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await point(connection, CHAT, await begin(connection, village))
        await register_chat(connection, CHAT, village.cadre_id)
        same = await caller(connection, CHAT, NOW)
        await register_chat(connection, CHAT, await add_person(connection, "Bu Lain", NOW))
        other = await caller(connection, CHAT, NOW)
    assert same is not None and same.interview is not None
    assert other is not None and other.name == "Bu Lain" and other.interview is None
