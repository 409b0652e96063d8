"""What happens when the network repeats, the process dies, or two things come at once: nothing lost or doubled."""

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.flows.forms.facts import Answered
from bot.flows.forms.record import Record
from bot.flows.forms.xform import read_form
from bot.flows.interview import Interview
from bot.flows.step import advance
from bot.flows.turn import Said
from bot.messages import Incoming, Kind, Tap
from storage.engine import connect
from storage.models import Base
from tests.chat import MONDAY, WORKBOOK, Conversation

FORM = read_form(WORKBOOK.xml, WORKBOOK.hash)
LINES = (
    "/start",
    "[Bp. Budi · belum]",
    "[Bersedia]",
    "budi 41 l kepala, siti 38 istri, rani 15 p anak, dafa 3 l anak",
    "[Lengkap]",
    "ada",
    "[☐ Dafa]",
    "[Selesai]",
    "6 ya 7 sering 8 ya",
    "[Suami istri bersama]",
    "[Kembali]",
    "[Istri saja]",
    "hapus dafa",
    "[Ya, hapus]",
    "lengkap",
    "tidak ada",
)


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(engine: AsyncEngine, statement: int) -> Iterator[None]:
    """The process dies as it is about to send its n-th statement from now on (a commit is one, too)."""
    left = itertools.count(statement, -1)

    def count(*_: object) -> None:
        if next(left) == 1:
            raise Killed

    sync = engine.sync_engine
    event.listen(sync, "before_cursor_execute", count)
    event.listen(sync, "commit", count)
    try:
        yield
    finally:
        event.remove(sync, "before_cursor_execute", count)
        event.remove(sync, "commit", count)


async def answers(talk: Conversation) -> dict[str, str]:
    """The answers in force, as a new process would find them."""
    record = await talk.record(await newest(talk))
    return {
        ref: record.text(place)
        for ref, fact in record.answers.items()
        if isinstance(fact, Answered) and (place := record.place(ref)) is not None and "/meta/" not in ref
    }


async def newest(talk: Conversation) -> int:
    """The interview that was begun last."""
    async with talk.engine.begin() as connection:
        number = (await connection.execute(text("SELECT max(id) FROM interviews"))).scalar_one()
    assert isinstance(number, int)
    return number


async def told(engine: AsyncEngine, lines: tuple[str, ...] = LINES) -> Conversation:
    talk = Conversation(engine)
    await talk.settle()
    for line in lines:
        await talk.say(line)
    return talk


@pytest.fixture
async def undisturbed(engine: AsyncEngine) -> dict[str, str]:
    found = await answers(await told(engine))
    await empty(engine)
    return found


async def empty(engine: AsyncEngine) -> None:
    """All that people said and did is gone; what is left is an empty village."""
    stays = {"regions", "forms", "audit"}  # the last lets nothing be deleted
    async with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in stays:
                await connection.execute(delete(table))


@pytest.mark.parametrize("statement", range(1, 7))
async def test_killed_between_any_two_statements_the_same_interview_goes_on(sqlite_url: str, statement: int) -> None:
    engine = connect(sqlite_url)
    expected = await answers(await told(engine))
    await empty(engine)
    talk = Conversation(engine)
    await talk.settle()
    for line in LINES:
        phone = talk.phones["Kader"]
        try:
            with killed_at(engine, statement):
                await talk.say(line)
        except Killed:
            talk.start()
            assert talk.last is not None
            await talk.send(talk.last, phone)  # Telegram sends again what was not acknowledged
    assert await answers(talk) == expected
    await engine.dispose()


async def test_each_message_three_times_and_each_tap_under_a_new_id_changes_nothing(
    engine: AsyncEngine, undisturbed: dict[str, str]
) -> None:
    talk = Conversation(engine)
    await talk.settle()
    phone = talk.phones["Kader"]
    for line in LINES:
        await talk.say(line)
        assert talk.last is not None
        seen = len(phone.bubbles)
        again = [talk.last, talk.last]
        if talk.last.kind is Kind.TAP and talk.last.tap is not None and talk.last.tap.interview:
            again.append(replace(talk.last, id=f"{talk.last.id}-again"))
        for message in again:
            replies = await talk.dialogue.receive(message)
            assert all(not reply.text for reply in replies), (line, replies)
        assert len(phone.bubbles) == seen
    record = await talk.record(await newest(talk))
    assert {r: record.text(p) for r in undisturbed if (p := record.place(r)) is not None} == undisturbed


async def test_two_messages_at_once_are_taken_one_after_the_other(engine: AsyncEngine) -> None:
    talk = await told(engine, LINES[:5])
    before = await talk.record(1)
    asked = before.next_question()
    assert asked is not None
    messages = [
        Incoming(f"x{n}", talk.phones["Kader"].chat, talk.now, words=words) for n, words in enumerate(("ada", "ada"))
    ]
    await asyncio.gather(*(talk.dialogue.receive(message) for message in messages))
    record = await talk.record(1)
    assert record.text(record.at(asked.definition.path)[0]) == "ada"
    following = record.next_question()
    assert following is not None
    assert following.definition.name == "akta_belum", "the second one did not answer the next question"


async def test_a_forged_or_ancient_button_changes_nothing(engine: AsyncEngine) -> None:
    talk = await told(engine, LINES[:6])
    expected = await answers(talk)
    for tap in (
        Tap("a", 1, "9999", 3, "1"),
        Tap("a", 1, "62-7-7", 3, "1"),
        Tap("a", 1, "zz", 3, "1"),
        Tap("zz", 1, "62", 3, "1"),
        Tap("a", 999, "62", 3, "1"),
        Tap("t", 1, "62", 3, "99+"),
        Tap("t", 1, "62", 3, ""),
        Tap("x", 1, "62", 3, "ya"),
        *(Tap(verb, 1, str(n), 3, "1") for verb in "atdsykxei" for n in (0, 1, 2, 5, 200)),
        *(Tap(verb, 1, f"{n}-1", 3, "1") for verb in "atdkei" for n in (3, 4, 5)),
        Tap("house", 0, "", 0, "1; DELETE"),
        Tap("new", 0, "", 0, "99"),
        Tap("all", 0, "", 0, "-3"),
        Tap("v", 1, "", 0, "x"),
        None,
    ):
        message = Incoming(f"forged{tap}", talk.phones["Kader"].chat, talk.now, Kind.TAP, tap=tap, bubble="0")
        await talk.dialogue.receive(message)
    now = await answers(talk)
    assert {ref: now[ref] for ref in expected} == expected


@given(st.text(max_size=10_500))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_whatever_is_answered_with_a_bubble_that_every_channel_takes(words: str) -> None:
    interview = Interview(1, Record(FORM, MONDAY))
    for said in ("bersedia", words, "Budi 41 L kepala", words, "lengkap", words):
        turn = advance(interview, Said(said), "id")
        interview = turn.interview
        assert turn.reply.lines or turn.outcome is not None


async def test_what_was_not_committed_is_not_remembered(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    talk = await told(engine, LINES[:5])
    failed, phone = talk.dialogue, talk.phones["Kader"]
    with pytest.raises(Killed), killed_at(engine, 5):
        await talk.say("ada")
    talk.start()  # another process takes the next message
    await talk.say("hilang")
    talk.dialogue = failed
    message = Incoming("later", phone.chat, talk.now, words="tidak ada")
    await talk.send(message, phone)
    told_so = failed._interviews._known[await newest(talk)].record
    stored = await talk.record(await newest(talk))
    path = "/data/surat/buku_nikah"
    assert told_so.stored(told_so.at(path)[0]) == stored.stored(stored.at(path)[0]) == "hilang"
    await engine.dispose()
