"""Fuzzed updates against the webhook server: `python -m bench.fuzz [--many 10000] [--seed 1]`, on both databases."""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from storage.engine import connect, migrate
from tests.fuzzed import Fuzzed, fuzz
from tests.keys import KEYS
from tests.postgresql import embedded_server


async def run(database_url: str, many: int, seed: int) -> Fuzzed:
    """Fuzz a bot on a new database."""
    engine = connect(database_url, KEYS)
    await migrate(engine)
    await engine.dispose()
    return await fuzz(database_url, many, seed)


def tell(kind: str, found: Fuzzed, seconds: float) -> None:
    """One line of figures, and what should not be."""
    statuses = " ".join(f"{status}:{n}" for status, n in sorted(found.statuses.items()))
    failed = sum(n for status, n in found.statuses.items() if status >= 500)
    sent = found.calls["sendMessage"] + found.calls["editMessageText"]
    print(f"{kind}: {found.statuses.total()} updates in {seconds:.0f} s; {statuses}; {failed} failed")
    print(f"  {sent} bubbles; {found.facts} turns kept; {len(found.log)} log entries, {len(found.troubles)} trouble")
    print(
        f"  replies that fail, are too long or tell of others: {len(found.wrong)}; {len(found.invalid)} invalid calls"
    )
    print(f"  numbers kept: {len(found.numbers)}; {found.letters} letters; {found.pressed} pages tried", flush=True)
    for entry in [*found.troubles, *found.wrong, *found.invalid, *found.numbers][:40]:
        print(entry)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--many", type=int, default=10_000)
    arguments.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded_server() as postgresql:
        for kind, url in (("SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'kawan.db'}"), ("PostgreSQL", postgresql)):
            if asked.only not in {None, kind}:
                continue
            began = time.monotonic()
            tell(kind, asyncio.run(run(url, asked.many, asked.seed)), time.monotonic() - began)


if __name__ == "__main__":
    main()
