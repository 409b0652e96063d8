"""A regency of which only what was said is kept: everything is worked out from it, stopped halfway and resumed.

    python -m bench.regency [--interviews 2000]

By hand `--interviews 100000`: about 1.5 GB of disk and some minutes. Each run of `rescore` is a process of its own; the
first is killed without warning when half is done. Then the regency's figures are read and its report is written.
"""

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from random import Random

import orjson
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.country import NOW, open_country
from bench.houses import BATCH, PER_VILLAGE, add_finished, add_houses
from bot.flows.forms.facts import to_data
from bot.flows.services.directory import load_directory
from bot.operation.rescoring import rescore
from bot.questionnaires import Questionnaire, Questionnaires
from bot.reports.gathering import gather
from bot.reports.writing import write_report
from storage.areas import NATION, tallies
from storage.engine import connect
from storage.models import InterviewRow, TurnRow
from storage.people import add_person
from storage.sealing import facts_place
from tests.finished import turns_of
from tests.keys import KEYS
from tests.weeks import REGENCY, settle_regency, village_codes

SEEDS = 120


async def settle(engine: AsyncEngine, questionnaire: Questionnaire, interviews: int) -> None:
    """So many finished interviews in villages of a regency, each with all its facts in one turn, nothing laid out."""
    told = [turns for seed in range(SEEDS) if (turns := turns_of(questionnaire, seed, NOW)) is not None]
    facts = [orjson.dumps([to_data(fact) for turn in turns for fact in turn]) for turns in told]
    async with engine.begin() as connection:
        await settle_regency(connection, village_codes(-(-interviews // PER_VILLAGE)))
        cadre = await add_person(connection, "Bu Contoh", NOW)
    chance = Random(3)
    for start in range(0, interviews, BATCH):
        async with engine.begin() as connection:
            keys = await add_houses(connection, range(start, min(start + BATCH, interviews)))
            ids = await add_finished(connection, questionnaire, cadre, [*keys])
            turns = [
                {
                    "chat": "bench:1",
                    "message_id": str(id_),
                    "interview_id": id_,
                    "said_at": NOW,
                    "facts": key.seal(chance.choice(facts), facts_place(id_, str(id_))),
                }
                for id_, key in zip(ids, keys.values(), strict=True)
            ]
            await connection.execute(insert(TurnRow), turns)


async def run(url: str) -> None:
    """Rescore, and print how far it has got: what the processes of this measurement do."""
    engine = connect(url, KEYS)
    async for at in rescore(engine, Questionnaires(load_directory())):
        print(at.seen, at.total, flush=True)
    await engine.dispose()


def rescored(url: str, until: int | None = None) -> tuple[int, float, float]:
    """How many interviews a process of its own worked out again, in how many seconds of its processor and by the
    clock; killed when `until` are done."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    seen = 0
    with subprocess.Popen(
        [sys.executable, "-m", "bench.regency", "--run", url], stdout=subprocess.PIPE, text=True
    ) as it:
        assert it.stdout is not None
        for line in it.stdout:
            seen = int(line.split()[0])
            if until is not None and seen >= until:
                it.kill()
                break
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seen, spent, time.perf_counter() - start


async def figures(url: str, interviews: int) -> None:
    """Print what reading the regency's figures and writing its report takes."""
    engine = connect(url, KEYS)
    async with engine.begin() as connection:
        questionnaire = await Questionnaires(load_directory()).newest(connection)
        index = questionnaire.indices[0]
        done = await connection.scalar(
            select(func.count()).select_from(InterviewRow).where(InterviewRow.scored_by == questionnaire.form.hash)
        )
        nation = await tallies(connection, NATION, NOW.year, index.id, index.version)
        counted = sum(tally.households for tally in nation.values())
        assert done == counted == interviews, (done, counted, interviews)
        start = time.process_time()
        found = await gather(connection, REGENCY, NOW.year, questionnaire, datetime.now(NOW.tzinfo))
        read = time.process_time() - start
    assert found is not None
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        write_report(found, Path(folder))
        written = time.process_time() - start
    print(
        f"the regency's figures are read in {read:.2f} s, its report of {found.counted} is written in {written:.2f} s"
    )
    print(f"at most {_megabytes(resource.RUSAGE_SELF)} MB, with what made the households")
    await engine.dispose()


async def _settle(url: str, interviews: int) -> None:
    engine, questionnaire = await open_country(url)
    await settle(engine, questionnaire, interviews)
    await engine.dispose()


def _megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def main() -> None:
    """Print all figures."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--interviews", type=int, default=2000)
    arguments.add_argument("--run", default="")
    chosen = arguments.parse_args()
    if chosen.run:
        asyncio.run(run(chosen.run))
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/regency.db"
        start = time.perf_counter()
        asyncio.run(_settle(url, chosen.interviews))
        print(f"{chosen.interviews} interviews made in {time.perf_counter() - start:.0f} s", flush=True)
        first, cpu, clock = rescored(url, chosen.interviews // 2)
        print(f"killed after {first}: {cpu:.1f} s of processor, {clock:.1f} s by the clock", flush=True)
        rest, cpu_after, clock_after = rescored(url)
        each = 1000 * (cpu + cpu_after) / chosen.interviews
        print(f"then {rest} more: {cpu_after:.1f} s of processor, {clock_after:.1f} s by the clock, {each:.1f} ms each")
        disk = Path(folder, "regency.db").stat().st_size >> 20
        print(f"at most {_megabytes(resource.RUSAGE_CHILDREN)} MB; {disk} MB on disk")
        asyncio.run(figures(url, chosen.interviews))


if __name__ == "__main__":
    main()
