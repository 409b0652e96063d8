"""A made-up village to try everything in: Desa Pondok Labu with 11 RT, made-up households and a demo cadre.

All people are invented. The village and its code are real; its contacts are marked "contoh".
"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.services.contacts import EXAMPLE, load_contacts
from bot.flows.services.directory import Directory
from bot.maintaining import stored
from bot.regions import official
from storage.chats import caller, register_chat
from storage.households import add_household, rts_of
from storage.people import add_person, give_role
from storage.regions import PovertyLine, put_contact, put_poverty_lines, put_regions

VILLAGE = "63.02.11.2009"
CHAT = "terminal:demo"
CADRE = "Bu Ani"
RT = "03"
RTS = tuple(f"{n:02}" for n in range(1, 12))
HEADS = ("Bp. Budi", "Bu Rahma", "Bp. Yusuf", "Bp. Dullah", "Bu Norhayati", "Bp. Samsul", "Bp. Iberahim", "Bu Saniah")
# A made-up figure, so that the demo can show the indicator; a coordinator enters that of BPS.
POVERTY_LINE = PovertyLine("63", None, date(2025, 1, 1), 650_000, "contoh, bukan angka BPS")


async def settle(connection: AsyncConnection, directory: Directory, now: datetime) -> None:
    """Set the village up, once."""
    await put_regions(connection, (replace(official(VILLAGE)[0], urban=False), *official(VILLAGE)[1:]))
    if (await caller(connection, CHAT, now)).person_id is None:
        cadre = await add_person(connection, CADRE, now)
        await register_chat(connection, CHAT, cadre)
        await give_role(connection, cadre, "cadre", VILLAGE, now, rt=RT)
    if not await rts_of(connection, VILLAGE):
        for rt in RTS:
            for head in HEADS:
                await add_household(connection, VILLAGE, rt, label=head)
        await put_poverty_lines(connection, [POVERTY_LINE])
        for contact in stored(load_contacts(EXAMPLE, directory.services)):
            await put_contact(connection, contact)
