"""Several couriers, each a process of its own, bring letters; one of them is killed, and another follows.

`python -m tests.couriers SECONDS` is such a courier with a lease of that many seconds, that looks each second.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.handlers.rounds import serve_rounds
from bot.messages import Outgoing
from bot.schedule import clock
from bot.settings import read_settings
from storage import outbox
from storage.engine import connect, migrate
from storage.leases import holder_of
from storage.letters import Letter
from tests.keys import KEY, KEYS
from tests.processes import Forked
from tests.telegram_peer import BOT_ID, PATIENCE, TOKEN

LEASE = f"courier:{BOT_ID}"


class Telegram(Protocol):
    """A stand-in for Telegram, and what it saw."""

    def arrived(self) -> Counter[str]:
        """How often each text has arrived."""
        ...

    def called(self) -> list[float]:
        """When it was called, in seconds."""
        ...


@dataclass
class Outcome:
    """What became of the letters."""

    put: int
    arrived: int = 0
    twice: list[str] = field(default_factory=list)  # came more than once
    calls: int = 0
    most_in_a_second: int = 0
    seconds: float = 0
    fates: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0  # letters on their way at the kill, as the log tells
    log: str = ""


class CourierProcess:
    """`kawan courier`, or the same with a shorter lease."""

    def __init__(self, folder: Path, number: int, api: str, database_url: str, lease: float | None) -> None:
        self._log = folder / f"courier{number}.log"
        module, *arguments = ["bot", "courier"] if lease is None else ["tests.couriers", str(lease)]
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
            "BOT_TELEGRAM_TOKEN": TOKEN,
            "BOT_TELEGRAM_API": api,
            "BOT_DATABASE_URL": database_url,
            "BOT_KEY": KEY,
        }
        self.process = Forked(folder, self._log, environment, module, arguments)

    @property
    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text()

    @property
    def name(self) -> str | None:
        """What it calls itself, as its lease's holder."""
        return next((line.split()[-1] for line in self.log.splitlines() if "courier ready" in line), None)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)


async def bring(
    telegram: Telegram,
    api: str,
    folder: Path,
    database_url: str,
    *,
    letters: int,
    processes: int = 3,
    lease: float | None = None,
    disturb: Callable[[], object] = lambda: None,
    within: float = 600,
) -> Outcome:
    """Let the couriers bring so many letters; the one that works is killed after a third of them."""
    engine = connect(database_url, KEYS)
    await migrate(engine)
    await _put(engine, letters)
    began = time.monotonic()
    async with _running(folder, api, database_url, processes, lease) as couriers:
        async with asyncio.timeout(within):
            while len(telegram.arrived()) < letters // 3:  # noqa: ASYNC110 - they are other processes
                await asyncio.sleep(0.01)
            await _kill_the_working_one(engine, couriers)
            disturb()
            while await _open(engine):  # noqa: ASYNC110 - they are other processes
                await asyncio.sleep(0.1)
        log = "".join(courier.log for courier in couriers)
    async with engine.begin() as connection:
        rows = await connection.execute(text("SELECT status, count(*) FROM outbox GROUP BY status"))
        fates = Counter({row[0]: row[1] for row in rows})
    await engine.dispose()
    arrived, calls = telegram.arrived(), sorted(telegram.called())
    return Outcome(
        put=letters,
        arrived=len(arrived),
        twice=[words for words, n in arrived.items() if n > 1 for _ in range(n - 1)],
        calls=len(calls),
        most_in_a_second=_most_in_a_second(calls),
        seconds=time.monotonic() - began,
        fates=fates,
        in_flight=log.count("when its courier died"),
        log=log,
    )


async def _put(engine: AsyncEngine, letters: int) -> None:
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        for n in range(letters):
            bubble = Outgoing(f"tg:{5_000_000 + n}", f"Surat {n}")
            await outbox.put(connection, Letter(f"k{n}", "visit", (bubble,), now, now + timedelta(hours=5)))


async def _open(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        still = text("SELECT count(*) FROM outbox WHERE settled_at IS NULL")
        return int(await connection.scalar(still) or 0)


async def _kill_the_working_one(engine: AsyncEngine, couriers: list[CourierProcess]) -> None:
    async with engine.begin() as connection:
        holder = await holder_of(connection, LEASE)
    working = next(courier for courier in couriers if courier.name == holder)
    working.end(signal.SIGKILL)


@contextlib.asynccontextmanager
async def _running(
    folder: Path, api: str, database_url: str, processes: int, lease: float | None
) -> AsyncIterator[list[CourierProcess]]:
    couriers = [CourierProcess(folder, n, api, database_url, lease) for n in range(processes)]
    try:
        async with asyncio.timeout(PATIENCE):
            while not all(courier.name for courier in couriers):
                for courier in couriers:
                    assert courier.process.poll() is None, courier.log
                await asyncio.sleep(0.02)
        yield couriers
    finally:
        for courier in couriers:
            courier.end()


def _most_in_a_second(calls: list[float]) -> int:
    most = first = 0
    for last, at in enumerate(calls):
        while calls[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


if __name__ == "__main__":
    from bot.logs import start_logging

    start_logging("INFO")
    clock.LOOKS["deliver"] = CronTrigger(second="*", timezone=UTC)
    asyncio.run(serve_rounds(read_settings(None), (), lease=timedelta(seconds=float(sys.argv[1]))))
