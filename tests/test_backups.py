"""Copies of the database: whole while the bot writes, sealed, and gone in time."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.operation.backups import BackupError, back_up, backing_up
from bot.schedule.jobs import Occasion
from bot.settings import Settings
from storage.engine import connect, migrate
from storage.household_lists import households_of
from storage.households import add_household
from tests.keys import KEY, KEYS
from tests.storage.village import VILLAGE, settle

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Those of a village whose database has one household."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'desa.db'}"
    engine = connect(url, KEYS)
    await migrate(engine)
    async with engine.begin() as connection:
        await settle(connection)
    await engine.dispose()
    return Settings.model_validate({"database_url": url, "key": KEY})


async def test_d14_d25_a_copy_made_while_the_bot_writes_is_whole_sealed_and_opens_with_the_key_only(
    settings: Settings, tmp_path: Path
) -> None:
    engine = connect(settings.database_url, KEYS)

    async def writing() -> None:
        for n in range(20):
            async with engine.begin() as connection:
                await add_household(connection, VILLAGE, "004", label=f"Pak Zulkifli {n}")

    copy, _ = await asyncio.gather(back_up(settings, tmp_path / "salinan", NOW), writing())
    await engine.dispose()
    assert copy.name == "kawan-20261122-180000.db" and [*copy.parent.iterdir()] == [copy]
    assert copy.stat().st_mode & 0o077 == 0
    assert b"Misal" not in copy.read_bytes() and b"Zulkifli" not in copy.read_bytes()
    restored = connect(f"sqlite+aiosqlite:///{copy}", KEYS)
    async with restored.begin() as connection:
        labels = [each.household.label for each in await households_of(connection, VILLAGE)]
    await restored.dispose()
    assert labels[0] == "Pak Misal" and labels[1:] == [f"Pak Zulkifli {n}" for n in range(len(labels) - 1)]


async def test_d14_copies_expire_and_other_files_stay(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "salinan"
    (job,) = backing_up(settings.model_copy(update={"backups": folder}))
    engine = connect(settings.database_url, KEYS)
    for day in range(17):
        now = NOW + timedelta(days=day)
        assert await job.run(Occasion(engine, now, now)) == f"kawan-{now:%Y%m%d}-180000.db"
        (folder / "kunci.txt").touch()
    await engine.dispose()
    kept = sorted(file.name for file in folder.iterdir())
    assert kept == [*(f"kawan-{NOW + timedelta(days=day):%Y%m%d}-180000.db" for day in range(2, 17)), "kunci.txt"]


async def test_a_damaged_database_is_told_and_leaves_no_copy(settings: Settings, tmp_path: Path) -> None:
    database = tmp_path / "desa.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    content[8_192:16_384] = bytes(8_192)
    database.write_bytes(content)
    with pytest.raises(BackupError):
        await back_up(settings, tmp_path / "salinan", NOW)
    assert [*(tmp_path / "salinan").iterdir()] == []


async def test_where_there_is_no_database_or_no_file_the_operator_is_told(tmp_path: Path) -> None:
    nowhere = Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{tmp_path / 'keine.db'}"})
    with pytest.raises(BackupError, match="no SQLite database"):
        await back_up(nowhere, tmp_path, NOW)
    with pytest.raises(ValidationError, match="BOT_BACKUPS: copies are made of SQLite only"):
        Settings.model_validate({"database_url": "postgresql://a@b/c", "backups": tmp_path})
