"""A village's plan at its coordinator's hands: asked about on its day, done, put off, moved; nobody else's business."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows.rounds.action import Planned
from bot.messages import Outgoing
from storage.actions import actions_of, plan
from storage.models import ActionRow
from tests.chat import Conversation

MEANT = Planned(0, demo.VILLAGE, 2026, "Akta", "Jemput bola akta", "Disdukcapil", date(2026, 11, 25))
ELSEWHERE = Planned(0, "63.02.11", 2026, "Akta", "Lain", "Disdukcapil", date(2026, 11, 25))


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    talk = Conversation(engine)
    await talk.settle()
    async with engine.begin() as connection:
        assert await plan(connection, [MEANT, ELSEWHERE]) == 2
    talk.now += timedelta(days=2)
    return talk


async def kept(talk: Conversation) -> list[tuple[str, int, date | None, str | None]]:
    async with talk.engine.begin() as connection:
        found = await actions_of(connection, demo.VILLAGE, 2026)
    return [(each.status, each.year, each.due_on, each.reason) for each in found]


async def asked(talk: Conversation) -> list[str]:
    await talk.happen("pengingat disiapkan")
    return [line for line in await talk.letters() if "Koordinator" in line or "Jemput bola" in line]


def text(replies: list[Outgoing]) -> str:
    return "\n".join(reply.text for reply in replies)


async def test_what_is_due_is_asked_and_done_and_never_asked_again(talk: Conversation) -> None:
    assert any("Jemput bola akta (Disdukcapil): sudah terlaksana?" in line for line in await asked(talk))
    assert "sudah terlaksana" in text(await talk.say("[Selesai]", "Koordinator"))
    assert await kept(talk) == [("selesai", 2026, None, None)]
    assert "sudah dicatat" in text(await talk.say("jemput [Belum]", "Koordinator 2"))
    assert await kept(talk) == [("selesai", 2026, None, None)]
    talk.now += timedelta(days=30)
    assert await asked(talk) == []


async def test_what_is_not_yet_done_is_asked_again_two_weeks_later(talk: Conversation) -> None:
    await asked(talk)
    assert "9 Desember" in text(await talk.say("[Belum]", "Koordinator"))
    assert await kept(talk) == [("rencana", 2026, date(2026, 12, 9), None)]
    talk.now += timedelta(days=14)
    assert any("Jemput bola akta" in line for line in await asked(talk))


async def test_what_is_moved_has_a_reason_and_stands_in_next_years_plan(talk: Conversation) -> None:
    await asked(talk)
    await talk.say("[Tunda ke tahun depan]", "Koordinator")
    assert "2027" in text(await talk.say("[Belum ada dana]", "Koordinator"))
    assert await kept(talk) == [("rencana", 2027, date(2027, 11, 25), None), ("pindah", 2026, None, "dana")]
    shown = text(await talk.say("/rtl", "Koordinator"))
    assert "pindah ke 2027" in shown
    assert "paling lambat 25 November 2027" in shown


async def test_a_plan_is_nobodys_but_its_own_coordinators(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        others = await connection.scalar(select(ActionRow.id).where(ActionRow.region_code == "63.02.11"))
        own = await connection.scalar(select(ActionRow.id).where(ActionRow.region_code == demo.VILLAGE))
    await talk.say("/rtl", "Koordinator")
    await talk.say("[1]", "Koordinator")
    phone = talk.phones["Koordinator"]
    bubble, button = phone.button("Selesai")
    tap = type(button.tap)
    for who, number in (("Koordinator", others), ("Kader", own), ("Kabupaten", own), ("Orang", own)):
        forged = tap("planans", question=str(number), revision=7, code="selesai")
        await talk.say("menu", who)
        newest = talk.phones[who].bubbles[-1]
        talk.phones[who].bubbles[-1] = Outgoing(newest.chat, newest.text, ((type(button)("Palsu", forged),),))
        await talk.say("[Palsu]", who)
    assert bubble
    async with talk.engine.begin() as connection:
        assert set(await connection.scalars(select(ActionRow.status))) == {"rencana"}
