"""Kills with -9 under load: `python -m bench.kills [--kills 50] [--phones 4] [--seed 1]`, on both databases.

The bot asks for its messages (polling), or is called with them, several at once (webhook).
"""

import argparse
import asyncio
import contextlib
import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.kills import Outcome, kill
from tests.postgresql import embedded_server

_SAFE = ("fsync=on", "synchronous_commit=on")


def tell(kind: str, found: Outcome, seconds: float) -> None:
    """The figures, and what went wrong."""
    print(f"{kind}: {found.kills} kills in {seconds:.0f} s, {found.houses} houses finished", flush=True)
    print(f"  acknowledged {found.acknowledged}, in force {found.in_force}")
    print(f"  lost {len(found.lost)}, doubled {len(found.doubled)}, left without a next step {len(found.stuck)}")
    errors = [line for line in found.log.splitlines() if " ERROR " in line or "Traceback" in line]
    print(f"  {len(errors)} errors in the log, {len(found.telling)} lines with a name or an answer")
    print(f"  calls refused by Telegram: {len(found.refused)}")
    for problem in (*found.lost, *found.doubled, *found.stuck, *errors[:20]):
        print(f"    {problem}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--phones", type=int, default=4)
    arguments.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    arguments.add_argument("--how", choices=("polling", "webhook"))
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    for kind, how in itertools.product(("SQLite", "PostgreSQL"), ("polling", "webhook")):
        if asked.only not in {None, kind} or asked.how not in {None, how}:
            continue
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
            began = time.monotonic()
            found = asyncio.run(kill(Path(name), url, asked.kills, asked.phones, asked.seed, webhook=how == "webhook"))
            tell(f"{kind}, {how}", found, time.monotonic() - began)


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database, one that keeps what it has acknowledged."""
    if kind == "SQLite":
        yield f"sqlite+aiosqlite:///{folder / 'kawan.db'}"
    else:
        with embedded_server(_SAFE) as url:
            yield url


if __name__ == "__main__":
    main()
