"""What the weekly summaries cost: of 1,000 villages with 100 made-up households each, and of the areas above.

    python -m bench.summaries [--villages 1000] [--households 100]

Households, interviews and the villages' counters are laid out in bulk; what a summary reads is what the bot would have
kept. The second Monday is measured: it has a week to compare with.
"""

import asyncio
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.costs import counted
from bench.country import open_country
from bot.flows.services.directory import load_directory
from bot.flows.summary.week import main_index
from bot.language import language
from bot.letters.summarising import reply_of, week_now, weekly_summaries
from bot.letters.weeks import Sources
from bot.questionnaires import Questionnaire, Questionnaires
from storage.people import add_person
from tests.weeks import REGENCY, coordinator, finish_more, settle_regency, settle_village, village_codes

MONDAY = datetime(2026, 8, 16, 23, 30, tzinfo=UTC)  # 07.30 in Central Indonesia


async def settle(engine: AsyncEngine, questionnaire: Questionnaire, villages: int, households: int) -> list[str]:
    """Villages with their households, half of them finished, and a coordinator for each area of every level."""
    codes = village_codes(villages)
    async with engine.begin() as connection:
        regions = await settle_regency(connection, codes)
        cadre = await add_person(connection, "Kader Contoh", MONDAY)
        for number, region in enumerate(regions):
            await coordinator(connection, f"tg:{number + 1}", MONDAY, region.code)
    for start in range(0, villages, 50):
        async with engine.begin() as connection:
            for code in codes[start : start + 50]:
                half = households // 2
                unmet = lacking(questionnaire, half)
                await settle_village(
                    connection, questionnaire, code, cadre, MONDAY, households=households, finished=half, unmet=unmet
                )
    return codes


def lacking(questionnaire: Questionnaire, households: int) -> dict[str, int]:
    """How many of so many households lack each thing, about as often as elsewhere."""
    index = main_index(questionnaire.indices)
    public = index.public if index is not None else ()
    return {i.id: round(households * Random(i.id).choice((0.03, 0.1, 0.2, 0.3, 0.4))) for i in public}


async def a_week_passes(
    engine: AsyncEngine, questionnaire: Questionnaire, villages: list[str], households: int
) -> None:
    """Every village finishes another quarter of its households, which lack things as the others do."""
    unmet = lacking(questionnaire, households // 2 + households // 4)
    for start in range(0, len(villages), 50):
        async with engine.begin() as connection:
            for code in villages[start : start + 50]:
                then = MONDAY + timedelta(days=3)
                await finish_more(connection, questionnaire, code, then, households // 4, unmet)


async def measure(url: str, villages: int, households: int) -> None:
    """Print what two Mondays cost."""
    engine, questionnaire = await open_country(url)
    questionnaires, directory = Questionnaires(load_directory()), load_directory()
    codes = await settle(engine, questionnaire, villages, households)
    await weekly_summaries(engine, questionnaires, directory, MONDAY)
    await a_week_passes(engine, questionnaire, codes, households)
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
        week = await week_now(connection, sources, [region], MONDAY + timedelta(days=7), "id")
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
