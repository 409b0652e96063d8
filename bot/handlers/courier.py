"""The courier: brings letters from the outbox to Telegram. One at a time works for a bot; another takes over."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.boundary import is_away
from bot.handlers.post import Fate, Post, Posted
from bot.handlers.rendering import PREFIX, rendered
from bot.logs import where
from storage import claiming, leases, settling
from storage.chats import block
from storage.claiming import LONGEST_PAUSE
from storage.engine import reading
from storage.letters import Claimed

CHANNEL = PREFIX.rstrip(":")
LEASE = timedelta(seconds=45)  # longer than one call and one wait together
PATIENCE = timedelta(seconds=20)  # a longer wait is not waited for, but remembered
GRACE = 3.0  # seconds in which one who lost the database may still say what it had sent
AGAIN = 0.5  # seconds before the database is asked again
PAUSES = (*(timedelta(seconds=s) for s in (5, 30, 120, 300)), LONGEST_PAUSE)  # of a letter, between its tries
IN_A_ROW = 3  # lost letters, after which the courier itself makes growing pauses
OUT = 8  # lost letters in a row, after which it tries one each time it is woken
REFUSED_TOKEN = timedelta(minutes=5)

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_P = ParamSpec("_P")


class Courier:
    """Brings what is due when it is called. Any number may be called; one of them works."""

    def __init__(
        self,
        engine: AsyncEngine,
        post: Post,
        now: Callable[[], datetime],
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._engine = engine
        self._post = post
        self._now = now
        self._lasting = lease
        self._lease = f"courier:{post.bot_id}"
        self.name = secrets.token_hex(4)  # of this process, for the lease and the log
        self._lost = 0  # letters in a row
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Bring the letter that is on its way to its end, and no other."""
        self._stopping.set()

    async def deliver(self) -> int:
        """Bring everything that is due, unless another courier does; how many letters arrived."""
        async with reading(self._engine).begin() as connection:
            now = self._now()
            if not await claiming.anything_due(connection, CHANNEL, now):
                return 0
            if _paused(await leases.paused_until(connection, self._lease), now):
                return 0
        if not await self._begin():
            return 0
        arrived = 0
        while not self._stopping.is_set() and (letter := await self._claim()) is not None:
            posted = await self._carried(letter)
            arrived += posted.fate is Fate.ARRIVED
            wait = self._wait_after(letter, posted)
            await self._insist(self._note, letter, posted, wait)
            if wait > PATIENCE:
                break
            await self._rest(wait.total_seconds())
        await self._insist(leases.release, self._lease, self.name)
        return arrived

    async def _begin(self) -> bool:
        """Whether the lease is ours and Telegram waits for us; then what a dead courier left waits for us, too."""
        async with self._engine.begin() as connection:
            now = self._now()
            lease = await leases.take(connection, self._lease, self.name, now, self._lasting)
            if lease is None:
                return False
            if _paused(lease.paused_until, now):
                await leases.release(connection, self._lease, self.name)
                return False
        if lease.inherited:
            _log.warning("courier %s takes over from one that did not give its lease back", self.name)
            await self._rest(min(GRACE, self._lasting.total_seconds() / 4))
        async with self._engine.begin() as connection:
            if not await leases.renew(connection, self._lease, self.name, self._now(), self._lasting):
                return False
            for number in await claiming.adopt(connection, CHANNEL, self.name, self._now()):
                _log.warning("letter %s was on its way when its courier died: it is sent again, maybe twice", number)
        return True

    async def _claim(self) -> Claimed | None:
        """The next letter, as long as the lease is ours."""
        async with self._engine.begin() as connection:
            now = self._now()
            if not await leases.renew(connection, self._lease, self.name, now, self._lasting):
                _log.warning("courier %s was slow, and another took over", self.name)
                return None
            return await claiming.claim(connection, CHANNEL, self.name, now)

    async def _carried(self, letter: Claimed) -> Posted:
        """What became of the letter; one that cannot even be called for is given up, and the next one is served."""
        try:
            return await self._carry(letter)
        except Exception as error:
            _log.error("letter %s cannot be sent\n%s", letter.id, where(error))
            return Posted(Fate.REFUSED, type(error).__name__)

    async def _carry(self, letter: Claimed) -> Posted:
        """Send the messages of the letter that are not out yet."""
        messages = [(message, bubble.protected) for bubble in letter.bubbles for message in rendered(bubble)]
        posted = Posted(Fate.ARRIVED)
        for n, (message, protected) in enumerate(messages[letter.parts_sent :], letter.parts_sent + 1):
            posted = await self._post.send(letter.chat, message, silent=letter.silent, protected=protected)
            if posted.fate is not Fate.ARRIVED:
                break
            if n < len(messages):
                await self._insist(settling.part_sent, letter.id, n)
        return posted

    def _wait_after(self, letter: Claimed, posted: Posted) -> timedelta:
        """How long the courier itself waits before the next letter."""
        self._lost = self._lost + 1 if posted.fate in {Fate.LOST, Fate.UNANSWERED} else 0
        match posted.fate:
            case Fate.BUSY:
                _log.warning("letter %s: Telegram asks to wait %.0f s", letter.id, posted.wait.total_seconds())
                return posted.wait
            case Fate.TOKEN_REFUSED:
                _log.error("BOT_TELEGRAM_TOKEN: Telegram refuses it; nothing is sent")
                return REFUSED_TOKEN
            case Fate.LOST | Fate.UNANSWERED:
                told = "was not sent" if posted.fate is Fate.LOST else "was not answered and is sent again, maybe twice"
                _log.warning("letter %s %s (%s, try %s)", letter.id, told, posted.why, letter.tries)
                if self._lost >= OUT:
                    return PATIENCE + timedelta(seconds=1)
                return timedelta(seconds=2 ** (self._lost - IN_A_ROW)) if self._lost >= IN_A_ROW else timedelta()
            case Fate.REFUSED:
                _log.error("letter %s is given up: %s", letter.id, posted.why)
        return timedelta()

    async def _note(self, connection: AsyncConnection, letter: Claimed, posted: Posted, wait: timedelta) -> None:
        """Keep what became of the letter."""
        now = self._now()
        match posted.fate:
            case Fate.ARRIVED:
                await settling.arrived(connection, letter, now)
            case Fate.REFUSED:
                await settling.refused(connection, letter.id, now, posted.why)
            case Fate.UNREACHABLE:
                await settling.unreachable(connection, letter.chat, now)
                await block(connection, letter.chat, now)
            case Fate.LOST | Fate.UNANSWERED:
                pause = PAUSES[min(letter.tries, len(PAUSES)) - 1]
                await settling.put_off(connection, letter.id, self.name, now + pause, posted.why)
            case Fate.BUSY | Fate.TOKEN_REFUSED:
                await settling.put_off(connection, letter.id, self.name, now + wait, posted.why)
                await leases.pause(connection, self._lease, now + wait)

    async def _insist(
        self,
        work: Callable[Concatenate[AsyncConnection, _P], Awaitable[_T]],
        *given: _P.args,
        **more: _P.kwargs,
    ) -> _T:
        """Do it in a transaction, again and again while the database is away: what was sent must not be forgotten."""
        while True:
            try:
                async with self._engine.begin() as connection:
                    return await work(connection, *given, **more)
            except (SQLAlchemyError, OSError) as error:
                if not is_away(error):
                    raise
                _log.warning("the database is away (%s)", type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _rest(self, seconds: float) -> None:
        """Wait, but no longer than until the courier is told to stop."""
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)


def _paused(until: datetime | None, now: datetime) -> bool:
    """Whether Telegram still waits for us to wait; what lies too far ahead was noted by a clock that ran ahead."""
    return until is not None and now < until < now + timedelta(days=1)
