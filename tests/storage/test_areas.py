"""Areas follow every change by the difference, and come to what counting everybody anew comes to."""

import asyncio
import random
from dataclasses import replace
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.interviews.results import indicators_in, scores_in
from scoring.area import area_of
from scoring.index import Index, NaPolicy
from scoring.rule import count, count_of
from scoring.score import shown
from scoring.tally import Tally, tally
from storage.areas import NATION, recounting, tallies, village_tallies
from storage.coverage import coverage_by_village
from storage.engine import connect
from storage.interviews import start_interview
from storage.models import IndicatorTallyRow, IndicatorValueRow
from storage.parts import Part
from storage.results import finish
from storage.sums import Group
from tests.keys import KEYS
from tests.scoring.instruments import I29, IBANGGA, K24, KRS, household
from tests.scoring.test_area import VILLAGE as THREE
from tests.storage.country import AREAS, HEADS, INDICES, VILLAGES, Country, House, Values
from tests.storage.village import FORM, NOW


def plain(counts: dict[Group, Tally]) -> object:
    """The counts without what is nobody."""
    return {
        group: (
            {id_: count for id_, count in found.indicators.items() if count.households},
            {id_: {value: n for value, n in values.items() if n} for id_, values in found.scores.items()},
        )
        for group, found in counts.items()
        if found.households
    }


async def check(country: Country) -> None:
    versions = [replace(index, version=version) for index in INDICES for version in ("", "2")]
    for index, year in product(versions, (2025, 2026)):
        for area in AREAS:
            kept = await tallies(country.connection, area, year, index.id, index.version)
            assert plain(kept) == plain(country.expected(index, area, year)), (index.id, area, year)
        for village, part in product(VILLAGES, (None, Part("rt", "001"), Part("dasawisma", "Melati"))):
            read = await village_tallies(country.connection, village, year, index.id, index.version, part=part)
            assert plain(read) == plain(country.expected(index, village, year, by_rt=True, part=part))
    in_use = [house for house in country.houses if not house.gone and not house.held]
    for year in (2025, 2026):
        for covered in await coverage_by_village(country.connection, NATION, year):
            there = [house for house in in_use if house.village == covered.part]
            finished = sum(any(said.year == year for said in house.interviews.values()) for house in there)
            assert (covered.registered, covered.counted) == (len(there), finished)


@pytest.mark.parametrize("seed", range(4))
async def test_counters_kept_step_by_step_equal_everybody_counted_anew(engine: AsyncEngine, seed: int) -> None:
    async with engine.begin() as connection:
        country = Country(connection, seed)
        await country.settle(9)
        for step in range(80):
            await country.happen()
            if step % 20 == 19:
                await check(country)


async def test_the_order_of_households_changes_nothing(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        found = []
        for order in (1, -1):
            async with connection.begin() as transaction:
                country = Country(connection, 5)
                await country.settle(8)
                plan = [(house, country.values(), country.random.choice(HEADS)) for house in country.houses]
                for house, values, head in plan[::order]:
                    await country.interview(house, 2026, values, head)
                found.append(plain(await tallies(connection, NATION, 2026, IBANGGA.id, "")))
                await transaction.rollback()
    assert found[0] == found[1] != {}


async def test_private_indicators_never_enter_an_area(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        country = Country(connection, 6)
        await country.settle(2)
        for house, private in zip(country.houses, ("1", "0"), strict=True):
            await country.interview(house, 2026, household(IBANGGA) | {"IB05": private}, "perempuan")
        one, other = [await tallies(connection, house.village, 2026, IBANGGA.id, "") for house in country.houses]
        kept = set((await connection.execute(IndicatorTallyRow.__table__.select())).scalars("indicator"))
        laid_out = set((await connection.execute(IndicatorValueRow.__table__.select())).scalars("indicator"))
    assert plain(one) == plain(other)
    assert "IB05" not in kept | laid_out
    assert "IB04" in kept & laid_out


async def test_finishes_at_the_same_moment_lose_nothing(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        country = Country(connection, 7)
        await country.settle(12)
    plan = [(house, country.values(), country.random.choice(HEADS)) for house in country.houses]
    processes = [connect(database_url, KEYS) for _ in range(4)]

    async def work(process: AsyncEngine, share: list[tuple[House, Values, str]]) -> None:
        for house, values, head in share:
            async with process.begin() as connection:
                hers = Country(connection, 0)
                hers.cadre = country.cadre
                await hers.interview(house, 2026, values, head)

    await asyncio.gather(*(work(process, plan[n::4]) for n, process in enumerate(processes)))
    for process in processes:
        await process.dispose()
    async with engine.begin() as connection:
        country.connection = connection
        await check(country)


async def test_corrections_and_withdrawals_at_the_same_moment_never_wait_in_a_circle(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as connection:
        country = Country(connection, 8)
        await country.settle(4)
        for house in country.houses:
            await country.interview(house, 2026, country.values(), "perempuan")
    processes = [connect(database_url, KEYS) for _ in range(2)]

    async def both_ways(process: AsyncEngine, order: int) -> None:
        for _ in range(5):
            async with process.begin() as connection:
                ids = [house.id for house in country.houses][::order]
                async with recounting(connection, *ids):
                    await asyncio.sleep(0)

    await asyncio.gather(both_ways(processes[0], 1), both_ways(processes[1], -1))
    for process in processes:
        await process.dispose()


async def test_a_household_counts_in_the_year_of_its_own_clock(engine: AsyncEngine) -> None:
    morning = datetime(2027, 1, 1, 7, 0, tzinfo=ZoneInfo("Asia/Makassar"))  # in London it is still 2026
    async with engine.begin() as connection:
        country = Country(connection, 9)
        await country.settle(1)
        started = await start_interview(
            connection, household_id=country.houses[0].id, form_hash=FORM.hash, cadre_id=country.cadre, now=NOW
        )
        for at in (morning, morning.replace(year=2028)):  # a correction a year later moves nothing
            rows = indicators_in(IBANGGA, household(IBANGGA))
            await finish(connection, started.id, at, answers={}, indicators=rows, scores=[])
        years = [len(await tallies(connection, NATION, year, IBANGGA.id, "")) for year in (2026, 2027, 2028)]
    assert years == [0, 1, 0]


@pytest.mark.parametrize(
    ("index", "policy", "dimensions"),
    [
        (K24, "exclude", "71.43 50.00 61.90 77.78"),
        (K24, "as_met", "80.95 54.17 64.29 77.78"),
        (I29, "exclude", "66.67 61.11 58.33 75.00"),
        (I29, "as_met", "77.78 63.89 60.42 77.78"),
    ],
)
async def test_three_households_make_the_published_village_through_the_tables(
    engine: AsyncEngine, index: Index, policy: NaPolicy, dimensions: str
) -> None:
    """The dimensions without private items; the fourth has such items, which no table holds."""
    async with engine.begin() as connection:
        country = Country(connection, 1)
        await country.settle(12)
        for house, values in zip(country.houses[::4], THREE[index.id], strict=True):
            started = await start_interview(
                connection, household_id=house.id, form_hash=FORM.hash, cadre_id=country.cadre, now=NOW
            )
            await finish(
                connection,
                started.id,
                NOW,
                answers={},
                indicators=indicators_in(index, values),
                scores=scores_in(index, values),
            )
        counts = (await tallies(connection, VILLAGES[0], NOW.year, index.id, index.version)).values()
    found = area_of(index, sum(counts, Tally()), policy)
    values = {d.id: str(shown(d.value)) for d in found.dimensions if d.value is not None and d.id != "d4"}
    assert " ".join(values.values()) == dimensions


def test_a_rule_counted_from_tallies_is_the_rule_counted_from_households() -> None:
    chance = random.Random(3)  # noqa: S311
    households = [{i.id: chance.choice(("1", "0", "na", "")) for i in KRS.indicators} for _ in range(50)]
    parts = tally(KRS, households[:20]) + tally(KRS, households[20:])
    assert count_of(KRS, parts) == count(KRS, households)
