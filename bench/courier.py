"""A thousand letters by three couriers of which one is killed, and what a minute costs in which nothing is due.

    BENCH_PEERS=FOLDER python -m bench.courier [--letters 1000] [--only SQLite] [--idle]

The folder holds the load program `tgload.py`, which stands in for Telegram: it answers 429, 500 and 502, drops
connections and takes its time. Without it only the idle minute is measured, in processor time of this process.
"""

import argparse
import asyncio
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.costs import server_time
from bot.handlers.courier import Courier
from bot.handlers.post import Post
from bot.schedule.jobs import Planner
from bot.schedule.timetable import JOBS
from bot.settings import Settings
from storage.engine import connect, migrate
from storage.models import OutboxRow
from tests.couriers import Outcome, bring
from tests.keys import KEYS
from tests.postgresql import embedded_server
from tests.telegram_peer import TOKEN

FAULTS = [("429", 0.03, 1.0), ("500", 0.02, None), ("502", 0.01, None), ("drop", 0.02, None), ("slow", 0.05, 400.0)]
FIRST = 5_000_000
SCHEDULED = (1_000, 10_000, 100_000)
LOOKS_A_MINUTE = 6  # of the courier; the planner looks once
MINUTES = 40


def stand_in(peers: Path, letters: int) -> tuple[Any, Any, Counter[str], list[float]]:
    """The load program and its world, what arrived in it, and when it was called."""
    spec = importlib.util.spec_from_file_location("tgload", peers / "tgload.py")
    assert spec is not None
    assert spec.loader is not None
    tgload = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tgload)
    given = argparse.Namespace(
        users=letters, first_uid=FIRST, token=TOKEN, bot_username="kawan_uji_bot", first_update_id=0, secret="",
        nav=tgload.NAV, done=tgload.DONE, answers=None, fault=FAULTS, log=None, schema=None, schema_sample=0,
        limit_global=30, limit_chat=0, nonce=False,
    )  # fmt: skip
    arrived: Counter[str] = Counter()
    called: list[float] = []

    class World(tgload.World):  # type: ignore[misc, name-defined]
        """Notes each call, and each message that went through."""

        def call(self, *about: Any) -> Any:
            called.append(time.monotonic())
            return super().call(*about)

        def act(self, method: str, p: dict[str, Any], files: Any) -> Any:
            status, body = super().act(method, p, files)
            if method == "sendMessage" and status == 200:
                arrived[p["text"]] += 1
            return status, body

    return tgload, World(given), arrived, called


class Seen:
    """What `tests.couriers` wants to know of Telegram."""

    def __init__(self, arrived: Counter[str], called: list[float]) -> None:
        self._arrived, self._called = arrived, called

    def arrived(self) -> Counter[str]:
        return self._arrived

    def called(self) -> list[float]:
        return self._called


async def thousand(peers: Path, folder: Path, url: str, letters: int) -> tuple[Outcome, Any]:
    """What became of the letters, and the stand-in's own counts."""
    tgload, world, arrived, called = stand_in(peers, letters)
    server = await asyncio.get_running_loop().create_server(lambda: tgload.Api(world), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = await bring(Seen(arrived, called), f"http://127.0.0.1:{port}", folder, url, letters=letters, within=900)
    server.close()
    return found, world


def tell(kind: str, found: Outcome, world: Any) -> None:
    """Print the figures, and what is in the log."""
    print(f"{kind}: {found.put} letters, 3 couriers, 1 killed: {found.seconds:.0f} s, {found.calls} calls")
    print(f"  arrived {found.arrived}, repeated {len(found.twice)}, on their way at the kill {found.in_flight}")
    print(f"  most calls in any second {found.most_in_a_second}; faults {json.dumps(dict(world.faults))}")
    print(f"  in the outbox: {json.dumps(dict(found.fates))}; errors in the log: {found.log.count(' ERROR ')}")


async def idle(url: str) -> list[tuple[int, float, float]]:
    """Milliseconds of processor time, ours and the server's, of a minute in which nothing is due, by how much waits."""
    engine = connect(url, KEYS)
    await migrate(engine)
    now = datetime.now(UTC)
    token = Settings.model_validate({"telegram_token": TOKEN, "telegram_api": "http://127.0.0.1:1"})
    post = Post(token)
    found, there = [], 0
    try:
        for scheduled in SCHEDULED:
            await _schedule(engine, there, scheduled, now)
            there = scheduled
            courier, planner = Courier(engine, post, lambda: now), Planner(engine, JOBS, lambda: now)
            await planner.run_due()  # what is due today has run
            minutes, server = [], await server_time(engine)
            for _ in range(MINUTES):
                began = time.process_time()
                for _ in range(LOOKS_A_MINUTE):
                    assert await courier.deliver() == 0
                assert await planner.run_due() == 0
                minutes.append((time.process_time() - began) * 1000)
            server = await server_time(engine) - server
            found.append((scheduled, statistics.median(minutes), server / MINUTES))
    finally:
        await post.close()
        await engine.dispose()
    return found


async def _schedule(engine: AsyncEngine, first: int, last: int, now: datetime) -> None:
    rows = [
        {
            "key": f"k{n}", "channel": "tg", "chat": f"tg:{n}", "kind": "visit", "silent": False, "status": "waiting",
            "priority": 1 + n % 2, "due_at": now + timedelta(minutes=5 + n), "next_at": now + timedelta(minutes=5 + n),
            "useful_until": now + timedelta(days=900), "tries": 0, "parts_sent": 0, "payload": b"x" * 300,
        }
        for n in range(first, last)
    ]  # fmt: skip
    async with engine.begin() as connection:
        for start in range(0, len(rows), 2_000):
            await connection.execute(insert(OutboxRow), rows[start : start + 2_000])
    async with engine.begin() as connection:
        await connection.execute(text("ANALYZE"))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--letters", type=int, default=1000)
    arguments.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    arguments.add_argument("--idle", action="store_true", help="only the idle minute")
    asked = arguments.parse_args()
    peers = Path(os.environ.get("BENCH_PEERS", ""))
    bringing = not asked.idle and (peers / "tgload.py").is_file()
    if not bringing and not asked.idle:
        print("courier: bringing is left out, BENCH_PEERS names no folder with tgload.py")
    with tempfile.TemporaryDirectory() as name, embedded_server() as server:
        for kind, url in {"SQLite": f"sqlite+aiosqlite:///{name}/{{}}.db", "PostgreSQL": server}.items():
            if asked.only not in {None, kind}:
                continue
            for scheduled, cost, server_cost in asyncio.run(idle(url.format("idle"))):
                told = f"{cost:.1f} ms" + (f" and {server_cost:.1f} ms of the server" if server_cost else "")
                print(f"{kind}: a minute in which nothing is due, {scheduled:,} scheduled: {told}", flush=True)
            if bringing:
                asyncio.run(_emptied(url.format("idle")))
                folder = Path(name) / kind
                folder.mkdir()
                tell(kind, *asyncio.run(thousand(peers, folder, url.format("idle"), asked.letters)))
                sys.stdout.flush()


async def _emptied(url: str) -> None:
    engine = connect(url, KEYS)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM outbox"))
    await engine.dispose()


if __name__ == "__main__":
    main()
