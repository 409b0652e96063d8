"""Private answers are sealed by a key of their own: whoever has the ordinary one and a copy reads none of them.

Tests named c.. and d.. hold the behaviours of those numbers.
"""

import ast
import logging
from collections.abc import AsyncIterator, Iterable
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import assemble
from bot.flows.forms.facts import PRIVATE, REASONS, Answered, Completed, Fact, Opened, from_data
from bot.flows.forms.private import kept
from bot.flows.forms.xform import read_form
from bot.flows.pressing import KEEPING
from bot.messages import Outgoing, Tap
from bot.operation.rescoring import rescore
from bot.privacy.retention import destroy_expired
from bot.settings import Settings, SettingsError
from storage.engine import connect, migrate, reading
from storage.forgetting import forget_household
from storage.keyring import Keyring, MissingKeyError, SameKeyError, SpoiledError, new_key
from storage.models import AnswerRow, HouseholdKeyRow, HouseholdRow, IndicatorValueRow, InterviewRow, ScoreRow, TurnRow
from storage.private_keys import seal_private, with_private
from storage.rotation import private_seals, rotate, seals
from storage.scrubbing import scrub
from storage.sealing import BY_RING, facts_place, label_place, private_place
from storage.turns import Turn, facts_of, keep_turn
from storage.types import Fact as StoredFact
from tests.chat import MONDAY, WORKBOOK, Conversation
from tests.keys import KEY, KEYS, PRIVATE_KEY, PRIVATE_KEYS
from tests.secrecy.dumps import dump
from tests.secrecy.private import REFS, SWITCHED_ON, by_chance, in_private, interviewed, until_private
from tests.storage.laid_out import answers_of

OTHER = new_key()
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def talk(database_url: str) -> AsyncIterator[Conversation]:
    """Bp. Budi's household, interviewed to the end, all that is private among it."""
    engine = connect(database_url, KEYS, PRIVATE_KEYS)
    conversation = Conversation(engine)
    await interviewed(conversation)
    yield conversation
    await engine.dispose()


def private_facts(turns: Iterable[Turn]) -> list[StoredFact]:
    return [fact for turn in turns for fact in turn.facts if str(fact.get("ref", "")).startswith(REFS)]


async def its_keys(talk: Conversation) -> Row[int, bytes, bytes | None]:
    """The keys of the household that was interviewed, as the database keeps them."""
    keys = select(HouseholdKeyRow.household_id, HouseholdKeyRow.wrapped, HouseholdKeyRow.private_wrapped)
    its = keys.join(InterviewRow, InterviewRow.household_id == HouseholdKeyRow.household_id)
    async with talk.engine.begin() as connection:
        return (await connection.execute(its)).one()


# --- who has which key


async def stolen(engine: AsyncEngine, ring: Keyring) -> bytes:
    """All that a thief reads who has a copy of the database and these keys."""
    found: list[bytes] = []
    async with engine.begin() as connection:
        for sealed in BY_RING:
            table = sealed.table.__table__
            rows = await connection.execute(select(table.c[sealed.column], *table.primary_key))
            found += [ring.open(value, sealed.place(*key)).encode() for value, *key in rows if value is not None]
        wrapped = await connection.execute(select(HouseholdKeyRow.household_id, HouseholdKeyRow.wrapped))
        keys = {id_: ring.unwrap(value, id_) for id_, value in wrapped}
        labels = select(HouseholdRow.id, HouseholdRow.label, HouseholdRow.code)
        for id_, label, code in await connection.execute(labels):
            found += [keys[id_].open(label, label_place(code))] if label is not None else []
        said = select(InterviewRow.household_id, TurnRow.interview_id, TurnRow.facts, TurnRow.message_id).join(
            TurnRow, TurnRow.interview_id == InterviewRow.id
        )
        for household, interview, facts, message in await connection.execute(said):
            if household is not None and interview is not None and facts is not None:
                found.append(keys[household].open(facts, facts_place(interview, message)))
        found += [f"{ref} {value}".encode() for ref, value in (await answers_of(connection, 1)).items()]
    return b"\n".join(found)


async def test_d25_who_has_the_ordinary_key_and_a_copy_reads_no_private_answer(talk: Conversation) -> None:
    read = await stolen(talk.engine, KEYS)
    assert b"/data/anggota[1]/nama" in read and b"Budi" in read, "all else he reads"
    assert REFS.encode() not in read
    assert f'"ref":"{REFS}'.encode() not in await dump(talk.engine)
    async with talk.engine.begin() as connection:
        assert len(private_facts(await facts_of(connection, 1))) == 8


async def test_d25_nor_does_the_ordinary_key_open_what_the_other_one_sealed(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        sealed = select(TurnRow.message_id, TurnRow.private).where(TurnRow.private.is_not(None))
        turns = [(message, value or b"") for message, value in await connection.execute(sealed)]
    row = await its_keys(talk)
    own = KEYS.unwrap(row.wrapped, row.household_id)
    with pytest.raises(MissingKeyError):
        KEYS.unwrap(row.private_wrapped or b"", row.household_id)
    for message, value in turns:
        for place in (facts_place(1, message), private_place(1, message)):
            with pytest.raises(SpoiledError):
                own.open(value, place)
    assert len(turns) == 8
    assert {len(value) for _, value in turns} == {285}, "the length tells no answer"


async def test_d25_nor_can_what_was_tapped_be_tried_out_with_the_ordinary_key(talk: Conversation) -> None:
    form = (await talk.record(1)).form
    async with talk.engine.begin() as connection:
        ids = set(await connection.scalars(select(TurnRow.message_id)))
    row = await its_keys(talk)
    own = KEYS.unwrap(row.wrapped, row.household_id)
    private = PRIVATE_KEYS.unwrap(row.private_wrapped or b"", row.household_id)
    tried: set[str] = set()
    known: set[str] = set()
    for definition in (each for each in form.ordered if each.private and each.is_asked):
        for verb, code, revision in product(KEEPING, ("", *"0123", *REASONS), range(120)):
            tap = f"tap:{Tap(verb, 1, str(definition.ordinal), revision, code).pack()}"
            tried.add(own.mark(tap))
            known.add(private.mark(tap))
    assert len(known & ids) == 8 and not tried & ids


async def test_a_private_button_that_is_delivered_twice_counts_once(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        before = len(await facts_of(connection, 1))
    await talk.happen("ketukan terakhir datang lagi")
    await talk.happen("server mati dan hidup lagi")
    await talk.happen("ketukan terakhir datang lagi")
    async with talk.engine.begin() as connection:
        assert len(await facts_of(connection, 1)) == before


def test_facts_that_were_sealed_apart_come_back_in_their_order() -> None:
    form = read_form(SWITCHED_ON.xml, SWITCHED_ON.hash)
    path = next(d.path for d in form.ordered if d.private and d.is_asked)
    public = next(d.path for d in form.ordered if d.is_asked and not d.private)
    facts: list[Fact] = [Opened(path), Answered(public, "1"), Answered(path, "ya"), Opened(""), Completed()]
    data = kept(form, facts)
    assert [PRIVATE in each for each in data] == [True, False, True, False, False]
    _, key = KEYS.new_household_key()
    apart = [(n, each) for n, each in enumerate(data) if PRIVATE in each]
    whole = with_private([each for each in data if PRIVATE not in each], key, seal_private(key, apart, "x"), "x")
    assert list(map(from_data, whole)) == facts


async def test_c14_the_log_of_an_interview_in_private_names_no_question_answer_or_chat(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect(sqlite_url, KEYS, PRIVATE_KEYS)
    talk = Conversation(engine)
    await until_private(talk)
    with caplog.at_level(logging.DEBUG):
        said = await in_private(talk, by_chance(4))
    await engine.dispose()
    assert caplog.records, "the drivers say what they do"
    for word in (REFS, "memukul", "kekerasan", "pernah", said[0].chat):
        assert word not in caplog.text


# --- what needs no private key


async def test_without_the_private_key_all_that_counts_works(talk: Conversation, database_url: str) -> None:
    engine = connect(database_url, KEYS)
    async with talk.engine.begin() as connection:
        laid = [(await connection.execute(select(table))).all() for table in (AnswerRow, IndicatorValueRow, ScoreRow)]
        answers = await answers_of(connection, 1)
    await migrate(engine)
    seen = [at async for at in rescore(engine, talk.questionnaires, ["k24", "i29", "ibangga", "krs"])]
    assert seen[-1].seen == 1 and seen[-1].changed == 0, "worked out from public facts alone, it is the same"
    async with engine.begin() as connection:
        again = [(await connection.execute(select(table))).all() for table in (AnswerRow, IndicatorValueRow, ScoreRow)]
        assert again == laid
        assert await answers_of(connection, 1) == answers
        assert private_facts(await facts_of(connection, 1, private=False)) == []
        with pytest.raises(MissingKeyError) as missing:
            await facts_of(connection, 1)
        assert missing.value.private
    await engine.dispose()
    late = connect(database_url, KEYS)
    assert "interviews" in {each.kind for each in await destroy_expired(late, MONDAY.replace(year=2029))}
    await late.dispose()


async def test_without_a_private_key_nothing_private_is_ever_kept(database_url: str) -> None:
    engine = connect(database_url, KEYS)
    talk = Conversation(engine)
    await talk.settle()
    for line in ("/start", "[Bp. Budi · belum]", "[Bersedia]"):
        await talk.say(line)
    fact = {"k": "a", "ref": f"{REFS}berdua_saja", "value": "ya", PRIVATE: 1}
    with pytest.raises(MissingKeyError):
        async with engine.begin() as connection:
            await keep_turn(connection, chat="x", message_id="1", interview_id=1, facts=[fact], said_at=MONDAY)
    async with engine.begin() as connection:
        assert await connection.scalar(select(TurnRow.id).where(TurnRow.chat == "x")) is None
    await engine.dispose()


def test_facts_of_an_interview_are_made_ready_to_be_kept_in_one_place_only() -> None:
    using = set()
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and any(each.name == "to_data" for each in node.names):
                using.add(path.relative_to(ROOT).as_posix())
    assert using == {"bot/flows/forms/private.py", "bot/interviews/practising.py"}, "a practised family is made up"


# --- what anybody sees


async def seen(talk: Conversation, chosen: int) -> list[Outgoing]:
    """All that cadre and coordinator get from the first private question on."""
    said = list(await interviewed(talk, by_chance(chosen)))
    for who, line in (
        ("Kader", "budi"),
        ("Kader", "[Bp. Budi · selesai]"),
        ("Kader", "[Apa yang bisa dilakukan]"),
        ("Kader", "/jawaban"),
        ("Koordinator", "/rangkuman"),
        ("Koordinator", "/kemajuan"),
    ):
        said += await talk.say(line, who)
    return said


async def test_c10_c11_what_is_answered_in_private_changes_no_byte_that_anybody_gets(
    sqlite_url: str, tmp_path: Path
) -> None:
    shown = []
    for seed in (1, 2, 3):
        content = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///")).read_bytes()
        file = tmp_path / f"{seed}.db"
        file.write_bytes(content)
        engine = connect(f"sqlite+aiosqlite:///{file}", KEYS, PRIVATE_KEYS)
        talk = Conversation(engine)
        shown.append(await seen(talk, seed))
        answers = {str(fact) for fact in (await talk.record(1)).answers.values() if REFS in str(fact)}
        shown[-1].append(Outgoing("answers", str(len(answers))))
        await engine.dispose()
    assert shown[1] == shown[0] and shown[2] == shown[0]


# --- the start


async def settings_with(
    tmp_path: Path, *, private_form: bool, interviewed_there: bool = False, **given: str
) -> Settings:
    url = f"sqlite+aiosqlite:///{tmp_path / 'desa.db'}"
    engine = connect(url, KEYS, PRIVATE_KEYS)
    await migrate(engine)
    talk = Conversation(engine)
    if interviewed_there:
        await interviewed(talk)
    elif private_form:
        await talk.settle(SWITCHED_ON)
    async with engine.begin() as connection:  # of a library published before, the newer one stays in use
        await talk.questionnaires.publish(connection, WORKBOOK, MONDAY.replace(year=2025))
    await engine.dispose()
    return Settings.model_validate({"database_url": url, "key": KEY, **given})


async def test_the_bot_starts_without_the_private_key_as_long_as_nothing_private_is_asked(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    settings = await settings_with(tmp_path, private_form=False, private_key_file=nowhere)
    await (await assemble(settings)).close()


@pytest.mark.parametrize("interviewed_there", [False, True], ids=["newest", "pinned"])
async def test_c12_a_missing_private_key_stops_the_start_where_it_is_needed(
    tmp_path: Path, interviewed_there: bool
) -> None:
    settings = await settings_with(tmp_path, private_form=True, interviewed_there=interviewed_there)
    with pytest.raises(MissingKeyError) as missing:
        await assemble(settings)
    assert (missing.value.private, missing.value.key_id) == (True, "")
    if interviewed_there:
        other = settings.model_copy(update={"private_key": Settings.model_validate({"private_key": OTHER}).private_key})
        with pytest.raises(MissingKeyError) as missing:
            await assemble(other)
        assert (missing.value.private, missing.value.key_id) == (True, PRIVATE_KEYS.newest)
    right = Settings.model_validate({"private_key": PRIVATE_KEY}).private_key
    await (await assemble(settings.model_copy(update={"private_key": right}))).close()


async def test_c12_a_private_key_that_is_the_ordinary_one_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "kunci"
    file.write_text(KEY)
    settings = await settings_with(tmp_path, private_form=True, private_key_file=str(file))
    with pytest.raises(SameKeyError):
        await assemble(settings)
    gone = settings.model_copy(update={"private_key_file": tmp_path / "nowhere"})
    with pytest.raises(SettingsError, match=r"BOT_PRIVATE_KEY_FILE: .*nowhere cannot be read"):
        await assemble(gone)


# --- changing a key, and destroying it


async def test_d25_each_key_is_changed_and_a_change_that_is_stopped_goes_on(
    talk: Conversation, database_url: str
) -> None:
    async with talk.engine.begin() as connection:
        turns = await facts_of(connection, 1)
        ordinary = sum((await seals(connection)).values())
    newer = new_key()
    for ring, private, total in (
        (Keyring([newer, KEY]), PRIVATE_KEYS, ordinary),
        (Keyring([newer]), Keyring([OTHER, PRIVATE_KEY], private=True), 1),
    ):
        engine = connect(database_url, ring, private)
        async for at in rotate(engine):
            if at.done:
                break  # stopped amid it
        *_, last = [at async for at in rotate(engine)]
        assert last.done == last.total < max(total, 2)
        await engine.dispose()
    alone = connect(database_url, Keyring([newer]), Keyring([OTHER], private=True))
    await migrate(alone)
    async with alone.begin() as connection:
        assert await facts_of(connection, 1) == turns
        assert list(await seals(connection)) == [Keyring([newer]).newest]
        assert await private_seals(connection) == {Keyring([OTHER]).newest: 1}
    await alone.dispose()


async def test_d25_the_ordinary_key_is_changed_without_the_other_one(talk: Conversation, database_url: str) -> None:
    newer = new_key()
    engine = connect(database_url, Keyring([newer, KEY]))
    *_, last = [at async for at in rotate(engine)]
    await engine.dispose()
    assert last.done == last.total > 0
    engine = connect(database_url, Keyring([newer]), PRIVATE_KEYS)
    async with reading(engine).begin() as connection:
        assert len(private_facts(await facts_of(connection, 1))) == 8
    await engine.dispose()


async def test_d14_with_a_household_its_key_for_private_answers_is_destroyed(talk: Conversation) -> None:
    row = await its_keys(talk)
    async with talk.engine.begin() as connection:
        sealed = list(await connection.scalars(select(TurnRow.private).where(TurnRow.private.is_not(None))))
        assert sealed
        await forget_household(connection, row.household_id, talk.now)
        assert await private_seals(connection) == {}
        assert not list(await connection.scalars(select(TurnRow.private).where(TurnRow.private.is_not(None))))
    await scrub(talk.engine)
    left = await dump(talk.engine)
    assert (
        row.private_wrapped
        and row.private_wrapped not in left
        and not [each for each in sealed if each is not None and each in left]
    )
