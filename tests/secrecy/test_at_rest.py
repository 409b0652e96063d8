"""After a full run nothing of a person can be read in the database, nor in the log."""

import logging
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.callers import caller
from storage.engine import migrate
from storage.forms import publish_form
from storage.household_lists import count_households, households_of
from storage.households import add_household
from storage.migrations import config
from storage.models import AnswerRow, TurnRow
from storage.people import invite
from storage.regions import Contact, contacts, put_contact
from storage.results import IndicatorValue, finish
from storage.turns import facts_of, keep_turn
from tests.chat import FAMILIES, MONDAY, Conversation
from tests.secrecy.dumps import dump, found_in
from tests.storage.laid_out import answers_of
from tests.storage.village import CHAT, FORM, NOW, VILLAGE, begin, settle

FAMILY = "zulkarnaen 41 l kepala, marfuatun 38 istri, halimahtus 15 p anak, dafandra 3 l anak"
NAMES = ("zulkarnaen", "marfuatun", "halimahtus", "dafandra")
OTHERS = ("Norhasanah", "Bidan Wulandari", "0812-7777-1234", "Haji Kasyfurrahman", "IbuUndangan")
DIGITS = "6302112908910007"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """All that is logged meanwhile, by whomever, at the loudest."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, handler = logging.getLogger(), Kept()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(before)
    root.removeHandler(handler)


async def full_run(engine: AsyncEngine) -> Conversation:
    """A household interviewed to the end, one corrected by words, an invitation, a contact with a private person."""
    talk = Conversation(engine)
    await talk.settle()
    async with engine.begin() as connection:
        await add_household(connection, "63.02.11.2009", "03", label=OTHERS[3])
        await put_contact(connection, Contact("bidan", "63.02.11.2009", {"nama": OTHERS[1], "telepon": OTHERS[2]}))
        await invite(
            connection,
            role="cadre",
            region_code="63.02.11.2009",
            rt="05",
            name=OTHERS[4],
            now=MONDAY,
            expires_at=MONDAY,
        )
    await talk.say("/start")
    await talk.say(f"cari {OTHERS[3]}")
    await talk.say("/menu")
    await talk.say("[Bp. Budi · belum]")
    family = {**FAMILIES["Budi"], "anggota": FAMILY, "akta_belum": ["Dafandra"]}
    for _ in range(120):
        name = talk.question()
        if name is None:
            break
        await talk.answer_as(name, family)
    await talk.say(f"nik saya {DIGITS}")
    await talk.say(OTHERS[0])
    return talk


async def test_d25_a_stolen_database_shows_no_name_number_or_word(engine: AsyncEngine, log: list[str]) -> None:
    await full_run(engine)
    async with engine.begin() as connection:
        assert "Zulkarnaen" in (await answers_of(connection, 1)).values(), "it is there to be read with the key"
    dumped = await dump(engine)
    assert len(dumped) > 10_000
    assert found_in(dumped, (*NAMES, *OTHERS, DIGITS, "Bp. Budi", "Bu Ani", "Bu Erna")) == []


async def test_d26_the_log_shows_no_name_number_or_word(engine: AsyncEngine, log: list[str]) -> None:
    await full_run(engine)
    ours = "\n".join(log).encode()
    assert found_in(ours, (*NAMES, *OTHERS, DIGITS, "Bp. Budi", "Bu Ani")) == []


async def test_d25_what_was_tapped_cannot_be_read_from_the_id_of_a_message(engine: AsyncEngine) -> None:
    await full_run(engine)
    async with engine.begin() as connection:
        kept = set(await connection.scalars(select(TurnRow.message_id).where(TurnRow.interview_id.is_not(None))))
    assert kept
    assert not [id_ for id_ in kept if id_.startswith("tap:")]


async def test_d25_only_what_is_counted_stands_open_among_the_answers(engine: AsyncEngine) -> None:
    await full_run(engine)
    async with engine.begin() as connection:
        values = {row.ref: row.value for row in await connection.execute(select(AnswerRow.ref, AnswerRow.value))}
        answers = await answers_of(connection, 1)
    names = [ref for ref in values if ref.endswith("/nama")]
    assert [answers[ref] for ref in names] == [name.capitalize() for name in NAMES]
    assert not any(values[ref] for ref in names)
    standing_open = {ref.rpartition("/")[2] for ref, value in values.items() if value is not None}
    assert {"umur", "kelamin", "jamban", "belanja"} <= standing_open
    assert answers.keys() == values.keys()


async def test_houses_are_found_by_name_though_the_database_cannot_read_it(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        for label in ("Bu MISALIAH", "Pak Lain"):
            await add_household(connection, VILLAGE, "004", label=label)
        await add_household(connection, VILLAGE, "004")
        found = [each.household.label for each in await households_of(connection, VILLAGE, label="misal")]
        assert found == ["Pak Misal", "Bu MISALIAH"]
        assert await count_households(connection, VILLAGE, label="misal") == 2
        assert await count_households(connection, VILLAGE, "004", label="misal") == 1
        (second,) = await households_of(connection, VILLAGE, label="misal", limit=1, offset=1)
        assert second.household.label == "Bu MISALIAH"


async def test_d25_a_database_from_before_is_sealed_when_it_is_brought_up_to_date(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        interview = await begin(connection, village)
        facts = [{"k": "a", "ref": "/keluarga/nama", "value": "Zulkarnaen"}]
        await keep_turn(connection, chat=CHAT, message_id="1", interview_id=interview, facts=facts, said_at=NOW)
        await keep_turn(connection, chat=CHAT, message_id="2", interview_id=None, facts=[], said_at=NOW)
        await put_contact(connection, Contact("bidan", VILLAGE, {"nama": OTHERS[1]}))
        values = [IndicatorValue("i", "1", "a", "1")]
        answers = {"/keluarga/nama": "Zulkarnaen", "/keluarga/umur": "41"}
        await finish(connection, interview, NOW, answers=answers, indicators=values, scores=[])
        await invite(connection, role="cadre", region_code=VILLAGE, rt=None, name=OTHERS[4], now=NOW, expires_at=NOW)
    await step_back(engine)
    async with engine.begin() as connection:
        plain = (await connection.execute(text("SELECT label FROM households"))).scalar_one()
        assert plain == "Pak Misal"
        if connection.dialect.name == "sqlite":
            assert (await connection.execute(text("SELECT facts FROM turns ORDER BY id"))).scalars().all() == [
                '[{"k":"a","ref":"/keluarga/nama","value":"Zulkarnaen"}]',
                "[]",
            ]
        tap = "UPDATE turns SET message_id = 'tap:a.1.q.3.ya' WHERE interview_id IS NOT NULL"
        await connection.execute(text(tap))
    await migrate(engine)
    async with engine.begin() as connection:
        assert (await caller(connection, CHAT, NOW)).name == "Bu Contoh"
        assert [each.household.label for each in await households_of(connection, VILLAGE)] == ["Pak Misal"]
        assert (await facts_of(connection, interview))[0].facts == tuple(facts)
        assert await answers_of(connection, interview) == answers
        assert (await contacts(connection, VILLAGE))["bidan"].fields == {"nama": OTHERS[1]}
        ids = (await connection.scalars(select(TurnRow.message_id).order_by(TurnRow.id))).all()
        assert ids[1] == "2" and not ids[0].startswith("tap:")
        await publish_form(connection, FORM)
    assert found_in(await dump(engine), ("Zulkarnaen", "Pak Misal", *OTHERS[1:2], *OTHERS[4:], "Bu Contoh")) == []


async def step_back(engine: AsyncEngine) -> None:
    """The tables and values as they were before revision 0004."""
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":  # it makes tables anew, during which keys point nowhere
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.execute("PRAGMA foreign_keys = OFF")
        async with connection.begin():
            await connection.run_sync(_down)


def _down(connection: Connection) -> None:
    command.downgrade(config(connection), "0003")
