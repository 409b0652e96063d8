"""Where the unexpected stops: the log gets the place, the person one apology, the bot goes on."""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import exc

from bot.flows.texts import Text
from bot.language import language
from bot.logs import where
from bot.messages import Incoming, Outgoing

SORRY = Text("Maaf, ada gangguan di pihak kami. Jawaban yang sebelumnya aman. Silakan kirim lagi pesan yang tadi.")
NOT_KEPT = Text(
    "Maaf, tempat penyimpanan sedang terganggu, jadi pesan tadi belum tersimpan. "
    "Jawaban yang sebelumnya aman. Tunggu beberapa menit, lalu kirim ulang, ya."
)
PAUSES = (0.2, 1.0, 3.0)  # seconds before each new try of a lost database; a webhook must answer within 55

# PostgreSQL is not there (class 08), has no room (53), is stopping or starting (57P), or chose us to give way (40).
_AWAY = ("08", "40", "53", "57P")

_log = logging.getLogger(__name__)


class Conversation(Protocol):
    """What a channel talks to: the dialogue, or the boundary around it."""

    async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]: ...

    async def delivered(self, incoming: Incoming, bubbles: tuple[str, ...] = ()) -> None: ...

    async def undeliverable(self, chat: str) -> None: ...

    def language(self, chat: str) -> str: ...


class Boundary:
    """The dialogue, as safe to call: it never raises, whatever happens inside."""

    def __init__(self, dialogue: Conversation, pauses: Sequence[float] = PAUSES) -> None:
        self._dialogue = dialogue
        self._pauses = pauses
        # Messages answered by an apology. They were not kept, so the dialogue must take them when they come again.
        self._apologised: deque[str] = deque(maxlen=1000)

    async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """The dialogue's reply, or one apology."""
        for pause in (*self._pauses, None):
            try:
                return await self._dialogue.receive(incoming)
            except Exception as error:  # the one broad net: everything that we did not foresee ends here
                if not is_away(error):
                    _log.error("message %s failed\n%s", incoming.id, where(error))
                    return self._apologise(incoming, SORRY)
                if pause is None:
                    _log.error("message %s was not kept: the database is away\n%s", incoming.id, where(error))
                    break
                _log.warning("message %s: the database is away (%s)", incoming.id, type(error).__name__)
            await asyncio.sleep(pause)
        return self._apologise(incoming, NOT_KEPT)

    async def delivered(self, incoming: Incoming, bubbles: tuple[str, ...] = ()) -> None:
        """Tell the dialogue that its reply went out, as these bubbles. If that fails, a message delivered again is
        answered again."""
        if incoming.id in self._apologised:
            return
        try:
            await self._dialogue.delivered(incoming, bubbles)
        except Exception as error:
            _log.error("message %s was answered, which was not kept\n%s", incoming.id, where(error))

    async def undeliverable(self, chat: str) -> None:
        """Tell the dialogue that the person cannot be reached. If that fails, the next message will show it again."""
        try:
            await self._dialogue.undeliverable(chat)
        except Exception as error:
            _log.error("chat %s is unreachable, which was not kept\n%s", chat, where(error))

    def language(self, chat: str) -> str:
        """The language that the chat's person reads."""
        return self._dialogue.language(chat)

    def _apologise(self, incoming: Incoming, sentence: Text) -> tuple[Outgoing, ...]:
        self._apologised.append(incoming.id)
        return (Outgoing(incoming.chat, language(self.language(incoming.chat)).say(sentence)),)


def is_away(error: BaseException) -> bool:
    """Whether the database could not be reached, so that the same message may succeed a little later."""
    match error:
        case OSError() | exc.TimeoutError() | exc.InterfaceError() | exc.DBAPIError(connection_invalidated=True):
            return True
        case exc.DBAPIError(orig=BaseException() as cause):
            return is_away(cause)
        case sqlite3.OperationalError():
            return error.sqlite_errorname != "SQLITE_ERROR"  # that one is a mistake of ours; the rest: locked, full, …
        case _:
            code = getattr(error, "sqlstate", None)
            return isinstance(code, str) and code.startswith(_AWAY)
