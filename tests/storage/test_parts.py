"""A village can be asked for a dusun, an RW, an RT or a dasawisma, and for how many of its registered households are
interviewed."""

from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scoring.tally import Tally
from storage.areas import village_tallies
from storage.coverage import Covered, coverage_by_part, coverage_by_rt, coverage_by_village
from storage.household_lists import households_of
from storage.households import add_household
from storage.interviews import start_interview
from storage.neighbourhoods import Neighbourhood, neighbourhoods_of, put_neighbourhoods
from storage.parts import Part
from storage.regions import put_regions
from storage.registering import Registered, register
from storage.results import IndicatorValue, Score, finish
from tests.storage.village import FORM, NOW, REGIONS, VILLAGE, settle

HOUSES = (
    Registered("01", "Pak Satu", "01", "Hulu", "Melati"),
    Registered("01", "Bu Dua", "01", "Hulu", "Mawar"),
    Registered("02", "Pak Tiga", "02", "Hilir", "Melati"),
)


async def a_village(connection: AsyncConnection) -> None:
    """Three registered houses in two RTs and a new one in RT 01; Pak Satu's and the new one are interviewed."""
    cadre = (await settle(connection)).cadre_id
    await register(connection, VILLAGE, HOUSES)
    new = await add_household(connection, VILLAGE, "01")
    await put_neighbourhoods(
        connection,
        [
            Neighbourhood(VILLAGE, "01", "01", "Hulu", registered=40),
            Neighbourhood(VILLAGE, "02", "02", "Hilir", registered=0),
            Neighbourhood(VILLAGE, "04", "02", "Hilir", registered=7),
        ],
    )
    first = next(each.household for each in await households_of(connection, VILLAGE) if each.household.rt == "01")
    for house, value in ((first, "1"), (new, "0")):
        begun = await start_interview(connection, household_id=house.id, form_hash=FORM.hash, cadre_id=cadre, now=NOW)
        indicators = [IndicatorValue("i29", "1", "jamban", value)]
        scores = [Score("i29", "1", "", Fraction(100), 1, 1, 0)]
        await finish(connection, begun.id, NOW, answers={}, indicators=indicators, scores=scores)


async def test_coverage_is_of_the_households_that_the_village_registered(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await a_village(connection)
        by_rt = await coverage_by_rt(connection, VILLAGE, NOW.year)
        villages = await coverage_by_village(connection, "99", NOW.year)
        whole = await coverage_by_village(connection, "00", NOW.year)
    assert by_rt == (
        Covered("003", 1, 0),
        Covered("01", 40, 2),
        Covered("02", 1, 0),
        Covered("04", 7, 0),
    )
    assert villages == whole == (Covered(VILLAGE, 49, 2),)


async def test_coverage_may_be_asked_by_dusun_rw_and_dasawisma(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await a_village(connection)
        dusuns = await coverage_by_part(connection, VILLAGE, "dusun", NOW.year)
        rws = await coverage_by_part(connection, VILLAGE, "rw", NOW.year)
        dasawismas = await coverage_by_part(connection, VILLAGE, "dasawisma", NOW.year)
    assert dusuns == (Covered("", 1, 0), Covered("Hilir", 8, 0), Covered("Hulu", 40, 2))
    assert rws == (Covered("", 1, 0), Covered("01", 40, 2), Covered("02", 8, 0))
    assert dasawismas == (Covered("", 2, 1), Covered("Mawar", 1, 0), Covered("Melati", 2, 1))


async def test_areas_may_be_asked_for_a_part_of_the_village(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await a_village(connection)

        async def met(part: Part | None) -> tuple[int, int]:
            groups = await village_tallies(connection, VILLAGE, NOW.year, "i29", "1", part=part)
            count = sum(groups.values(), Tally()).indicators.get("jamban")
            return (count.met, count.unmet) if count else (0, 0)

        parts = (None, Part("dusun", "Hulu"), Part("dusun", "Hilir"), Part("rw", "01"), Part("dasawisma", "Melati"))
        found = [await met(part) for part in parts]
    assert found == [(1, 1), (1, 1), (0, 0), (1, 1), (1, 0)]


async def test_what_is_told_of_an_rt_stays_until_something_else_is_told(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await put_regions(connection, REGIONS)
        await put_neighbourhoods(connection, [Neighbourhood(VILLAGE, "01", "01", "Hulu", 40, NOW.date())])
        await put_neighbourhoods(connection, [Neighbourhood(VILLAGE, "01", registered=41)])
        assert await neighbourhoods_of(connection, VILLAGE) == (
            Neighbourhood(VILLAGE, "01", "01", "Hulu", 41, NOW.date()),
        )
