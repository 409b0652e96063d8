"""What a coordinator maintains for a region: its poverty line, its RTs, and the local contacts of services."""

from dataclasses import replace
from pathlib import Path

from bot.database import open_database
from bot.flows.services.contacts import Contacts, load_contacts
from bot.flows.services.directory import load_directory
from bot.settings import Settings
from bot.villages.regions import official
from storage.engine import migrate
from storage.neighbourhoods import Neighbourhood, put_neighbourhoods
from storage.regions import Contact, PovertyLine, put_contact, put_poverty_lines, put_regions
from storage.regions import region as region_of


class UnknownRegionError(LookupError):
    """There is no region with that code."""


async def keep_poverty_line(settings: Settings, line: PovertyLine) -> None:
    """Keep the rupiah a person needs for a month in the region from that day on; interviews begun later use it."""
    await _keep(settings, line.region_code, [line], None)


async def keep_kind(settings: Settings, code: str, urban: bool) -> None:
    """Keep whether a village counts as town or country, which its poverty line may hang on."""
    await _keep(settings, code, [], None)
    engine = open_database(settings)
    try:
        async with engine.begin() as connection:
            await put_regions(connection, [replace(official(code)[0], urban=urban)])
    finally:
        await engine.dispose()


async def keep_neighbourhood(settings: Settings, neighbourhood: Neighbourhood) -> None:
    """Keep what a village tells of one of its RTs: how many households it has registered there, and by when."""
    await _keep(settings, neighbourhood.region_code, [], None)
    engine = open_database(settings)
    try:
        async with engine.begin() as connection:
            await put_neighbourhoods(connection, [neighbourhood])
    finally:
        await engine.dispose()


async def keep_contacts(settings: Settings, file: Path) -> int:
    """Keep the contacts of that file (as `bot/flows/services/example_contacts.yaml` shows it); how many there are.

    Raises DirectoryError with everything that must be mended, and keeps nothing then.
    """
    contacts = load_contacts(file, load_directory().services)
    await _keep(settings, contacts.region, [], contacts)
    return len(contacts.by_service)


async def _keep(settings: Settings, region: str, lines: list[PovertyLine], contacts: Contacts | None) -> None:
    known = official(region)
    if not known:
        raise UnknownRegionError(f"{region}: there is no region with this code; write it as in 63.02.11.2009")
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with engine.begin() as connection:
            await put_regions(connection, [each for each in known if await region_of(connection, each.code) is None])
            await put_poverty_lines(connection, lines)
            for contact in stored(contacts) if contacts is not None else ():
                await put_contact(connection, contact)
    finally:
        await engine.dispose()


def stored(contacts: Contacts) -> list[Contact]:
    """The contacts as the database keeps them."""
    fields = {
        service: {
            "telepon": contact.phone,
            "wa": contact.whatsapp,
            "alamat": contact.address,
            "jam": contact.hours,
            "nama": contact.person,
            "diperiksa": contact.checked_on.isoformat() if contact.checked_on else "",
            "ada_112": "ya" if contacts.has_112 else "",
        }
        for service, contact in contacts.by_service.items()
    }
    return [Contact(service, contacts.region, {k: v for k, v in each.items() if v}) for service, each in fields.items()]
