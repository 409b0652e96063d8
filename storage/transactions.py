"""The transaction of one message, on the driver's own connection.

A message's way is short: who she is, what she did, two rows. For each statement SQLAlchemy needs 40 to 80 µs of the
processor and for the transaction around them 110, the drivers 1 to 30. So the transaction of a message is begun and
ended here, its usual statements (`statements.py`) go straight to the driver, and all others run in the same
transaction as on any connection.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, PoolProxiedConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import greenlet_spawn

from storage.disk import DISK, Disk

PATIENCE_MS = 10_000  # how long one writer waits for another before it gives up
PAUSES = (0.001, 0.002, 0.005, 0.01, *(0.02 for _ in range(PATIENCE_MS // 20)))  # seconds, for a writer that waits


class Driver(Protocol):
    """What a database's driver can do, the same for each."""

    async def begin(self, chat: str) -> None:
        """Begin a transaction in which the chat is nobody else's."""

    async def rows(self, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """What a statement gives."""

    async def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each of these values."""

    async def end(self, sql: str) -> None:
        """COMMIT or ROLLBACK."""

    async def settled(self) -> None:
        """Return when what was committed would outlive a power cut."""

    def is_gone(self) -> bool:
        """Whether the database has hung up."""


class Direct(AsyncConnection):
    """A connection in a transaction that was begun past SQLAlchemy."""

    driver: Driver

    async def rows(self, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """What a statement gives, as the driver gives it."""
        self.tell(sql, values)
        return await self.driver.rows(sql, values)

    async def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each of these values, in one go."""
        self.tell(sql, values)
        await self.driver.many(sql, values)

    def tell(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Let whoever listens to SQLAlchemy's statements hear of this one, too."""
        for heard in self.sync_engine.dispatch.before_cursor_execute:
            heard(self.sync_connection, None, sql, values, None, False)


@asynccontextmanager
async def of_chat(engine: AsyncEngine, chat: str) -> AsyncIterator[Direct]:
    """A transaction of a chat's message; her chat is hers alone until it ends. Raises OSError where the database has
    hung up.

    What the chat did before is seen in it. On SQLite the transaction holds the one write lock. PostgreSQL locks the
    chat in a statement of its own: one that had to wait for the lock would still see the rest as it was before it
    began to wait.
    """
    pooled = await greenlet_spawn(engine.sync_engine.raw_connection)
    connection = Direct(engine, Connection(engine.sync_engine, pooled))
    try:
        driver = connection.driver = _driver(connection, pooled)
        try:
            connection.tell("BEGIN")
            await driver.begin(chat)
            yield connection
            for heard in engine.sync_engine.dispatch.commit:
                heard(connection.sync_connection)
            await driver.end("COMMIT")
        except Exception as error:
            if not driver.is_gone():
                await driver.end("ROLLBACK")
                raise
            await connection.invalidate()
            await engine.dispose()  # the other connections hang on the same server
            raise ConnectionResetError("the database hung up") from error
        except BaseException:  # in the midst of a statement, perhaps
            await connection.invalidate()
            raise
    finally:
        await connection.close()
    await driver.settled()


def _driver(connection: Direct, pooled: PoolProxiedConnection) -> Driver:
    if connection.dialect.name == "sqlite":
        return _Sqlite(pooled, connection.sync_engine.get_execution_options().get(DISK))
    return _Postgresql(pooled)


class _Sqlite:
    """SQLite called where it stands; see `at_once.py`. What it commits waits for the disk afterwards, with others."""

    def __init__(self, pooled: PoolProxiedConnection, disk: Disk | None) -> None:
        self._connection: sqlite3.Connection = pooled.driver_connection._conn  # type: ignore[union-attr]
        self._disk = disk

    async def begin(self, _: str) -> None:
        if self._disk is not None:
            self._connection.execute("PRAGMA synchronous = NORMAL")
        for pause in PAUSES:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY":
                    raise
            else:
                return
            await asyncio.sleep(pause)
        self._connection.execute("BEGIN IMMEDIATE")

    async def rows(self, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        return self._connection.execute(sql, values).fetchall()

    async def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        self._connection.executemany(sql, values)

    async def end(self, sql: str) -> None:
        if self._connection.in_transaction:  # a full disk ends it by itself
            self._connection.execute(sql)

    async def settled(self) -> None:
        if self._disk is not None:
            await self._disk.settled()

    def is_gone(self) -> bool:
        return False


class _Postgresql:
    """PostgreSQL by asyncpg, which prepares each statement once."""

    def __init__(self, pooled: PoolProxiedConnection) -> None:
        self._adapted: Any = pooled.dbapi_connection
        self._connection: Any = pooled.driver_connection

    async def begin(self, chat: str) -> None:
        """Two statements, one way there and back."""
        self._adapted.autocommit = True  # SQLAlchemy is not to begin one of its own
        quoted = chat.replace("'", "''")  # the protocol that takes several statements takes no values
        await self._connection.execute(f"BEGIN; SELECT FROM chats WHERE address = '{quoted}' FOR UPDATE")

    async def rows(self, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = await self._connection.fetch(sql, *values)
        return rows

    async def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        await self._connection.executemany(sql, values)

    async def end(self, sql: str) -> None:
        await self._connection.execute(sql)
        self._adapted.autocommit = False

    async def settled(self) -> None:
        """It has waited for its disk in the commit."""

    def is_gone(self) -> bool:
        gone: bool = self._connection.is_closed()
        return gone
