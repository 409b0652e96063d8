"""Commits of an SQLite file brought to the disk, those of all who wait at once.

SQLite can wait for the disk in each commit (`synchronous = FULL`). On a laptop that takes milliseconds, in which nobody
else is heard. With NORMAL it writes a commit without waiting, in order; whoever must be sure waits here, while others
go on, and one wait serves all who committed before it began.
"""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

DISK = "kawan_disk"  # the execution option by which an engine's transactions know their disk

_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)  # not every system has the cheaper one


class Disk:
    """What brings everything that was written to the disk, where a power cut leaves it."""

    def __init__(self, bring: Callable[[], None]) -> None:
        self._bring = bring
        self._under_way: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def settled(self) -> None:
        """Return as soon as all that was committed until now is on the disk. Raises OSError."""
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._settle(self._under_way))
        await asyncio.shield(self._next)

    async def _settle(self, before: asyncio.Task[None] | None) -> None:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._under_way, self._next = self._next, None  # what is committed from here on is the next one's
        await asyncio.get_running_loop().run_in_executor(None, self._bring)


def disk_of(file: Path) -> Disk:
    """The disk under that SQLite file."""
    return Disk(partial(_bring, f"{file}-wal"))


def _bring(log: str) -> None:
    """Commits stand in the log beside the file until SQLite itself has brought them into the file, and there to the
    disk."""
    try:
        opened = os.open(log, os.O_RDWR)
    except FileNotFoundError:  # the last connection was closed, and has brought all over
        return
    try:
        _sync(opened)
    finally:
        os.close(opened)
