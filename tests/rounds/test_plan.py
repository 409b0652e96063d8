"""A village's plan at its coordinator's hands: asked about on its day, done, put off, moved; nobody else's business."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows.reports.plan import load_plan
from bot.flows.rounds.action import Planned
from bot.flows.rounds.manners import is_holiday
from bot.flows.summary.week import main_index
from bot.messages import Incoming, Kind, Outgoing, Tap
from storage.actions import actions_of, plan
from storage.models import ActionRow
from tests.chat import SPEAKERS, Conversation
from tests.weeks import count_village

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


# --- taken from the report's figures


async def figures(engine: AsyncEngine, met: dict[str, int], houses: int = 40) -> Conversation:
    """The demo village with so many finished houses, of which so many have what an indicator asks for, others all."""
    talk = Conversation(engine)
    await talk.settle()
    async with engine.begin() as connection:
        questionnaire = await talk.questionnaires.newest(connection)
        index = main_index(questionnaire.indices)
        assert index is not None
        unmet = {i.id: houses - met[i.id] for i in index.public if i.id in met}
        assert len(unmet) == len(met)
        await count_village(connection, questionnaire, demo.VILLAGE, 2026, houses, unmet)
    return talk


async def test_the_plan_takes_from_the_report_what_less_than_three_quarters_have_the_lowest_first_and_once(
    engine: AsyncEngine,
) -> None:
    talk = await figures(engine, {"I01": 8, "I02": 29, "I04": 30, "I06": 39})
    shown = text(await talk.say("/rtl", "Koordinator"))
    assert "belum ada kegiatannya" in shown
    shown = text(await talk.say("[Ambil dari laporan]", "Koordinator"))
    assert "2 kegiatan baru dari laporan." in shown
    async with engine.begin() as connection:
        found = await actions_of(connection, demo.VILLAGE, 2026)
    by_indicator = {indicator: matter for matter in load_plan().matters for indicator in matter.indicators}
    wanted = [by_indicator["I01"], by_indicator["I02"]]  # 20 % and 72.5 %; not 75 % and more
    assert [(each.activity, each.office, each.matter) for each in found] == [
        (matter.activity, ", ".join(matter.services), matter.problem) for matter in wanted
    ]
    assert all(each.by_on > talk.now.date() and each.due_on == each.by_on for each in found)
    assert len(shown) < 1000
    again = text(await talk.say("[Ambil dari laporan]", "Koordinator"))
    assert "belum ada kegiatan baru" in again
    async with engine.begin() as connection:
        assert len(await actions_of(connection, demo.VILLAGE, 2026)) == 2
    talk.now = datetime.combine(found[0].by_on, time(1), talk.now.tzinfo)  # 09.00 there
    while is_holiday(talk.now.date()) or talk.now.weekday() == 0:
        talk.now += timedelta(days=1)
    assert any(f"{found[0].activity} ({found[0].office}): sudah terlaksana?" in line for line in await asked_of(talk))


async def asked_of(talk: Conversation) -> list[str]:
    await talk.happen("pengingat disiapkan")
    return await talk.letters()


async def test_where_everything_is_low_the_plan_takes_eight_that_fit_one_message(engine: AsyncEngine) -> None:
    talk = Conversation(engine)
    await talk.settle()
    async with engine.begin() as connection:
        questionnaire = await talk.questionnaires.newest(connection)
        index = main_index(questionnaire.indices)
        assert index is not None
        await count_village(connection, questionnaire, demo.VILLAGE, 2026, 40, {i.id: 35 for i in index.public})
    await talk.say("/rtl", "Koordinator")
    shown = text(await talk.say("[Ambil dari laporan]", "Koordinator"))
    assert "8 kegiatan baru dari laporan." in shown
    assert len(shown) < 1000
    assert "sudah terlaksana?" in text(await talk.say("[8]", "Koordinator"))


async def test_of_few_houses_nothing_is_planned(engine: AsyncEngine) -> None:
    talk = await figures(engine, {"I01": 1}, houses=4)
    await talk.say("/rtl", "Koordinator")
    assert "belum ada kegiatan baru" in text(await talk.say("[Ambil dari laporan]", "Koordinator"))


async def test_a_regency_sees_its_villages_plans_by_service_and_makes_none_of_its_own(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        together = replace(MEANT, activity="Isbat terpadu", office="KUA, Disdukcapil", year=2027)
        await plan(connection, [together])
    assert text(await talk.say("/rtl", "Kabupaten")).splitlines() == [
        "Rencana desa-desa di Kabupaten Kotabaru, menurut dinas:",
        "▫ Disdukcapil: 2 kegiatan di 1 desa, 0 selesai",
        "▫ KUA: 1 kegiatan di 1 desa, 0 selesai",
    ]
    forged = Incoming("f1", SPEAKERS["Kabupaten"], talk.now, Kind.TAP, tap=Tap("plannew"), bubble="0")
    await talk.dialogue.receive(forged)
    async with talk.engine.begin() as connection:
        assert set(await connection.scalars(select(ActionRow.region_code))) == {demo.VILLAGE, ELSEWHERE.region_code}
    assert "Laporan Kabupaten Kotabaru" in text(await talk.say("[Laporan]", "Kabupaten")), (
        "what is no village's is left out"
    )
