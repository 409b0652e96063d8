"""Two people at the same thing at the same moment: it is done once, and each hears how it stands."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.messages import Incoming, Kind
from storage.callers import caller
from storage.models import HandoverRow, HouseholdRow, InterviewRow, TurnRow
from storage.people import give_role
from tests.chat import Conversation


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    conversation = Conversation(engine)
    await conversation.settle()
    async with engine.begin() as connection:  # the second cadre is one of the same RT
        second = await caller(connection, conversation.phones["Kader 2"].chat, conversation.now)
        assert second.person_id is not None
        await give_role(connection, second.person_id, "cadre", demo.VILLAGE, conversation.now, rt="03")
    return conversation


def press(talk: Conversation, speaker: str, label: str) -> Incoming:
    bubble, button = talk.phones[speaker].button(label)
    return Incoming(f"{speaker}:{label}", talk.phones[speaker].chat, talk.now, Kind.TAP, tap=button.tap, bubble=bubble)


async def test_two_cadres_open_one_household_at_once_and_share_one_interview(talk: Conversation) -> None:
    for cadre in ("Kader", "Kader 2"):
        await talk.say("budi", cadre)
    opened = [press(talk, cadre, "Bp. Budi · belum") for cadre in ("Kader", "Kader 2")]
    both = await asyncio.gather(*(talk.dialogue.receive(each) for each in opened))
    assert all("Rumah Bp. Budi" in replies[0].text for replies in both)
    async with talk.engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(InterviewRow)) == 1
        assert await connection.scalar(select(func.count()).where(TurnRow.interview_id.is_not(None))) == 1


async def test_two_cadres_answer_one_question_at_once_and_it_is_answered_once(talk: Conversation) -> None:
    for cadre in ("Kader", "Kader 2"):
        await talk.say("budi", cadre)
        await talk.say("[Bp. Budi · belum]" if cadre == "Kader" else "[Bp. Budi · sebagian]", cadre)
    answers = [press(talk, cadre, "Bersedia") for cadre in ("Kader", "Kader 2")]
    both = await asyncio.gather(*(talk.dialogue.receive(each) for each in answers))
    assert all("Siapa saja yang tinggal" in replies[0].text for replies in both)
    assert (await talk.saved())["persetujuan"] == "bersedia"
    async with talk.engine.begin() as connection:
        assert await connection.scalar(select(InterviewRow.revision)) == 2


async def test_two_coordinators_give_one_household_at_once_and_one_handover_is_kept(talk: Conversation) -> None:
    for leader in ("Koordinator", "Koordinator 2"):
        for line in ("/start", "[Rumah]", "[RT 03]", "[Bu Rahma · kader RT]", "[Ganti kader]"):
            await talk.say(line, leader)
    given = [press(talk, leader, "Bu Erna · RT 04") for leader in ("Koordinator", "Koordinator 2")]
    await asyncio.gather(*(talk.dialogue.receive(each) for each in given))
    async with talk.engine.begin() as connection:
        assert await connection.scalar(select(func.count()).where(HouseholdRow.cadre_id.is_not(None))) == 1
        assert await connection.scalar(select(func.count()).select_from(HandoverRow)) == 1
