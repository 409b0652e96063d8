"""A village answers for itself: its interview is one of its own, open to read, and counts as no household."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.flows.forms.facts import Answered, to_data
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.interviews.finishing import lay_out
from bot.operation.rescoring import rescore
from bot.privacy.retention import destroy_expired
from bot.questionnaires import Questionnaire, Questionnaires
from bot.reports.gathering import gather_report
from storage.areas import NATION, tallies, village_tallies
from storage.coverage import coverage_by_rt, coverage_by_village, fieldwork
from storage.current_interviews import current_interview
from storage.engine import migrate
from storage.forgetting import forget_interview
from storage.household_lists import households_of
from storage.interviews import interview
from storage.migrations import config
from storage.models import InterviewRow, TurnRow
from storage.people import add_person
from storage.results import finish
from storage.staff import work_in
from storage.turns import facts_of, keep_turn
from storage.village_interviews import finished_village_interview, newest_village_interview, start_village_interview
from tests.chat import DIRECTORY
from tests.chat import PROFILE as WORKBOOK
from tests.chat import WORKBOOK as HOUSEHOLD_WORKBOOK
from tests.storage.laid_out import answers_of, indicators_of, scores_of
from tests.storage.village import begin, settle

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
ANSWERS = {"jml_keluarga": "212", "pokja": "lengkap", "dana": "apbd dana_desa", "mitra": "4"}


class Told:
    """The demo village, which has told of itself."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.questionnaires = Questionnaires(DIRECTORY)

    async def settle(self) -> Questionnaire:
        await self.questionnaires.publish(self.connection, HOUSEHOLD_WORKBOOK, NOW)
        form = await self.questionnaires.publish(self.connection, WORKBOOK, NOW)
        await demo.settle(self.connection, DIRECTORY, NOW)
        self.leader = await add_person(self.connection, "Pak Contoh", NOW)
        return form

    async def begin(self, form: Questionnaire, now: datetime = NOW) -> int:
        started = await start_village_interview(
            self.connection, region_code=demo.VILLAGE, form_hash=form.form.hash, person_id=self.leader, now=now
        )
        return started.id

    async def tell(self, form: Questionnaire, now: datetime = NOW) -> int:
        id_ = await self.begin(form, now)
        paths = {definition.name: definition.path for definition in form.form.ordered}
        facts = [Answered(paths[name], value) for name, value in ANSWERS.items()]
        await keep_turn(
            self.connection,
            chat="test:1",
            message_id=str(id_),
            interview_id=id_,
            facts=[to_data(fact) for fact in facts],
            said_at=now,
        )
        told = Interview(id_, Record(form.form, now)).after(facts)
        await lay_out(self.connection, Interview(id_, told.record.at_time(now)), form.on(now.date()))
        return id_


async def test_a_village_has_one_open_interview_also_when_two_begin_at_once(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = Told(connection)
        form = await village.settle()

    async def begin() -> int:
        async with engine.begin() as connection:
            village.connection = connection
            return (
                await start_village_interview(
                    connection, region_code=demo.VILLAGE, form_hash=form.form.hash, person_id=village.leader, now=NOW
                )
            ).id

    assert len({*await asyncio.gather(begin(), begin(), begin())}) == 1


async def test_an_interview_is_of_a_household_or_of_a_village_never_of_both_or_neither(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = Told(connection)
        form = await village.settle()
        house = (await households_of(connection, demo.VILLAGE))[0].household.id
    row = {"form_hash": form.form.hash, "cadre_id": village.leader, "status": "open", "revision": 0}
    for subject in ({}, {"household_id": house, "region_code": demo.VILLAGE}):
        with pytest.raises(IntegrityError):
            async with engine.begin() as connection:
                await connection.execute(insert(InterviewRow).values(**row, **subject, asked_at=NOW, started_at=NOW))


async def test_what_a_village_says_is_open_and_can_be_read_again(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = Told(connection)
        id_ = await village.tell(await village.settle())
        (turn,) = await facts_of(connection, id_)
        sealed = await connection.scalar(select(TurnRow.facts).where(TurnRow.interview_id == id_))
        answers = await answers_of(connection, id_)
        row = await current_interview(connection, id_)
        graded = {each.indicator: each.value for each in await indicators_of(connection, id_)}
        parts = {each.dimension: each.value for each in await scores_of(connection, id_)}
    assert len(turn.facts) == len(ANSWERS)
    assert sealed is not None
    assert b"lengkap" in sealed, "it stands in the village's report"
    assert set(answers.values()) == set(ANSWERS.values())
    assert row is not None
    assert (row.household_id, row.region_code, row.key) == (None, demo.VILLAGE, None)
    assert (graded["KB01"], graded["KB02"], graded["KB10"]) == ("4", "3", None)
    assert set(parts) == {"input", "proses", "output"}


async def test_a_village_that_tells_of_itself_counts_as_no_household(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = Told(connection)
        form = await village.settle()

        async def everything() -> list[object]:
            code = demo.VILLAGE
            return [
                await households_of(connection, code),
                await coverage_by_rt(connection, code, 2026),
                await coverage_by_village(connection, code[:5], 2026),
                await fieldwork(connection, code, 2026),
                await work_in(connection, code, 2026),
                await tallies(connection, NATION, 2026, "kampung_kb", "1"),
                await village_tallies(connection, code, 2026, "kampung_kb", "1"),
            ]

        before = await everything()
        await village.tell(form)
        assert await everything() == before


async def test_rescoring_and_retention_leave_it_as_it_is(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = Told(connection)
        id_ = await village.tell(await village.settle())
        before = await indicators_of(connection, id_)
    told = [each async for each in rescore(engine, village.questionnaires)]
    assert {each.total for each in told} <= {0}
    await destroy_expired(engine, NOW + timedelta(days=2000))
    async with engine.begin() as connection:
        assert await interview(connection, id_) is not None
        assert await indicators_of(connection, id_) == before


async def test_each_year_it_tells_anew_and_a_report_takes_what_it_knew_then(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = Told(connection)
        form = await village.settle()
        first = await village.tell(form, NOW - timedelta(days=365))
        second = await village.tell(form)
        third = await village.begin(form)
        newest = await newest_village_interview(connection, demo.VILLAGE)
        assert newest is not None
        assert newest.id == third
        found = [await finished_village_interview(connection, demo.VILLAGE, year) for year in (2024, 2025, 2026, 2027)]
        assert found == [None, first, second, second]
        figures = await gather_report(connection, village.questionnaires, demo.VILLAGE, 2026, NOW)
        above = await gather_report(connection, village.questionnaires, demo.VILLAGE[:5], 2026, NOW)
    assert figures is not None
    assert figures.village is not None
    assert ("Jumlah keluarga (KK)", "212") in figures.village.rows
    assert ("Sumber dana", "APBD, Dana Desa") in figures.village.rows
    (graded,) = [found for _, found in figures.village.grades]
    assert graded.band is not None
    assert graded.band.id == "dasar"
    assert above is not None
    assert above.village is None
    assert above.classes == {demo.VILLAGE: "Dasar"}


async def test_the_migration_gives_the_id_of_a_forgotten_interview_to_nobody_and_keeps_the_others(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        kept = await begin(connection, village)
        await finish(connection, kept, NOW, answers={}, indicators=[], scores=[])
        forgotten = await begin(connection, village)
        await forget_interview(connection, forgotten, refused_on=None)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), "0008"))
    await migrate(engine)
    async with engine.begin() as connection:
        assert await interview(connection, kept) is not None
        assert await begin(connection, village) > forgotten
