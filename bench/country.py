"""A made-up country, and finished interviews in it, laid out as the bot lays them out."""

from datetime import UTC, datetime
from random import Random

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.interviews.results import Results, indicators_in, scores_in
from bot.questionnaires import Questionnaire, Questionnaires
from storage.engine import connect, migrate
from storage.interviews import start_interview
from storage.results import finish
from tests.keys import KEYS

NOW = datetime(2026, 8, 17, 1, 0, tzinfo=UTC)


async def open_country(url: str) -> tuple[AsyncEngine, Questionnaire]:
    """A migrated database with our questionnaire."""
    engine = connect(url, KEYS)
    await migrate(engine)
    async with engine.begin() as connection:
        questionnaire = await Questionnaires(load_directory()).publish(connection, load(LIBRARY / "keluarga.md"), NOW)
    return engine, questionnaire


async def interview(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    household_id: int,
    cadre_id: int,
    year: int,
    chance: Random,
) -> int:
    """The id of a finished interview of the household, with random values."""
    at = NOW.replace(year=year, day=1 + chance.randrange(28))
    return await finished(connection, questionnaire, household_id, cadre_id, at, results(questionnaire, chance))


def results(questionnaire: Questionnaire, chance: Random) -> Results:
    """What an interview came to, with random values."""
    values = random_values(questionnaire, chance)
    return Results(
        answers={},
        indicators=tuple(row for index in questionnaire.indices for row in indicators_in(index, values)),
        scores=tuple(row for index in questionnaire.indices for row in scores_in(index, values)),
        head="perempuan" if chance.random() < 0.15 else "laki_laki",
    )


async def finished(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    household_id: int,
    cadre_id: int,
    at: datetime,
    came_to: Results,
) -> int:
    """The id of an interview of the household that came to this."""
    started = await start_interview(
        connection, household_id=household_id, form_hash=questionnaire.form.hash, cadre_id=cadre_id, now=NOW
    )
    await finish(
        connection,
        started.id,
        at,
        answers=came_to.answers,
        indicators=came_to.indicators,
        scores=came_to.scores,
        head=came_to.head,
        scored_by=questionnaire.form.hash,
    )
    return started.id


def random_values(questionnaire: Questionnaire, chance: Random) -> dict[str, str]:
    """A household's values: each indicator is fulfilled as often as in other households, about."""
    values: dict[str, str] = {}
    for index in questionnaire.indices:
        for indicator in index.indicators:
            often = Random(indicator.id).choice((0.99, 0.95, 0.9, 0.85, 0.7, 0.6)) if index.kind == "score" else 0.25
            met = "1" if chance.random() < often else "0"
            rare = chance.random()
            values[indicator.id] = "na" if rare < 0.05 else "" if rare < 0.07 else met
        if index.kind == "rule":
            outcome = next(i for i in index.indicators if i.part == "outcome")
            target = any(values[i.id] == "1" for i in index.indicators if i.part == "target")
            values[outcome.id] = ("1" if chance.random() < 0.3 else "0") if target else "0"
    return values
