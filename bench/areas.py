"""What adding up costs beside so many households: finishing one, correcting it, reading figures, writing reports.

    python -m bench.areas [--households 1000 10000] [--only SQLite]

It must cost the same however many there are already, on each database; by hand `--households 1000 10000 100000`, some
minutes. Every village has 500 households, but for one of 1,000 whose report is written. `bench.regency` works
everything out again.
"""

import asyncio
import resource
import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.costs import counted, server_time
from bench.country import NOW, interview, open_country, results
from bench.houses import BATCH, PER_VILLAGE, RTS, add_finished, add_houses, lay_out_alike
from bot.questionnaires import Questionnaire
from bot.reports.gathering import gather
from bot.reports.writing import write_report
from storage.areas import recounting, tallies, village_tallies
from storage.households import add_household
from storage.people import add_person
from storage.results import finish
from tests.postgresql import embedded_server
from tests.weeks import REGENCY, settle_regency, village_codes

SAMPLE, ALIKE = 100, 24
(VILLAGE, ANOTHER), BIG_VILLAGE = village_codes(2), 1_000  # in one something changes, the other is read

Work = Callable[[AsyncConnection, int], Awaitable[object]]


@dataclass(frozen=True)
class Cost:
    """What one of a hundred took: statements, milliseconds of our processor and of the server's, and by the clock."""

    statements: float
    ours: float
    server: float
    clock: float

    def __str__(self) -> str:
        server = f" and {self.server:.1f} of the server's" if self.server else ""
        return f"{self.statements:.0f} statements, {self.ours:.1f} ms of ours{server}, {self.clock:.1f} by the clock"


class Country:
    """A regency that grows."""

    def __init__(self, engine: AsyncEngine, questionnaire: Questionnaire, per_village: int = PER_VILLAGE) -> None:
        self.engine, self.questionnaire = engine, questionnaire
        self._per_village = per_village
        self._there = 0
        self._cadre = 0
        self._alike: list[int] = []

    async def grow(self, households: int) -> None:
        """So many finished households in all, which came to what the first of them came to."""
        chance = Random(1)
        async with self.engine.begin() as connection:
            await settle_regency(connection, village_codes(-(-households // self._per_village)))
            self._cadre = self._cadre or await add_person(connection, "Bu Contoh", NOW)
            for n in range(0 if self._alike else ALIKE):
                household = await add_household(connection, VILLAGE, f"{n % RTS + 1:02}")
                self._alike.append(await self.finished(connection, household.id, chance))
        for start in range(max(self._there, ALIKE), households, BATCH):
            async with self.engine.begin() as connection:
                numbers = range(start, min(start + BATCH, households))
                ids = [*await add_houses(connection, numbers, self._per_village)]
                async with recounting(connection, *ids):
                    for n, sample in enumerate(self._alike):
                        same = {"year": NOW.year, "head": "", "scored_by": self.questionnaire.form.hash}
                        these = await add_finished(connection, self.questionnaire, self._cadre, ids[n::ALIKE], **same)
                        await lay_out_alike(connection, sample, these)
        self._there = households
        async with self.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))  # a server does so by itself, after a while

    async def finished(self, connection: AsyncConnection, household_id: int, chance: Random) -> int:
        """A finished interview of the household."""
        return await interview(connection, self.questionnaire, household_id, self._cadre, NOW.year, chance)


async def costs(country: Country) -> dict[str, Cost]:
    """What it costs in a regency as it stands: the median of a hundred, each in its own transaction."""
    chance, questionnaire = Random(2), country.questionnaire
    index = questionnaire.indices[0]
    async with country.engine.begin() as connection:
        houses = [(await add_household(connection, VILLAGE, "10")).id for _ in range(SAMPLE)]
    interviews: list[int] = []

    async def finishing(connection: AsyncConnection, n: int) -> None:
        interviews.append(await country.finished(connection, houses[n], chance))

    async def correcting(connection: AsyncConnection, n: int) -> None:
        now = results(questionnaire, chance)
        await finish(
            connection,
            interviews[n],
            NOW,
            answers=now.answers,
            indicators=now.indicators,
            scores=now.scores,
            head=now.head,
            scored_by=questionnaire.form.hash,
        )

    async def village(connection: AsyncConnection, _: int) -> None:
        assert await village_tallies(connection, ANOTHER, NOW.year, index.id, index.version)

    async def regency(connection: AsyncConnection, _: int) -> None:
        assert await tallies(connection, REGENCY, NOW.year, index.id, index.version)

    works: dict[str, tuple[Work, int]] = {
        "finishing a household": (finishing, SAMPLE),
        "correcting it": (correcting, SAMPLE),
        "a village's figures in an index": (village, SAMPLE // 5),
        "the regency's": (regency, SAMPLE // 5),
    }
    return {name: await _cost(country.engine, work, times) for name, (work, times) in works.items()}


async def _cost(engine: AsyncEngine, work: Work, times: int) -> Cost:
    ours, clock, server = [], [], await server_time(engine)
    with counted(engine) as statements:
        for n in range(times):
            cpu, began = time.process_time(), time.perf_counter()  # SQLite works in this process
            async with engine.begin() as connection:
                await work(connection, n)
            ours.append(1000 * (time.process_time() - cpu))
            clock.append(1000 * (time.perf_counter() - began))
    server = (await server_time(engine) - server) / times
    return Cost(statements.n / times, statistics.median(ours), server, statistics.median(clock))


async def beside(kind: str, url: str, sizes: Sequence[int]) -> None:
    """Print what things cost beside so many households, and how much more beside the most than beside the fewest."""
    engine, questionnaire = await open_country(url)
    country, found = Country(engine, questionnaire), []
    for size in sizes:
        began = time.perf_counter()
        await country.grow(size)
        print(f"{kind}: {size:,} households, made in {time.perf_counter() - began:.0f} s", flush=True)
        found.append(await costs(country))
        for name, cost in found[-1].items():
            print(f"  {name}: {cost}", flush=True)
    for name in found[0]:
        first, last = found[0][name], found[-1][name]
        more = (last.ours + last.server) / (first.ours + first.server)
        print(f"  {name}, beside {sizes[-1]:,} to beside {sizes[0]:,}: {more:.2f} times the processor")
    await report(engine, questionnaire, REGENCY)
    await engine.dispose()


async def report(engine: AsyncEngine, questionnaire: Questionnaire, region: str) -> None:
    """Print what reading an area's figures and writing its report takes, in seconds of our processor."""
    start = time.process_time()
    async with engine.begin() as connection:
        figures = await gather(connection, region, NOW.year, questionnaire, datetime.now(NOW.tzinfo))
    read = time.process_time() - start
    assert figures is not None
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        write_report(figures, Path(folder))
        written = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {region}, {figures.counted:,} households: read in {read:.2f} s, its report written in {written:.2f} s")
    print(f"  at most {most} MB by now, with what made the households", flush=True)


async def big_village(url: str) -> None:
    """The same of one village of a thousand households."""
    engine, questionnaire = await open_country(url)
    await Country(engine, questionnaire, BIG_VILLAGE).grow(BIG_VILLAGE)
    await report(engine, questionnaire, VILLAGE)
    await engine.dispose()


def main() -> None:
    """Print all figures."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--households", type=int, nargs="+", default=[1000, 10_000])
    arguments.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded_server() as server:
        print("one village", flush=True)
        asyncio.run(big_village(f"sqlite+aiosqlite:///{folder}/village.db"))
        for kind, url in {"SQLite": f"sqlite+aiosqlite:///{folder}/country.db", "PostgreSQL": server}.items():
            if chosen.only in {None, kind}:
                asyncio.run(beside(kind, url, chosen.households))


if __name__ == "__main__":
    main()
