"""What is known of a region falls back to the regions above it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.regions import (
    Contact,
    PovertyLine,
    contacts,
    poverty_line,
    put_contact,
    put_poverty_lines,
    put_regions,
    region,
)
from tests.storage.village import REGIONS, VILLAGE

LINES = [
    PovertyLine("99", None, date(2025, 3, 1), 500_000, "made up"),
    PovertyLine("99", False, date(2025, 3, 1), 450_000, "made up"),
    PovertyLine("99", False, date(2026, 3, 1), 470_000, "made up"),
    PovertyLine("99.01", None, date(2026, 3, 1), 610_000, "made up"),
]


async def test_a_region_kept_again_takes_the_new_name(engine: AsyncEngine) -> None:
    renamed = replace(REGIONS[3], name="Desa Baru", urban=True)
    async with engine.begin() as connection:
        await put_regions(connection, REGIONS)
        await put_regions(connection, [renamed])
        assert await region(connection, VILLAGE) == renamed
        assert await region(connection, "98") is None


@pytest.mark.parametrize(
    ("code", "urban", "on", "rupiah"),
    [
        (VILLAGE, None, date(2026, 11, 22), 610_000),  # the regency is nearer than the province
        (VILLAGE, False, date(2025, 11, 22), 450_000),  # the regency has none yet
        ("99.02.01.2001", False, date(2026, 11, 22), 470_000),  # the newest in force
        ("99.02.01.2001", True, date(2026, 11, 22), 500_000),  # none for towns: the one for both
        ("99.02.01.2001", None, date(2026, 11, 22), 500_000),  # not known which: only the one for both
        ("99.02.01.2001", None, date(2024, 1, 1), None),
        ("98.01.01.2001", None, date(2026, 11, 22), None),
        ("9", None, date(2026, 11, 22), None),
    ],
)
async def test_the_poverty_line_is_the_nearest_one_in_force(
    engine: AsyncEngine, code: str, urban: bool | None, on: date, rupiah: int | None
) -> None:
    async with engine.begin() as connection:
        await put_poverty_lines(connection, LINES)
        await put_poverty_lines(connection, LINES)  # loaded again at the next start
        assert await poverty_line(connection, code, urban, on) == rupiah


async def test_a_service_is_reached_as_the_nearest_region_says(engine: AsyncEngine) -> None:
    above = Contact("puskesmas", "99.01.01", {"telepon": "0000", "contoh": True})
    nearest = Contact("posyandu", VILLAGE, {"jam": "08.00-11.00"})
    async with engine.begin() as connection:
        for contact in (Contact("posyandu", "99", {}), above, nearest, Contact("posyandu", "99.01.01.2010", {})):
            await put_contact(connection, contact)
        await put_contact(connection, replace(above, fields={"telepon": "1111", "contoh": True}))
        found = await contacts(connection, VILLAGE)
    assert found == {"puskesmas": replace(above, fields={"telepon": "1111", "contoh": True}), "posyandu": nearest}
