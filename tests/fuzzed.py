"""The bot called with fuzzed updates, all in one process: the webhook server, the dialogue, a database, Telegram."""

import asyncio
import contextlib
import itertools
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from sqlalchemy import text

from bot import demo
from bot.dialogue import Dialogue
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.handlers.serving import Service
from bot.questionnaires import Questionnaires
from bot.settings import Settings
from storage.chats import register_chat
from storage.engine import connect
from storage.people import add_person, give_role
from tests.fuzz import CHATS, MARK, SECRET, Fuzz
from tests.keys import KEYS
from tests.telegram_peer import TOKEN, Peer

AT_ONCE = 8  # requests on their way at the same time, as Telegram sends them


@dataclass
class Fuzzed:
    """What became of the requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)  # calls of ours that Telegram would not take
    log: list[str] = field(default_factory=list)
    facts: int = 0  # that were kept: how deep the requests came

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


async def fuzz(database_url: str, many: int, seed: int) -> Fuzzed:
    """Send so many fuzzed updates to a bot that knows three of the four chats."""
    found = Fuzzed()
    engine = connect(database_url, KEYS)
    directory, questionnaires = load_directory(), Questionnaires(load_directory())
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        await questionnaires.publish(connection, load(LIBRARY / "keluarga.md"), now)
        await demo.settle(connection, directory, now)
        for chat in CHATS[:-1]:
            person = await add_person(connection, f"Kader {chat}", now)
            await register_chat(connection, f"tg:{chat}", person)
            await give_role(connection, person, "cadre", demo.VILLAGE, now, rt=f"{chat:02}")
    peer, fuzz = Peer(), Fuzz(seed)
    dialogue = Dialogue(engine, questionnaires, directory, lambda: datetime.now(UTC))
    with overheard() as lines:
        async with peer.served() as api:
            settings = Settings.model_validate({"telegram_token": TOKEN, "telegram_api": api})
            service = Service(settings, dialogue)
            runner = web.AppRunner(service.webhook("/telegram", SECRET), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
            async with aiohttp.ClientSession() as client:
                requests = fuzz.requests(many)

                async def send() -> None:
                    for body, headers in requests:
                        async with client.post(url, data=body, headers=headers) as answer:
                            found.statuses[answer.status] += 1
                            newest = {chat: bubbles[-1] for chat, bubbles in peer.seen.chats.items()}
                            fuzz.see(
                                {chat: (one.id, [data for _, data in one.buttons]) for chat, one in newest.items()}
                            )

                await asyncio.gather(*(send() for _ in itertools.repeat(None, AT_ONCE)))
            await runner.cleanup()
            await service.close()
    async with engine.begin() as connection:
        kept = await connection.execute(text("SELECT count(*) FROM turns WHERE interview_id IS NOT NULL"))
        found.facts = kept.scalar_one()
    await engine.dispose()
    found.calls = Counter(call["method"] for call in peer.seen.calls)
    found.refused = [call["method"] for call in peer.seen.calls if call["status"] in {400, 404}]
    found.log = lines
    return found
