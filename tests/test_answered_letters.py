"""A reminder answered in words: while a question of an interview waits, by the reply function, and too early."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.letters.reminding import remind
from bot.messages import Incoming, Outgoing
from storage.models import ReferralRow
from tests.chat import Conversation


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    """A cadre who was asked this morning about the one referral of hers."""
    talk = Conversation(engine)
    await talk.settle()
    for said in ("/start", "[Bp. Yusuf · belum]"):
        await talk.say(said)
    await talk.fill("Yusuf", "responden")
    for said in ("[Kepala keluarga]", "[Apa yang bisa dilakukan]", "[Bantu urus 1]", "[Boleh]"):
        await talk.say(said)
    talk.now += timedelta(days=14)
    return talk


async def bring(talk: Conversation) -> None:
    await remind(talk.engine, talk.now)
    assert "sudah diurus?" in "\n".join(await talk.letters())


async def begin(talk: Conversation) -> None:
    """She is in the middle of an interview that asks for yes or no."""
    await talk.say("menu")
    await talk.say("[Bp. Budi · belum]")
    await talk.fill("Budi", "buku_nikah")


async def status(talk: Conversation) -> str:
    async with talk.engine.begin() as connection:
        return str(await connection.scalar(select(ReferralRow.status)))


async def reply_to_letter(talk: Conversation, words: str) -> tuple[Outgoing, ...]:
    """She uses the channel's reply function on the letter, which is not the newest bubble any more."""
    letter = next(each for each in talk.phones["Kader"].bubbles if "sudah diurus?" in each.text)
    buttons = tuple(button for row in letter.rows for button in row)
    talk.now += timedelta(seconds=5)
    said = Incoming("r1", demo.CHAT, talk.now, words=words, about_at=talk.now - timedelta(hours=1), about=buttons)
    return tuple(await talk.send(said, talk.phones["Kader"]))


async def test_what_answers_a_letter_and_a_question_is_asked_about(talk: Conversation) -> None:
    await begin(talk)
    await bring(talk)
    asked = (await talk.say("sudah"))[-1]
    labels = [button.label for row in asked.rows for button in row]
    assert labels[0] == "Selesai"
    assert len(labels) == 2
    assert await status(talk) == "terbuka"
    await talk.say("[Selesai]")
    assert await status(talk) == "selesai"


async def test_what_answers_only_the_letter_is_taken_for_it_amid_an_interview(talk: Conversation) -> None:
    await begin(talk)
    await bring(talk)
    assert "Karena apa?" in (await talk.say("ditolak bu"))[-1].text
    assert await status(talk) == "ditolak"


async def test_what_answers_only_the_question_is_its_answer(talk: Conversation) -> None:
    await begin(talk)
    await bring(talk)
    assert "✓" in (await talk.say("hilang"))[-1].text
    assert await status(talk) == "terbuka"


async def test_after_she_said_something_else_the_letter_is_not_the_newest(talk: Conversation) -> None:
    await bring(talk)
    await talk.say("menu")
    await talk.say("sudah")
    assert await status(talk) == "terbuka"


async def test_a_reply_to_the_letter_is_about_the_letter_however_old_it_is(talk: Conversation) -> None:
    await bring(talk)
    await begin(talk)
    await reply_to_letter(talk, "sudah")
    assert await status(talk) == "selesai"


async def test_what_was_written_before_the_letter_came_is_not_about_it(talk: Conversation) -> None:
    written_at = talk.now - timedelta(minutes=2)
    await bring(talk)
    await talk.say("sudah", sent_at=written_at)
    assert await status(talk) == "terbuka"


async def test_another_process_knows_the_letter_and_the_same_words_count_once(talk: Conversation) -> None:
    await bring(talk)
    talk.start()
    await talk.say("masih diurus")
    assert await status(talk) == "sedang"
    again = talk.last
    assert again is not None
    talk.start()
    await talk.send(replace(again), talk.phones["Kader"])
    assert await status(talk) == "sedang"
