"""A job and the courier's outbox together, when the server was away: one letter comes, not one for each day."""

import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.messages import Outgoing
from bot.schedule.jobs import Daily, Job, Occasion, Planner
from storage import claiming, outbox, settling
from storage.letters import Letter, unasked_key
from tests.jobs.test_jobs import Watch

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
EIGHT = datetime(2026, 11, 23, 1, tzinfo=UTC)  # by the clock of Jakarta


async def remind(occasion: Occasion) -> str:
    """A reminder as a planner puts it: of use until the evening, in place of an older one that still waits."""
    async with occasion.engine.begin() as connection:
        letter = Letter(
            unasked_key(1, occasion.due_at.date()),
            "visit",
            (Outgoing("tg:7", f"Menunggu sejak {occasion.due_at:%d}"),),
            occasion.due_at,
            occasion.due_at + 12 * HOUR,
            supersedes=True,
        )
        return str(await outbox.put(connection, letter))


async def brought(engine: AsyncEngine, now: datetime) -> list[str]:
    found = []
    async with engine.begin() as connection:
        while (letter := await claiming.claim(connection, "tg", "a", now)) is not None:
            found.append(letter.bubbles[0].text)
            await settling.sent(connection, letter.id, now)
    return found


@pytest.mark.parametrize(
    ("away", "comes"),
    [
        (2 * HOUR, ["Menunggu sejak 23"]),
        (DAY, ["Menunggu sejak 24"]),
        (7 * DAY, ["Menunggu sejak 30"]),
        (13 * HOUR, []),
    ],
    ids=["two hours", "a day", "a week", "until the evening: nothing at night"],
)
async def test_one_letter_comes_after_the_server_was_away(
    engine: AsyncEngine, away: timedelta, comes: list[str]
) -> None:
    watch = Watch(EIGHT)
    planner = Planner(engine, [Job("remind", Daily(time(8), "Asia/Jakarta"), remind)], watch)
    await planner.run_due()  # and before the courier looks, the server goes off
    watch.now += away + HOUR / 2
    again = Planner(engine, [Job("remind", Daily(time(8), "Asia/Jakarta"), remind)], watch)
    assert await again.run_due() <= 1
    assert await brought(engine, watch.now) == comes


async def test_when_only_the_courier_was_away_the_newest_letter_comes(engine: AsyncEngine) -> None:
    watch = Watch(EIGHT)
    planner = Planner(engine, [Job("remind", Daily(time(8), "Asia/Jakarta"), remind)], watch)
    for _ in range(7):
        await planner.run_due()
        watch.now += DAY
    watch.now -= DAY - HOUR
    assert await brought(engine, watch.now) == ["Menunggu sejak 29"]


def test_without_a_token_there_is_nowhere_to_bring_anything(tmp_path: Path) -> None:
    kawan = Path(sys.executable).with_name("kawan")
    refused = subprocess.run(
        [kawan, "courier"], check=False, cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True
    )
    assert refused.returncode == 2
    assert refused.stderr.startswith("BOT_TELEGRAM_TOKEN: the courier needs it")
