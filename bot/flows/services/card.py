"""The card of numbers that every family gets, whatever was answered, and the reply to what sounds like a cry for help.

Nothing here looks at an answer: two households that differ in anything read the same card.
"""

from bot.flows.services.contacts import Contacts
from bot.flows.services.directory import EMERGENCY, Directory, contact_words
from bot.flows.texts import Text, Words

COUNSELLING = "puspaga"

HELP = (
    Text("Terima kasih sudah menulis. Kalau ada bahaya sekarang, telepon 110 atau 119."),
    Text("Untuk bicara dengan petugas yang terlatih: 129. Boleh tanya dulu, tidak harus melapor."),
    Text("Anda yang menentukan langkahnya."),
)
CLOSING = Text("Ketik X untuk menutup percakapan ini.")
NOT_ALONE = Text("Jangan sendirian dulu, ajak orang yang dipercaya menemani. Konseling: 119 ext 8.")


def help_reply(self_harm: bool, can_close: bool = True) -> tuple[Words, ...]:
    """The one reply to what sounds like a disclosure; it repeats no word of it. A family can close its chat with X."""
    lines = (*HELP[:2], NOT_ALONE, HELP[2]) if self_harm else HELP
    return (*lines, CLOSING) if can_close else lines


def universal_card(directory: Directory, contacts: Contacts, language: str) -> tuple[Words, ...]:
    """Important numbers, line by line; 112 and family counselling only where the region has them."""
    services = directory.services
    phone = {id_: service.phone for id_, service in services.items()}
    whatsapp = {id_: service.whatsapp for id_, service in services.items()}
    emergency: tuple[Words, ...] = ()
    if directory.visible(EMERGENCY, contacts):
        emergency = (Text("Semua keadaan darurat {number}", {"number": phone[EMERGENCY]}),)
    counselling: tuple[Words, ...] = ()
    if contacts.of(COUNSELLING):
        reach = contact_words(services[COUNSELLING], contacts, language)
        counselling = (Text("Konseling keluarga gratis: {contact}", {"contact": reach}),)
    return (
        Text("Nomor penting, simpan ya:"),
        Text(
            "Polisi {police} (24 jam) · Ambulans {ambulance}",
            {"police": phone["polisi110"], "ambulance": phone["psc119"]},
        ),
        *emergency,
        Text(
            "Perempuan & anak, boleh tanya apa saja: {number} atau WA {whatsapp}",
            {"number": phone["sapa129"], "whatsapp": whatsapp["sapa129"]},
        ),
        Text("JKN/BPJS {number} · WA {whatsapp}", {"number": phone["bpjs165"], "whatsapp": whatsapp["bpjs165"]}),
        Text(
            "Bansos {aid} · Narkoba {drugs} · Berhenti merokok {smoking}",
            {"aid": phone["kemensos171"], "drugs": phone["bnn184"], "smoking": phone["ubm"]},
        ),
        *counselling,
    )
