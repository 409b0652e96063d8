"""How services are reached here: which have no contact yet, and each filled in field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.flows.coordinating.codes import PER_PAGE, below, cut, turning
from bot.flows.coordinating.home import to_home
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.services.contacts import MOST_CONTACT, Contact, Flaw
from bot.flows.services.directory import Service
from bot.flows.texts import Plural, Text, Words

LIST = Text("Kontak layanan {place}. Layanan tanpa kontak tidak ditampilkan ke keluarga.")
WAITING = Plural("{n} belum ada kontaknya.", "{n} belum ada kontaknya.")
ALL_THERE = Text("Semua sudah ada kontaknya.")
MISSING, THERE = Text("{service} · belum"), Text("{service} · ada")
ABOUT = Text("{service}: {what}")
NOTHING_YET = Text("Belum ada kontaknya, jadi belum ditampilkan.")
FROM_ABOVE = Text("Yang sekarang tampil dari {place}: {contact}")
SHOWN = Text("Sekarang tampil di {place}.")
CHECKED = Text("Dicek {day} oleh {name}.")
FIELD = Text("{field}: {value}")
DELETE, BACK = Text("Hapus kontak"), Text("‹ Kontak layanan")
CHECK = Text("Sudah saya cek")
ASK = Text("{service}: tulis {what}.")
EXAMPLE = Text("Contoh: {example}")
EMPTY = Text("Kosongkan")
CANCEL = Text("Tidak jadi")
OWN_NUMBER = Text("Nama orang hanya ditulis kalau pemilik nomornya sudah mengizinkan.")
FLAWS = {
    Flaw.SHELTER: Text("Alamat rumah aman atau penampungan tidak boleh ada di sini. Tulis alamat kantornya saja, ya."),
    Flaw.NO_NUMBER: Text("Belum ada angkanya. Tulis nomor yang bisa dihubungi, ya."),
    Flaw.TOO_LONG: Text("Kontaknya terlalu panjang. Semuanya bersama-sama paling banyak {most} huruf."),
}
KEPT = Text("Tersimpan.")
DELETED = Text("Kontak {service} dihapus.")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a contact: its name in the data, its label, and what is asked."""

    label: Text
    what: Text
    example: str


FIELDS: Mapping[str, Field] = {
    "telepon": Field(Text("Telepon"), Text("nomor teleponnya"), "0518-21234"),
    "wa": Field(Text("WA"), Text("nomor WA-nya"), "0812-3456-7890"),
    "alamat": Field(Text("Alamat"), Text("alamat atau tempatnya"), "Kantor desa, samping balai"),
    "jam": Field(Text("Jam"), Text("hari dan jamnya"), "Senin-Jumat 08.00-14.00"),
    "nama": Field(Text("Nama"), Text("nama orangnya"), "Bidan desa"),
}


def contacts(place: str, services: Sequence[tuple[Service, bool]], language: str, page: int) -> Reply:
    """The services whose contact differs by place, those without one first."""
    waiting = sum(not there for _, there in services)
    pages = max(1, -(-len(services) // PER_PAGE))
    page %= pages
    here = sorted(services, key=lambda each: each[1])[page * PER_PAGE :][:PER_PAGE]
    rows = below(*(Press(_listed(service, there, language), "contact", "", service.id) for service, there in here))
    line = WAITING(waiting) if waiting else ALL_THERE
    return Reply((LIST(place=place), line), (*rows, *turning("contacts", page, pages), (to_home(),)))


def contact(
    service: Service, own: Contact | None, above: tuple[str, Contact] | None, place: str, language: str
) -> Reply:
    """A service with its contact as it stands, and a button for each field."""
    lines: list[Words] = [ABOUT(service=service.label.said_in(language), what=service.to_fill_in)]
    fields = _fields(own) if own is not None else {}
    lines += [FIELD(field=FIELDS[name].label, value=value) for name, value in fields.items()]
    if own is not None and own.reachable:
        lines.append(SHOWN(place=place))
        lines += [CHECKED(day=own.checked_on, name=own.checked_by)] if own.checked_on is not None else []
    elif above is not None:
        lines.append(FROM_ABOVE(place=above[0], contact=above[1].words))
    else:
        lines.append(NOTHING_YET)
    presses = in_rows([Press(field.label, "contact_field", service.id, name) for name, field in FIELDS.items()])
    more = [Press(CHECK, "contact_checked", "", service.id)] if own is not None and own.reachable else []
    more += [Press(DELETE, "contact_drop", "", service.id)] if own is not None else []
    return Reply(tuple(lines), (*presses, tuple(more), (Press(BACK, "contacts", "", "0"), to_home())))


def ask(service: Service, name: str, language: str, awaits: str, *, filled: bool) -> Reply:
    """Asks for one field."""
    field = FIELDS[name]
    lines: list[Words] = [OWN_NUMBER] if name == "nama" else []
    lines += [ASK(service=service.label.said_in(language), what=field.what), EXAMPLE(example=field.example)]
    empty = [Press(EMPTY, "contact_empty", service.id, name)] if filled else []
    return Reply(tuple(lines), ((*empty, Press(CANCEL, "contact", "", service.id)),), awaits=awaits)


def refused(flaws: Sequence[Flaw]) -> tuple[Words, ...]:
    """Why what she wrote is not kept."""
    return tuple(FLAWS[flaw](most=MOST_CONTACT) for flaw in flaws)


def _fields(own: Contact) -> dict[str, str]:
    values = {"telepon": own.phone, "wa": own.whatsapp, "alamat": own.address, "jam": own.hours, "nama": own.person}
    return {name: value for name, value in values.items() if value}


def _listed(service: Service, there: bool, language: str) -> Words:
    name = cut(service.label.said_in(language), 24)
    return THERE(service=name) if there else MISSING(service=name)
