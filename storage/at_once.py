"""SQLite called where it stands: a call takes microseconds, and sending it to a thread and back costs ten times that.

`aiosqlite` hands every call to a thread of its own through the queue `_tx`, which SQLAlchemy's dialect uses as well;
here the queue does at once what it is given. A message takes 16 calls. What blocks meanwhile is a commit's fsync, and
another process's write lock, behind which every chat would have to wait anyway: there is one writer.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import aiosqlite

_Order = tuple[asyncio.Future[Any] | None, Callable[[], Any]]


class _AtOnce:
    """A queue whose one worker is whoever puts something in."""

    def put_nowait(self, order: _Order) -> None:
        future, function = order
        try:
            result = function()
        except BaseException as error:
            if future is None:
                raise
            future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


class Connection(aiosqlite.Connection):
    """An aiosqlite connection without a thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._tx: Any = _AtOnce()

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()


def connect(database: str, **options: Any) -> Connection:
    """A connection to that file, for SQLAlchemy's `async_creator_fn`."""
    return Connection(partial(sqlite3.connect, database, **options))
