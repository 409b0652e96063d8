"""What adding up costs: finishing a household beside many others, a village's report, working everything out again.

    python -m bench.areas [--households 1000 10000] [--rescored 1000]

Finishing must cost the same however many households there are already; rescoring must not need more memory.
"""

import asyncio
import resource
import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.country import NOW, VILLAGE, finished, interview, open_country, settle
from bot.flows.forms.facts import to_data
from bot.flows.forms.record import Record
from bot.flows.services.directory import load_directory
from bot.questionnaires import Questionnaire, Questionnaires
from bot.reports.writing import figures_of, write_report
from bot.rescoring import rescore
from bot.results import results_of
from bot.settings import Settings
from storage.areas import NATION, tallies
from storage.households import add_household
from storage.models import InterviewRow
from storage.people import add_person
from storage.turns import keep_turn
from tests.finished import turns_of
from tests.keys import KEY

VILLAGES = [f"63.02.11.20{n:02}" for n in range(1, 12)]
SAMPLE, SEEDS = 100, 24


async def finishing(url: str, sizes: Sequence[int]) -> dict[int, float]:
    """Milliseconds of processor that finishing a household takes, by how many there are; the median of a hundred."""
    engine, questionnaire = await open_country(url)
    there, found = 0, {}
    for size in sizes:
        await settle(engine, questionnaire, VILLAGE, size // 2 - there // 2, seed=size)
        for village in VILLAGES[:8]:
            await settle(engine, questionnaire, village, size // 16 - there // 16, seed=size)
        there = size
        found[size] = await _median_finish(engine, questionnaire)
    start = time.perf_counter()
    async with engine.connect() as connection:
        await tallies(connection, NATION, NOW.year, questionnaire.indices[0].id, questionnaire.indices[0].version)
    print(f"the nation's figures in one index are read in {_ms(start):.1f} ms")
    await engine.dispose()
    return found


async def _median_finish(engine: AsyncEngine, questionnaire: Questionnaire) -> float:
    chance, taken = Random(1), []
    async with engine.begin() as connection:
        cadre = await add_person(connection, "Bu Contoh", NOW)
        for _ in range(SAMPLE):
            household = await add_household(connection, VILLAGE, "12")
            start = time.process_time()  # SQLite works in this process; the clock counts others too
            await interview(connection, questionnaire, household.id, cadre, NOW.year, chance)
            taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)


def reporting(url: str) -> tuple[float, float]:
    """Seconds of processor to read a village's figures, and to write its report."""
    start = time.process_time()
    figures = asyncio.run(
        figures_of(
            Settings.model_validate({"database_url": url, "key": KEY}),
            load_directory(),
            VILLAGE,
            NOW.year,
            datetime.now(UTC),
        )
    )
    read = time.process_time() - start
    assert figures is not None
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        write_report(figures, Path(folder))
        written = time.process_time() - start
    print(f"report of {figures.counted} households")
    return read, written


async def village_of(url: str, households: int) -> None:
    """One village with so many finished interviews."""
    engine, questionnaire = await open_country(url)
    await settle(engine, questionnaire, VILLAGE, households)
    await engine.dispose()


async def rescoring(url: str, interviews: int) -> tuple[float, int, int]:
    """Milliseconds that working out an interview again takes, and the most megabytes until then and after."""
    engine, questionnaire = await open_country(url)
    await _with_facts(engine, questionnaire, interviews)
    async with engine.begin() as connection:
        await connection.execute(update(InterviewRow).values(scored_by=None))
    before = _megabytes()
    start, seen = time.perf_counter(), 0
    async for at in rescore(engine, Questionnaires(load_directory())):
        seen = at.seen
    taken = _ms(start) / seen
    await engine.dispose()
    return taken, before, _megabytes()


async def _with_facts(engine: AsyncEngine, questionnaire: Questionnaire, interviews: int) -> None:
    """Finished interviews with every turn that led there, of a few different households over and over."""
    samples = [turns for seed in range(SEEDS) if (turns := turns_of(questionnaire, seed, NOW)) is not None]
    chance = Random(2)
    found = []
    for turns in samples:
        record = Record(questionnaire.form, NOW).after([fact for facts in turns for fact in facts])
        found.append((turns, results_of(record, questionnaire.indices)))
    await settle(engine, questionnaire, VILLAGE, 0)
    for start in range(0, interviews, 200):
        async with engine.begin() as connection:
            cadre = await add_person(connection, "Bu Contoh", NOW)
            for number in range(start, min(start + 200, interviews)):
                turns, results = chance.choice(found)
                household = await add_household(connection, VILLAGE, f"{number % 11 + 1:02}")
                id_ = await finished(connection, questionnaire, household.id, cadre, NOW, results)
                for n, facts in enumerate(turns):
                    await keep_turn(
                        connection,
                        chat="bench:1",
                        message_id=f"{id_}:{n}",
                        interview_id=id_,
                        facts=[to_data(fact) for fact in facts],
                        said_at=NOW,
                    )


def _ms(start: float) -> float:
    return 1000 * (time.perf_counter() - start)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print all figures."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--households", type=int, nargs="+", default=[1000, 10_000])
    arguments.add_argument("--rescored", type=int, default=1000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken, before, after = asyncio.run(rescoring(f"sqlite+aiosqlite:///{folder}/rescoring.db", chosen.rescored))
        print(f"rescoring {chosen.rescored}: {taken:.1f} ms each; at most {before} MB before, {after} MB after it")
        village = f"sqlite+aiosqlite:///{folder}/village.db"
        asyncio.run(village_of(village, 1000))
        read, written = reporting(village)
        print(f"read in {read:.2f} s, written in {written:.2f} s of processor; at most {_megabytes()} MB by now")
        finishes = asyncio.run(finishing(f"sqlite+aiosqlite:///{folder}/country.db", chosen.households))
    for size, milliseconds in finishes.items():
        print(f"finishing a household beside {size}: {milliseconds:.1f} ms")
    sizes = list(finishes)
    print(f"the last beside the first: {finishes[sizes[-1]] / finishes[sizes[0]]:.2f} times")


if __name__ == "__main__":
    main()
