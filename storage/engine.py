"""Reaching the database: SQLite in a file by default, PostgreSQL where several processes serve one bot."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from storage import at_once
from storage.deletions import DELETIONS
from storage.deletions import beside as list_beside
from storage.disk import DISK, disk_of
from storage.keyfile import keys_beside, private_keys_beside
from storage.keyring import Keyring, new_key
from storage.pool import Pool
from storage.private_keys import PRIVATE_RING
from storage.sealing import RING
from storage.transactions import PATIENCE_MS, PAUSES

MOST_CONNECTIONS = 8  # to PostgreSQL; measured: more gain nothing on two cores
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


class WrongDatabaseUrl(ValueError):  # noqa: N818 - reads as what it tells
    """The address of the database cannot be used; the sentence says why, and never shows a password."""


def connect(
    url: str, keys: Keyring | None = None, private_keys: Keyring | None = None, deletions: Sequence[Path] | None = None
) -> AsyncEngine:
    """An engine for the database at `url`; it connects when it is first used. Raises WrongDatabaseUrl.

    It seals and opens with these `keys`. Without them SQLite gets a key in a file beside it, made where there is none
    as soon as something is sealed; PostgreSQL has none, and whatever has to be sealed raises MissingKeyError. What
    families answer to private questions is sealed by the `private_keys`; without them, by those in another file beside
    SQLite's, which nobody makes by itself. Households that are deleted are listed in these `deletions`, or in a file
    beside SQLite's.

    `engine.begin()` is a transaction that may write: on SQLite it holds the one write lock from its first moment, so
    that what it read is still true when it writes. For one that only reads use `reading(engine).begin()`.
    """
    address = _address(url)
    to_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    if address.get_backend_name() == "sqlite":
        knows = {
            RING: keys or _key_beside(address),
            PRIVATE_RING: private_keys or _private_key_beside(address),
            DELETIONS: _list_beside(address) if deletions is None else deletions,
        }
        return _sqlite(address, json_serializer=to_json, execution_options=knows)
    return create_async_engine(
        address,
        json_serializer=to_json,
        execution_options={
            RING: keys or Keyring(),
            PRIVATE_RING: private_keys or Keyring(private=True),
            DELETIONS: deletions or (),
        },
        poolclass=Pool,
        pool_size=MOST_CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,  # a quiet bot keeps few connections awake
        connect_args={
            "server_settings": {
                "application_name": "kawan",
                "lock_timeout": str(PATIENCE_MS),
                # PostgreSQL's own 4 is that of disks with heads: for a village's 500 households it would read 100,000.
                "random_page_cost": "1.1",
                # A process that hangs must not keep a chat's lock for ever.
                "idle_in_transaction_session_timeout": str(6 * PATIENCE_MS),
            }
        },
    )


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same engine for transactions that only read: they take no write lock on SQLite; PostgreSQL refuses writes."""
    return engine.execution_options(kawan_reading=True, postgresql_readonly=True)


async def migrate(engine: AsyncEngine) -> None:
    """Bring an empty or older database to the newest tables; one process at a time, all or nothing.

    Raises MissingKeyError where it holds something that was sealed by a key that the engine was not given.
    """
    from storage.migrations import upgrade  # noqa: PLC0415 - Alembic costs a courier process time and memory
    from storage.rotation import check_keys  # noqa: PLC0415 - it needs `reading`

    await upgrade(engine)
    async with reading(engine).begin() as connection:
        await check_keys(connection)


def _address(url: str) -> URL:
    try:
        address = make_url(url.strip())
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise WrongDatabaseUrl(
            "The database address cannot be read. Write sqlite+aiosqlite:///var/kawan.db "
            "or postgresql://name:password@host/database."
        ) from None
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise WrongDatabaseUrl(
            f"The database address begins with {address.drivername!r}. Use sqlite+aiosqlite:/// and a file, "
            "or postgresql:// and a server."
        )
    address = address.set(drivername=driver)
    return _sqlite_address(address) if driver.startswith("sqlite") else _postgresql_address(address)


def _sqlite_address(address: URL) -> URL:
    if address.host:
        raise WrongDatabaseUrl(
            f"sqlite://{address.host}/… names a server, but SQLite is a file: write three slashes for a path from "
            "here (sqlite+aiosqlite:///var/kawan.db) or four for one from the root."
        )
    return address


def _postgresql_address(address: URL) -> URL:
    if not address.database:
        raise WrongDatabaseUrl(
            "The database address names no database: write postgresql://name:password@host/database."
        )
    mode = address.query.get("sslmode")  # what providers write; asyncpg calls it ssl
    if mode is not None:
        address = address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return address


def _key_beside(address: URL) -> Keyring:
    if _is_file(address):
        return keys_beside(Path(address.database or ""))
    return Keyring([new_key()])  # a database in memory needs its key no longer than it lives


def _private_key_beside(address: URL) -> Keyring:
    return private_keys_beside(Path(address.database or "")) if _is_file(address) else Keyring(private=True)


def _list_beside(address: URL) -> Sequence[Path]:
    return (list_beside(Path(address.database or "")),) if _is_file(address) else ()


def _is_file(address: URL) -> bool:
    return bool(address.database) and address.database != ":memory:" and not str(address.database).startswith("file:")


def _sqlite(address: URL, **options: Any) -> AsyncEngine:
    """An engine with one connection: there is one writer anyway, and asyncio queues fairly where SQLite only polls."""
    engine = create_async_engine(
        address,
        poolclass=Pool,
        pool_size=1,
        max_overflow=0,
        connect_args={"factory": _Connection, "async_creator_fn": at_once.connect},
        **options,
    )
    if _is_file(address):
        file = Path(address.database or "")
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine.sync_engine.update_execution_options(**{DISK: disk_of(file)})
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


class _Connection(sqlite3.Connection):
    """A connection that lets go of the write lock when it is closed, whoever still holds one of its cursors.

    When a task is cancelled its connection is closed, but its traceback holds a cursor; SQLite then keeps the
    connection, and its lock, until the garbage collector comes by, and every chat waits.
    """

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


def _prepare(connection: Any, _: object) -> None:
    """Set a new SQLite connection up.

    In WAL even synchronous=NORMAL keeps every commit when the process is killed, since the operating system has it.
    FULL also keeps it when the machine itself loses power, which in a village office it does: a cadre who was told
    that her answer is kept must find it. Her message's transaction waits for the disk together with others (`disk.py`).
    """
    connection.isolation_level = None  # sqlite3 must not begin on its own; _begin does
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 0",  # waiting is _begin's, which lets others go on meanwhile
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    if getattr(driver, "in_transaction", False):  # begun in transactions.py
        return
    options = connection.get_execution_options()
    if options.get("kawan_reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get(DISK) is not None:
        driver._conn.execute("PRAGMA synchronous = FULL")  # type: ignore[union-attr]
    for pause in PAUSES:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorname", "") != "SQLITE_BUSY":
                raise
        else:
            return
        await_only(asyncio.sleep(pause))
    connection.exec_driver_sql("BEGIN IMMEDIATE")
