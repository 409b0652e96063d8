"""Reports count each household once, by its newest interview of the round."""

from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.forgetting import refuse
from storage.households import add_household
from storage.interviews import start_interview
from storage.reports import (
    IndicatorCount,
    Progress,
    finished_between,
    household_scores,
    indicator_counts,
    progress,
    refusals_between,
)
from storage.results import IndicatorValue, Score, finish
from tests.storage.village import FORM, NOW, VILLAGE, begin, settle

WEEK = timedelta(days=7)


async def test_progress_and_counts_of_a_region(engine: AsyncEngine) -> None:
    total = Score("k24", "2025", "", Fraction(1, 3), 1, 3, 0)
    async with engine.begin() as connection:
        village = await settle(connection)
        await add_household(connection, VILLAGE, "003")
        begun = await add_household(connection, VILLAGE, "004")
        await start_interview(
            connection, household_id=begun.id, form_hash=FORM.hash, cadre_id=village.cadre_id, now=NOW
        )
        for value in ("0", "1"):  # an earlier interview of the same house, then a newer one
            await finish(
                connection,
                await begin(connection, village),
                NOW,
                answers={},
                indicators=[IndicatorValue("k24", "2025", "K01", value), IndicatorValue("k24", "2025", "K02", None)],
                scores=[total],
            )
        rts = await progress(connection, "99.01", NOW - WEEK)
        later = await progress(connection, "99.01", NOW + WEEK)
        counts = await indicator_counts(connection, "99", "k24", "2025", NOW - WEEK)
        (score,) = await household_scores(connection, VILLAGE, "k24", "2025", NOW - WEEK)
        week = await finished_between(connection, "99", NOW, NOW + WEEK)
        before = await finished_between(connection, "99", NOW - WEEK, NOW)
    assert rts == (Progress(VILLAGE, "003", 2, 0, 1), Progress(VILLAGE, "004", 1, 1, 0))
    assert [(row.households, row.begun, row.finished) for row in later] == [(2, 0, 0), (1, 0, 0)]
    assert counts == (IndicatorCount("K01", "1", 1), IndicatorCount("K02", None, 1))
    assert (score.household_code, score.score) == (village.household.code, total)
    assert (week, before) == (2, 0)


async def test_refusals_are_a_number_per_rt_and_day(engine: AsyncEngine) -> None:
    day = date(2026, 11, 22)
    async with engine.begin() as connection:
        await settle(connection)
        for rt, on_day in (("003", day), ("003", day), ("004", day), ("003", day + WEEK)):
            await refuse(connection, VILLAGE, rt, on_day)
        assert await refusals_between(connection, "99", day, day + timedelta(days=6)) == 3
        assert await refusals_between(connection, "99.02", day, day) == 0
