"""No question before consent, each purpose for itself, and asked again when the words change.

Tests named d.. hold the behaviours of those numbers.
"""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows import consent
from bot.flows.forms.workbook import Workbook
from bot.flows.forms.xform import read_form
from storage.consents import Consent, consents_of
from storage.models import AnswerRow, ConsentRow, HouseholdRow, InterviewRow, RefusalRow, TurnRow
from tests.chat import WORKBOOK, Conversation

FORM = read_form(WORKBOOK.xml, WORKBOOK.hash)
HOUSE = "[Bp. Budi · belum]"


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    conversation = Conversation(engine)
    await conversation.settle()
    return conversation


async def agreed(talk: Conversation, *, ever: bool = False) -> dict[str, Consent]:
    async with talk.engine.begin() as connection:
        interview = select(InterviewRow.household_id).order_by(InterviewRow.id.desc()).limit(1)
        household = await connection.scalar(interview)
        return {each.purpose: each for each in await consents_of(connection, household or 0, ever=ever)}


async def say(talk: Conversation, *lines: str) -> str:
    said = ""
    for line in lines:
        said = (await talk.say(line))[0].text
    return said


async def test_d01_without_consent_no_question_but_that_of_consent_can_be_reached(talk: Conversation) -> None:
    first = await say(talk, "/start", HOUSE)
    for line in ("Budi 41 L kepala", "12", "37 ya 38 tidak", "/anggota", "/jawaban", "lewati", "tidak tahu"):
        said = await say(talk, line)
        assert "Keluarga · 2" not in said and "jamban" not in said
    assert "bersedia?" in first
    async with talk.engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(ConsentRow)) == 0


async def test_d02_of_a_refusal_nothing_is_kept_but_a_count(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "tidak")
    async with talk.engine.begin() as connection:
        for table in (InterviewRow, AnswerRow, ConsentRow):
            assert await connection.scalar(select(func.count()).select_from(table)) == 0
        assert (await connection.scalars(select(TurnRow.interview_id).distinct())).all() == [None]
        assert (await connection.execute(select(RefusalRow.region_code, RefusalRow.n))).all() == [(demo.VILLAGE, 1)]


async def test_d04_consent_is_kept_with_its_words_time_cadre_and_method(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "ya")
    found = await agreed(talk)
    assert set(found) == {"survei", "anak"}
    kept = found["survei"]
    assert kept.text_hash == consent.survey_hash(FORM, "id") and kept.language == "id"
    assert kept.given_at == talk.now and kept.cadre_id is not None
    assert (kept.channel, kept.method, kept.withdrawn_at) == ("terminal", "dibacakan", None)


async def test_d05_each_purpose_is_given_and_taken_back_alone(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "[Tanpa data anak]")
    assert set(await agreed(talk)) == {"survei"}
    await talk.happen("Keluarga Rahma sampai akhir")
    await say(talk, "[Izin]", "[Tanya: Bantu urus rujukan]", "[Boleh]")
    assert set(await agreed(talk)) == {"survei", "rujukan"}
    await say(talk, "[Tanya: Kirim info umum]", "[Tidak]")
    assert set(await agreed(talk)) == {"survei", "rujukan"}
    await say(talk, "[Tanya: Kirim info umum]", "[Boleh]", "[Cabut: Bantu urus rujukan]")
    assert set(await agreed(talk)) == {"survei", "pesan"}
    assert (await agreed(talk, ever=True))["rujukan"].withdrawn_at is not None


async def test_d05_agreeing_twice_is_agreeing_once(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "ya", "jawaban")
    async with talk.engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(ConsentRow)) == 2


def reworded() -> Workbook:
    """The questionnaire with other words of consent."""
    xml = WORKBOOK.xml.replace("Boleh saya bertanya sekitar 20 menit", "Boleh saya bertanya sekitar 25 menit")
    assert xml != WORKBOOK.xml
    return replace(WORKBOOK, xml=xml, hash="f" * 64, version="9999999999")


async def test_d03_new_words_of_consent_are_asked_before_the_next_answer_is_kept(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "ya")
    async with talk.engine.begin() as connection:
        await talk.questionnaires.publish(connection, reworded(), talk.now)
        kept = await connection.scalar(select(func.count()).select_from(TurnRow).where(TurnRow.interview_id == 1))
    said = await say(talk, "Budi 41 L kepala, Siti 38 P istri")
    assert "sekali lagi" in said and "25 menit" in said
    async with talk.engine.begin() as connection:
        again = await connection.scalar(select(func.count()).select_from(TurnRow).where(TurnRow.interview_id == 1))
        assert again == kept
    assert "Keluarga · 2" in await say(talk, "[Bersedia]")
    assert "Siti" in await say(talk, "Budi 41 L kepala, Siti 38 P istri")
    hashes = [each.text_hash for each in (await agreed(talk)).values()]
    assert set(hashes) == {consent.survey_hash(read_form(reworded().xml, "f" * 64), "id")}


async def test_d03_who_does_not_agree_to_the_new_words_is_forgotten_and_counted(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "ya", "Budi 41 L kepala", "lengkap")
    async with talk.engine.begin() as connection:
        await talk.questionnaires.publish(connection, reworded(), talk.now)
    said = await say(talk, "ada", "[Tidak]")
    assert "Tidak apa-apa" in said
    async with talk.engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(InterviewRow)) == 0
        assert await connection.scalar(select(RefusalRow.n)) == 1
        assert await connection.scalar(select(HouseholdRow.removed_at).where(HouseholdRow.id == 1)) is None


def test_changing_a_purpose_s_words_changes_what_it_is_known_by() -> None:
    asked = consent.purpose("rujukan")
    assert asked is not None
    other = replace(asked, text=replace(asked.text, indonesian=asked.text.indonesian + " Ya?"))
    assert asked.hash("id") != other.hash("id") and asked.hash("id") != asked.hash("en")
