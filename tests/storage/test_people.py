"""People come by invitation, once; roles hold for a region and everything below it."""

import asyncio
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.callers import caller
from storage.engine import connect
from storage.models import InvitationRow, PersonRow
from storage.people import (
    Welcome,
    add_person,
    give_role,
    invite,
    roles_of,
    speak,
    use_invitation,
    with_role_in,
    with_role_over,
)
from storage.regions import put_regions
from storage.sealing import open_name
from storage.staff import end_role, held_by
from tests.keys import KEYS
from tests.storage.village import CHAT, NOW, REGIONS, VILLAGE, settle

TOMORROW = NOW + timedelta(days=1)


async def _invite(connection: AsyncConnection) -> str:
    await put_regions(connection, REGIONS)
    return await invite(
        connection, role="cadre", region_code=VILLAGE, rt="003", name="Bu Undang", now=NOW, expires_at=TOMORROW
    )


async def test_an_invitation_makes_its_holder_known_with_the_role(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        welcome = await use_invitation(connection, await _invite(connection), "tg:5", NOW, "en")
        found = await caller(connection, "tg:5", NOW)
    assert welcome is not None and (welcome.name, welcome.role, welcome.rt) == ("Bu Undang", "cadre", "003")
    assert found is not None and found.role is not None
    assert (found.name, found.language, found.role.region_code) == ("Bu Undang", "en", VILLAGE)


async def test_only_the_hash_of_a_token_is_kept(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        token = await _invite(connection)
        kept = (await connection.scalars(select(InvitationRow.token_hash))).one()
    assert token not in kept
    assert len(token) <= 64


async def test_an_invitation_used_on_two_devices_at_once_serves_one(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        token = await _invite(connection)

    async def use(process: AsyncEngine, address: str) -> Welcome | None:
        async with process.begin() as connection:
            return await use_invitation(connection, token, address, NOW)

    other = connect(database_url, KEYS)
    welcomes = await asyncio.gather(use(engine, "tg:5"), use(other, "tg:6"), use(engine, "tg:7"))
    await other.dispose()
    async with engine.begin() as connection:
        people = [open_name(connection, name) for name in await connection.scalars(select(PersonRow.name))]
    assert len([welcome for welcome in welcomes if welcome]) == 1
    assert people == ["Bu Undang"]


async def test_an_invitation_serves_until_it_expires_and_an_unknown_token_never(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        token = await _invite(connection)
        assert await use_invitation(connection, token, "tg:5", TOMORROW) is None
        assert await use_invitation(connection, token + "x", "tg:5", NOW) is None
        assert await use_invitation(connection, token, "tg:5", TOMORROW - timedelta(seconds=1)) is not None


async def test_somebody_known_gets_a_second_role_by_invitation_and_stays_herself(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        token = await invite(
            connection, role="coordinator", region_code="99.01", rt=None, name="X", now=NOW, expires_at=TOMORROW
        )
        welcome = await use_invitation(connection, token, CHAT, NOW)
        roles = await roles_of(connection, village.cadre_id, NOW)
    assert welcome is not None and (welcome.person_id, welcome.name) == (village.cadre_id, "Bu Contoh")
    assert [(role.name, role.role, role.region_code) for role in roles] == [
        ("Bu Contoh", "cadre", VILLAGE),
        ("Bu Contoh", "coordinator", "99.01"),
    ]


async def test_those_over_a_region_are_found_nearest_first_and_those_in_it_too(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        for name, region_code in (("Prov", "99"), ("Kec", "99.01.01"), ("Sebelah", "99.01.01.2010")):
            await give_role(connection, await add_person(connection, name, NOW), "coordinator", region_code, NOW)
        over = await with_role_over(connection, "coordinator", VILLAGE, NOW)
        inside = await with_role_in(connection, "coordinator", "99.01", NOW)
        cadres = await with_role_in(connection, "cadre", VILLAGE, NOW)
        (role,) = await held_by(connection, village.cadre_id, NOW)
        await end_role(connection, role.id, NOW)
        after = await with_role_in(connection, "cadre", VILLAGE, NOW)
    assert [role.name for role in over] == ["Kec", "Prov"]
    assert [role.name for role in inside] == ["Kec", "Sebelah"]
    assert [(role.name, role.rt) for role in cadres] == [("Bu Contoh", "003")]
    assert after == ()


async def test_a_person_is_spoken_to_in_the_language_she_chose(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await speak(connection, village.cadre_id, "jv")
        found = await caller(connection, CHAT, NOW)
    assert found is not None and found.language == "jv"
