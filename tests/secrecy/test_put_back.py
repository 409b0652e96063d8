"""A copy of the database that is put back does not bring back a household that was deleted, ended or frozen since.

Tests named d.. hold the behaviours of those numbers.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import assemble
from bot.database import LIST, open_database
from bot.operation.backups import back_up
from bot.operation.doctor import examine
from bot.settings import Settings
from storage import requests
from storage.audit import HOUSEHOLD, trail
from storage.consents import consents_of
from storage.deletions import LET_GO, beside, enlist
from storage.engine import connect, migrate
from storage.holding import held_by, hold
from storage.household_lists import households_of
from storage.households import add_household
from storage.models import HouseholdKeyRow, HouseholdRow, InterviewRow, TurnRow
from storage.put_back import AGAIN, WHY, use_again
from tests.chat import Conversation
from tests.keys import KEY, KEYS
from tests.secrecy.dumps import dump, found_in
from tests.storage.village import NOW, VILLAGE, begin, settle

DAY = timedelta(days=1)


async def village(settings: Settings) -> Conversation:
    """Bp. Budi's household, interviewed to the end."""
    engine = open_database(settings)
    await migrate(engine)
    talk = Conversation(engine)
    await talk.settle()
    for line in ("/start", "[Bp. Budi · belum]"):
        await talk.say(line)
    await talk.happen("Keluarga Budi sampai akhir")
    return talk


async def delete(talk: Conversation) -> None:
    """Bp. Budi's family has itself deleted, in the presence of its cadre."""
    for line in ("/start", "budi", "[Bp. Budi · selesai]", "[Izin]", "[Hak keluarga]", "[Hapus data]", "[Ya, hapus]"):
        await talk.say(line)


def put_back(copy: Path, database: Path) -> None:
    """What an operator does with a copy, while the bot stands still."""
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    database.write_bytes(copy.read_bytes())


async def left_of(settings: Settings) -> Sequence[int]:
    """The interviews that are there."""
    engine = open_database(settings)
    async with engine.begin() as connection:
        found = [*await connection.scalars(select(InterviewRow.id))]
    await engine.dispose()
    return found


async def test_d14_a_copy_that_is_put_back_is_cleared_of_whoever_was_deleted_since(tmp_path: Path) -> None:
    database, copies = tmp_path / "desa.db", tmp_path / "salinan"
    url = f"sqlite+aiosqlite:///{database}"
    settings = Settings.model_validate({"database_url": url, "key": KEY, "backups": copies})
    talk = await village(settings)
    async with talk.engine.begin() as connection:
        (house,) = await connection.scalars(select(InterviewRow.household_id))
        keys = select(HouseholdKeyRow.wrapped).where(HouseholdKeyRow.household_id == house)
        sealed = [*await connection.scalars(keys), *await connection.scalars(select(TurnRow.facts))]
        sealed = [each for each in sealed if each is not None]
        code = await connection.scalar(select(HouseholdRow.code).where(HouseholdRow.id == house))
    copy = await back_up(settings, copies, talk.now)
    await delete(talk)
    await talk.engine.dispose()
    listed = beside(database).read_text()
    assert listed == (copies / LIST).read_text() and listed.splitlines()[-1].endswith(f" {code}")
    assert found_in(listed.encode(), ("Budi", "Siti")) == []
    assert beside(database).stat().st_mode & 0o077 == 0
    assert await left_of(settings) == []

    put_back(copy, database)
    beside(database).unlink()  # that machine is gone; what is among the copies is there
    assert await left_of(settings) == [1]
    told = {each.about: each for each in [found async for found in examine(settings)]}
    finding = told["deleted, ended and frozen households"]
    assert not finding.well and finding.told.startswith("of 1 a copy that was put back knows nothing")
    application = await assemble(settings, lambda: talk.now)
    async with application.engine.begin() as connection:
        assert not list(await connection.scalars(keys))
        assert await consents_of(connection, house or 0) == ()
        (again,) = await requests.requests_of(connection, house or 0, ever=True)
        assert (again.kind, again.outcome) == (requests.DELETE, requests.DONE)
        (*_, noted) = await trail(connection, subject=(HOUSEHOLD, house or 0))
        assert (noted.action, noted.reason, noted.person_id) == (AGAIN[requests.DELETE], WHY, None)
    dumped = await dump(application.engine)
    assert sealed and not [each for each in sealed if each in dumped]
    assert await use_again(application.engine, talk.now) == 0, "once"
    await application.close()
    assert await left_of(settings) == []


async def test_d14_what_is_listed_and_was_not_deleted_is_deleted_once(database_url: str, tmp_path: Path) -> None:
    engine = connect(database_url, KEYS, deletions=[tmp_path / "daftar", tmp_path / "nowhere" / "lagi"])
    async with engine.begin() as connection:
        settled = await settle(connection)
        other = await add_household(connection, VILLAGE, "004", label="Bu Tetap")
        await begin(connection, settled)
        await enlist(connection, settled.household.id, requests.DELETE, NOW)
    cut = f"{NOW.isoformat()} {requests.FREEZE} BC\n{NOW.isoformat()} bek\n2026-1\n"  # of another village's; and halves
    (tmp_path / "daftar").open("a").write(cut)
    assert await use_again(engine, NOW + 1824 * DAY) == 1
    assert await use_again(engine, NOW) == 0
    async with engine.begin() as connection:
        assert [each.household.id for each in await households_of(connection, VILLAGE)] == [other.id]
    await engine.dispose()


async def test_a_list_that_cannot_be_written_keeps_nobody_from_being_deleted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'desa.db'}"
    (tmp_path / "berkas").write_text("")
    nowhere = tmp_path / "berkas" / "daftar"
    settings = Settings.model_validate({"database_url": url, "key": KEY, "deletions": str(nowhere)})
    talk = await village(settings)
    with caplog.at_level(logging.ERROR):
        await delete(talk)
    await talk.engine.dispose()
    assert "the list of what households had done cannot be written" in caplog.text
    assert await left_of(settings) == []


async def test_d14_a_family_that_ended_its_part_or_froze_its_data_is_asked_nothing_after_a_copy_was_put_back(
    tmp_path: Path,
) -> None:
    database, copies = tmp_path / "desa.db", tmp_path / "salinan"
    settings = Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{database}", "key": KEY})
    talk = await village(settings)
    for line in ("/start", "[Bu Rahma · belum]"):
        await talk.say(line)
    await talk.happen("Keluarga Rahma sampai akhir")
    copy = await back_up(settings, copies, talk.now)
    for name, right, yes in (
        ("Bp. Budi", "Bekukan", "Ya, bekukan"),
        ("Bu Rahma", "Berhenti ikut", "Ya, berhenti"),
    ):
        for line in ("/start", name, f"[{name} · selesai]", "[Izin]", "[Hak keluarga]", f"[{right}]", f"[{yes}]"):
            await talk.say(line)
    await talk.engine.dispose()
    put_back(copy, database)
    application = await assemble(settings, lambda: talk.now)
    async with application.engine.begin() as connection:
        budi, rahma = await connection.scalars(select(InterviewRow.household_id).order_by(InterviewRow.id))
        assert budi is not None and rahma is not None
        held = [await held_by(connection, each) for each in (budi, rahma)]
        assert await consents_of(connection, rahma) == ()
        (*_, noted) = await trail(connection, subject=(HOUSEHOLD, rahma))
    assert held == [requests.FREEZE, requests.STOP]
    assert (noted.action, noted.reason) == (AGAIN[requests.STOP], WHY)
    assert await use_again(application.engine, talk.now) == 0, "once"
    await application.close()


async def test_d14_data_that_a_family_lets_be_used_again_are_not_frozen_by_what_it_wanted_before(
    database_url: str, tmp_path: Path
) -> None:
    engine = connect(database_url, KEYS, deletions=[tmp_path / "daftar"])
    async with engine.begin() as connection:
        settled = await settle(connection)
        ended = await add_household(connection, VILLAGE, "004")
        await enlist(connection, settled.household.id, requests.FREEZE, NOW)
        await enlist(connection, settled.household.id, LET_GO, NOW + DAY)
        await hold(connection, ended.id, requests.STOP)
        await enlist(connection, ended.id, requests.FREEZE, NOW)
    assert await use_again(engine, NOW + 2 * DAY) == 0
    async with engine.begin() as connection:
        assert await held_by(connection, settled.household.id) is None
        assert await held_by(connection, ended.id) == requests.STOP, "a frozen one is used again by a word"
        await enlist(connection, settled.household.id, requests.DELETE, NOW)
        await enlist(connection, settled.household.id, LET_GO, NOW + 3 * DAY)
    assert await use_again(engine, NOW + 4 * DAY) == 1, "what is deleted stays so"
    await engine.dispose()


async def test_d14_an_older_version_listed_deletions_only(database_url: str, tmp_path: Path) -> None:
    engine = connect(database_url, KEYS, deletions=[tmp_path / "daftar"])
    async with engine.begin() as connection:
        settled = await settle(connection)
    (tmp_path / "daftar").write_text(f"# heading\n{NOW.isoformat()} {settled.household.code}\n")
    assert await use_again(engine, NOW) == 1
    async with engine.begin() as connection:
        assert not await households_of(connection, VILLAGE)
    await engine.dispose()


async def test_d14_a_line_that_a_power_cut_left_half_written_takes_none_after_it_along(
    database_url: str, tmp_path: Path
) -> None:
    engine = connect(database_url, KEYS, deletions=[tmp_path / "daftar"])
    (tmp_path / "daftar").write_text(f"# heading\n{NOW.isoformat()} {requests.DELETE} 63B")
    async with engine.begin() as connection:
        settled = await settle(connection)
        await enlist(connection, settled.household.id, requests.DELETE, NOW)
    assert await use_again(engine, NOW) == 1
    await engine.dispose()
