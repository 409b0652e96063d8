"""Updates per second of the webhook bot, keeping every answer, beside bare form bots that keep nothing.

    BENCH_PEERS=FOLDER python -m bench.throughput [--seconds 5] [--rounds 3]

The folder holds the load program `tgload.py` and the bare bots `minibots/`. Without it this measurement is left out.
All bots run one after the other, interleaved over the rounds, so that what else the machine does hits all alike.

What ours answers is on the disk: SQLite and PostgreSQL run with their own settings for that. Ours is measured under two
loads: cadres who interview (`cadres.py`), and users who press any button, which leads them from one house to the next
most of the time ("any button"). Then the first load once more, half as fast as it can be.
"""

import asyncio
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

from bot import demo
from bot.flows.services.directory import load_directory
from storage.chats import register_chat
from storage.engine import connect, migrate
from storage.households import add_household
from storage.people import add_person, give_role
from tests.keys import KEY, KEYS

TOKEN = "123456789:AAloadtest_token-for_tgload_0000000"
USERS, AT_ONCE, FIRST_USER = 64, 32, 5_000_000
ANSWERS = [
    ["(?i)siapa saja yang tinggal", "Budi 41 L kepala, Siti 38 P istri, Rani 15 P anak, Dafa 3 L anak"],
    ["(?i)rupiah|belanja", "{int:1:5}jt"],
    ["(?i)berapa anak", "{int:0:4}"],
    ["(?i)berapa", "{int:1:60}"],
    [".*", "ya"],
]
# A cadre presses answers; the ways out of a question are pressed only where nothing else is left.
NAV = (
    "(?i)kembali|lewati|lainnya|tutup|nanti|lihat|semua|rumah (lain|berikut)|ubah|hapus|penjelasan|tetap|bukan|kenapa"
    "|bisa dilakukan|tidak (tahu|mau)|sebelumnya|berikutnya|tulis lagi|batal"
)
WARMING = (
    2  # seconds; at half the load twice as long, so that as many messages came before and the same ones are measured
)
SECRET = "a-secret-of-32-characters-000000"
ANY_BUTTON = "any button"
OURS = ("ours, SQLite", "ours, PostgreSQL", f"ours, SQLite, {ANY_BUTTON}", f"ours, PostgreSQL, {ANY_BUTTON}")


def port() -> int:
    """A free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


async def seed(url: str, first: int = FIRST_USER) -> None:
    """As many cadres as the load program has users, each with three houses of her own; new ones for each round, for
    the load program counts its messages from one again."""
    engine = connect(url, KEYS)
    await migrate(engine)
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        await demo.settle(connection, load_directory(), now)
        for number in range(USERS):
            cadre = await add_person(connection, f"Bu {number}", now)
            await register_chat(connection, f"tg:{first + number}", cadre)
            await give_role(connection, cadre, "cadre", demo.VILLAGE, now, rt=f"{first + number}")
            for house in range(3):
                await add_household(connection, demo.VILLAGE, f"{first + number}", label=f"Rumah {house}")
    await engine.dispose()


def bots(peers: Path) -> dict[str, list[str]]:
    """The bots to compare, by name."""
    here = [sys.executable]
    return {
        **{name: [str(Path(sys.executable).with_name("kawan")), "run"] for name in OURS},
        "bare aiogram": [*here, str(peers / "minibots" / "aio_form.py")],
        "bare aiogram, answers in the webhook response": [*here, str(peers / "minibots" / "aio_form.py")],
        "bare python-telegram-bot": [*here, str(peers / "minibots" / "ptb_form.py")],
    }


def run(
    name: str, command: list[str], peers: Path, database: str, seconds: float, first: int = FIRST_USER, rate: float = 0
) -> dict[str, Any]:
    """One bot under load for so many seconds, of so many updates a second or of as many as it answers; what the load
    program reports."""
    api, hook = port(), port()
    environment = {
        **os.environ,
        "BASE": f"http://127.0.0.1:{api}",
        "PORT": str(hook),
        "TOKEN": TOKEN,
        "SECRET": SECRET,
        "UVLOOP": "1",
        "GCFREEZE": "1",
        **({"REPLY": "1"} if "response" in name else {}),
        "BOT_TELEGRAM_TOKEN": TOKEN,
        "BOT_TELEGRAM_API": f"http://127.0.0.1:{api}",
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{hook}/hook",
        "BOT_WEBHOOK_SECRET": SECRET,
        "BOT_LISTEN": f"127.0.0.1:{hook}",
        "BOT_DATABASE_URL": database,
        "BOT_KEY": KEY,
        "BOT_LOG_LEVEL": "ERROR",
        "BOT_COURIER": "off",  # one process, as the bare bots
    }
    ours = name.startswith("ours")
    program = [str(peers / "tgload.py")]
    if ours and ANY_BUTTON not in name:
        program = [str(Path(__file__).with_name("cadres.py")), *program]
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps(ANSWERS))
        with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL) as bot:
            load = [
                *(sys.executable, *program, "--port", str(api), "--token", TOKEN),
                *("--users", str(USERS), "-c", str(AT_ONCE), "--duration", str(seconds)),
                *("--warmup", str(WARMING if not rate else 2 * WARMING)),
                *("--wait-webhook", "40", "--pid", str(bot.pid), "--first-uid", str(first)),
                *(("--answers", str(answers), "--nav", NAV) if ours else ()),
                *(("--rate", f"{rate:.0f}") if rate else ()),
            ]
            told = subprocess.run(load, capture_output=True, text=True, check=True, timeout=180)
            bot.terminate()
    report: dict[str, Any] = json.loads(told.stdout)
    return report


def measure(peers: Path, seconds: float, rounds: int) -> None:
    """Print each bot's updates per second and its share of bare aiogram's, and how ours answers at half its load."""
    from tests.postgresql import embedded_server

    reports: dict[str, list[dict[str, Any]]] = {}
    numbers = itertools.count(FIRST_USER, 1000)
    with embedded_server(()) as server, tempfile.TemporaryDirectory() as folder:

        def one(name: str, command: list[str], rate: float = 0) -> dict[str, Any]:
            """A round of one bot, with cadres of its own."""
            first = next(numbers)
            url = server if "PostgreSQL" in name else f"sqlite+aiosqlite:///{folder}/kawan.db"
            if name in OURS:
                asyncio.run(seed(url, first))
            return run(name, command, peers, url, seconds, first, rate)

        for _ in range(rounds):
            for name, command in bots(peers).items():
                reports.setdefault(name, []).append(one(name, command))
        base = median(reports["bare aiogram"], "updates_per_s")
        for name, found in reports.items():
            rate = median(found, "updates_per_s")
            spread = ", ".join(f"{each['updates_per_s']:.0f}" for each in found)
            print(
                f"{name:48} {rate:7.0f}/s ({spread})  {rate / base:5.2f} of bare aiogram, "
                f"p99 {median(found, 'reply_ms', 'p99'):.0f} ms, {median_cost(found):.2f} ms of processor time each"
            )
        for name in OURS[:2]:
            half = median(reports[name], "updates_per_s") / 2
            found = [one(name, bots(peers)[name], half) for _ in range(rounds)]
            p50, p99 = median(found, "reply_ms", "p50"), median(found, "reply_ms", "p99")
            print(f"{name + ', half load':48} {half:7.0f}/s  p50 {p50:.0f} ms, p99 {p99:.0f} ms")


def median(reports: list[dict[str, Any]], *path: str) -> float:
    """The median of a number that stands at that path in each report."""
    found: list[Any] = [reduce(getitem, path, report) for report in reports]
    return float(statistics.median(found))


def median_cost(reports: list[dict[str, Any]]) -> float:
    """Milliseconds of processor time, the bot's alone, for each update."""
    costs = [sum(bot["cpu_s"] for bot in report["bot"].values()) / max(1, report["updates"]) for report in reports]
    return float(1000 * statistics.median(costs))


def main() -> None:
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    peers = os.environ.get("BENCH_PEERS")
    if not peers or not (Path(peers) / "tgload.py").is_file():
        print("throughput: left out, BENCH_PEERS names no folder with tgload.py")
        return
    measure(Path(peers), given.seconds, given.rounds)


if __name__ == "__main__":
    main()
