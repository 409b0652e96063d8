"""One message a day that nobody asked for, whatever happens: hand-overs, requests, who is gone; important first."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows import rights
from bot.flows.reply import Reply
from bot.flows.services.directory import load_directory
from bot.flows.texts import Text
from bot.letters.deadlines import DEADLINES
from bot.letters.posting import pass_words, post
from bot.letters.reminding import remind
from bot.letters.summarising import weekly_summaries
from bot.schedule.jobs import Occasion
from storage.household_lists import households_of
from storage.manners import pause, stop
from storage.models import OutboxRow, RequestRow
from storage.requests import ask
from storage.staff import held_in
from storage.summaries import set_time
from tests.chat import SPEAKERS, Conversation

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = datetime(2026, 11, 24, tzinfo=UTC)  # 08.00 in the village
WITA = ZoneInfo("Asia/Makassar")
NEWS = Reply((Text("Kabar."),))


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    talk = Conversation(engine)
    await talk.settle()
    talk.now = TUESDAY
    return talk


def at(day: int, hour: float) -> datetime:
    """That hour of the village's clock, so many days after Tuesday."""
    return TUESDAY + day * DAY + (hour - 8) * HOUR


async def person(talk: Conversation, speaker: str) -> int:
    async with talk.engine.begin() as connection:
        role = "coordinator" if speaker.startswith("Koordinator") else "cadre"
        held = await held_in(connection, role, demo.VILLAGE, talk.now)
        names = {"Kader": "Bu Ani", "Kader 2": "Bu Erna", "Koordinator": "Pak Rudi", "Koordinator 2": "Bu Tuti"}
        return next(each.person_id for each in held if each.name == names[speaker])


async def told(talk: Conversation, now: datetime, speaker: str = "Kader", kind: str = "kabar") -> bool:
    local = now.astimezone(WITA)
    who = await person(talk, speaker)
    async with talk.engine.begin() as connection:
        return await post(connection, who, "id", NEWS, kind=kind, local=local)


async def arrives(talk: Conversation, now: datetime) -> Counter[str]:
    """How many messages each person gets at that moment."""
    talk.now = now
    return Counter(
        line.removeprefix("Surat ke ").partition(":")[0]
        for line in await talk.letters()
        if line.startswith("Surat ke ")
    )


async def asked_for(talk: Conversation, opened_at: datetime) -> None:
    """A family of the village asks for its data."""
    async with talk.engine.begin() as connection:
        house = (await households_of(connection, demo.VILLAGE, "05"))[0].household
        await ask(connection, house.id, rights.REVIEW, opened_at)


async def deadlines(talk: Conversation, now: datetime) -> str:
    return await DEADLINES[0].run(Occasion(talk.engine, now, now))


async def warned(talk: Conversation) -> bool:
    async with talk.engine.begin() as connection:
        return await connection.scalar(select(RequestRow.warned_at)) is not None


async def test_what_comes_before_the_reminder_is_the_message_of_the_day(talk: Conversation) -> None:
    assert await told(talk, at(0, 8.1))
    assert await arrives(talk, at(0, 8.2)) == {"Kader": 1}
    await remind(talk.engine, at(0, 8.5))
    assert (await arrives(talk, at(0, 9)))["Kader"] == 0
    await remind(talk.engine, at(1, 8.5))
    assert (await arrives(talk, at(1, 9)))["Kader"] == 1


async def test_what_comes_after_the_reminder_waits_for_the_next_morning_and_goes_first_there(
    talk: Conversation,
) -> None:
    await remind(talk.engine, at(0, 8.5))
    assert (await arrives(talk, at(0, 9)))["Kader"] == 1
    assert await told(talk, at(0, 10))
    for hour in (10, 12, 16.9):
        assert (await arrives(talk, at(0, hour)))["Kader"] == 0
    assert (await arrives(talk, at(1, 8)))["Kader"] == 1
    await remind(talk.engine, at(1, 8.5))
    assert (await arrives(talk, at(1, 9)))["Kader"] == 0


@pytest.mark.parametrize(("day", "hour", "comes"), [(0, 21, 1), (0, 3, 0), (0, 17, 1), (4, 12, 6), (5, 9, 6)])
async def test_nothing_comes_at_night_or_on_a_sunday(talk: Conversation, day: int, hour: int, comes: int) -> None:
    if day == 4:  # a Saturday afternoon whose day is taken
        assert await told(talk, at(day, 9), kind="lain")
        assert (await arrives(talk, at(day, 9)))["Kader"] == 1
    assert await told(talk, at(day, hour))
    before = at(comes, 8) - HOUR / 60
    if at(day, hour) < before:
        assert (await arrives(talk, before))["Kader"] == 0
    assert (await arrives(talk, at(comes, 8)))["Kader"] == 1


async def test_several_of_a_kind_that_wait_for_the_same_morning_are_one_message(talk: Conversation) -> None:
    for _ in range(4):
        assert await told(talk, at(0, 20))
    assert await arrives(talk, at(1, 8)) == {"Kader": 1}
    assert talk.phones["Kader"].bubbles[-1].text.count("Kabar.") == 4


async def test_two_kinds_come_on_two_days(talk: Conversation) -> None:
    assert await told(talk, at(0, 9), kind="satu")
    assert await told(talk, at(0, 9), kind="dua")
    assert await arrives(talk, at(0, 9)) == {"Kader": 1}
    assert await arrives(talk, at(1, 8)) == {"Kader": 1}


async def test_putting_off_and_stopping_hold_for_everything(talk: Conversation) -> None:
    cadre = await person(talk, "Kader")
    async with talk.engine.begin() as connection:
        await pause(connection, cadre, at(3, 9).date())
    assert await told(talk, at(0, 9))
    assert (await arrives(talk, at(2, 12)))["Kader"] == 0
    assert (await arrives(talk, at(3, 8)))["Kader"] == 1
    await talk.say("/berhenti")
    assert not await told(talk, at(4, 9))
    async with talk.engine.begin() as connection:
        words = await pass_words(
            connection, cadre, "id", NEWS, kind="message", key="m", local=at(4, 9).astimezone(WITA)
        )
    assert not words


async def test_stopping_also_stops_the_weekly_summary_and_what_is_on_its_way(talk: Conversation) -> None:
    monday = at(6, 9)
    assert await told(talk, at(0, 20), "Koordinator")
    other = await person(talk, "Koordinator 2")
    async with talk.engine.begin() as connection:
        await stop(connection, other, talk.now)
    await talk.say("/berhenti", "Koordinator")
    assert await arrives(talk, at(1, 9)) == {}
    await weekly_summaries(talk.engine, talk.questionnaires, load_directory(), monday)
    assert set(await arrives(talk, monday)) == {"Kabupaten"}


async def test_what_a_coordinator_writes_comes_by_day_and_takes_no_day(talk: Conversation) -> None:
    talk.now = at(0, 20)
    await talk.say("/start", "Koordinator")
    await talk.say("[Kirim pesan]", "Koordinator")
    await talk.say("Besok posyandu pukul 9.", "Koordinator")
    await talk.say("[Ya, kirim]", "Koordinator")
    assert await arrives(talk, at(0, 22)) == {}
    assert await arrives(talk, at(1, 8)) == {"Kader": 1, "Kader 2": 1}
    await remind(talk.engine, at(1, 8.5))
    assert await arrives(talk, at(1, 9)) == {"Kader": 1, "Kader 2": 1}


# --- requests near their 72 hours


async def test_the_morning_tells_of_requests_before_anything_else_and_nothing_tells_again(talk: Conversation) -> None:
    await asked_for(talk, at(0, 7))
    await remind(talk.engine, at(1, 8.5))
    assert (await arrives(talk, at(1, 9)))["Koordinator"] == 1
    text = talk.phones["Koordinator"].bubbles[-1].text
    assert "Ada 1 permintaan keluarga" in text
    assert "permintaan keluarga menunggu jawaban" in (await talk.say("[Lihat permintaan]", "Koordinator"))[0].text
    for hour in range(24):
        assert await deadlines(talk, at(2, hour)) == "0 coordinators warned"


async def test_on_a_day_without_another_message_the_warning_is_that_days(talk: Conversation) -> None:
    await asked_for(talk, at(3, 9.5))  # on Friday; on Saturday morning it is not a day old, on Sunday nobody looks
    await remind(talk.engine, at(4, 8.5))
    assert await deadlines(talk, at(5, 9.1)) == "0 coordinators warned"
    assert await deadlines(talk, at(5, 10.1)) == "2 coordinators warned"
    assert await arrives(talk, at(5, 10.2)) == {"Koordinator": 1, "Koordinator 2": 1}
    assert await deadlines(talk, at(5, 11.1)) == "0 coordinators warned"


async def test_the_law_does_not_wait_for_a_free_day_but_for_the_morning(talk: Conversation) -> None:
    await asked_for(talk, at(4, 9))  # Saturday; Monday is the summary's
    monday = at(6, 7)
    await weekly_summaries(talk.engine, talk.questionnaires, load_directory(), monday)
    assert (await arrives(talk, monday))["Koordinator"] == 1
    assert not await warned(talk)
    assert await deadlines(talk, at(6, 9.1)) == "2 coordinators warned"
    assert (await arrives(talk, at(6, 9.2)))["Koordinator"] == 1
    await asked_for(talk, at(6, 20))
    assert await deadlines(talk, at(8, 20.1)) == "0 coordinators warned"


async def test_what_the_summary_told_is_not_told_again(talk: Conversation) -> None:
    await asked_for(talk, at(4, 6))
    monday = at(6, 7)
    await weekly_summaries(talk.engine, talk.questionnaires, load_directory(), monday)
    assert await warned(talk)
    assert await deadlines(talk, at(6, 9.1)) == "0 coordinators warned"


async def test_no_day_has_two_keys_of_its_own(talk: Conversation) -> None:
    for day in range(7):
        await remind(talk.engine, at(day, 8.5))
        for speaker in ("Kader", "Koordinator"):
            await told(talk, at(day, 11), speaker)
        await weekly_summaries(talk.engine, talk.questionnaires, load_directory(), at(day, 12))
    async with talk.engine.begin() as connection:
        rows = (await connection.execute(select(OutboxRow.chat, OutboxRow.key, OutboxRow.due_at))).all()
    days = Counter((chat, due.astimezone(WITA).date()) for chat, _, due in rows)
    assert max(days.values()) == 1
    assert {SPEAKERS["Kader"], SPEAKERS["Koordinator"]} <= {chat for chat, *_ in rows}


# --- what could not be brought in time: Telegram was down


async def night(talk: Conversation, now: datetime) -> None:
    """The courier is back at that moment, and brings nothing."""
    assert await arrives(talk, now) == {}


@pytest.mark.parametrize("hour", [17, 21, 31.9])
async def test_what_could_not_be_brought_by_day_comes_in_the_morning_as_that_days_message(
    talk: Conversation, hour: float
) -> None:
    assert await told(talk, at(0, 16))
    await night(talk, at(0, hour))
    assert await arrives(talk, at(1, 8)) == {"Kader": 1}
    await remind(talk.engine, at(1, 8.5))
    assert (await arrives(talk, at(1, 9)))["Kader"] == 0
    await remind(talk.engine, at(2, 8.5))
    assert (await arrives(talk, at(2, 9)))["Kader"] == 1


async def test_what_was_late_on_saturday_comes_on_monday_and_what_has_mondays_day_on_tuesday(
    talk: Conversation,
) -> None:
    assert await told(talk, at(4, 15))
    assert await told(talk, at(4, 16), kind="lain")  # Monday's
    await night(talk, at(4, 18))
    await night(talk, at(5, 12))
    assert await arrives(talk, at(6, 8)) == {"Kader": 1}
    assert await arrives(talk, at(7, 8)) == {"Kader": 1}


async def test_what_is_of_no_use_any_more_on_the_first_day_with_room_is_given_up(talk: Conversation) -> None:
    for kind in ("kabar", "dua", "tiga"):  # Saturday's, Monday's and Tuesday's
        assert await told(talk, at(4, 15), kind=kind)
    await night(talk, at(4, 18))
    for day in (6, 7):
        assert await arrives(talk, at(day, 8)) == {"Kader": 1}
    await night(talk, at(8, 9))


async def test_who_stops_in_the_evening_gets_nothing_in_the_morning(talk: Conversation) -> None:
    assert await told(talk, at(0, 16))
    await night(talk, at(0, 18))
    await talk.say("/berhenti")
    await night(talk, at(1, 9))


async def test_what_a_coordinator_wrote_comes_in_the_morning_and_takes_no_day(talk: Conversation) -> None:
    local = at(4, 16).astimezone(WITA)
    async with talk.engine.begin() as connection:
        cadre = (await held_in(connection, "cadre", demo.VILLAGE, talk.now))[0].person_id
        assert await pass_words(connection, cadre, "id", NEWS, kind="message", key="m", local=local)
    await night(talk, at(4, 19))
    assert sum((await arrives(talk, at(5, 8))).values()) == 1  # a Sunday: somebody wrote it, and waits


async def test_a_warning_of_the_72_hours_comes_in_the_morning_also_on_a_sunday(talk: Conversation) -> None:
    await asked_for(talk, at(2, 15.5))
    assert await deadlines(talk, at(4, 16.1)) == "2 coordinators warned"
    await night(talk, at(4, 18))
    assert await arrives(talk, at(5, 8)) == {"Koordinator": 1, "Koordinator 2": 1}


async def test_a_summary_that_could_not_come_by_day_comes_once_in_the_morning_and_not_at_night(
    talk: Conversation,
) -> None:
    await weekly_summaries(talk.engine, talk.questionnaires, load_directory(), at(6, 9))
    await night(talk, at(6, 20))
    await night(talk, at(7, 7.5))
    assert await arrives(talk, at(7, 9)) == {"Koordinator": 1, "Koordinator 2": 1, "Kabupaten": 1}
    await remind(talk.engine, at(7, 10))
    assert not {"Koordinator", "Koordinator 2", "Kabupaten"} & set(await arrives(talk, at(7, 10)))


async def test_a_summary_comes_at_the_hour_that_she_chose(talk: Conversation) -> None:
    who = await person(talk, "Koordinator")
    async with talk.engine.begin() as connection:
        await set_time(connection, who, 0, 20)
    await weekly_summaries(talk.engine, talk.questionnaires, load_directory(), at(6, 20))
    assert (await arrives(talk, at(6, 20.5)))["Koordinator"] == 1
