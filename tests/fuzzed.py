"""The bot called with fuzzed updates, all in one process: the webhook server, the dialogue, a database, Telegram."""

import asyncio
import contextlib
import itertools
import json
import logging
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import demo
from bot.dialogue import Dialogue
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.handlers.serving import Service
from bot.handlers.webhook import webhook
from bot.questionnaires import Questionnaires
from bot.settings import Settings
from bot.villages.regions import official
from storage.chats import register_chat
from storage.engine import connect
from storage.households import add_household
from storage.models import FormRow, PersonRow, RoleRow
from storage.people import add_person, give_role
from storage.regions import put_regions
from tests.bot_api import problems
from tests.forgery import Forger, Things
from tests.fuzz import MARK, ONE, OTHER, SECRET, Fuzz
from tests.keys import KEYS
from tests.telegram_peer import TOKEN, Peer
from tests.watched import Watched, numbers_kept, sealed_words

AT_ONCE = 8  # requests on their way at the same time, as Telegram sends them
NEIGHBOUR, REGENCY = "63.02.11.2001", "63.02"
STAFF = (
    (7, "cadre", demo.VILLAGE, "01"),
    (8, "cadre", demo.VILLAGE, "02"),
    (9, "cadre", NEIGHBOUR, "01"),
    (11, "coordinator", demo.VILLAGE, None),
    (12, "coordinator", REGENCY, None),
    (13, "operator", REGENCY, None),
    (14, "coordinator", NEIGHBOUR, None),
)
SEES = {ONE: frozenset({"tg:7", "tg:8", "tg:11"}), OTHER: frozenset({"tg:9", "tg:14"})}


@dataclass
class Fuzzed:
    """What became of the requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    invalid: list[str] = field(default_factory=list)  # calls of ours that are not as the Bot API wants them
    wrong: list[str] = field(default_factory=list)  # replies that failed, are too long, or tell of others' households
    numbers: list[str] = field(default_factory=list)  # where a number of sixteen digits was kept
    log: list[str] = field(default_factory=list)
    facts: int = 0  # that were kept: how deep the requests came
    pressed: int = 0  # pages that were tried, counted once for each chat
    letters: int = 0
    staff: float = 0  # the share of roles that are left at the end

    @property
    def troubles(self) -> list[str]:
        """What should not be in the log: failures, and somebody's words. An update that cannot be read is none."""
        loud = [entry for entry in self.log if entry.startswith(("WARNING", "ERROR", "CRITICAL"))]
        told = [entry for entry in self.log if MARK in entry or "Traceback" in entry]
        return [entry for entry in loud if "could not be read" not in entry] + told


class _Lines(logging.Handler):
    """Keeps everything that any library logs, from DEBUG on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextlib.contextmanager
def overheard(*names: str) -> Iterator[list[str]]:
    """The lines that loggers write from DEBUG on: those below these names; without names, all."""
    handler = _Lines()
    loggers = [logging.getLogger(name) for name in names or ("",)]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


async def settle(connection: AsyncConnection, questionnaires: Questionnaires, now: datetime) -> Things:
    """Two villages, their people in all chats but one, their houses called by what their cadres say."""
    await questionnaires.publish(connection, load(LIBRARY / "keluarga.md"), now)
    await demo.settle(connection, load_directory(), now)
    await put_regions(connection, official(NEIGHBOUR))
    things = Things(regions=[demo.VILLAGE, NEIGHBOUR, REGENCY, "63", "63.02.11", "63.99.99.9999"])
    for chat, role, region, rt in STAFF:
        person = await add_person(connection, f"Petugas {chat}", now)
        await register_chat(connection, f"tg:{chat}", person)
        await give_role(connection, person, role, region, now, rt=rt)
    for region, mark in ((demo.VILLAGE, ONE), (NEIGHBOUR, OTHER)):
        for rt in ("01", "02"):
            for number in range(4):
                house = await add_household(connection, region, rt, label=f"{mark} {number}")
                things.houses.append(house.id)
    things.people = [*(await connection.scalars(select(PersonRow.id))).all()]
    things.roles = [*(await connection.scalars(select(RoleRow.id))).all()]
    things.forms = [*(await connection.scalars(select(FormRow.hash))).all()]
    things.services = sorted(load_directory().services)
    return things


async def fuzz(database_url: str, many: int, seed: int) -> Fuzzed:
    """Send so many fuzzed updates to a bot that knows all chats but one."""
    found = Fuzzed()
    engine = connect(database_url, KEYS)
    directory, questionnaires = load_directory(), Questionnaires(load_directory())
    async with engine.begin() as connection:
        things = await settle(connection, questionnaires, datetime.now(UTC))
    dice = random.Random(seed)  # noqa: S311 - no secret
    peer, fuzz = Peer(), Fuzz(seed, Forger(dice, things))
    watched = Watched(Dialogue(engine, questionnaires, directory, lambda: datetime.now(UTC)), SEES)
    with overheard() as lines, sealed_words() as sealed:
        async with peer.served() as api:
            settings = Settings.model_validate({"telegram_token": TOKEN, "telegram_api": api})
            service = Service(settings, watched)
            runner = web.AppRunner(webhook(service.bot, service.take, "/telegram", SECRET), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
            async with aiohttp.ClientSession() as client:
                requests = fuzz.requests(many)

                async def send() -> None:
                    for body, headers in requests:
                        async with client.post(url, data=body, headers=headers) as answer:
                            found.statuses[answer.status] += 1
                            if call := await answer.text():
                                found.invalid += answered(json.loads(call))
                            newest = {chat: bubbles[-1] for chat, bubbles in peer.seen.chats.items() if bubbles}
                            fuzz.see(
                                {chat: (one.id, [data for _, data in one.buttons]) for chat, one in newest.items()}
                            )

                await asyncio.gather(*(send() for _ in itertools.repeat(None, AT_ONCE)))
            await runner.cleanup()
            await service.close()
        found.letters = await watched.judge_letters(engine)
        found.numbers = await numbers_kept(engine, sealed)
    async with engine.begin() as connection:
        kept = await connection.execute(text("SELECT count(*) FROM turns WHERE interview_id IS NOT NULL"))
        found.facts = kept.scalar_one()
        here = RoleRow.until_at.is_(None)
        found.staff = len((await connection.scalars(select(RoleRow.id).where(here))).all()) / len(things.roles)
    await engine.dispose()
    found.calls = Counter(call["method"] for call in peer.seen.calls)
    found.invalid += peer.seen.invalid
    found.wrong, found.pressed = watched.problems, len(watched.pressed)
    found.log = lines
    return found


def answered(call: dict[str, Any]) -> list[str]:
    """What is wrong with the call that Telegram was answered with."""
    return problems(call.pop("method"), call)
