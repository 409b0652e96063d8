"""The privacy notice: who is responsible, what for, how long, who gets it, which rights, where to complain."""

from dataclasses import dataclass

from bot.flows.reply import Press, Reply, in_rows
from bot.flows.texts import Text, Words

NOBODY_NAMED = Text("belum diisi oleh penyelenggara (setelan BOT_CONTROLLER)")
NO_OFFICER = Text("belum diisi oleh penyelenggara (setelan BOT_OFFICER); sementara ini lewat kantor desa")
HEAD = Text("Info Keluarga. Tentang data keluarga di sini (UU 27/2022).")
CONTROLLER = Text("Pengendali data: {name}.")
OFFICER = Text("Petugas pelindungan data: {name}.")
PURPOSE = Text(
    "Untuk apa: rencana desa, saran dan rujukan bagi keluarga, angka gabungan wilayah. Bukan pendaftaran bantuan."
)
BASIS = Text(
    "Dasarnya: tugas layanan publik, ditambah persetujuan keluarga untuk tiap tujuan, dan persetujuan orang tua "
    "untuk data "
    "anak."
)
RETENTION = Text(
    "Disimpan paling lama {answers} hari sejak wawancara; catatan pengiriman pesan {delivery} hari; angka gabungan "
    "disimpan terus."
)
RECIPIENTS = Text(
    "Yang melihat: kader rumah itu, dan koordinator desa kalau ada alasan yang dicatat. Di atas desa hanya angka."
)
ABROAD = Text(
    "Percakapan ini lewat Telegram, yang menyimpannya di luar negeri. Karena itu hal pribadi tidak dikirim di sini."
)
RIGHTS = Text(
    "Info Keluarga. Hak keluarga, dijawab paling lama 3 x 24 jam: melihat /dataku, membetulkan /perbaiki, membekukan "
    "/bekukan, "
    "berhenti "
    "/berhenti, menghapus /hapusdata."
)
COMPLAINTS = Text("Keberatan: hubungi petugas di atas, atau adukan ke Kementerian Komdigi.")
BUTTONS = (
    Press(Text("Lihat data"), "dataku"),
    Press(Text("Betulkan"), "perbaiki"),
    Press(Text("Bekukan"), "bekukan"),
    Press(Text("Berhenti"), "berhenti"),
    Press(Text("Hapus data"), "hapusdata"),
)
BACK, CLOSE = Text("Kembali"), Text("Tutup")


@dataclass(frozen=True, slots=True)
class Privacy:
    """What the operator says of who is responsible; empty where nothing was set."""

    controller: str = ""
    officer: str = ""
    keep_days: int = 548
    keep_delivery_days: int = 14

    @property
    def who(self) -> Words:
        """The controller, or that none is named yet."""
        return self.controller or NOBODY_NAMED

    @property
    def contact(self) -> Words:
        """The officer, or that none is named yet."""
        return self.officer or NO_OFFICER


NOTHING_SAID = Privacy()


def notice(privacy: Privacy, *, family: bool) -> tuple[Reply, Reply]:
    """The notice: who, what for, how long, who gets it; then the rights, which a family has as buttons."""
    about = (
        HEAD,
        CONTROLLER(name=privacy.who),
        OFFICER(name=privacy.contact),
        PURPOSE,
        BASIS,
        RETENTION(answers=str(privacy.keep_days), delivery=str(privacy.keep_delivery_days)),
        RECIPIENTS,
        ABROAD,
    )
    leaving = (Press(BACK, "info"), Press(CLOSE, "tutup"))
    rows = (*in_rows(list(BUTTONS)), leaving) if family else ()
    return Reply(about, fleeting=family), Reply((RIGHTS, COMPLAINTS), rows, fleeting=family)
