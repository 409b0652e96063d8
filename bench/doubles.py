"""Likely doubles of a household, and houses found by a misspelt name, in a village: alone, and in a country of others.

    python -m bench.doubles [--households 1000] [--others 100]

The database is SQLite in a file, labels sealed. Processor time, not the clock's.
"""

import asyncio
import gc
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.register.table import read_register
from bot.villages.importing import take_over
from bot.villages.regions import official
from storage.doubles import likely_doubles
from storage.engine import connect, migrate
from storage.household_lists import households_of
from storage.regions import put_regions
from tests.register.lists import families, workbook

VILLAGE = "63.02.11.2009"
ASKED = ("Sapuani Anwar", "H. Achmad Hidajat", "Bpk Moh. Yusran", "Zaenab Nor", "Fathimah", "Lukmanul Hakim", "Budi")


async def measure(households: int, others: int) -> None:
    """Print a line for each size of the country."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite+aiosqlite:///{Path(folder) / 'kawan.db'}")
        await migrate(engine)
        await _settle(engine, VILLAGE, households, 1)
        await _say(engine, f"{households:,} households, no others")
        for n in range(others):
            await _settle(engine, _another(n), households, n + 2)
        await _say(engine, f"{households:,} households, {households * others:,} in other villages")
        await engine.dispose()


async def _settle(engine: AsyncEngine, village: str, households: int, seed: int) -> None:
    entries = read_register(workbook(*families(households, seed=seed)), "list.xlsx")
    async with engine.begin() as connection:
        regions = official(VILLAGE)
        await put_regions(connection, [replace(regions[0], code=village), *regions[1:]])
        await take_over(connection, village, entries)


def _another(n: int) -> str:
    return f"{VILLAGE[:8]}.{n // 900 + 12:02}.{2001 + n % 900}"


async def _say(engine: AsyncEngine, what: str) -> None:
    async def doubles(connection: AsyncConnection, name: str) -> object:
        return await likely_doubles(connection, VILLAGE, name, rt="03", within="63.02", name_field="nama")

    async def found(connection: AsyncConnection, name: str) -> object:
        return await households_of(connection, VILLAGE, label=name, limit=8)

    print(what)
    for title, work in (("likely doubles", doubles), ("houses by a name", found)):
        first, middle, slow = await _timed(engine, work)
        print(f"  {title:18} first {first:6.1f} ms  p50 {middle:6.1f} ms  p99 {slow:6.1f} ms")


async def _timed(
    engine: AsyncEngine, work: Callable[[AsyncConnection, str], Awaitable[object]]
) -> tuple[float, float, float]:
    took: list[float] = []
    gc.collect()
    async with engine.begin() as connection:
        for name in ASKED * 8:
            started = time.process_time()
            await work(connection, name)
            took.append((time.process_time() - started) * 1000)
    first, ordered = took[0], sorted(took[1:])
    return first, ordered[len(ordered) // 2], ordered[-1]


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--others", type=int, default=100)
    given = parser.parse_args()
    asyncio.run(measure(given.households, given.others))


if __name__ == "__main__":
    main()
