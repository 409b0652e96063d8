"""A made-up village to try everything in: Desa Pondok Labu with 11 RT, made-up households, a cadre, a coordinator.

All people are invented. The village and its code are real; its contacts are marked "contoh".
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.services.contacts import EXAMPLE, load_contacts
from bot.flows.services.directory import Directory
from bot.villages.maintaining import stored
from bot.villages.regions import official
from storage.callers import caller
from storage.chats import register_chat
from storage.household_lists import rts_of
from storage.households import add_household
from storage.people import add_person, give_role
from storage.regions import PovertyLine, put_contact, put_poverty_lines, put_regions

VILLAGE = "63.02.11.2009"
ZONE = ZoneInfo("Asia/Makassar")
CHAT = "terminal:demo"
# Each person's terminal is a channel of its own: letters wait until she opens it. Nobody is known in the family's.
CHATS = {"kader": CHAT, "koordinator": "terminal-koordinator:demo", "keluarga": "terminal-keluarga:demo"}
CADRE, COORDINATOR = "Bu Ani", "Pak Rudi"
RT = "03"
RTS = tuple(f"{n:02}" for n in range(1, 12))
HEADS = ("Bp. Budi", "Bu Rahma", "Bp. Yusuf", "Bp. Dullah", "Bu Norhayati", "Bp. Samsul", "Bp. Iberahim", "Bu Saniah")
# A made-up figure, so that the demo can show the indicator; a coordinator enters that of BPS.
POVERTY_LINE = PovertyLine("63", None, date(2025, 1, 1), 650_000, "contoh, bukan angka BPS")


async def settle(connection: AsyncConnection, directory: Directory, now: datetime) -> None:
    """Set the village and its cadre up, once."""
    await put_regions(connection, (replace(official(VILLAGE)[0], urban=False), *official(VILLAGE)[1:]))
    await _settle_person(connection, now, CHAT, CADRE, role="cadre", rt=RT)
    if not await rts_of(connection, VILLAGE):
        for rt in RTS:
            for head in HEADS:
                await add_household(connection, VILLAGE, rt, label=head)
        await put_poverty_lines(connection, [POVERTY_LINE])
        for contact in stored(load_contacts(EXAMPLE, directory.services)):
            await put_contact(connection, contact)


async def settle_coordinator(connection: AsyncConnection, now: datetime) -> None:
    """Give the village a coordinator, once."""
    await _settle_person(connection, now, CHATS["koordinator"], COORDINATOR, role="coordinator")


async def _settle_person(
    connection: AsyncConnection, now: datetime, chat: str, name: str, *, role: str, rt: str | None = None
) -> None:
    if (await caller(connection, chat, now)).person_id is None:
        person = await add_person(connection, name, now)
        await register_chat(connection, chat, person)
        await give_role(connection, person, role, VILLAGE, now, rt=rt)
