"""When the version of an index changes, finished interviews are worked out again, once, and nothing else changes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.flows.forms.facts import Answered, to_data
from bot.flows.forms.workbook import LIBRARY, Workbook, load
from bot.flows.services.directory import load_directory
from bot.operation.rescoring import Rescored, rescore
from bot.questionnaires import Questionnaires
from scoring.tally import Tally
from storage.areas import NATION, tallies, village_tallies
from storage.household_lists import households_of
from storage.models import InterviewRow
from storage.people import add_person
from storage.results import finish
from storage.turns import keep_turn
from tests.finished import keep_finished, turns_of
from tests.storage.laid_out import answers_of, indicators_of, scores_of

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
WORKBOOK = load(LIBRARY / "keluarga.md")
SEEDS = range(1, 7)


async def settle(engine: AsyncEngine) -> tuple[Questionnaires, list[int]]:
    """The demo village with some finished interviews, and their ids."""
    directory = load_directory()
    questionnaires = Questionnaires(directory)
    ids = []
    async with engine.begin() as connection:
        questionnaire = await questionnaires.publish(connection, WORKBOOK, NOW)
        await demo.settle(connection, directory, NOW)
        cadre = await add_person(connection, "Bu Contoh", NOW)
        houses = await households_of(connection, demo.VILLAGE)
        for seed, house in zip(SEEDS, houses, strict=False):
            turns = turns_of(questionnaire, seed, NOW)
            if turns is not None:
                found = await keep_finished(
                    connection, questionnaire, turns, household_id=house.household.id, cadre_id=cadre, now=NOW
                )
                ids.append(found)
    return questionnaires, ids


def second_version() -> Workbook:
    """The same workbook with IKK in version 2, in which housework does not count."""
    sheets = {name: [dict(row) for row in rows] for name, rows in WORKBOOK.sheets.items()}
    for row in sheets["indices"]:
        if row["index"] == "i29":
            row["version"] = "2"
    sheets["indicators"] = [row for row in sheets["indicators"] if row["indicator"] != "I22"]
    sheets["tips"] = [{**row, "indicators": row.get("indicators", "").replace("I22", "")} for row in sheets["tips"]]
    held = {name: tuple(rows) for name, rows in sheets.items()}
    return replace(WORKBOOK, sheets=held, hash="second", version="2")


async def everything(connection: AsyncConnection, ids: list[int]) -> object:
    return [
        (
            await answers_of(connection, id_),
            set(await indicators_of(connection, id_)),
            set(await scores_of(connection, id_)),
        )
        for id_ in ids
    ]


async def run(engine: AsyncEngine, questionnaires: Questionnaires, *only: str) -> list[Rescored]:
    return [at async for at in rescore(engine, questionnaires, only)]


async def test_with_no_newer_version_nothing_is_done(engine: AsyncEngine) -> None:
    questionnaires, _ = await settle(engine)
    assert await run(engine, questionnaires) == []


async def test_what_is_worked_out_again_from_the_facts_is_what_the_bot_laid_out(engine: AsyncEngine) -> None:
    questionnaires, ids = await settle(engine)
    async with engine.begin() as connection:
        before = await everything(connection, ids)
        await connection.execute(update(InterviewRow).values(scored_by=None))
    (last,) = await run(engine, questionnaires)
    async with engine.begin() as connection:
        assert await everything(connection, ids) == before
    assert last == Rescored(len(ids), 0, len(ids))


async def test_a_new_version_takes_the_place_of_the_old_one_in_households_and_areas(engine: AsyncEngine) -> None:
    questionnaires, ids = await settle(engine)
    async with engine.begin() as connection:
        await questionnaires.publish(connection, second_version(), LATER)
    (last,) = await run(engine, questionnaires)
    async with engine.begin() as connection:
        rows = [row for id_ in ids for row in await indicators_of(connection, id_) if row.index_id == "i29"]
        old = await tallies(connection, NATION, 2026, "i29", "1")
        new = await tallies(connection, NATION, 2026, "i29", "2")
        counted = await village_tallies(connection, demo.VILLAGE, 2026, "i29", "2")
    assert last.changed == len(ids)
    assert {row.index_version for row in rows} == {"2"}
    assert "I22" not in {row.indicator for row in rows}
    assert sum(old.values(), Tally()).households == 0
    assert sum(new.values(), Tally()) == sum(counted.values(), Tally())
    assert sum(new.values(), Tally()).households == len(ids)
    assert await run(engine, questionnaires) == []


async def test_stopped_halfway_it_goes_on_from_there(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.operation.rescoring.BATCH", 2)
    questionnaires, ids = await settle(engine)
    async with engine.begin() as connection:
        await questionnaires.publish(connection, second_version(), LATER)
    first = await anext(rescore(engine, questionnaires))
    rest = await run(engine, questionnaires)
    assert (first.seen, first.total) == (2, len(ids))
    assert rest[-1].total == len(ids) - 2


async def test_one_index_alone_leaves_the_others_as_they_are(engine: AsyncEngine) -> None:
    questionnaires, ids = await settle(engine)
    async with engine.begin() as connection:
        await questionnaires.publish(connection, second_version(), LATER)
        before = [row for id_ in ids for row in await indicators_of(connection, id_) if row.index_id != "i29"]
    await run(engine, questionnaires, "k24")
    async with engine.begin() as connection:
        rows = [row for id_ in ids for row in await indicators_of(connection, id_)]
    assert {row.index_version for row in rows} == {"1"}
    assert [row for row in rows if row.index_id != "i29"] == before
    with pytest.raises(LookupError, match="no index x99"):
        await run(engine, questionnaires, "x99")


async def test_a_correction_that_goes_on_does_not_count_before_it_is_finished(engine: AsyncEngine) -> None:
    questionnaires, ids = await settle(engine)
    async with engine.begin() as connection:
        before = await everything(connection, ids)
        answers = await answers_of(connection, ids[0])
        ref = next(ref for ref in answers if not ref.endswith("]") and "[" not in ref and answers[ref] == "ya")
        await keep_turn(
            connection,
            chat="test:1",
            message_id="later",
            interview_id=ids[0],
            facts=[to_data(Answered(ref, "tidak"))],
            said_at=LATER,
        )
        await connection.execute(update(InterviewRow).values(scored_by=None))
    await run(engine, questionnaires)
    async with engine.begin() as connection:
        assert await everything(connection, ids) == before


async def test_interviews_from_before_the_areas_existed_are_counted(engine: AsyncEngine) -> None:
    questionnaires, ids = await settle(engine)
    async with engine.begin() as connection:
        before = await tallies(connection, NATION, 2026, "krs", "1")
        for id_ in ids:
            await finish(connection, id_, NOW, answers={}, indicators=[], scores=[])
        await connection.execute(update(InterviewRow).values(scored_by=None, year=None, head=None))
        assert await tallies(connection, NATION, 2026, "krs", "1") == {}
    await run(engine, questionnaires)
    async with engine.begin() as connection:
        assert await tallies(connection, NATION, 2026, "krs", "1") == before
        assert set(await connection.scalars(select(InterviewRow.year))) == {2026}
