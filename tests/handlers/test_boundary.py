"""Where the unexpected stops."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.boundary import NOT_KEPT, SORRY, Boundary
from bot.language import language
from bot.logs import start_logging
from bot.messages import Incoming, Outgoing
from tests.handlers.standin import Standin

BUDI = Incoming("u7:1", "tg:7", datetime(2026, 11, 22, tzinfo=UTC), words="Budi 41 L kepala", name="Ani")
FINE = (Outgoing("tg:7", "Baik."),)


def busy() -> OperationalError:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorname = "SQLITE_BUSY"
    return OperationalError("INSERT INTO turns VALUES (?)", ("Budi 41 L kepala",), cause)


async def test_a_bug_becomes_one_apology(caplog: pytest.LogCaptureFixture) -> None:
    dialogue = Standin()
    dialogue.replies.append(KeyError("Budi"))
    reply = await Boundary(dialogue).receive(BUDI)
    assert [bubble.text for bubble in reply] == [SORRY.sentence]
    assert len(dialogue.heard) == 1


async def test_the_apology_is_in_the_language_of_the_chat() -> None:
    dialogue = Standin()
    dialogue.spoken = "en"
    dialogue.replies.append(KeyError("Budi"))
    reply = await Boundary(dialogue).receive(BUDI)
    assert [bubble.text for bubble in reply] == [language("en").say(SORRY)] != [SORRY.sentence]


async def test_the_log_gets_the_place_and_the_id_but_no_words_and_no_names(caplog: pytest.LogCaptureFixture) -> None:
    dialogue = Standin()
    error = IntegrityError("INSERT INTO turns VALUES (?)", ("Budi 41 L kepala",), ValueError("Key (name)=(Budi)"))
    error.__cause__ = ValueError("Budi 41")
    dialogue.replies.append(error)
    await Boundary(dialogue).receive(BUDI)
    assert "u7:1" in caplog.text
    assert "standin.py" in caplog.text
    assert "IntegrityError" in caplog.text
    assert not any(word in caplog.text for word in ("Budi", "kepala", "Ani"))


async def test_a_message_that_was_only_apologised_for_can_be_sent_again() -> None:
    dialogue = Standin()
    dialogue.replies.append(RuntimeError())
    boundary = Boundary(dialogue)
    await boundary.receive(BUDI)
    await boundary.delivered(BUDI)
    assert dialogue.answered == []


async def test_a_database_that_comes_back_is_not_noticed() -> None:
    dialogue = Standin()
    dialogue.replies.extend([busy(), ConnectionRefusedError(), FINE])
    assert await Boundary(dialogue, pauses=(0, 0)).receive(BUDI) == FINE


async def test_a_lost_database_is_told_plainly() -> None:
    dialogue = Standin()
    dialogue.replies.extend([busy(), busy(), busy()])
    reply = await Boundary(dialogue, pauses=(0, 0)).receive(BUDI)
    assert [bubble.text for bubble in reply] == [NOT_KEPT.sentence]
    assert len(dialogue.heard) == 3


async def test_a_mistake_in_our_sql_is_not_tried_again() -> None:
    cause = sqlite3.OperationalError("no such table: turns")
    cause.sqlite_errorname = "SQLITE_ERROR"
    dialogue = Standin()
    dialogue.replies.append(OperationalError("SELECT", (), cause))
    reply = await Boundary(dialogue, pauses=(0, 0)).receive(BUDI)
    assert [bubble.text for bubble in reply] == [SORRY.sentence]
    assert len(dialogue.heard) == 1


async def test_being_told_to_stop_is_not_an_error() -> None:
    class Stopping(Standin):
        async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Boundary(Stopping()).receive(BUDI)


async def test_a_failure_after_the_reply_does_not_reach_the_channel(caplog: pytest.LogCaptureFixture) -> None:
    class Forgetful(Standin):
        async def delivered(self, incoming: Incoming, bubbles: tuple[str, ...] = ()) -> None:
            raise RuntimeError(BUDI.words)

        async def undeliverable(self, chat: str) -> None:
            raise RuntimeError(BUDI.words)

    boundary = Boundary(Forgetful())
    await boundary.delivered(BUDI)
    await boundary.undeliverable("tg:7")
    assert "u7:1" in caplog.text
    assert "Budi" not in caplog.text


def test_no_key_stands_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        start_logging("INFO", ["123:secret"])
        logging.getLogger("aiohttp").error("cannot reach https://api.telegram.org/bot123:secret/getMe")
    finally:
        root.handlers[:], root.level = before, level
    assert capsys.readouterr().err.endswith("cannot reach https://api.telegram.org/bot…/getMe\n")
