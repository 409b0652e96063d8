"""What all tests share: clean databases, SQLite and PostgreSQL.

`database_url` and `engine` run a test on both; `sqlite_url` and `postgresql_url` on one. BOT_TEST_DATABASE_URL names a
PostgreSQL server to use in place of the embedded one, or says `sqlite` to leave PostgreSQL out.
"""

import gc
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import connect, migrate
from storage.models import Base
from tests.keys import KEYS
from tests.postgresql import embedded_server

# A slow machine fails no test: nothing here is timed.
settings.register_profile("kawan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kawan")

# What is read by now stays; searching it for garbage, as often as Python does, takes a tenth of the tests' time.
gc.set_threshold(50_000, 20, 100)

# Each commit of SQLite waits for the disk. Where memory holds files, the tests' files are there, and it waits for none.
_MEMORY = Path("/dev/shm")  # noqa: S108
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

_SERVER = os.environ.get("BOT_TEST_DATABASE_URL", "")
_DATABASES = ["sqlite"] if _SERVER.startswith("sqlite") else ["sqlite", "postgresql"]

_TABLES = [table.name for table in Base.metadata.sorted_tables]
_EMPTY = f"""
DO $$ DECLARE name text; BEGIN
    LOCK TABLE {", ".join(_TABLES)};
    FOREACH name IN ARRAY ARRAY{_TABLES[::-1]} LOOP
        IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name::regclass AND NOT tgisinternal) THEN
            EXECUTE 'TRUNCATE ' || name;  -- its rows can be deleted in no other way
        ELSE
            EXECUTE 'DELETE FROM ' || name;  -- TRUNCATE makes new files, which takes fifty times as long
        END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$
"""  # noqa: S608


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-chats", action="store_true", help="write the bot's lines of tests/conversations anew")


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server; it is started when a test first asks."""
    if _SERVER.startswith("sqlite"):
        pytest.skip("BOT_TEST_DATABASE_URL leaves PostgreSQL out")
    elif _SERVER:
        yield _SERVER
    else:
        with embedded_server() as url:
            yield url


@pytest.fixture(scope="session")
async def new_postgresql_url(postgresql_server: str) -> AsyncIterator[str]:
    """The URL of an empty PostgreSQL database of this test process alone, without any table."""
    name = f"kawan_test_{secrets.token_hex(4)}"
    server = connect(postgresql_server).execution_options(isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    async with server.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await server.dispose()


@pytest.fixture(scope="session")
async def _migrated_postgresql(new_postgresql_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(new_postgresql_url, KEYS)
    await migrate(engine)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    engine = connect(f"sqlite+aiosqlite:///{file}", KEYS)
    await migrate(engine)
    await engine.dispose()
    return file


@pytest.fixture
def sqlite_url(_migrated_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a SQLite file with all tables and no rows."""
    return f"sqlite+aiosqlite:///{shutil.copy(_migrated_sqlite, tmp_path / 'kawan.db')}"


@pytest.fixture
async def postgresql_url(_migrated_postgresql: AsyncEngine, new_postgresql_url: str) -> str:
    """The URL of a PostgreSQL database with all tables and no rows."""
    await _migrated_postgresql.dispose()  # a test may have thrown out every connection, this one among them
    async with _migrated_postgresql.begin() as connection:
        await connection.execute(text(_EMPTY))
    return new_postgresql_url


@pytest.fixture(params=_DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with all tables and no rows: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine for `database_url`."""
    opened = connect(database_url, KEYS)
    yield opened
    await opened.dispose()
