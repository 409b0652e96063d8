"""What ails the bot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Outgoing
from bot.operation.doctor import examine
from bot.schedule.timetable import JOBS
from bot.settings import Settings
from storage import outbox, runs
from storage.engine import connect, migrate
from storage.letters import Letter
from tests.keys import KEY, KEYS
from tests.telegram_peer import TOKEN, USERNAME, Fault, Peer


async def findings(folder: Path, **more: Any) -> dict[str, tuple[bool, str]]:
    url = f"sqlite+aiosqlite:///{folder / 'kawan.db'}"
    settings = Settings.model_validate({"database_url": url, **more})
    return {finding.about: (finding.well, finding.told) async for finding in examine(settings)}


async def test_without_a_token_nothing_is_missing(tmp_path: Path) -> None:
    found = await findings(tmp_path)
    assert found["database"] == (True, "sqlite answers")
    assert found["Telegram"][0]


async def test_a_bot_that_telegram_knows_is_well(tmp_path: Path) -> None:
    async with Peer().served() as api:
        found = await findings(tmp_path, telegram_token=TOKEN, telegram_api=api)
    assert found["Telegram"] == (True, f"answers as @{USERNAME}")
    assert found["messages"] == (True, "0 wait for the bot")


async def test_a_refused_token_and_a_lost_database_are_told(tmp_path: Path) -> None:
    peer = Peer()
    peer.faults.append(Fault("getMe", 401, "Unauthorized"))
    nowhere = "postgresql://kawan:rahasia@127.0.0.1:1/kawan"
    async with peer.served() as api:
        found = await findings(tmp_path, telegram_token=TOKEN, telegram_api=api, database_url=nowhere, key=KEY)
    assert not found["database"][0]
    assert "rahasia" not in found["database"][1]
    assert "BOT_TELEGRAM_TOKEN" in found["Telegram"][1]


async def test_a_webhook_that_telegram_does_not_call_is_told(tmp_path: Path) -> None:
    async with Peer().served() as api:
        found = await findings(
            tmp_path,
            telegram_token=TOKEN,
            telegram_api=api,
            webhook_url="https://kawan.example.id/telegram",
            webhook_secret="a-secret-of-32-characters-000000",
        )
    assert found["webhook"] == (False, "calls nobody, not https://kawan.example.id/telegram; `kawan run` sets it")


async def clock_of(folder: Path, ran: timedelta | None, *, missed: str = "", late: timedelta | None = None) -> None:
    """A database in which the jobs ran so long ago, but for one, and a letter waits for so long."""
    engine, now = connect(f"sqlite+aiosqlite:///{folder / 'kawan.db'}", KEYS), datetime.now(UTC)
    await migrate(engine)
    async with engine.begin() as connection:
        for job in JOBS if ran is not None else ():
            due, then = job.rule.due(now), now - (ran or timedelta())
            if due is not None and job.name != missed:
                await runs.begin(connection, job.name, due, then)
                await runs.end(connection, job.name, due, then, done=True, told="")
        if late is not None:
            bubble = Outgoing("tg:7", "Halo")
            await outbox.put(connection, Letter("k", "round", (bubble,), now - late, now + late, None))
    await engine.dispose()


@pytest.mark.parametrize(
    ("ran", "late", "ails", "told"),
    [
        (None, None, set(), "`kawan run` starts it"),
        (timedelta(minutes=20), timedelta(minutes=2), set(), "works; its newest job began 20 min ago"),
        (timedelta(hours=3), None, {"courier"}, "started no job for 3 h: is `kawan run` running"),
        (timedelta(minutes=20), timedelta(hours=2), {"letters"}, "works"),
    ],
    ids=["before the first start", "well", "stopped", "letters wait"],
)
async def test_a_courier_that_does_not_work_and_letters_that_are_late_are_told(
    tmp_path: Path, ran: timedelta | None, late: timedelta | None, ails: set[str], told: str
) -> None:
    await clock_of(tmp_path, ran, late=late)
    async with Peer().served() as api:
        found = await findings(tmp_path, telegram_token=TOKEN, telegram_api=api, key=KEY)
    assert {about for about, (well, _) in found.items() if not well} - {"jobs"} == ails
    assert told in found["courier"][1]
    if late is not None and "letters" in ails:
        assert found["letters"][1].startswith("late, the oldest by 2 h (round: 1)")


async def test_a_job_that_was_missed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.schedule.lateness.IN_TIME", timedelta(0))
    await clock_of(tmp_path, timedelta(minutes=1), missed="summaries")
    async with Peer().served() as api:
        found = await findings(tmp_path, telegram_token=TOKEN, telegram_api=api, key=KEY)
    assert not found["jobs"][0]
    assert "summaries of " in found["jobs"][1]
    assert "has not run" in found["jobs"][1]
    assert "deadlines" not in found["jobs"][1]
