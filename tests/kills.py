"""A bot that is killed again and again while several cadres answer, and what has become of their answers.

Telegram is here, in this process; the bot is one of its own, and `kill -9` ends it at any moment.
"""

import asyncio
import contextlib
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.demo import RTS, VILLAGE, settle
from bot.flows.forms.facts import Answered, from_data
from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from bot.flows.forms.xform import read_form
from bot.flows.reply import parse_question
from bot.flows.services.directory import load_directory
from bot.messages import Tap
from storage.chats import register_chat
from storage.engine import connect, migrate
from storage.households import add_household
from storage.models import TurnRow
from storage.people import add_person, give_role
from storage.turns import SEALED_TURNS, opened
from tests.keys import KEY, KEYS
from tests.respondent import Respondent
from tests.telegram_peer import PATIENCE, Bubble, Fault, Peer
from tests.wire import BotProcess, Phone

HOUSES = 40  # of each cadre, besides those of the made-up village: more than she comes to
BETWEEN = (0.3, 2.5)  # seconds from the bot's start to the next kill


WORDS = ("Budi", "Siti", "Rani", "Dafa", "2.500.000", "2500000", "Kader", "Bp.")  # that are said, and names


@dataclass
class Outcome:
    """What became of the answers."""

    kills: int = 0
    acknowledged: int = 0  # answers after which the cadre saw what came next
    in_force: int = 0  # of these, those that count at the end
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)  # answers kept more often than they were given
    stuck: list[str] = field(default_factory=list)  # cadres left without a next step
    houses: int = 0
    refused: list[str] = field(default_factory=list)  # calls that Telegram would not take
    log: str = ""

    @property
    def telling(self) -> list[str]:
        """Lines of the log that tell a name or an answer."""
        return [line for line in self.log.splitlines() if any(word in line for word in WORDS)]


class NearPhone(Phone):
    """A phone whose Telegram is in this process; it waits until the interview has moved on."""

    def __init__(self, peer: Peer, api: str, client: aiohttp.ClientSession, bot: BotProcess, chat: int) -> None:
        super().__init__(api, client, bot, chat, f"Kader {chat}")
        self.chat = chat
        self.given: dict[tuple[int, str], str] = {}  # by interview and question: what was tapped last, and acknowledged
        self.sent: Counter[tuple[int, str]] = Counter()  # how often something was said at a question
        self.acknowledged = 0
        self._peer = peer
        self._before = (0, 0)

    @property
    def newest(self) -> Bubble:
        """The newest bubble, but no list of houses that came once more: she goes on at the question above it."""
        lists = [b for b in self.bubbles if b.buttons and not any(_interview(data) for _, data in b.buttons)]
        shown = [bubble for bubble in self.bubbles if bubble not in lists] or self.bubbles
        return max(shown, key=lambda bubble: bubble.touched)

    async def passes(self, update: dict[str, Any]) -> dict[str, Any]:
        self._before = self._state_shown()
        await self._peer.send(update)
        return update

    async def sends_tap(self, bubble: Bubble, data: str) -> dict[str, Any]:
        touched = self._touched()
        update = await super().sends_tap(bubble, data)
        tap = Tap.unpack(data)
        assert tap is not None
        self.sent[tap.interview, tap.question] += 1
        if tap.verb == "g":  # "go on" keeps nothing, so that the question comes at the revision that was shown
            async with asyncio.timeout(PATIENCE):
                while self._touched() == touched:  # noqa: ASYNC110 - the bot is another process
                    await asyncio.sleep(0.01)
        else:
            await self._acknowledged()
        if tap.verb == "a":
            self.given[tap.interview, tap.question] = tap.code
            self.acknowledged += 1
        return update

    async def says(self, text: str) -> list[Bubble]:
        asked = next((tap for _, data in self._newest_buttons() if (tap := Tap.unpack(data)) and tap.question), None)
        if asked is not None:
            self.sent[asked.interview, asked.question] += 1
        await self.sends(text)
        await self._acknowledged()
        return await self.look()

    async def answered(self, within: float = PATIENCE) -> list[Bubble]:
        return await self.look()

    async def look(self) -> list[Bubble]:
        self.bubbles = list(self._peer.seen.chats.get(self.chat, []))
        return self.bubbles

    async def house(self) -> tuple[Bubble, str]:
        """The newest button of a house that nobody has begun; raises TimeoutError where none comes."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for bubble in sorted(await self.look(), key=lambda bubble: -bubble.touched):
                    for label, data in bubble.buttons:
                        if label.endswith("· belum"):
                            return bubble, data
                await asyncio.sleep(0.02)

    async def arrived(self) -> None:
        """Wait until she sees a question: a list of houses may come once more, from before a kill."""
        async with asyncio.timeout(PATIENCE):
            while not self._state_shown()[0]:  # noqa: ASYNC110 - the bot is another process
                await asyncio.sleep(0.01)

    def _newest_buttons(self) -> list[tuple[str, str]]:
        bubbles = self._peer.seen.chats.get(self.chat, [])
        return max(bubbles, key=lambda bubble: bubble.touched).buttons if bubbles else []

    def _touched(self) -> int:
        """How often bubbles of an interview came or changed."""
        bubbles = self._peer.seen.chats.get(self.chat, [])
        told = [b for b in bubbles if any(_interview(data) for _, data in b.buttons)]
        return max((bubble.touched for bubble in told), default=0)

    def _state_shown(self) -> tuple[int, int]:
        """The interview and its revision in the newest bubble that tells; else how many bubbles there are."""
        taps = [tap for _, data in self._newest_buttons() if (tap := Tap.unpack(data))]
        newest = max(((tap.interview, tap.revision) for tap in taps), default=None)
        return newest or (0, len(self._peer.seen.chats.get(self.chat, [])))

    async def _acknowledged(self) -> None:
        """Wait until what is shown has moved on; raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while self._state_shown() == self._before:  # noqa: ASYNC110 - the bot is another process
                await asyncio.sleep(0.01)


def _interview(data: str) -> int:
    tap = Tap.unpack(data)
    return tap.interview if tap is not None else 0


async def kill(
    folder: Path, database_url: str, kills: int, phones: int, seed: int, *, webhook: bool = False
) -> Outcome:
    """Let the phones answer house after house while the bot is killed so many times."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    chats = range(101, 101 + phones)
    await _village(database_url, chats)
    peer, found = Peer(), Outcome()
    called = peer.call_abreast() if webhook else contextlib.nullcontext()
    async with called, peer.served() as api, aiohttp.ClientSession() as client:
        bot = BotProcess(
            folder, api, webhook, {"BOT_DATABASE_URL": database_url, "BOT_KEY": KEY, "BOT_LOG_LEVEL": "DEBUG"}
        )
        held = [NearPhone(peer, api, client, bot, chat) for chat in chats]
        over = asyncio.Event()
        async with _running(bot, peer):
            cadres = [asyncio.create_task(_work(phone, over, found)) for phone in held]
            await asyncio.sleep(1)
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(*BETWEEN))
                _fault(peer, chance)
                bot.kill()
                found.kills += 1
                asked = peer.state()["asked"]
                bot.start(forked=True)
                await _asks(bot, peer, asked)
            over.set()
            await asyncio.gather(*cadres)
        found.refused = [call["method"] for call in peer.seen.calls if call["status"] in {400, 404}]
    found.log = bot.log
    await _compare(database_url, held, found)
    return found


def _fault(peer: Peer, chance: random.Random) -> None:
    """What Telegram or the network does to some call soon: busy, broken, or the answer alone is lost."""
    peer.faults[:] = [fault for fault in peer.faults if fault.times]
    method = chance.choice(("sendMessage", "editMessageText"))
    match chance.randrange(6):
        case 0:
            peer.faults.append(Fault(method, 429, "Too Many Requests: retry after 1", retry_after=1))
        case 1:
            peer.faults.append(Fault(method, 502, "Bad Gateway"))
        case 2:
            peer.faults.append(Fault(method, 500, after=True))
        case 3:
            peer.faults.append(Fault(method, 502, dropped=True))
        case 4:
            peer.faults.append(Fault(method, 500, after=True, seconds=2, dropped=True))
        case _:
            pass


@contextlib.asynccontextmanager
async def _running(bot: BotProcess, peer: Peer) -> AsyncIterator[None]:
    bot.start(forked=True)
    try:
        await _asks(bot, peer, 0)
        yield
    finally:
        bot.kill()


async def _asks(bot: BotProcess, peer: Peer, asked: int) -> None:
    """Wait until the bot, just started, asks Telegram for messages."""
    async with asyncio.timeout(PATIENCE):
        while peer.state()["asked"] == asked:
            assert bot.alive(), bot.log
            await asyncio.sleep(0.02)


async def _village(database_url: str, chats: range) -> None:
    """The made-up village with one cadre for each chat, each in an RT of her own."""
    engine = connect(database_url, KEYS)
    await migrate(engine)
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        await settle(connection, load_directory(), now)
        for chat, rt in zip(chats, itertools.cycle(RTS)):
            person = await add_person(connection, f"Kader {chat}", now)
            await register_chat(connection, f"tg:{chat}", person)
            for number in range(HOUSES):
                await add_household(connection, VILLAGE, rt, label=f"Bp. Uji {number}")
            await give_role(connection, person, "cadre", VILLAGE, now, rt=rt)
    await engine.dispose()


async def _work(phone: NearPhone, over: asyncio.Event, found: Outcome) -> None:
    """One cadre, house after house, until it is over."""
    try:
        await phone.says("/start")
        while not over.is_set():
            await phone.sends_tap(*await phone.house())
            await phone.arrived()
            family = Respondent(phone)
            await family.until(lambda bubble: over.is_set() or not bubble.buttons or "✅" in bubble.text)
            if over.is_set():
                return
            found.houses += 1
            await phone.says("/menu")
    except (TimeoutError, AssertionError) as problem:
        shown = phone.newest.text if phone.bubbles else ""
        found.stuck.append(f"chat {phone.chat}: {type(problem).__name__} {problem} at {shown!r}")


# --- what became of it


async def _compare(database_url: str, phones: list[NearPhone], found: Outcome) -> None:
    engine = connect(database_url, KEYS)
    async with engine.begin() as connection:
        for phone in phones:
            found.acknowledged += phone.acknowledged
            for interview in {number for number, _ in phone.given}:
                record, kept = await _stored(connection, interview)
                for (number, question), code in phone.given.items():
                    if number == interview:
                        _look_up(found, record, question, code)
                said = Counter(
                    {
                        ref: n
                        for (i, code), n in phone.sent.items()
                        if i == interview and (ref := _ref(record.form, code))
                    }
                )
                for ref, times in kept.items():
                    if times > said[ref] and "[" not in ref:
                        found.doubled.append(f"interview {interview}: {ref} kept {times} times, said {said[ref]} times")
    await engine.dispose()


def _look_up(found: Outcome, record: Record, question: str, code: str) -> None:
    """Count an acknowledged answer as in force or as lost."""
    ref = _ref(record.form, question)
    place = record.place(ref) if ref else None
    value = record.text(place) if place is not None else None
    offered = record.choices(place) if place is not None else ()
    tapped = next((c.code for c in offered if str(c.ordinal) == code), None) if offered else code.replace("_", ".")
    if value is not None and value == tapped:
        found.in_force += 1
    else:
        found.lost.append(f"{ref} is {value!r}, {tapped!r} was acknowledged")


def _ref(form: Form, code: str) -> str | None:
    parsed = parse_question(code)
    return form.ref(*parsed) if parsed else None


async def _stored(connection: AsyncConnection, interview: int) -> tuple[Record, Counter[str]]:
    """The record as its facts say, and in how many turns each question got an answer."""
    rows = (await connection.execute(SEALED_TURNS.where(TurnRow.interview_id == interview))).all()
    forms = text("SELECT xml, hash FROM forms JOIN interviews ON form_hash = hash WHERE interviews.id = :interview")
    form = (await connection.execute(forms, {"interview": interview})).one()
    record = Record(read_form(form.xml, form.hash), datetime.now(UTC))
    kept: Counter[str] = Counter()
    for row in rows:
        facts = [from_data(each) for each in opened(connection, row).facts]
        record = record.after(facts)
        if not row.message_id.startswith("begin:"):
            kept.update({fact.ref for fact in facts if isinstance(fact, Answered)})
    return record, kept
