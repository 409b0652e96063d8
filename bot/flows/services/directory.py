"""The services a family can go to, as data: which there are, which may be shown here, and how one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from bot.flows.services.contacts import MOST_CONTACT, Contacts
from bot.flows.services.entries import DirectoryError, Entry, entries, read_yaml
from bot.flows.services.needs import Need, load_needs, row_as_need
from bot.flows.services.wording import Wording
from bot.flows.texts import Listed, Text, Words

FOLDER = Path(__file__).parent
EMERGENCY = "darurat112"  # answers in some regencies only
MOST_LABEL, MOST_DESCRIPTION = 24, 72  # a row of a list on the narrowest channel
MOST_TEXT = 600
MOST_IN_ROW = 9  # with "Kembali" ten, as many as a list shows
_HEADINGS = 125  # characters that the template adds at most


@dataclass(frozen=True)
class Service:
    """A place or number to go to. `local`: its contact differs by place; `contact` is then its national part, if any.

    `note` is for cadres and coordinators only; `sensitive` ones are shown where somebody browses, and never pushed.
    """

    id: str
    label: Wording
    description: Wording
    category: str
    problems: tuple[str, ...]
    local: bool
    to_fill_in: str
    contact: Wording
    phone: str
    whatsapp: str
    hours: Wording
    cost: Wording
    bring: Wording
    note: str
    sensitive: bool
    confidence: str
    sources: tuple[str, ...]
    checked_on: date | None


@dataclass(frozen=True)
class MenuRow:
    """A row of the family's menu, with its services in order."""

    id: str
    label: Wording
    description: Wording
    services: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """All services by id, the menu, the pages that the facts rest on, and what people look up."""

    services: Mapping[str, Service]
    menu: tuple[MenuRow, ...]
    sources: Mapping[str, str]
    needs: tuple[Need, ...] = ()

    def row(self, id_: str) -> MenuRow | None:
        """The menu row of that id."""
        return next((row for row in self.menu if row.id == id_), None)

    def visible(self, service: str, contacts: Contacts) -> bool:
        """Whether the service may be shown here: it has a number that holds everywhere, or a local contact."""
        entry = self.services[service]
        if entry.id == EMERGENCY:
            return contacts.has_112
        return not entry.local or bool(entry.contact) or contacts.of(service) is not None

    def shown(self, row: MenuRow, contacts: Contacts) -> tuple[Service, ...]:
        """A menu row's services that may be shown here."""
        return tuple(self.services[id_] for id_ in row.services if self.visible(id_, contacts))

    def waiting(self, contacts: Contacts) -> tuple[Service, ...]:
        """The services whose local contact a coordinator has still to fill in."""
        return tuple(s for s in self.services.values() if s.local and contacts.of(s.id) is None)


def load_directory(folder: Path = FOLDER) -> Directory:
    """The directory in that folder. Raises DirectoryError with everything that must be mended."""
    problems: list[str] = []
    sources = read_yaml(folder / "sources.yaml") or {}
    listed = entries(read_yaml(folder / "services.yaml"), "services.yaml", problems)
    rows = entries(read_yaml(folder / "menu.yaml"), "menu.yaml", problems)
    menu = tuple(_menu_row(entry) for entry in rows)
    services = {entry.text("id"): _service(entry) for entry in listed}
    for entry in listed:
        _check_service(entry, services[entry.text("id")], {row.id for row in menu}, sources)
    for entry, row in zip(rows, menu, strict=True):
        _check_row(entry, row, services)
    if len(menu) > MOST_IN_ROW + 1:
        problems.append(f"menu.yaml: {len(menu)} rows; a list shows {MOST_IN_ROW + 1}")
    if problems:
        raise DirectoryError(problems)
    needs = (*load_needs(services), *(row_as_need(row.id, row.label, row.services) for row in menu))
    return Directory(MappingProxyType(services), menu, MappingProxyType(sources), needs)


def contact_words(service: Service, contacts: Contacts, language: str) -> Words:
    """How the service is reached: here first, then everywhere."""
    local = contacts.of(service.id)
    national = service.contact.said_in(language)
    parts = [*([local.words] if local else []), *([national] if national else [])]
    return Listed(tuple(parts), "; ")


def service_text(service: Service, contacts: Contacts, language: str) -> tuple[Words, ...]:
    """The service as a family reads it, line by line; never the note."""
    local = contacts.of(service.id)
    hours = (local.hours if local else "") or service.hours.said_in(language)
    checked_on = local.checked_on if local else service.checked_on
    lines: list[Words] = [service.label.said_in(language), service.description.said_in(language)]
    lines.append(Text("Hubungi: {contact}", {"contact": contact_words(service, contacts, language)}))
    if hours:
        lines.append(Text("Jam: {hours}", {"hours": hours}))
    if service.cost:
        lines.append(Text("Biaya: {cost}", {"cost": service.cost.said_in(language)}))
    if service.bring:
        lines.append(Text("Bawa: {papers}", {"papers": service.bring.said_in(language)}))
    if checked_on:
        lines.append(Text("Dicek: {day}", {"day": checked_on}))
    else:
        lines.append(Text("Belum dicek. Kalau tidak tersambung, tanya kader, ya."))
    return tuple(lines)


def _service(entry: Entry) -> Service:
    return Service(
        id=entry.text("id"),
        label=entry.wording("label", MOST_LABEL, required=True),
        description=entry.wording("desc", MOST_DESCRIPTION, required=True),
        category=entry.required("kategori"),
        problems=entry.texts("masalah"),
        local=entry.yes("lokal"),
        to_fill_in=entry.text("isian"),
        contact=entry.wording("kontak"),
        phone=entry.text("nomor"),
        whatsapp=entry.text("wa"),
        hours=entry.wording("jam"),
        cost=entry.wording("biaya"),
        bring=entry.wording("bawa"),
        note=entry.text("catatan_petugas"),
        sensitive=entry.yes("sensitif"),
        confidence=entry.required("yakin"),
        sources=entry.texts("sumber"),
        checked_on=entry.day("diperiksa"),
    )


def _menu_row(entry: Entry) -> MenuRow:
    return MenuRow(
        id=entry.text("id"),
        label=entry.wording("label", MOST_LABEL, required=True),
        description=entry.wording("desc", MOST_DESCRIPTION, required=True),
        services=entry.texts("layanan"),
    )


def _check_service(entry: Entry, service: Service, rows: set[str], sources: Mapping[str, str]) -> None:
    if service.category not in rows:
        entry.wrong(f"`kategori` {service.category!r} is no row of menu.yaml")
    if service.local and not service.to_fill_in:
        entry.wrong("`isian` is empty; say what a coordinator fills in for a local contact")
    if not service.local and not service.contact:
        entry.wrong("`kontak` is empty; fill it in, or set `lokal: ya`")
    for number in filter(None, (service.phone, service.whatsapp)):
        if number not in service.contact.indonesian:
            entry.wrong(f"{number} does not stand in `kontak`; one of them is wrong")
    for source in service.sources:
        if source not in sources:
            entry.wrong(f"source {source!r} is not in sources.yaml")
    parts = (service.label, service.description, service.contact, service.hours, service.cost, service.bring)
    length = max(sum(len(part.said_in(language)) for part in parts) for language in ("id", "en"))
    if length + _HEADINGS + (MOST_CONTACT if service.local else 0) > MOST_TEXT:
        entry.wrong(f"its texts have {length} characters together; shorten them")


def _check_row(entry: Entry, row: MenuRow, services: Mapping[str, Service]) -> None:
    for service in row.services:
        if service not in services:
            entry.wrong(f"service {service!r} does not exist")
    if len(row.services) > MOST_IN_ROW:
        entry.wrong(f"{len(row.services)} services; a row has at most {MOST_IN_ROW}")
