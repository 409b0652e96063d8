"""The letterbox of a terminal: what the clock has for its person, whenever she looks. No process runs beside it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.messages import Outgoing
from bot.schedule.jobs import Job, Planner
from storage import claiming, settling


class Letterbox:
    """Plans what is due by the clock that is handed in, and takes out what lies there for one chat's channel."""

    def __init__(self, engine: AsyncEngine, jobs: Sequence[Job], chat: str, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._planner = Planner(engine, jobs, now)
        self._channel = chat.partition(":")[0]
        self._now = now

    async def letters(self) -> list[Outgoing]:
        """The bubbles of all letters that are due, the most important first; each comes once."""
        await self._planner.run_due()
        bubbles: list[Outgoing] = []
        async with self._engine.begin() as connection:
            while letter := await claiming.claim(connection, self._channel, "terminal", self._now()):
                await settling.arrived(connection, letter, self._now())
                bubbles += letter.bubbles
        return bubbles
