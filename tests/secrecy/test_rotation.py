"""The operator's key is changed while everything stays readable, and a key that is missing stops the start."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import LargeBinary, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import rotation
from storage.audit import HOUSEHOLD, note, trail
from storage.callers import caller
from storage.engine import connect, migrate
from storage.household_lists import households_of
from storage.households import add_household
from storage.keyring import Keyring, MissingKeyError, SpoiledError, new_key
from storage.models import Base, HouseholdKeyRow, HouseholdRow, TurnRow
from storage.regions import Contact, contacts, put_contact
from storage.rotation import Rotated, check_keys, rotate, seals
from storage.sealing import BY_RING
from storage.turns import facts_of, keep_turn
from tests.keys import KEY, KEYS
from tests.storage.village import CHAT, NOW, VILLAGE, begin, settle

NEW = new_key()
FACTS = [{"k": "a", "ref": "/keluarga/nama", "value": "Zulaikha"}]
WHY = "keluarga minta ditinjau"
CONTACT = Contact("puskesmas", VILLAGE, {"nama": "Bidan Nur", "telepon": "0812 0000 0000"})


async def filled(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        village = await settle(connection)
        interview = await begin(connection, village)
        for n in range(5):
            await add_household(connection, VILLAGE, "004", label=f"Pak {n}")
        await put_contact(connection, CONTACT)
        await note(connection, NOW, 7, "open_household", HOUSEHOLD, 12, VILLAGE, WHY)
        await keep_turn(connection, chat=CHAT, message_id="1", interview_id=interview, facts=FACTS, said_at=NOW)
    return interview


async def readable(engine: AsyncEngine, interview: int) -> None:
    """All that `filled` kept can be read."""
    async with engine.begin() as connection:
        assert (await caller(connection, CHAT, NOW)).name == "Bu Contoh"
        assert (await contacts(connection, VILLAGE))["puskesmas"] == CONTACT
        assert [row.reason for row in await trail(connection)] == [WHY]
        assert (await facts_of(connection, interview))[0].facts == tuple(FACTS)
        labels = [each.household.label for each in await households_of(connection, VILLAGE)]
        assert labels == ["Pak Misal", *(f"Pak {n}" for n in range(5))]


async def steps(rotating: AsyncIterator[Rotated], most: int = 1_000) -> list[Rotated]:
    found = []
    async for at in rotating:
        found.append(at)
        if len(found) == most:
            break
    return found


async def test_d25_another_key_seals_everything_and_the_old_one_can_be_thrown_away(
    engine: AsyncEngine, database_url: str
) -> None:
    interview = await filled(engine)
    both = connect(database_url, Keyring([NEW, KEY]))
    *_, last = await steps(rotate(both))
    assert last.done == last.total == 1 + 6 + 1 + 1  # a name, six households, a contact, a reason
    async with both.begin() as connection:
        assert await seals(connection) == {Keyring([NEW]).newest: 9}
    assert await steps(rotate(both)) == [Rotated(0, 0)]
    await both.dispose()
    alone = connect(database_url, Keyring([NEW]))
    await migrate(alone)
    await readable(alone, interview)
    await alone.dispose()


async def test_d25_a_change_of_keys_that_is_stopped_goes_on_and_all_can_be_read_meanwhile(
    engine: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    interview = await filled(engine)
    both = connect(database_url, Keyring([NEW, KEY]))
    *_, stopped = await steps(rotate(both), most=3)
    assert (stopped.done, stopped.total) == (4, 9)
    await readable(both, interview)
    first, *_, last = await steps(rotate(both))
    assert (first.total, last.done) == (5, 5)
    await readable(both, interview)
    await both.dispose()


async def test_d25_a_missing_key_stops_the_start_and_is_named(engine: AsyncEngine, database_url: str) -> None:
    await filled(engine)
    stranger = connect(database_url, Keyring([NEW]))
    with pytest.raises(MissingKeyError) as missing:
        await migrate(stranger)
    assert missing.value.key_id == KEYS.newest
    await stranger.dispose()


@pytest.mark.parametrize("column", ["key", "label", "facts"])
async def test_d25_what_is_moved_to_another_household_does_not_open_there(engine: AsyncEngine, column: str) -> None:
    interview = await filled(engine)
    async with engine.begin() as connection:
        ids = list(await connection.scalars(select(HouseholdRow.id).order_by(HouseholdRow.id).limit(2)))
        match column:
            case "key":
                other = select(HouseholdKeyRow.wrapped).where(HouseholdKeyRow.household_id == ids[1]).scalar_subquery()
                row = update(HouseholdKeyRow).where(HouseholdKeyRow.household_id == ids[0])
                await connection.execute(row.values(wrapped=other))
            case "label":
                labels = select(HouseholdRow.label).where(HouseholdRow.id == ids[1]).scalar_subquery()
                await connection.execute(update(HouseholdRow).where(HouseholdRow.id == ids[0]).values(label=labels))
            case "facts":
                await connection.execute(update(TurnRow).values(message_id="2"))
    async with engine.begin() as connection:
        with pytest.raises(SpoiledError):
            await households_of(connection, VILLAGE)
            await facts_of(connection, interview)


async def test_a_key_that_is_not_used_need_not_be_there(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM household_keys"))
        await check_keys(connection)


def test_every_sealed_column_is_sealed_anew_or_by_the_key_of_a_household() -> None:
    by_household = {"households.label", "turns.facts", "turns.private", "answers.sealed", "requests.note"}
    by_household |= {"household_keys.wrapped", "household_keys.private_wrapped"}
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert sealed - by_household == {f"{each.table.__tablename__}.{each.column}" for each in BY_RING}
