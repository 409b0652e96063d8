"""A household that is there already is found before it is interviewed again, by those who may see it."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.doubles import likely_doubles
from storage.household_lists import households_of
from storage.households import Household, add_household, remove_household
from storage.interviews import start_interview
from storage.results import finish
from tests.storage.village import FORM, NOW, VILLAGE, Village, settle

NEXT_VILLAGE = "99.01.01.2010"
DISTRICT = "99.01.01"


async def interviewed(connection: AsyncConnection, village: Village, house: Household, *names: str) -> None:
    """Finish an interview of the house, in which these members were told."""
    interview = await start_interview(
        connection, household_id=house.id, form_hash=FORM.hash, cadre_id=village.cadre_id, now=NOW
    )
    answers = {f"/data/anggota[{n}]/nama": name for n, name in enumerate(names, start=1)}
    at = NOW + timedelta(hours=1)
    await finish(connection, interview.id, at, answers=answers, indicators=[], scores=[], words=frozenset(answers))


async def test_a_double_is_told_with_who_interviewed_it_and_when(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        house = await add_household(connection, VILLAGE, "003", label="Moh. Sumarni")
        await interviewed(connection, village, house, "Sumarni", "Idah")
        (double,) = await likely_doubles(connection, VILLAGE, "Muhammad Sumami", rt="003", within=DISTRICT)
        assert await likely_doubles(connection, VILLAGE, "Joko", rt="003", within=DISTRICT) == ()
    assert double.household == house
    assert (double.cadre, double.on, double.finished) == ("Bu Contoh", NOW + timedelta(hours=1), True)
    assert double.score > 0.9


async def test_a_house_that_nobody_interviewed_yet_is_told_without_cadre_and_day(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        (double,) = await likely_doubles(connection, VILLAGE, "Misal", within=VILLAGE)
    assert (double.household.label, double.cadre, double.on, double.finished) == ("Pak Misal", None, None, False)


async def test_only_houses_that_the_asker_may_see_are_told(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        await add_household(connection, VILLAGE, "004", label="Sapuani")
        await add_household(connection, NEXT_VILLAGE, "004", label="Sapuani")
        (in_village,) = await likely_doubles(connection, VILLAGE, "Sapuani", within=VILLAGE)
        in_other_rt = await likely_doubles(connection, VILLAGE, "Sapuani", within=VILLAGE, within_rt="003")
        elsewhere = await likely_doubles(connection, VILLAGE, "Sapuani", within=NEXT_VILLAGE)
    assert in_village.household.region_code == VILLAGE
    assert in_other_rt == elsewhere == ()


async def test_the_house_itself_and_houses_that_are_gone_are_no_doubles(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        house = await add_household(connection, VILLAGE, "003", label="Sapuani")
        gone = await add_household(connection, VILLAGE, "003", label="Sapuani")
        await remove_household(connection, gone.id, NOW)
        assert await likely_doubles(connection, VILLAGE, "Sapuani", within=VILLAGE, but=house.id) == ()


async def test_a_house_that_the_village_had_not_registered_is_known_by_its_members(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        house = await add_household(connection, VILLAGE, "003")
        await interviewed(connection, village, house, "Sapuani", "Idah")
        without = await likely_doubles(connection, VILLAGE, "H. Sapuani", rt="003", within=VILLAGE)
        (double,) = await likely_doubles(
            connection, VILLAGE, "H. Sapuani", rt="003", members=("Ida",), within=VILLAGE, name_field="nama"
        )
    assert without == ()
    assert double.household == house


async def test_houses_are_found_by_a_misspelt_name_the_likeliest_first(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        for label in ("Sumarna", "Bu Sumarni", "Rohani"):
            await add_household(connection, VILLAGE, "004", label=label)
        found = await households_of(connection, VILLAGE, label="sumami")
    assert [each.household.label for each in found] == ["Bu Sumarni", "Sumarna"]
