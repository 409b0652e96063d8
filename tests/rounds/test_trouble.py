"""Clocks that jump, hosts with daylight saving, servers that were off, two schedulers, villages without households."""

import asyncio
import os
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.flows.rounds.action import Planned
from bot.flows.summary.week import Waiting
from bot.letters.reminding import KIND, remind
from bot.letters.waiting import waiting_in
from storage.actions import action, actions_of, due_actions, keep_actions, plan
from storage.claiming import claim
from storage.consents import Consent, agree
from storage.engine import connect
from storage.following import open_of, stuck_in
from storage.forgetting import forget_interview
from storage.household_lists import households_of
from storage.households import add_household
from storage.interviews import start_interview
from storage.manners import is_summary_day, manners_of, pause, remind_at, stop
from storage.models import InterviewRow, OutboxRow, ReferralRow
from storage.outbox import withdraw
from storage.people import with_role_in
from storage.referrals import end_referrals, open_referral
from storage.settling import refused, sent
from storage.visits import NOBODY_HOME, REFUSED, keep_visit
from tests.chat import Conversation
from tests.keys import KEYS
from tests.rounds.country import Country
from tests.storage.village import CHAT, NOW, VILLAGE, Village, begin, settle

TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 09.00 in the village
DAY, WEEK = timedelta(days=1), timedelta(days=7)


async def helped(connection: AsyncConnection, village: Village, problem: str = "M02", at: datetime = NOW) -> None:
    """A referral of the household, whose interview is finished."""
    interview = await begin(connection, village)
    done = update(InterviewRow).where(InterviewRow.id == interview)
    await connection.execute(done.values(status="finished", finished_at=at))
    assert await open_referral(
        connection,
        household_id=village.household.id,
        interview_id=interview,
        problem=problem,
        matter="Anak belum punya akta",
        service="dukcapil",
        cadre_id=village.cadre_id,
        now=at,
    )


async def brought(engine: AsyncEngine, now: datetime) -> list[str]:
    """What the courier brings now."""
    found = []
    async with engine.begin() as connection:
        while (letter := await claim(connection, "tg", "kurir", now)) is not None:
            found.append(letter.bubbles[0].text)
            await sent(connection, letter.id, now)
    return found


async def letters(engine: AsyncEngine) -> Counter[str]:
    async with engine.begin() as connection:
        return Counter((await connection.scalars(select(OutboxRow.status).where(OutboxRow.kind == KIND))).all())


async def test_two_schedulers_put_one_message(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        await settle(connection)
    other = connect(database_url, KEYS)
    made = await asyncio.gather(*(remind(each, TUESDAY) for each in (engine, other) * 3))
    assert sum(made) == 1
    assert await letters(engine) == {"waiting": 1}
    async with engine.begin() as connection:
        letter = await claim(connection, "tg", "kurir", TUESDAY)
    assert letter is not None
    assert [bubble.protected for bubble in letter.bubbles] == [True]  # it names households
    await other.dispose()


async def test_after_a_week_without_a_server_one_message_sums_up(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await helped(connection, village, at=TUESDAY - 30 * DAY)
    assert await remind(engine, TUESDAY) == 1
    off = TUESDAY + WEEK  # the courier was off, too: what waited is of no use any more
    assert await remind(engine, off) == 1
    (only,) = await brought(engine, off)
    assert "Anak belum punya akta" in only
    assert await letters(engine) == {"dropped": 1, "sent": 1}
    async with engine.begin() as connection:
        (kept,) = await open_of(connection, village.cadre_id)
    assert kept.referral.asked == 1  # the letter that nobody read does not count


async def test_a_letter_that_failed_does_not_count_as_asked(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await helped(connection, village, at=TUESDAY - 30 * DAY)
    for week in range(4):
        now = TUESDAY + week * WEEK
        assert await remind(engine, now) == 1
        async with engine.begin() as connection:
            letter = await claim(connection, "tg", "kurir", now)
            assert letter is not None
            await refused(connection, letter.id, now, "coba")
    async with engine.begin() as connection:
        (kept,) = await open_of(connection, village.cadre_id)
    assert kept.referral.status == "terbuka"


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(hours=-3), timedelta(hours=3), DAY, 400 * DAY])
async def test_a_clock_that_jumps_doubles_nothing_and_starves_nobody(engine: AsyncEngine, jump: timedelta) -> None:
    async with engine.begin() as connection:
        await settle(connection)
    for now in (TUESDAY, TUESDAY + jump, TUESDAY, TUESDAY + timedelta(minutes=30)):
        await remind(engine, now)
    async with engine.begin() as connection:
        keys = (await connection.scalars(select(OutboxRow.key).where(OutboxRow.kind == KIND))).all()
    assert len(keys) == len(set(keys)) <= 2
    assert await remind(engine, TUESDAY + DAY) == (0 if jump == DAY else 1)


async def test_a_host_with_daylight_saving_changes_nothing(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine.begin() as connection:
        await settle(connection)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        start = datetime(2027, 3, 27, 22, tzinfo=UTC)  # the night in which that host's clock is set forward
        hits = [
            now.astimezone(ZoneInfo("Asia/Makassar"))
            for now in (start + n * timedelta(minutes=30) for n in range(96))
            if await remind(engine, now)
        ]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") != "Europe/Berlin"
    assert [(each.day, each.hour, each.minute) for each in hits] == [(29, 8, 30)]  # the 28th is a Sunday


async def test_a_village_without_households_hears_nothing(engine: AsyncEngine) -> None:
    country = Country(engine)
    await country.settle(villages=1, cadres=2, houses=0, on=NOW)
    for day in range(10):
        assert await remind(engine, TUESDAY + day * DAY) == 0


async def test_stopping_holds_at_once_also_for_what_is_on_its_way(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
    assert await remind(engine, TUESDAY) == 1
    async with engine.begin() as connection:
        await stop(connection, village.cadre_id, TUESDAY)
        await withdraw(connection, TUESDAY, person_id=village.cadre_id, kinds=(KIND,))
    assert await brought(engine, TUESDAY) == []
    assert await remind(engine, TUESDAY + DAY) == 0
    async with engine.begin() as connection:
        await remind_at(connection, village.cadre_id, 10 * 60)
        assert not (await manners_of(connection, village.cadre_id)).stopped
    assert await remind(engine, TUESDAY + 2 * DAY) == 0  # nine in the morning
    assert await remind(engine, TUESDAY + 2 * DAY + timedelta(hours=1)) == 1


async def test_putting_off_holds_until_its_day(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await pause(connection, village.cadre_id, date(2026, 11, 30))
    made = [await remind(engine, TUESDAY + day * DAY) for day in range(8)]
    assert made == [0, 0, 0, 0, 0, 0, 1, 1]


async def test_a_referral_is_open_once_and_forgotten_with_its_interview(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await helped(connection, village)
        (kept,) = await open_of(connection, village.cadre_id)
        assert not await open_referral(
            connection,
            household_id=village.household.id,
            interview_id=kept.interview_id,
            problem="M02",
            matter="x",
            service="dukcapil",
            cadre_id=village.cadre_id,
            now=NOW,
        )
        await forget_interview(connection, kept.interview_id, refused_on=None)
        assert (await connection.scalars(select(ReferralRow.id))).all() == []


async def test_what_a_family_takes_back_is_not_asked_about(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await agree(connection, village.household.id, Consent("rujukan", "x", "id", NOW, village.cadre_id, "tg", "x"))
        await helped(connection, village, at=TUESDAY - 30 * DAY)
        assert await end_referrals(connection, village.household.id, TUESDAY) == 1
    assert await remind(engine, TUESDAY) == 0


async def test_the_summary_counts_what_is_open_and_what_is_late(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await helped(connection, village)
        assert await waiting_in(connection, [VILLAGE], NOW) == {VILLAGE: Waiting(referrals=1)}
        late = NOW + 30 * DAY
        assert await waiting_in(connection, [VILLAGE], late) == {VILLAGE: Waiting(referrals=1, referrals_overdue=1)}
        assert await waiting_in(connection, ["99.01.01.2010"], late) == {}


async def test_an_action_is_asked_about_until_it_is_done_or_moved_and_never_on_the_summarys_day(
    engine: AsyncEngine,
) -> None:
    country = Country(engine)
    await country.settle(villages=1, cadres=0, houses=0, on=NOW - 60 * DAY)
    (person,) = country.people.values()
    wanted = Planned(0, person.village, 2026, "Akta", "Jemput bola akta", "Disdukcapil", date(2026, 11, 23))
    monday = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    async with engine.begin() as connection:
        assert await plan(connection, [wanted, wanted]) == 1
        assert await is_summary_day(connection, person.id, monday, 0)
        assert not await is_summary_day(connection, person.id, monday, 1)
    made = [await remind(engine, monday + day * DAY) for day in range(29)]
    assert [day for day, n in enumerate(made) if n] == [1, 15]
    async with engine.begin() as connection:
        (found,) = await actions_of(connection, person.village, 2026)
        await keep_actions(connection, [found], monday)
        again = await action(connection, found.id)
        assert again == found
        assert await due_actions(connection, [person.village], date(2026, 11, 25)) == []
        assert await stuck_in(connection, [person.village]) == []
        assert len(await with_role_in(connection, "coordinator", person.village, monday)) == 1
    assert person.chat != CHAT


async def test_a_house_where_nobody_was_comes_back_on_its_day_and_a_family_that_said_no_next_year(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        other = await add_household(connection, VILLAGE, "003", label="Bu Misal")
        back = TUESDAY + 2 * DAY + timedelta(hours=7)
        await keep_visit(
            connection, village.household.id, NOBODY_HOME, TUESDAY, person_id=village.cadre_id, back_at=back
        )
        await keep_visit(connection, other.id, REFUSED, TUESDAY, person_id=village.cadre_id)
    made = [await remind(engine, TUESDAY + day * DAY) for day in range(3)]
    assert made == [0, 0, 1]
    (text,) = await brought(engine, TUESDAY + 2 * DAY)
    assert "Pak Misal (waktu itu tidak ada orang)" in text
    next_year = TUESDAY + 60 * DAY
    assert await remind(engine, next_year) == 1
    (text,) = await brought(engine, next_year)
    assert "Bu Misal" in text
    assert "Pak Misal" in text


async def test_each_year_every_house_waits_again_and_a_new_interview_is_begun_there(engine: AsyncEngine) -> None:
    talk = Conversation(engine)
    await talk.settle()
    async with engine.begin() as connection:
        house = (await households_of(connection, demo.VILLAGE, demo.RT))[0].household
        begun = await start_interview(
            connection,
            household_id=house.id,
            form_hash=(await talk.questionnaires.newest(connection)).form.hash,
            cadre_id=1,
            now=talk.now,
        )
        done = update(InterviewRow).where(InterviewRow.id == begun.id)
        await connection.execute(done.values(status="finished", finished_at=talk.now, year=2026))
    assert "Bp. Budi" not in (await talk.say("menu"))[0].text
    assert not [b for row in talk.phones["Kader"].bubbles[-1].rows for b in row if "Bp. Budi" in b.label]
    talk.now = datetime(2027, 1, 4, 1, 0, tzinfo=UTC)
    await talk.say("menu")
    (entered,) = await talk.say("[Bp. Budi · belum]")
    assert "1 dari" in entered.text
    async with engine.begin() as connection:
        statuses = (await connection.execute(select(InterviewRow.status, InterviewRow.household_id))).all()
    assert sorted(map(tuple, statuses)) == [("finished", house.id), ("open", house.id)]
