"""Write the next revision, from what the models say and the revisions do not: `python -m storage.migrations "Why"`."""

import asyncio
import sys

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.engine import connect
from storage.migrations import config, upgrade


async def _write(message: str) -> None:
    engine = connect("sqlite+aiosqlite://")
    await upgrade(engine)

    def compare(connection: Connection) -> None:
        settings = config(connection)
        last = ScriptDirectory.from_config(settings).get_current_head() or "0000"
        command.revision(settings, message, autogenerate=True, rev_id=f"{int(last) + 1:04}")

    async with engine.begin() as connection:
        await connection.run_sync(compare)
    await engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('Say why: python -m storage.migrations "Keep reminders"')
    asyncio.run(_write(sys.argv[1]))
