"""How services are reached in a coordinator's region: filled in field by field, shown as soon as there is a way."""

from dataclasses import replace

from bot.desks import coordinator
from bot.desks.coordinator import name_of
from bot.desks.desk import Page, awaiting
from bot.flows.coordinating import contacts as screens
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.services.contacts import flaws
from bot.flows.services.directory import Service
from bot.interviews.finishing import contact_from
from bot.visit import Visit
from storage.audit import SERVICE, note
from storage.regions import Contact, drop_contact, put_contact
from storage.regions import contacts as contacts_in

Fields = dict[str, str]


async def contacts(visit: Visit) -> Reply:
    """The services that need a contact here, those without one first."""
    region = visit.role.region_code
    if not visit.may(Action.KEEP_CONTACTS, region):
        return (await coordinator.home(visit)).after(GONE)
    known = await contacts_in(visit.connection, region)
    there = {id_ for id_, each in known.items() if contact_from(each).reachable}
    local = [(each, each.id in there) for each in visit.tools.directory.services.values() if each.local]
    return screens.contacts(visit.role.region_name, local, visit.language, visit.tap.number or 0)


async def contact(visit: Visit) -> Reply:
    """A service with its contact as it stands."""
    service = _service(visit, visit.tap.code)
    if service is None:
        return (await coordinator.home(visit)).after(GONE)
    return await _shown(visit, service)


async def field(visit: Visit) -> Reply:
    """Asks for one field of it."""
    service, name = _service(visit, visit.tap.question), visit.tap.code
    if service is None or name not in screens.FIELDS:
        return (await coordinator.home(visit)).after(GONE)
    fields, _ = await _own(visit, service)
    awaits = awaiting("contact_is", service.id, name)
    return screens.ask(service, name, visit.language, awaits, filled=bool((fields or {}).get(name)))


async def written(visit: Visit) -> Reply:
    """Keeps the field that she wrote, unless it must not stand there."""
    id_, _, name = visit.tap.code.partition(":")
    service, words = _service(visit, id_), " ".join(visit.words.split())
    if service is None or name not in screens.FIELDS:
        return (await coordinator.home(visit)).after(GONE)
    asking = replace(visit, tap=replace(visit.tap, question=id_, code=name))
    if not words:
        return await field(asking)
    fields, _ = await _own(visit, service)
    changed = {**(fields or {}), name: words}
    wrong = flaws(contact_from(Contact(service.id, visit.role.region_code, changed)))
    if wrong:
        return (await field(asking)).after(*screens.refused(wrong))
    await _keep(visit, service, changed)
    return (await _shown(visit, service)).after(screens.KEPT)


async def empty(visit: Visit) -> Reply:
    """The field is empty again."""
    service, name = _service(visit, visit.tap.question), visit.tap.code
    if service is None or name not in screens.FIELDS:
        return (await coordinator.home(visit)).after(GONE)
    fields, _ = await _own(visit, service)
    await _keep(visit, service, {key: value for key, value in (fields or {}).items() if key != name})
    return (await _shown(visit, service)).after(screens.KEPT)


async def checked(visit: Visit) -> Reply:
    """She has tried it today, as it stands."""
    service = _service(visit, visit.tap.code)
    fields, _ = await _own(visit, service) if service is not None else (None, None)
    if service is None or fields is None:
        return (await coordinator.home(visit)).after(GONE)
    await _keep(visit, service, fields)
    return (await _shown(visit, service)).after(screens.KEPT)


async def dropped(visit: Visit) -> Reply:
    """The contact of her region is gone; what a region above says holds."""
    service, region = _service(visit, visit.tap.code), visit.role.region_code
    if service is None:
        return (await coordinator.home(visit)).after(GONE)
    await drop_contact(visit.connection, region, service.id)
    await note(visit.connection, visit.now, visit.role.person_id, "drop_contact", SERVICE, service.id, region)
    return (await _shown(visit, service)).after(screens.DELETED(service=service.label.said_in(visit.language)))


def _service(visit: Visit, id_: str) -> Service | None:
    """The service of that id, where its contact differs by place and she may keep it."""
    service = visit.tools.directory.services.get(id_)
    allowed = visit.may(Action.KEEP_CONTACTS, visit.role.region_code)
    return service if service is not None and service.local and allowed else None


async def _own(visit: Visit, service: Service) -> tuple[Fields | None, Contact | None]:
    """The fields that her own region has, if any; and else the contact that holds from above."""
    known = (await contacts_in(visit.connection, visit.role.region_code)).get(service.id)
    if known is None or known.region_code == visit.role.region_code:
        return (dict(known.fields) if known is not None else None), None
    return None, known


async def _keep(visit: Visit, service: Service, fields: Fields) -> None:
    region, today = visit.role.region_code, visit.now.date().isoformat()
    signed = {**fields, "diperiksa": today, "pemeriksa": visit.who.name}
    await put_contact(visit.connection, Contact(service.id, region, signed))
    person = visit.role.person_id
    await note(visit.connection, visit.now, person, Action.KEEP_CONTACTS, SERVICE, service.id, region)


async def _shown(visit: Visit, service: Service) -> Reply:
    fields, above = await _own(visit, service)
    own = contact_from(Contact(service.id, visit.role.region_code, fields)) if fields is not None else None
    over = (name_of(above.region_code), contact_from(above)) if above is not None else None
    return screens.contact(service, own, over, visit.role.region_name, visit.language)


PAGES = {
    "contacts": Page(contacts, Action.KEEP_CONTACTS, commands=frozenset({"kontak"})),
    "contact": Page(contact, Action.KEEP_CONTACTS),
    "contact_field": Page(field, Action.KEEP_CONTACTS),
    "contact_is": Page(written, Action.KEEP_CONTACTS),
    "contact_empty": Page(empty, Action.KEEP_CONTACTS, changes=True),
    "contact_checked": Page(checked, Action.KEEP_CONTACTS, changes=True),
    "contact_drop": Page(dropped, Action.KEEP_CONTACTS, changes=True),
}
