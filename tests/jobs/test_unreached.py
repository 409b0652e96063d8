"""A coordinator hears once, and of all together, whom no message reaches any more."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.letters.unreached import UNREACHED
from bot.schedule.jobs import Planner
from storage import claiming, settling
from storage.chats import block, register_chat
from storage.people import add_person, give_role
from tests.jobs.test_jobs import Watch
from tests.storage.village import CHAT, VILLAGE, settle

EIGHT = datetime(2026, 11, 24, tzinfo=UTC)  # eight in the morning in the village; a Tuesday
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def coordinator(connection: AsyncConnection, number: int, region: str, language: str = "id") -> None:
    person = await add_person(connection, f"Bu Koordinator {number}", EIGHT - DAY, language)
    await register_chat(connection, f"tg:{number}", person)
    await give_role(connection, person, "coordinator", region, EIGHT - DAY)


async def told(engine: AsyncEngine, watch: Watch, days: int = 1) -> list[tuple[int, str, str]]:
    """What is brought, by the day, the chat and its words; each day the planner looks from eight to nine."""
    found = []
    for day in range(days):
        planner = Planner(engine, UNREACHED, watch)
        for _ in range(6):
            await planner.run_due()
            watch.now += HOUR / 6
        async with engine.begin() as connection:
            while (letter := await claiming.claim(connection, "tg", "a", watch.now)) is not None:
                found.append((day, letter.chat, letter.bubbles[0].text))
                await settling.sent(connection, letter.id, watch.now)
        watch.now += 23 * HOUR
    return found


async def test_the_nearest_coordinators_are_told_once_with_all_names(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        other = await add_person(connection, "Bu Lain", EIGHT - DAY)
        await register_chat(connection, "tg:2", other)
        await give_role(connection, other, "cadre", VILLAGE, EIGHT - DAY, rt="004")
        await coordinator(connection, 3, "99.01.01")
        await coordinator(connection, 4, "99.01.01", "en")
        await coordinator(connection, 5, "99")
        for chat in (CHAT, "tg:2"):
            await block(connection, chat, EIGHT - HOUR)
    found = await told(engine, Watch(EIGHT), days=3)
    assert [(day, chat) for day, chat, _ in found] == [(0, "tg:3"), (0, "tg:4")]
    assert all("Bu Contoh, Bu Lain" in words for *_, words in found)
    assert found[0][2].startswith("Pesan saya tidak sampai lagi ke ")
    assert found[1][2].startswith("My messages no longer reach ")


async def test_who_is_lost_later_is_told_later_and_alone(engine: AsyncEngine) -> None:
    watch = Watch(EIGHT)
    async with engine.begin() as connection:
        await settle(connection)
        other = await add_person(connection, "Bu Lain", EIGHT - DAY)
        await register_chat(connection, "tg:2", other)
        await give_role(connection, other, "cadre", VILLAGE, EIGHT - DAY)
        await coordinator(connection, 3, VILLAGE)
        await block(connection, CHAT, EIGHT - HOUR)
    (first,) = await told(engine, watch)
    async with engine.begin() as connection:
        await block(connection, "tg:2", watch.now - HOUR)
    (second,) = await told(engine, watch, days=2)
    assert "Bu Contoh" in first[2]
    assert "Bu Contoh" not in second[2]
    assert "Bu Lain" in second[2]


async def test_nobody_is_told_of_who_is_reached_elsewhere_or_of_herself(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await register_chat(connection, "tg:11", village.cadre_id)
        await coordinator(connection, 3, VILLAGE)
        for chat in (CHAT, "tg:3"):
            await block(connection, chat, EIGHT - HOUR)
    assert await told(engine, Watch(EIGHT), days=2) == []
