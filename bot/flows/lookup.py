"""Looking up services: the family's menu, a row of it, a service, what she wrote; and closing it all at once.

Every bubble begins with a neutral word: it may be read on a locked screen, on a phone that everybody uses.
"""

from collections.abc import Sequence
from urllib.parse import quote_plus

from bot.flows.places.gazetteer import Place
from bot.flows.reply import WIDEST_LABEL, Press, Reply, in_rows
from bot.flows.services.card import universal_card
from bot.flows.services.contacts import Contacts
from bot.flows.services.directory import Directory, MenuRow, Service, service_text
from bot.flows.services.needs import Found, Need
from bot.flows.texts import Text, Words

HEAD = Text("Info Keluarga")
INTRODUCTION = Text("Info Keluarga. Di sini Bapak/Ibu bisa mencari layanan terdekat dan tahu cara mengurusnya.")
HOW = Text("Pilih, atau tulis saja keperluannya, misalnya: akta anak.")
NO_PLACE = Text("Supaya alamatnya tepat, tekan Pilih daerah, lalu tulis nama desanya.")
HERE = Text("Daerah: {place}")
CHOOSE_PLACE, CHANGE_PLACE = Text("Pilih daerah"), Text("Ganti daerah")
ELSEWHERE = Text("Lainnya: /tentang, /bahasa, /tutup")
ABOUT_ROW = Text("Info Keluarga · {row}")
NOTHING_FOUND = Text(
    "Info Keluarga. Itu belum saya temukan. Coba kata lain, misalnya: bpjs mati, putus sekolah. Atau pilih."
)
WHICH = Text("Info Keluarga. Maksudnya yang mana?")
PERHAPS = Text("Info Keluarga. Maksudnya ini? Kalau bukan, coba tulis dengan kata lain.")
ALL_TOLD = Text("Info Keluarga. Yang saya tahu tertulis di layanannya. Selebihnya, tanya petugasnya langsung, ya.")
WELCOME = Text("Info Keluarga. Sama-sama. Semoga lancar, ya.")
NEED = Text("Info Keluarga · {need}")
NONE_HERE = Text("Alamat di daerah ini belum diisi. Tanya kader atau kantor desa, ya.")
MAP = Text("Peta: {address}")
MAP_ADDRESS = "https://www.openstreetmap.org/search?query="
BACK = Text("Kembali")
CLOSE = Text("Tutup")
OTHERS = Text("Layanan lain")
WHERE = Text(
    "Info Keluarga. Tinggal di desa atau kelurahan mana? Tulis juga kabupatennya, misalnya: Pondok Labu Kotabaru."
)
NO_SUCH_PLACE = Text("Daerah itu belum saya temukan. Coba tulis lagi, misalnya: Pondok Labu Kotabaru.")
WHICH_PLACE = Text("Info Keluarga. Yang mana?")
PERHAPS_A_PLACE = Text("Info Keluarga. Keperluan itu belum saya temukan. Kalau maksudnya nama daerah, yang mana?")
ABOUT = (
    Text("Info Keluarga. Pendataan keluarga dilakukan kader desa, supaya bantuan dan kegiatan desa lebih tepat."),
    Text("Ikut atau tidak itu pilihan keluarga. Bantuan apa pun tidak berkurang karena menolak."),
    Text("Mau melihat, membetulkan, atau menarik data? Tulis /privasi."),
    Text("Di sini hanya bahasa dan nama daerah yang disimpan. Yang ditulis saat mencari layanan tidak disimpan."),
    Text("Bapak/Ibu kader? Minta tautan undangan dari koordinator desa, lalu tekan tautannya."),
)
WHICH_LANGUAGE = Text("Bahasa apa? / Which language?")
LANGUAGE_KEPT = Text("Baik, kita pakai Bahasa Indonesia.")
POSYANDU = Text("Jadwal posyandu: {hours}. Jangan lupa bawa buku KIA, ya.")
RECIPE = Text(
    "Resep hari ini: sayur bening bayam. Rebus air dengan bawang merah dan temu kunci, masukkan jagung, lalu bayam. "
    "Beri garam secukupnya. Enak hangat-hangat, dimakan dengan ikan goreng."
)

CLOSING_WORDS = frozenset({"x", "tutup", "keluar", "close", "exit"})


def front(directory: Directory, place: str, language: str, *, first: bool = False, found: bool = True) -> Reply:
    """The menu of needs."""
    presses = [Press(row.label.said_in(language), "row", code=row.id) for row in directory.menu]
    heading = NOTHING_FOUND if not found else INTRODUCTION if first else HEAD
    lines: list[Words] = [heading, *((HOW,) if found else ()), HERE(place=place) if place else NO_PLACE, ELSEWHERE]
    choose = Press(CHANGE_PLACE if place else CHOOSE_PLACE, "place")
    return Reply(tuple(lines), (*in_rows(presses, 44), (choose,)), fleeting=True)


def row(directory: Directory, row_: MenuRow, contacts: Contacts, language: str) -> Reply:
    """One row of the menu with its services; that of the important numbers shows them all, the same to everybody."""
    services = directory.shown(row_, contacts)
    heading = ABOUT_ROW(row=row_.label.said_in(language))
    lines: list[Words] = [heading, ""]
    if row_.id == "penting":
        lines += [*universal_card(directory, contacts, language), ""]
    lines += [_line(service, language) for service in services] if row_.id != "penting" else []
    presses = [Press(service.label.said_in(language), "svc", row_.id, service.id) for service in services]
    return Reply(tuple(lines), (*in_rows(presses, 44), _leaving()), fleeting=True)


def service(entry: Service, row_: MenuRow | None, contacts: Contacts, language: str) -> Reply:
    """One service as a family reads it: where, when, what it costs and what to bring."""
    label, *rest = service_text(entry, contacts, language)
    lines: list[Words] = [ABOUT_ROW(row=label), *rest]
    local = contacts.of(entry.id)
    if local is not None and local.address:
        lines.append(MAP(address=MAP_ADDRESS + quote_plus(local.address)))
    others = (Press(OTHERS, "row", code=row_.id),) if row_ is not None else ()
    return Reply(tuple(lines), ((*others, *_leaving()),), fleeting=True)


def need(entry: Need, directory: Directory, contacts: Contacts, language: str) -> Reply:
    """What answers a need: the main door in full, the others as buttons."""
    services = [directory.services[id_] for id_ in entry.services if directory.visible(id_, contacts)]
    heading = NEED(need=entry.label.said_in(language))
    if not services:
        return Reply((heading, NONE_HERE), (_leaving(),), fleeting=True)
    first, *others = services
    shown = service(first, None, contacts, language)
    presses = [Press(other.label.said_in(language), "svc", code=other.id) for other in others]
    lines = (heading, "", first.label.said_in(language), *shown.lines[1:])
    return Reply(lines, (*in_rows(presses, 44), _leaving()), fleeting=True)


def which(found: Found, language: str) -> Reply:
    """The needs that the words may mean, to choose from; where they are only like hers, she may mean none of them."""
    presses = [Press(each.label.said_in(language), "need", code=each.problem) for each in found.needs]
    return Reply((WHICH if found.sure else PERHAPS,), (*in_rows(presses, 44), _leaving()), fleeting=True)


def asked_on() -> Reply:
    """To somebody who asks on: what is known stands there already."""
    return Reply((ALL_TOLD,), (_leaving(),), fleeting=True)


def thanked() -> Reply:
    """To somebody who thanks: no search, and nothing asked."""
    return Reply((WELCOME,), (_leaving(),), fleeting=True)


def where(awaits: str, *, again: bool = False) -> Reply:
    """In which village she lives."""
    return Reply((NO_SUCH_PLACE if again else WHERE,), (_leaving(),), awaits=awaits, fleeting=True)


def which_place(places: Sequence[Place], awaits: str = "") -> Reply:
    """The places that the words may mean, each in full, and buttons that tell them apart; `awaits` says where the next
    words go, where she was asked for a place."""
    listed = [Text("{n}. {place}", {"n": str(n), "place": place.path}) for n, place in enumerate(places, 1)]
    presses = [
        Press(_told_apart(n, place.path)[:WIDEST_LABEL], "place", code=place.code.replace(".", "-"))
        for n, place in enumerate(places, 1)
    ]
    heading = WHICH_PLACE if awaits else PERHAPS_A_PLACE
    return Reply((heading, *listed), (*in_rows(presses, 44), _leaving()), awaits=awaits, fleeting=True)


def _told_apart(n: int, path: str) -> str:
    """The number and what lies above the place: those of one name differ there."""
    own, *above = path.split(", ")
    return f"{n}. {above[0] if above else own}"


def about() -> Reply:
    """What the survey is, and how to withdraw."""
    return Reply(ABOUT, (_leaving(),), fleeting=True)


def which_language(languages: Sequence[tuple[str, str]]) -> Reply:
    """The languages to choose from, each in itself."""
    return Reply((WHICH_LANGUAGE,), (tuple(Press(name, "bahasa", code=code) for code, name in languages),))


def closed(contacts: Contacts, bubbles: Sequence[str]) -> Reply:
    """Everything taken away, and something harmless in its place."""
    posyandu = contacts.of("posyandu")
    line = POSYANDU(hours=posyandu.hours) if posyandu is not None and posyandu.hours else RECIPE
    return Reply((line,), deletes=tuple(bubbles))


def _line(entry: Service, language: str) -> Words:
    label, description = entry.label.said_in(language), entry.description.said_in(language)
    return Text("• {service}: {about}", {"service": label, "about": description})


def _leaving() -> tuple[Press, ...]:
    return (Press(BACK, "info"), Press(CLOSE, "tutup"))
