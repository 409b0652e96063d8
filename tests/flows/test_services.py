"""The directory of services: complete, discreet, and shown only where somebody can be reached."""

from datetime import date
from pathlib import Path

import pytest

from bot.flows.services.card import universal_card
from bot.flows.services.contacts import EXAMPLE, NO_CONTACTS, Contact, Contacts, load_contacts
from bot.flows.services.directory import EMERGENCY, FOLDER, MOST_TEXT, Directory, load_directory, service_text
from bot.flows.services.entries import DirectoryError
from bot.flows.texts import Words
from bot.language import LANGUAGES, language

DIRECTORY = load_directory()
DEMO = load_contacts(EXAMPLE, DIRECTORY.services)


def said(lines: tuple[Words, ...], code: str = "id") -> str:
    return "\n".join(map(language(code).say, lines))


def test_there_are_41_services_in_ten_rows() -> None:
    assert len(DIRECTORY.services) == 41
    assert len(DIRECTORY.menu) == 10


def test_every_service_can_be_found_by_browsing() -> None:
    assert {id_ for row in DIRECTORY.menu for id_ in row.services} == set(DIRECTORY.services)


def test_violence_is_never_sent_to_village_mediation() -> None:
    for id_ in ("posbankum", "desa"):
        assert {"M21", "M22"}.isdisjoint(DIRECTORY.services[id_].problems)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("id_", DIRECTORY.services)
def test_a_service_fits_600_characters_and_shows_no_placeholder_and_no_note(id_: str, code: str) -> None:
    service = DIRECTORY.services[id_]
    text = said(service_text(service, DEMO, code), code)
    assert len(text) < MOST_TEXT
    assert "[" not in text
    assert not service.note or service.note not in text


def test_a_service_without_its_local_contact_is_hidden() -> None:
    assert not DIRECTORY.visible("puspaga", NO_CONTACTS)
    assert DIRECTORY.visible("puspaga", DEMO)
    assert "puspaga" in {service.id for service in DIRECTORY.waiting(NO_CONTACTS)}


def test_an_empty_contact_is_no_contact() -> None:
    assert not DIRECTORY.visible("kua", Contacts(by_service={"kua": Contact("kua", hours="08.00-12.00")}))


@pytest.mark.parametrize("id_", ["polisi110", "psc119", "sapa129", "bpjs165", "dukcapil", "ubm"])
def test_a_national_number_always_shows(id_: str) -> None:
    assert DIRECTORY.visible(id_, NO_CONTACTS)


def test_112_shows_only_where_it_answers() -> None:
    assert not DIRECTORY.visible(EMERGENCY, NO_CONTACTS)
    assert DIRECTORY.visible(EMERGENCY, Contacts(has_112=True))


def test_the_local_contact_comes_before_the_national_one() -> None:
    text = said(service_text(DIRECTORY.services["dukcapil"], DEMO, "id"))
    assert "Hubungi: telepon 0000-1001 (contoh), Kantor Dukcapil kabupaten (contoh); pusat 1500537" in text


def test_the_card_fits_and_speaks_of_counselling_only_where_there_is_some() -> None:
    assert said(universal_card(DIRECTORY, NO_CONTACTS, "id")) == (
        "Nomor penting, simpan ya:\n"
        "Polisi 110 (24 jam) · Ambulans 119\n"
        "Perempuan & anak, boleh tanya apa saja: 129 atau WA 08111-129-129\n"
        "JKN/BPJS 165 · WA 0811-8165-165\n"
        "Bansos 171 · Narkoba 184 · Berhenti merokok 0800-177-6565"
    )
    assert "Konseling keluarga gratis: telepon 0000-1009" in said(universal_card(DIRECTORY, DEMO, "id"))
    assert "112" in said(universal_card(DIRECTORY, Contacts(has_112=True), "id"))


def test_every_demo_contact_is_plainly_made_up() -> None:
    for contact in DEMO.by_service.values():
        assert "contoh" in f"{contact.phone} {contact.address}".lower()
        assert all(number.startswith("0000-") for number in (contact.phone, contact.whatsapp) if number)


def contacts_from(folder: Path, text: str) -> Contacts:
    file = folder / "kontak.yaml"
    file.write_text(text)
    return load_contacts(file, DIRECTORY.services)


def test_wrong_contacts_are_all_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError) as raised:
        contacts_from(
            tmp_path,
            """
            ada_112: mungkin
            layanan:
              uptdppa: {alamat: "Rumah Aman Melati, jalan mawar 3"}
              tpk: {nama: Bidan Contoh, telepon: "0000-1"}
              kua: {telepon: 12345, diperiksa: kemarin}
              puskesmaas: {telepon: "[WILAYAH]"}
            """,
        )
    assert [problem.split(": ", 1)[0] for problem in raised.value.problems] == [
        "kontak.yaml",
        "kontak.yaml, uptdppa",
        "kontak.yaml, tpk",
        "kontak.yaml, kua",
        "kontak.yaml, kua",
        *("kontak.yaml, puskesmaas",) * 3,
    ]


def test_a_contact_that_nobody_checked_for_half_a_year_is_stale(tmp_path: Path) -> None:
    contacts = contacts_from(tmp_path, 'layanan:\n  kua: {telepon: "0000-1", diperiksa: 2026-01-01}\n')
    assert contacts.stale(date(2026, 6, 30)) == ()
    assert contacts.stale(date(2026, 7, 1)) == ("kua",)


def directory_with(folder: Path, file: str, old: str, new: str) -> Directory:
    for name in ("services.yaml", "menu.yaml", "sources.yaml"):
        text = (FOLDER / name).read_text()
        assert name != file or old in text
        (folder / name).write_text(text.replace(old, new, 1) if name == file else text)
    return load_directory(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "services.yaml",
            'label: "Dukcapil"',
            'label: "Dinas Kependudukan dan Catatan Sipil"',
            "shorten `label` to 24",
        ),
        ("services.yaml", 'kontak: "Telepon 110"', 'kontak: "[WILAYAH] kantor"', "still holds the placeholder"),
        ("services.yaml", 'nomor: "171"', 'nomor: "172"', "172 does not stand in `kontak`"),
        ("services.yaml", "sumber: [A42, A79]", "sumber: [Z99]", "source 'Z99'"),
        ("services.yaml", "- id: kpai", "- id: kur", "twice"),
        ("services.yaml", "kategori: rumah", "kategori: kebun", "no row of menu.yaml"),
        ("menu.yaml", "[bsps, stbm, airdesa]", "[bsps, sbtm]", "service 'sbtm' does not exist"),
    ],
)
def test_a_mistake_in_the_directory_is_named(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    with pytest.raises(DirectoryError, match=problem):
        directory_with(tmp_path, file, old, new)
