"""A village's list is taken over whole or not at all, and a second time changes nothing."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.flows.register.faults import RegisterError
from bot.language import language
from bot.villages.importing import NoVillageError, import_households, mending, told
from storage.household_lists import households_of
from storage.households import add_household, remove_household
from storage.models import HouseholdRow
from storage.neighbourhoods import Neighbourhood, neighbourhoods_of, put_neighbourhoods
from storage.registering import Taken
from tests.register.lists import families, workbook
from tests.storage.village import NOW

PONDOK_LABU = "63.02.11.2009"


async def test_a_village_of_384_families_in_11_rts_is_taken_over_and_known_the_second_time(engine: AsyncEngine) -> None:
    content = workbook(*families(384))
    first = await import_households(engine, PONDOK_LABU, content, "pondok labu.xlsx")
    again = await import_households(engine, PONDOK_LABU, content, "pondok labu.xlsx")
    assert first == Taken(added=384, changed=0, unchanged=0, gone=0)
    assert again == Taken(added=0, changed=0, unchanged=384, gone=0)
    assert language().say(told(again)) == "0 keluarga baru. 384 keluarga sudah ada, tidak berubah."
    async with engine.begin() as connection:
        houses = await households_of(connection, PONDOK_LABU)
        rts = await neighbourhoods_of(connection, PONDOK_LABU)
        placed = select(HouseholdRow.dusun, HouseholdRow.rw, HouseholdRow.dasawisma).order_by(HouseholdRow.id)
        kept = (await connection.execute(placed)).first()
    assert {each.household.label for each in houses} == {row[-1] for row in families(384)}
    assert [each.household.number for each in houses if each.household.rt == "01"] == [*range(1, 36)]
    assert [(each.rt, each.rw) for each in rts] == [(f"{n:02}", "01") for n in range(1, 12)]
    assert sum(each.registered or 0 for each in rts) == 384
    assert kept == ("Dusun Tengah", "01", "Dawis 1-1")


async def test_where_something_must_be_mended_nothing_is_taken_over(engine: AsyncEngine) -> None:
    rows = [*families(20), (21, "01", "01", "Hulu", "Dawis", "Pak Misal 6302110101800001")]
    with pytest.raises(RegisterError) as caught:
        await import_households(engine, PONDOK_LABU, workbook(*rows), "d.xlsx")
    lines = [language().say(line) for line in mending(caught.value)]
    assert lines[0] == "Belum ada yang dimasukkan. Ada 1 hal yang perlu dibetulkan:"
    assert lines[1].startswith("F22: Ada nomor 16 angka")
    async with engine.begin() as connection:
        assert await households_of(connection, PONDOK_LABU) == ()


async def test_a_longer_list_adds_what_is_new_and_moves_what_belongs_elsewhere(engine: AsyncEngine) -> None:
    headings = ("RT", "Dusun", "Nama")
    await import_households(engine, PONDOK_LABU, workbook(("01", "", "Pak Satu"), headings=headings), "a.xlsx")
    longer = workbook(("1", "Hulu", "pak  satu"), ("01", "Hulu", "Bu Dua"), headings=headings)
    assert await import_households(engine, PONDOK_LABU, longer, "b.xlsx") == Taken(1, 1, 0, 0)
    async with engine.begin() as connection:
        rows = (await connection.execute(select(HouseholdRow.number, HouseholdRow.dusun))).all()
        (rt,) = await neighbourhoods_of(connection, PONDOK_LABU)
    assert sorted(rows) == [(1, "Hulu"), (2, "Hulu")]
    assert (rt.dusun, rt.registered) == ("Hulu", 2)


async def test_a_list_goes_with_the_houses_that_cadres_added(engine: AsyncEngine) -> None:
    headings = ("RT", "Nama")
    await import_households(engine, PONDOK_LABU, workbook(("1", "Pak Satu"), headings=headings), "a.xlsx")
    async with engine.begin() as connection:
        await add_household(connection, PONDOK_LABU, "01")
        (first, _) = await households_of(connection, PONDOK_LABU)
        await remove_household(connection, first.household.id, NOW)
        await put_neighbourhoods(connection, [Neighbourhood(PONDOK_LABU, "01", registered=40)])
    longer = workbook(("1", "Pak Satu"), ("1", "Bu Dua"), headings=headings)
    taken = await import_households(engine, PONDOK_LABU, longer, "b.xlsx")
    assert taken == Taken(added=1, changed=0, unchanged=0, gone=1)
    async with engine.begin() as connection:
        houses = await households_of(connection, PONDOK_LABU)
        (rt,) = await neighbourhoods_of(connection, PONDOK_LABU)
    assert [(each.household.number, each.household.label) for each in houses] == [(2, None), (3, "Bu Dua")]
    assert rt.registered == 40


@pytest.mark.parametrize("code", ["63.02.11", "63.02.11.2999", "63", ""])
async def test_a_list_is_taken_over_for_a_village_only(engine: AsyncEngine, code: str) -> None:
    with pytest.raises(NoVillageError):
        await import_households(engine, code, workbook(*families(3)), "d.xlsx")
