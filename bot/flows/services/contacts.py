"""A region's own contacts: what its coordinator has filled in for the services that differ by place."""

import enum
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bot.flows.services.entries import DirectoryError, Entry, read_yaml
from bot.flows.texts import Listed, Text, Words

EXAMPLE = Path(__file__).parent / "example_contacts.yaml"
MOST_CONTACT = 120  # characters of a contact, so that a service's text stays under 600
GOES_STALE = timedelta(days=180)

# A shelter's address protects those who live there only while nobody knows it.
_SHELTER = re.compile(r"\b(?:rumah\s+(?:aman|singgah|perlindungan)|safe\s*house|shelter)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """Where a service is reached in this region. `person` names somebody whose own number it is, with leave given."""

    service: str
    phone: str = ""
    whatsapp: str = ""
    address: str = ""
    hours: str = ""
    person: str = ""
    checked_on: date | None = None
    checked_by: str = ""

    @property
    def reachable(self) -> bool:
        """Whether it says anything to go by."""
        return bool(self.phone or self.whatsapp or self.address)

    def stale(self, today: date) -> bool:
        """Whether nobody has checked it for half a year."""
        return self.checked_on is None or today - self.checked_on > GOES_STALE

    @property
    def words(self) -> Words:
        """How to reach it, in one line."""
        parts: list[Words] = [self.person] if self.person else []
        if self.phone:
            parts.append(Text("telepon {number}", {"number": self.phone}))
        if self.whatsapp:
            parts.append(Text("WA {number}", {"number": self.whatsapp}))
        if self.address:
            parts.append(self.address)
        return Listed(tuple(parts))


@dataclass(frozen=True)
class Contacts:
    """A region's contacts by service, and whether 112 answers there."""

    region: str = ""
    has_112: bool = False
    by_service: Mapping[str, Contact] = field(default_factory=dict)

    def of(self, service: str) -> Contact | None:
        """The service's contact here, or None where there is nothing to go by."""
        contact = self.by_service.get(service)
        return contact if contact and contact.reachable else None

    def stale(self, today: date) -> tuple[str, ...]:
        """The services whose contact should be checked again."""
        return tuple(id_ for id_, contact in self.by_service.items() if contact.reachable and contact.stale(today))


NO_CONTACTS = Contacts()


class Flaw(enum.Enum):
    """Why a contact cannot be kept as it is."""

    SHELTER = "this looks like the address of a shelter; it must not stand here, name the office only"
    NO_NUMBER = "there is no number in `telepon` or `wa`; write one, or leave it out"
    TOO_LONG = f"the contact is too long; shorten it to {MOST_CONTACT} characters together"


def flaws(contact: Contact) -> tuple[Flaw, ...]:
    """Everything that keeps a contact from being kept."""
    texts = (contact.phone, contact.whatsapp, contact.address, contact.hours, contact.person)
    numbers = [number for number in (contact.phone, contact.whatsapp) if number]
    found = {
        Flaw.SHELTER: any(map(_SHELTER.search, texts)),
        Flaw.NO_NUMBER: not all(any(map(str.isdigit, number)) for number in numbers),
        Flaw.TOO_LONG: sum(map(len, texts)) > MOST_CONTACT,
    }
    return tuple(flaw for flaw, there in found.items() if there)


def load_contacts(path: Path, services: Collection[str]) -> Contacts:
    """The contacts in that file. Raises DirectoryError with everything that must be mended."""
    problems: list[str] = []
    found = read_yaml(path) or {}
    if not isinstance(found, dict) or not isinstance(found.get("layanan") or {}, dict):
        raise DirectoryError([f"{path.name}: expected `wilayah`, `ada_112` and `layanan` with contacts by service"])
    head = Entry(path.name, found, problems)
    listed = {
        id_: Entry(f"{path.name}, {id_}", fields if isinstance(fields, dict) else {}, problems)
        for id_, fields in (found.get("layanan") or {}).items()
    }
    contacts = Contacts(
        region=head.text("wilayah"),
        has_112=head.yes("ada_112"),
        by_service={id_: _contact(id_, entry, services) for id_, entry in listed.items()},
    )
    if problems:
        raise DirectoryError(problems)
    return contacts


def _contact(id_: str, entry: Entry, services: Collection[str]) -> Contact:
    contact = Contact(
        service=id_,
        phone=entry.text("telepon"),
        whatsapp=entry.text("wa"),
        address=entry.text("alamat"),
        hours=entry.text("jam"),
        person=entry.text("nama"),
        checked_on=entry.day("diperiksa"),
        checked_by=entry.text("pemeriksa"),
    )
    if id_ not in services:
        entry.wrong("there is no such service")
    if contact.person and not entry.yes("izin_pemilik"):
        entry.wrong(f"{contact.person}'s own number needs `izin_pemilik: ya`, or take the name out")
    for flaw in flaws(contact):
        entry.wrong(flaw.value)
    return contact
