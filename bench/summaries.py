"""What the weekly summaries cost: of 1,000 villages with 100 made-up households each, and of the areas above.

    python -m bench.summaries [--villages 1000] [--households 100]

Households, interviews and the villages' counters are laid out in bulk; what a summary reads is what the bot would have
kept. The second Monday is measured: it has a week to compare with.
"""

import asyncio
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.country import open_country
from bot.flows.services.directory import load_directory
from bot.flows.summary.week import main_index
from bot.language import language
from bot.questionnaires import Questionnaire, Questionnaires
from bot.summarising import reply_of, week_now, weekly_summaries
from bot.weeks import Sources
from scoring.index import Index
from storage.chats import register_chat
from storage.models import (
    HouseholdRow,
    IndicatorTallyRow,
    InterviewRow,
)
from storage.people import add_person, give_role
from storage.regions import Region, put_regions

MONDAY = datetime(2026, 8, 16, 23, 30, tzinfo=UTC)  # 07.30 in Central Indonesia
REGENCY, PER_DISTRICT, RTS = "99.01", 20, 10


@dataclass
class Statements:
    """How many statements a database was given."""

    n: int = 0


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[Statements]:
    """Count the statements given within."""
    found = Statements()

    def count(*_: object) -> None:
        found.n += 1

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", count)


async def settle(engine: AsyncEngine, questionnaire: Questionnaire, villages: int, households: int) -> list[str]:
    """Villages with their households, all interviewed half way, and a coordinator for each area of every level."""
    codes = [f"{REGENCY}.{n // PER_DISTRICT + 1:02}.{2001 + n % PER_DISTRICT}" for n in range(villages)]
    districts = sorted({code.rpartition(".")[0] for code in codes})
    regions = [Region("99", "Provinsi Contoh", "provinsi", "Asia/Makassar", None)]
    regions.append(Region(REGENCY, "Kabupaten Contoh", "kabupaten", "Asia/Makassar", None))
    regions += [Region(code, f"Kecamatan {code[-2:]}", "kecamatan", "Asia/Makassar", None) for code in districts]
    regions += [Region(code, f"Desa {code[6:]}", "desa", "Asia/Makassar", None) for code in codes]
    async with engine.begin() as connection:
        await put_regions(connection, regions)
        cadre = await add_person(connection, "Kader Contoh", MONDAY)
        for number, region in enumerate(regions):
            person = await add_person(connection, "Koordinator Contoh", MONDAY)
            await register_chat(connection, f"tg:{number + 1}", person)
            await give_role(connection, person, "coordinator", region.code, MONDAY - timedelta(days=90))
    for start in range(0, villages, 50):
        async with engine.begin() as connection:
            for code in codes[start : start + 50]:
                await _village(connection, questionnaire, code, cadre, households)
    return codes


async def _village(
    connection: AsyncConnection, questionnaire: Questionnaire, code: str, cadre: int, households: int
) -> None:
    rows = [
        {"code": f"{code}-{n}", "region_code": code, "rt": f"{n % RTS + 1:02}", "number": n // RTS + 1}
        for n in range(households)
    ]
    await connection.execute(insert(HouseholdRow), rows)
    ids = await connection.scalars(select(HouseholdRow.id).where(HouseholdRow.region_code == code))
    done = [
        {
            "household_id": id_,
            "form_hash": questionnaire.form.hash,
            "cadre_id": cadre,
            "status": "finished" if number < households // 2 else "open",
            "revision": 1,
            "asked_at": MONDAY,
            "started_at": MONDAY,
            "finished_at": MONDAY if number < households // 2 else None,
            "year": MONDAY.year if number < households // 2 else None,
        }
        for number, id_ in enumerate(ids)
    ]
    await connection.execute(insert(InterviewRow), done)
    index = main_index(questionnaire.indices)
    if index is not None:
        await connection.execute(insert(IndicatorTallyRow), _tallies(index, code, households // 2))


def _tallies(index: Index, code: str, households: int) -> list[dict[str, object]]:
    """The counters of a village whose households lack each thing about as often as elsewhere."""
    chance, found = Random(code), []
    for indicator in index.public:
        often = Random(indicator.id).choice((0.03, 0.1, 0.2, 0.3, 0.4))
        unmet = sum(chance.random() < often for _ in range(households))
        numbers = {"met": households - unmet, "unmet": unmet, "na": 0, "missing": 0}
        key = {"region_code": code, "year": MONDAY.year, "index_id": index.id, "index_version": index.version}
        found.append({**key, "indicator": indicator.id, "head": "", **numbers})
    return found


async def a_week_passes(engine: AsyncEngine) -> None:
    """Every village finishes more households, which lack things as the others do."""
    tallies = IndicatorTallyRow
    async with engine.begin() as connection:
        await connection.execute(
            update(InterviewRow)
            .where(InterviewRow.status == "open", InterviewRow.household_id % 2 == 0)
            .values(status="finished", finished_at=MONDAY + timedelta(days=3), year=MONDAY.year)
        )
        await connection.execute(
            update(tallies).values(met=tallies.met + tallies.met // 2, unmet=tallies.unmet + tallies.unmet // 2)
        )


async def measure(url: str, villages: int, households: int) -> None:
    """Print what two Mondays cost."""
    engine, questionnaire = await open_country(url)
    questionnaires, directory = Questionnaires(load_directory()), load_directory()
    codes = await settle(engine, questionnaire, villages, households)
    await weekly_summaries(engine, questionnaires, directory, MONDAY)
    await a_week_passes(engine)
    with counted(engine) as statements:
        cpu, wall = time.process_time(), time.perf_counter()
        made = await weekly_summaries(engine, questionnaires, directory, MONDAY + timedelta(days=7))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    for region in (codes[0], codes[0].rpartition(".")[0], REGENCY):
        await _print_one(engine, Sources(questionnaire, directory), region)
    print(f"{made} summaries of {villages} villages with {villages * households} households, and of the areas above")
    print(
        f"{cpu:.1f} s of processor, {wall:.1f} s by the clock: "
        f"{made / cpu:.0f} a second, {1000 * cpu / made:.1f} ms each"
    )
    print(f"{statements.n / made:.1f} statements a summary")
    with counted(engine) as statements:
        start = time.process_time()
        again = await weekly_summaries(engine, questionnaires, directory, MONDAY + timedelta(days=7, minutes=5))
        print(f"once more: {again} summaries, {statements.n} statements, {1000 * (time.process_time() - start):.0f} ms")
    await engine.dispose()


async def _print_one(engine: AsyncEngine, sources: Sources, region: str) -> None:
    async with engine.begin() as connection:
        week = await week_now(connection, sources, [region], MONDAY + timedelta(days=7))
    reply = reply_of(week, "id")
    text = "\n".join(language().say(line) for line in reply.lines)
    picture = len(reply.attachment.content) if reply.attachment is not None else 0
    print(f"{region}: {len(text)} characters, a picture of {picture / 1000:.0f} kB")


def main() -> None:
    """Print all figures."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--villages", type=int, default=1000)
    arguments.add_argument("--households", type=int, default=100)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(f"sqlite+aiosqlite:///{folder}/summaries.db", chosen.villages, chosen.households))


if __name__ == "__main__":
    main()
