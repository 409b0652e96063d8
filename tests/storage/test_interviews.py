"""Turns are appended once; interviews begin, advance, finish and can be forgotten."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.callers import caller
from storage.chats import point
from storage.engine import connect
from storage.forgetting import forget_interview, refuse
from storage.interviews import (
    advance_interview,
    begun_before,
    interview,
    newest_interview_of,
    open_interview_of,
    start_interview,
)
from storage.models import RefusalRow, TurnRow
from storage.results import IndicatorValue, Score, finish
from storage.turns import facts_of, forget_messages, keep_turn
from tests.keys import KEYS
from tests.storage.laid_out import answers_of, indicators_of, scores_of
from tests.storage.village import CHAT, FORM, NOW, VILLAGE, begin, settle

FIVE = {"fact": "Answered", "question": "anggota", "value": "5"}
FEMALE = {"fact": "Answered", "question": "nama", "value": "Bu “É” 🙂"}


async def test_an_interviews_facts_come_back_in_the_order_they_were_said(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        for message_id, facts in (("9", [FIVE, FEMALE]), ("10", []), ("1", [FEMALE])):
            assert await keep_turn(
                connection, chat=CHAT, message_id=message_id, interview_id=interview_id, facts=facts, said_at=NOW
            )
        turns = await facts_of(connection, interview_id)
    assert [turn.facts for turn in turns] == [(FIVE, FEMALE), (), (FEMALE,)]
    assert [turn.id for turn in turns] == sorted(turn.id for turn in turns)


async def test_a_message_delivered_twice_is_kept_once(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        kept = [
            await keep_turn(connection, chat=chat, message_id="7", interview_id=interview_id, facts=[FIVE], said_at=NOW)
            for chat in (CHAT, CHAT, "wa:1")
        ]
        assert len(await facts_of(connection, interview_id)) == 2
    assert kept == [True, False, True]


async def test_a_message_delivered_twice_at_once_is_kept_once(engine: AsyncEngine, database_url: str) -> None:
    async def deliver(process: AsyncEngine) -> bool:
        async with process.begin() as connection:
            return await keep_turn(connection, chat="tg:404", message_id="7", interview_id=None, facts=[], said_at=NOW)

    processes = [connect(database_url, KEYS) for _ in range(3)]
    kept = await asyncio.gather(*map(deliver, processes))
    for process in processes:
        await process.dispose()
    assert sorted(kept) == [False, False, True]


async def test_an_instant_keeps_its_meaning_whatever_zone_it_was_said_in(engine: AsyncEngine) -> None:
    in_jayapura = datetime(2026, 11, 22, 0, 30, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        await keep_turn(connection, chat=CHAT, message_id="1", interview_id=interview_id, facts=[], said_at=in_jayapura)
        (turn,) = await facts_of(connection, interview_id)
    assert turn.said_at == in_jayapura
    assert turn.said_at.tzinfo is UTC or turn.said_at.utcoffset() == timedelta(0)


async def test_an_instant_without_a_zone_is_refused(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        with pytest.raises(StatementError, match="has no time zone"):
            await keep_turn(
                connection, chat=CHAT, message_id="1", interview_id=None, facts=[], said_at=NOW.replace(tzinfo=None)
            )


async def test_only_one_of_two_advances_from_the_same_revision_succeeds(engine: AsyncEngine) -> None:
    later = NOW + timedelta(minutes=1)
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        moved = [
            await advance_interview(connection, interview_id, revision_from=0, revision_to=to, asked_at=later)
            for to in (1, 2)
        ]
        found = await interview(connection, interview_id)
    assert moved == [True, False]
    assert found is not None and (found.revision, found.asked_at) == (1, later)


async def test_two_cadres_who_start_the_same_house_at_once_share_one_interview(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)

    async def start(process: AsyncEngine) -> int:
        async with process.begin() as connection:
            return await begin(connection, village)

    other = connect(database_url, KEYS)
    started = await asyncio.gather(start(engine), start(other), start(engine))
    await other.dispose()
    assert len(set(started)) == 1


async def test_a_finished_interview_is_laid_out_and_a_correction_replaces_the_whole(engine: AsyncEngine) -> None:
    third = Score("k24", "2025", "", Fraction(200, 3), 2, 3, 1)
    nothing = Score("k24", "2025", "anak", None, 0, 0, 0)
    async with engine.begin() as connection:
        village = await settle(connection)
        interview_id = await begin(connection, village)
        await finish(
            connection,
            interview_id,
            NOW,
            answers={"anggota": "5", "hamil": "tidak"},
            indicators=[IndicatorValue("k24", "2025", "K01", "1"), IndicatorValue("k24", "2025", "K02", None)],
            scores=[third, nothing],
        )
        assert await answers_of(connection, interview_id) == {"anggota": "5", "hamil": "tidak"}
        assert [value.value for value in await indicators_of(connection, interview_id)] == ["1", None]
        assert await scores_of(connection, interview_id) == (third, nothing)
        assert await open_interview_of(connection, village.household.id) is None

        await finish(
            connection, interview_id, NOW + timedelta(days=9), answers={"anggota": "6"}, indicators=[], scores=[]
        )
        assert await answers_of(connection, interview_id) == {"anggota": "6"}
        assert await scores_of(connection, interview_id) == ()
        found = await newest_interview_of(connection, village.household.id)
    assert found is not None and (found.status, found.finished_at) == ("finished", NOW)


async def test_a_refused_interview_leaves_a_count_and_the_ids_of_its_messages(engine: AsyncEngine) -> None:
    day = date(2026, 11, 22)
    async with engine.begin() as connection:
        village = await settle(connection)
        interview_id = await begin(connection, village)
        await point(connection, CHAT, interview_id)
        said = partial(keep_turn, connection, chat=CHAT, message_id="7", facts=[FEMALE], said_at=NOW)
        await said(interview_id=interview_id)
        await forget_interview(connection, interview_id, refused_on=day)

        assert await interview(connection, interview_id) is None
        assert (await connection.execute(select(RefusalRow.on_day, RefusalRow.n))).all() == [(day, 1)]
        rows = (await connection.execute(select(TurnRow.interview_id, TurnRow.facts))).all()
        assert [tuple(row) for row in rows] == [(None, None)]
        assert not await said(interview_id=None)
        found = await caller(connection, CHAT, NOW)
        assert found is not None and found.interview is None


async def test_the_id_of_a_forgotten_interview_never_comes_back(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        forgotten = await begin(connection, village)
        await forget_interview(connection, forgotten, refused_on=None)
        again = await start_interview(
            connection, household_id=village.household.id, form_hash=FORM.hash, cadre_id=village.cadre_id, now=NOW
        )
        assert await connection.scalar(select(RefusalRow.n)) is None
    assert again.id > forgotten


async def test_refusals_are_a_number_per_rt_and_day(engine: AsyncEngine) -> None:
    day, next_week = date(2026, 11, 22), date(2026, 11, 29)
    async with engine.begin() as connection:
        await settle(connection)
        for rt, on_day in (("003", day), ("003", day), ("004", day), ("003", next_week)):
            await refuse(connection, VILLAGE, rt, on_day)
        rows = await connection.execute(select(RefusalRow.rt, RefusalRow.on_day, RefusalRow.n))
        assert set(rows.all()) == {("003", day, 2), ("004", day, 1), ("003", next_week, 1)}


async def test_forgetting_a_finished_interview_destroys_its_values_too(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        await finish(connection, interview_id, NOW, answers={"anggota": "5"}, indicators=[], scores=[])
        await forget_interview(connection, interview_id, refused_on=None)
        await forget_interview(connection, interview_id, refused_on=None)  # a second time: nothing left to do
        assert await answers_of(connection, interview_id) == {}


async def test_what_is_kept_too_long_is_found_and_old_messages_without_an_interview_go(engine: AsyncEngine) -> None:
    later = NOW + timedelta(days=30)
    async with engine.begin() as connection:
        interview_id = await begin(connection, await settle(connection))
        for message_id, said_in, said_at in (("1", interview_id, NOW), ("2", None, NOW), ("3", None, later)):
            await keep_turn(
                connection, chat=CHAT, message_id=message_id, interview_id=said_in, facts=[], said_at=said_at
            )
        assert await begun_before(connection, NOW, limit=10) == ()
        assert await begun_before(connection, later, limit=10) == (interview_id,)
        assert await forget_messages(connection, later) == 1
        left = (await connection.scalars(select(TurnRow.message_id).order_by(TurnRow.id))).all()
    assert left == ["1", "3"]
