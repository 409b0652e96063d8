"""A made-up village to keep things in: one cadre, one form, one registered household."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import register_chat
from storage.forms import PublishedForm, publish_form
from storage.households import Household, add_household
from storage.interviews import start_interview
from storage.people import add_person, give_role
from storage.regions import Region, put_regions

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
VILLAGE = "99.01.01.2001"
CHAT = "tg:1"
FORM = PublishedForm("f1", "coba", "1", "Kuesioner coba", "<h:html/>", {"indices": []}, NOW)

REGIONS = (
    Region("99", "Provinsi Coba", "provinsi", "Asia/Makassar", None),
    Region("99.01", "Kabupaten Coba", "kabupaten", "Asia/Makassar", None),
    Region("99.01.01", "Kecamatan Coba", "kecamatan", "Asia/Makassar", None),
    Region(VILLAGE, "Desa Coba", "desa", "Asia/Makassar", False),
    Region("99.01.01.2010", "Desa Sebelah", "desa", "Asia/Makassar", None),
)


@dataclass(frozen=True, slots=True)
class Village:
    """What `settle` made."""

    cadre_id: int
    household: Household


async def settle(connection: AsyncConnection) -> Village:
    """The village with its cadre Bu Contoh at `CHAT`, its form, and the household of Pak Misal."""
    await put_regions(connection, REGIONS)
    cadre_id = await add_person(connection, "Bu Contoh", NOW)
    await register_chat(connection, CHAT, cadre_id)
    await give_role(connection, cadre_id, "cadre", VILLAGE, NOW, rt="003")
    await publish_form(connection, FORM)
    return Village(cadre_id, await add_household(connection, VILLAGE, "003", label="Pak Misal"))


async def begin(connection: AsyncConnection, village: Village) -> int:
    """The id of an interview that the cadre has begun with the household."""
    started = await start_interview(
        connection, household_id=village.household.id, form_hash=FORM.hash, cadre_id=village.cadre_id, now=NOW
    )
    return started.id
