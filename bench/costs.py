"""What a database is asked, and what answering costs: statements, and how long its own processes compute."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass
class Statements:
    """How many statements a database was given."""

    n: int = 0


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[Statements]:
    """Count the statements given within."""
    found = Statements()

    def count(*_: object) -> None:
        found.n += 1

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", count)


async def server_time(engine: AsyncEngine) -> float:
    """Milliseconds that the processes which serve us have computed so far; none where the database is a file."""
    if engine.dialect.name != "postgresql":
        return 0.0
    async with engine.begin() as connection:
        ours = text("SELECT pid FROM pg_stat_activity WHERE application_name = 'kawan'")
        processes = (await connection.scalars(ours)).all()
    return sum(map(_computed, processes))


def _computed(process: int) -> float:
    """Milliseconds that the process has computed, as Linux tells."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6
