"""Who may tell of a village: its coordinator, and nobody by a button that was hers."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.messages import Incoming, Kind
from storage.village_interviews import newest_village_interview
from tests.chat import SPEAKERS, Conversation, shown


async def told(engine: AsyncEngine) -> Conversation:
    talk = Conversation(engine)
    await talk.settle()
    return talk


async def test_a_cadre_and_a_coordinator_above_do_not_tell_of_a_village(engine: AsyncEngine) -> None:
    talk = await told(engine)
    for speaker in ("Kader", "Kabupaten", "Orang"):
        replies = await talk.say("/profil", speaker)
        assert "Luas" not in "".join(shown(replies[0]))
    async with engine.begin() as connection:
        assert await newest_village_interview(connection, demo.VILLAGE) is None


async def test_a_button_of_the_villages_interview_serves_nobody_else(engine: AsyncEngine) -> None:
    talk = await told(engine)
    await talk.say("/profil", "Koordinator")
    await talk.say("12", "Koordinator")
    asked = talk.phones["Koordinator"].bubbles[-1]
    skip = next(b for row in asked.rows for b in row if b.label == "Lewati")
    for number, speaker in enumerate(("Kader", "Kabupaten", "Orang")):
        forged = Incoming(f"f{number}", SPEAKERS[speaker], talk.now, Kind.TAP, tap=skip.tap, bubble="1")
        (reply, *_) = await talk.dialogue.receive(forged)
        assert "laki-laki" not in reply.text
    (reply, *_) = await talk.say("328", "Koordinator")
    assert "✓ 328 orang" in reply.text, "nothing of theirs was kept"


async def test_another_coordinator_of_the_village_goes_on_where_the_first_stopped(engine: AsyncEngine) -> None:
    talk = await told(engine)
    await talk.say("/profil", "Koordinator")
    await talk.say("12", "Koordinator")
    (reply, *_) = await talk.say("/profil", "Koordinator 2")
    assert "laki-laki" in reply.text
    await talk.say("328", "Koordinator 2")
    stale = talk.phones["Koordinator"].bubbles[-1]
    assert "laki-laki" in stale.text
    (reply, *_) = await talk.say("/start", "Koordinator")
    assert "Profil desa: tinggal 14 pertanyaan" in reply.text
    assert [b.label for row in reply.rows for b in row] == ["Lanjutkan", "Menu", "Nanti"]


async def test_a_message_of_the_villages_that_comes_twice_counts_once(engine: AsyncEngine) -> None:
    talk = await told(engine)
    await talk.say("/profil", "Koordinator")
    await talk.say("12", "Koordinator")
    assert talk.last is not None
    again = replace(talk.last)
    talk.start()
    (reply, *_) = await talk.dialogue.receive(again)
    assert "laki-laki" in reply.text, "the question that waits, once more"
