"""An incident is opened with its deadline, its drafts and whom it concerns."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows.services.directory import load_directory
from bot.privacy.incidents import opened, told
from bot.villages.maintaining import UnknownRegionError
from bot.villages.regions import official
from storage.areas import NATION
from storage.chats import register_chat
from storage.family_chats import bind
from storage.household_lists import households_of
from storage.incidents import close_incident, concerned_in, incidents
from storage.people import add_person, give_role
from storage.regions import put_regions
from tests.handlers.test_command_line import kawan

FOUND = datetime(2026, 11, 22, 8, 30)  # by the region's clock
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


async def filled(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await demo.settle(connection, load_directory(), NOW)
        head = await add_person(connection, "Bu Koordinator", NOW)
        await register_chat(connection, "tg:77", head)
        await give_role(connection, head, "coordinator", "63.02.11", NOW)
        await put_regions(connection, official("11.01"))
        stranger = await add_person(connection, "Bu Jauh", NOW)
        await register_chat(connection, "tg:88", stranger)
        await give_role(connection, stranger, "coordinator", "11.01", NOW)
        house = (await households_of(connection, demo.VILLAGE))[0].household
        await bind(connection, "tg:99", house.id, "", NOW + timedelta(days=90))


async def test_d17_an_incident_has_data_kinds_deadline_chats_and_drafts(engine: AsyncEngine, tmp_path: Path) -> None:
    await filled(engine)
    file = await opened(engine, "63.02.11", FOUND, "HP koordinator hilang", tmp_path / "insiden")
    page = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Diketahui: 22-11-2026 pukul 08.30 WITA" in page
    assert "**Tenggat pemberitahuan: 25-11-2026 pukul 08.30 WITA**" in page
    assert "HP koordinator hilang" in page
    for part in ("## Data apa", "## Penanganan", "## Konsep untuk keluarga", "## Konsep untuk lembaga"):
        assert part in page
    assert "- `terminal:demo`" in page and "- `tg:77`" in page
    assert "- `tg:99`" in page, "a family's own"
    assert "tg:88" not in page, "of another province"
    assert "88 rumah tangga" in page
    assert "Bu Koordinator" not in page and "Bp. Budi" not in page
    assert "{" not in page


async def test_d17_the_hours_that_are_left_are_told_until_it_is_closed(engine: AsyncEngine, tmp_path: Path) -> None:
    await filled(engine)
    await opened(engine, NATION, FOUND.replace(tzinfo=UTC), "", tmp_path)
    async with engine.begin() as connection:
        assert [line.rpartition(", ")[2] for line in await told(connection, NOW)] == ["56 hours left to tell everybody"]
        late = await told(connection, NOW + timedelta(hours=60))
        assert "OVERDUE by 4 hours" in late[0]
        (incident,) = await incidents(connection, still_open=True)
        assert (await concerned_in(connection, NATION)).chats == ("terminal:demo", "tg:77", "tg:88", "tg:99")
        assert await close_incident(connection, incident.id, NOW)
        assert not await close_incident(connection, incident.id, NOW)
        assert await incidents(connection, still_open=True) == []
        assert "closed 2026-11-23 00:30" in (await told(connection, NOW))[0]


async def test_an_incident_of_a_region_that_is_none_is_refused(engine: AsyncEngine, tmp_path: Path) -> None:
    with pytest.raises(UnknownRegionError):
        await opened(engine, "63.99.99", FOUND, "", tmp_path)
    assert list(tmp_path.glob("insiden*")) == []


def test_d17_from_the_command_line(tmp_path: Path) -> None:
    made = kawan(tmp_path, "incident", "open", "63.02.11", "--what", "Token bot diketahui orang")
    assert made.stdout.strip() == "var/insiden/insiden-1.md", made.stderr
    listed = kawan(tmp_path, "incident", "list")
    assert "1  63.02.11" in listed.stdout and "71 hours left" in listed.stdout
    examined = kawan(tmp_path, "doctor")
    assert "MEND incident 1" in examined.stdout
    assert kawan(tmp_path, "incident", "close", "1").returncode == 0
    assert kawan(tmp_path, "incident", "close", "1").returncode == 2
