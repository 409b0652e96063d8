"""The letterbox of a terminal, over a real database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows.forms.workbook import LIBRARY, load
from bot.handlers.letterbox import Letterbox
from bot.messages import Outgoing
from bot.questionnaires import LIBRARY_FORMS, Questionnaires
from bot.schedule.timetable import JOBS
from storage.letters import Letter
from storage.outbox import put
from tests.chat import DIRECTORY

MONDAY = datetime(2026, 11, 29, 23, 5, tzinfo=UTC)  # 07.05 in the village


async def test_on_monday_morning_the_coordinator_finds_her_summary_once_and_the_cadre_does_not(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        for form in LIBRARY_FORMS:
            await Questionnaires(DIRECTORY).publish(connection, load(LIBRARY / f"{form}.md"), MONDAY)
        await demo.settle(connection, DIRECTORY, MONDAY)
        await demo.settle_coordinator(connection, MONDAY)
    cadres = Letterbox(engine, JOBS, demo.CHATS["kader"], lambda: MONDAY)
    hers = Letterbox(engine, JOBS, demo.CHATS["koordinator"], lambda: MONDAY)
    assert not [bubble for bubble in await cadres.letters() if "Rangkuman" in bubble.text]
    told = await hers.letters()
    assert "Rangkuman Desa Pondok Labu" in told[0].text
    assert await hers.letters() == []


async def test_a_letter_waits_until_it_is_due(engine: AsyncEngine) -> None:
    chat = demo.CHATS["keluarga"]
    async with engine.begin() as connection:
        letter = Letter(
            "k", "kabar", (Outgoing(chat, "Selamat pagi."),), MONDAY + timedelta(hours=3), MONDAY + timedelta(days=1)
        )
        await put(connection, letter)
    assert await Letterbox(engine, (), chat, lambda: MONDAY).letters() == []
    found = await Letterbox(engine, (), chat, lambda: MONDAY + timedelta(hours=4)).letters()
    assert [bubble.text for bubble in found] == ["Selamat pagi."]
