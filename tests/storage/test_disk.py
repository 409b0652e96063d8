"""Who was told that her answer is kept finds it, even after a power cut: the disk has it before she hears so."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.boundary import is_away
from storage.disk import DISK, Disk, disk_of
from storage.engine import connect
from storage.transactions import of_chat
from storage.turns import keep_turn
from tests.keys import KEYS
from tests.storage.village import CHAT, NOW

FULL = 2  # of SQLite's PRAGMA synchronous


class SlowDisk:
    """A disk that takes as long as the test wants, and says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_end = threading.Semaphore(0)
        self._began = threading.Semaphore(0)

    def __call__(self) -> None:
        self.asked += 1
        self._began.release()
        assert self.may_end.acquire(timeout=10)

    async def begins(self) -> None:
        """Return when it has been asked once more."""
        assert await asyncio.to_thread(self._began.acquire, timeout=10)


async def keep(engine: AsyncEngine, message: str) -> None:
    async with of_chat(engine, CHAT) as connection:
        await keep_turn(connection, chat=CHAT, message_id=message, interview_id=None, facts=[], said_at=NOW)


async def test_a_message_is_kept_for_whoever_reads_but_told_only_when_the_disk_has_it(sqlite_url: str) -> None:
    disk = SlowDisk()
    engine = connect(sqlite_url, KEYS).execution_options(**{DISK: Disk(disk)})
    message = asyncio.create_task(keep(engine, "u1"))
    await disk.begins()
    async with engine.begin() as connection:  # others go on meanwhile
        assert await connection.scalar(text("SELECT count(*) FROM turns")) == 1
    assert not message.done()
    disk.may_end.release()
    await message
    await engine.dispose()


async def test_all_who_commit_while_the_disk_is_busy_wait_for_one_more_turn_of_it(sqlite_url: str) -> None:
    disk = SlowDisk()
    engine = connect(sqlite_url, KEYS).execution_options(**{DISK: Disk(disk)})
    first = asyncio.create_task(keep(engine, "u0"))
    await disk.begins()
    others = [asyncio.create_task(keep(engine, f"u{number}")) for number in range(1, 6)]
    await asyncio.sleep(0.02)
    disk.may_end.release()
    await first
    await disk.begins()
    assert not any(other.done() for other in others)  # the first turn began before they committed
    disk.may_end.release()
    await asyncio.gather(*others)
    assert disk.asked == 2
    await engine.dispose()


async def test_a_message_that_failed_asks_nothing_of_the_disk(sqlite_url: str) -> None:
    disk = SlowDisk()
    engine = connect(sqlite_url, KEYS).execution_options(**{DISK: Disk(disk)})
    with pytest.raises(ZeroDivisionError):
        async with of_chat(engine, CHAT):
            raise ZeroDivisionError
    assert disk.asked == 0
    await engine.dispose()


async def test_one_who_is_cancelled_leaves_the_others_waiting_well(sqlite_url: str) -> None:
    disk = SlowDisk()
    engine = connect(sqlite_url, KEYS).execution_options(**{DISK: Disk(disk)})
    gone, stays = (asyncio.create_task(keep(engine, name)) for name in ("u1", "u2"))
    await disk.begins()
    gone.cancel()
    disk.may_end.release(2)
    await stays
    assert gone.cancelled()
    await engine.dispose()


async def test_a_disk_that_fails_is_told_as_a_database_that_is_away(sqlite_url: str) -> None:
    def broken() -> None:
        raise OSError(5, "Input/output error")

    engine = connect(sqlite_url, KEYS).execution_options(**{DISK: Disk(broken)})
    with pytest.raises(OSError, match="Input/output error") as failure:
        await keep(engine, "u1")
    assert is_away(failure.value)
    await engine.dispose()


async def test_what_is_no_message_waits_for_the_disk_in_its_commit(sqlite_url: str) -> None:
    engine = connect(sqlite_url, KEYS)
    await keep(engine, "u1")
    async with engine.begin() as connection:
        assert await connection.scalar(text("PRAGMA synchronous")) == FULL
    await engine.dispose()


def test_a_log_that_is_gone_was_brought_over(tmp_path: Path) -> None:
    asyncio.run(disk_of(tmp_path / "kawan.db").settled())
