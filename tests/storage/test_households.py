"""Households are numbered within their RT, listed with how far they got, and found by their label."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import connect
from storage.forgetting import forget_household
from storage.household_lists import count_households, households_of, rts_of
from storage.households import add_household, household, remove_household
from storage.models import Base
from storage.results import finish
from storage.turns import keep_turn
from tests.keys import KEYS
from tests.storage.village import CHAT, NOW, VILLAGE, begin, settle


async def test_a_new_house_gets_the_next_number_of_its_rt_and_no_name(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        first = (await settle(connection)).household
        second = await add_household(connection, VILLAGE, "003")
        elsewhere = await add_household(connection, VILLAGE, "004")
        assert await household(connection, second.id) == second
        assert await rts_of(connection, VILLAGE) == ("003", "004")
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    assert second.label is None
    assert len({first.code, second.code, elsewhere.code}) == 3


async def test_the_number_of_a_house_that_is_gone_is_not_given_again(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        first = (await settle(connection)).household
        await remove_household(connection, first.id, NOW)
        assert await household(connection, first.id) is None
        assert await households_of(connection, VILLAGE) == ()
        assert (await add_household(connection, VILLAGE, "003")).number == 2


async def test_houses_added_at_once_get_numbers_of_their_own(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        await settle(connection)

    async def add(process: AsyncEngine) -> int:
        async with process.begin() as connection:
            return (await add_household(connection, VILLAGE, "003")).number

    other = connect(database_url, KEYS)
    numbers = await asyncio.gather(*(add(process) for process in (engine, other) * 4))
    await other.dispose()
    assert sorted(numbers) == list(range(2, 10))


async def test_households_are_listed_with_how_far_they_got(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await add_household(connection, VILLAGE, "003")
        interview_id = await begin(connection, village)
        for message_id, facts in (("1", [{"fact": "Answered"}]), ("2", [])):
            await keep_turn(
                connection, chat=CHAT, message_id=message_id, interview_id=interview_id, facts=facts, said_at=NOW
            )
        started = await households_of(connection, VILLAGE, "003")
        await finish(connection, interview_id, NOW, answers={}, indicators=[], scores=[])
        finished = await households_of(connection, VILLAGE, "003")
        waiting = await households_of(connection, VILLAGE, "003", waiting=True)
    assert [(row.household.number, row.status) for row in started] == [(1, "sebagian"), (2, "belum")]
    assert [(row.status, row.interview_id) for row in finished] == [("selesai", interview_id), ("belum", None)]
    assert [row.household.number for row in waiting] == [2]


async def test_households_are_found_by_words_of_their_label_and_shown_page_by_page(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        for label in ("Bu Misalnya", "50% Lain", "Pak MISAL Dua"):
            await add_household(connection, VILLAGE, "004", label=label)
        found = await households_of(connection, VILLAGE, label="misal")
        percent = await households_of(connection, VILLAGE, label="%")
        second_page = await households_of(connection, VILLAGE, limit=2, offset=2)
        counts = (
            await count_households(connection, VILLAGE),
            await count_households(connection, VILLAGE, label="misal"),
        )
    assert [row.household.label for row in found] == ["Pak Misal", "Bu Misalnya", "Pak MISAL Dua"]
    assert [row.household.label for row in percent] == ["50% Lain"]
    assert [row.household.label for row in second_page] == ["50% Lain", "Pak MISAL Dua"]
    assert counts == (4, 3)


async def test_a_household_that_asks_to_be_forgotten_leaves_neither_name_nor_answers(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        interview_id = await begin(connection, village)
        await keep_turn(
            connection, chat=CHAT, message_id="1", interview_id=interview_id, facts=[{"value": "5"}], said_at=NOW
        )
        await finish(connection, interview_id, NOW, answers={"anggota": "5"}, indicators=[], scores=[])
        await forget_household(connection, village.household.id, NOW)
        kept = str([(await connection.execute(table.select())).all() for table in Base.metadata.sorted_tables])
        assert await household(connection, village.household.id) is None
        assert (await add_household(connection, VILLAGE, "003")).number == 2
    assert "Misal" not in kept
    assert "anggota" not in kept
    assert "value" not in kept
