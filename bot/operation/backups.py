"""Copies of an embedded database, made while the bot works, and destroyed in time.

A copy holds what the database holds: names and answers sealed. The key is not among it. What a family has deleted is
still in the copies made before, so these are kept for days only (the behaviour D-14).
"""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import make_url

from bot.schedule.jobs import Daily, Job, Occasion
from bot.settings import Settings

_NAME = "kawan-%Y%m%d-%H%M%S.db"
_OURS = re.compile(r"kawan-\d{8}-\d{6}\.db")


class BackupError(Exception):
    """No whole copy could be made; the sentence says why."""


async def back_up(settings: Settings, folder: Path, now: datetime) -> Path:
    """A new copy of the database in the folder, checked; older copies there that have had their time are destroyed.

    Raises BackupError.
    """
    database = make_url(settings.database_url).database if settings.database_url.startswith("sqlite") else None
    copy = folder / now.astimezone(UTC).strftime(_NAME)
    try:
        await asyncio.to_thread(_copy, Path(database or ""), copy)
        _expire(folder, now - timedelta(days=settings.keep_backups_days))
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{copy}: {error}") from error
    return copy


def backing_up(settings: Settings) -> tuple[Job, ...]:
    """The job that makes a copy every night, where the operator has named a folder."""
    folder = settings.backups
    if folder is None:
        return ()

    async def run(occasion: Occasion) -> str:
        return (await back_up(settings, folder, occasion.now)).name

    return (Job("backup", Daily(time(18, 0)), run),)  # at night, before the retention


def _copy(database: Path, copy: Path) -> None:
    """Copy it in one go: a reader of SQLite's log holds up no writer. A copy that is not whole gets no name."""
    if not database.is_file():
        raise BackupError("there is no SQLite database yet; PostgreSQL has its own tools, such as pg_dump")
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = copy.with_suffix(".part")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(half)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
            found = target.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"{database} is damaged: {found}")
        half.replace(copy)
    finally:
        half.unlink(missing_ok=True)


def _expire(folder: Path, before: datetime) -> None:
    """Destroy the copies that were made before; a file that has not our name is not ours."""
    for file in folder.iterdir():
        if _OURS.fullmatch(file.name) and datetime.strptime(file.name, _NAME).replace(tzinfo=UTC) < before:
            file.unlink()
