"""A household's rights in words: what it sees, wants mended, freezes, ends or has deleted; and what is refused."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.flows import privacy
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.texts import Listed, Plural, Text, Words

ACCESS, CORRECT, FREEZE, STOP, DELETE, REVIEW = "dataku", "perbaiki", "bekukan", "berhenti", "hapusdata", "tinjau"
NAMES: Mapping[str, Text] = {
    ACCESS: Text("lihat data"),
    CORRECT: Text("betulkan jawaban"),
    FREEZE: Text("bekukan data"),
    STOP: Text("berhenti ikut"),
    DELETE: Text("hapus data"),
    REVIEW: Text("cek oleh petugas"),
}

PER_PAGE = 8
HEAD = Text("Info Keluarga. Ini keterangan tentang data yang disimpan dari rumah ini.")
PURPOSES = Text("Izin yang tercatat: {purposes}.")
NO_PURPOSE = Text("Tidak ada izin yang berlaku.")
PURPOSE = Text("{purpose} ({day})")
READ_BY = Text("Yang pernah membuka: {who}.")
READ_BY_NOBODY = Text("Belum ada petugas yang membuka.")
TIMES = Plural("{role} {n} kali, terakhir {day}", "{role} {n} kali, terakhir {day}")
ROLES: Mapping[str, Text] = {
    "cadre": Text("kader"),
    "coordinator": Text("koordinator desa"),
    "operator": Text("pengelola sistem"),
}
KEPT_UNTIL = Text("Dihapus paling lambat {day}.")
OWN_AND_JOINT = Text("Yang ditampilkan: jawaban bersama, tentang diri sendiri, dan tentang anak.")
AT_THE_CADRE = Text(
    "HP ini dipakai bersama, jadi jawabannya dibacakan kader di rumah, paling lama 3 x 24 jam dari sekarang."
)
PAGE = Text("Info Keluarga. Jawaban tersimpan, halaman {page} dari {pages}.")
NO_ANSWERS = Text("Tidak ada jawaban yang tersimpan.")
SEE, NEXT, OTHERS = Text("Lihat jawaban"), Text("Berikutnya ›"), Text("Jawaban anggota lain")
REFUSED = Text(
    "Info Keluarga. Permintaan tentang orang dewasa lain tidak bisa dipenuhi, siapa pun yang meminta, dan ada atau "
    "tidak ada "
    "datanya (Pasal 33 UU 27/2022). Orangnya bisa meminta sendiri, dengan kode dari kader."
)
WHICH_NUMBER = Text(
    "Info Keluarga. Jawaban nomor berapa yang keliru? Tulis nomornya saja, misalnya: 12. Nomornya ada di /dataku. "
    "Kader akan "
    "menanyakan yang benar di rumah."
)
NO_SUCH_NUMBER = Text(
    "Info Keluarga. Nomor itu tidak bisa dipakai. Tulis satu nomor dari daftar di /dataku, misalnya: 12."
)
CORRECTION_ASKED = Text(
    "Info Keluarga. Dicatat: nomor {number} akan ditanyakan lagi oleh kader, paling lama 3 x 24 jam dari sekarang."
)
REVIEW_ASKED = Text(
    "Info Keluarga. Dicatat: petugas akan mengecek hasilnya bersama keluarga, paling lama 3 x 24 jam dari sekarang."
)
TOO_MANY = Text("Info Keluarga. Masih ada beberapa permintaan yang menunggu. Selesaikan itu dulu bersama kader, ya.")
ASK_FREEZE = Text(
    "Info Keluarga. Kalau dibekukan, data rumah ini tidak dihitung, tidak masuk rangkuman, dan tidak ada pesan, "
    "sampai dipakai "
    "lagi. Bekukan?"
)
ASK_STOP = Text(
    "Info Keluarga. Kalau berhenti, semua izin dicabut, wawancara yang belum selesai dihapus, dan yang sudah "
    "selesai tidak "
    "dipakai lagi. Bantuan apa pun tidak berkurang. Berhenti?"
)
ASK_DELETE = Text(
    "Info Keluarga. Kalau dihapus, semua jawaban dan nama di rumah ini hilang dan tidak bisa dikembalikan. Angka "
    "gabungan "
    "desa tetap. Hapus?"
)
PRESS_ONE = Text("Info Keluarga. Tekan yang dimaksud, ya.")
QUESTIONS: Mapping[str, Text] = {FREEZE: ASK_FREEZE, STOP: ASK_STOP, DELETE: ASK_DELETE}
DO_IT: Mapping[str, Text] = {FREEZE: Text("Ya, bekukan"), STOP: Text("Ya, berhenti"), DELETE: Text("Ya, hapus")}
NO = Text("Tidak jadi")
DONE: Mapping[str, Text] = {
    FREEZE: Text("Info Keluarga. Sudah dibekukan. Untuk memakainya lagi: ketik /kode, lalu Pakai lagi."),
    STOP: Text(
        "Info Keluarga. Sudah berhenti. Semua izin dicabut dan data tidak dipakai lagi. Mau sekalian dihapus? "
        "/hapusdata"
    ),
    DELETE: Text("Info Keluarga. Semua jawaban dan nama di rumah ini sudah dihapus. Terima kasih."),
}
ALREADY = Text("Info Keluarga. Itu sudah dilakukan.")
THAWED = Text("Info Keluarga. Data rumah ini dipakai lagi.")
TOLD_LATER = Text("Info Keluarga. Permintaan tanggal {day} sudah dijawab. Untuk melihat: /dataku")
TOLD_GONE = Text("Info Keluarga. Permintaan tanggal {day} sudah dikerjakan.")
BACK, CLOSE, RIGHTS = Text("Kembali"), Text("Tutup"), Text("Hak atas data")


def about(
    purposes: Sequence[tuple[Words, date]],
    readers: Sequence[tuple[str, int, date]],
    until: date | None,
    *,
    shared: bool,
) -> Reply:
    """What is kept, what for, who opened it, until when; the answers follow page by page, or are read out at home."""
    given = [PURPOSE(purpose=name, day=day) for name, day in purposes]
    read = [TIMES(n, role=ROLES[role], day=day) for role, n, day in readers]
    lines: list[Words] = [
        HEAD,
        PURPOSES(purposes=Listed(tuple(given))) if given else NO_PURPOSE,
        READ_BY(who=Listed(tuple(read), "; ")) if read else READ_BY_NOBODY,
        *([KEPT_UNTIL(day=until)] if until is not None else []),
        AT_THE_CADRE if shared else OWN_AND_JOINT,
    ]
    see = () if shared else (Press(SEE, "dataku1", code="0"),)
    rows = ((*see, Press(OTHERS, "dataku2")), (Press(RIGHTS, "privasi"), Press(CLOSE, "tutup")))
    return Reply(tuple(lines), rows, fleeting=True, protected=True)


def answers(lines: Sequence[Words], page: int) -> Reply:
    """A page of the answers that the asker may read."""
    pages = max(1, -(-len(lines) // PER_PAGE))
    page %= pages
    here = lines[page * PER_PAGE : (page + 1) * PER_PAGE] or (NO_ANSWERS,)
    more = (Press(NEXT, "dataku1", code=str(page + 1)),) if page + 1 < pages else ()
    rows = (more, (Press(Text("Minta dibetulkan"), "perbaiki"), Press(CLOSE, "tutup")))
    return Reply((PAGE(page=page + 1, pages=pages), OWN_AND_JOINT, "", *here), rows, fleeting=True, protected=True)


def refused() -> Reply:
    """To whoever asks for another adult's answers: always this, so that it tells nothing."""
    return _said(REFUSED)


def which_number(awaits: str, *, again: bool = False) -> Reply:
    """Which answer is wrong."""
    line = NO_SUCH_NUMBER if again else WHICH_NUMBER
    return Reply((line,), ((Press(BACK, "rumahku"), Press(CLOSE, "tutup")),), awaits=awaits, fleeting=True)


def which(wanted: Sequence[str]) -> Reply:
    """The rights that words may have asked for, as buttons: words alone do nothing."""
    presses = [press for press in privacy.BUTTONS if press.verb in wanted]
    return Reply((PRESS_ONE,), (*in_rows(presses), (Press(BACK, "rumahku"), Press(CLOSE, "tutup"))), fleeting=True)


def sure(right: str) -> Reply:
    """Whether she means it: it cannot be taken back, or not by a word."""
    rows = ((Press(DO_IT[right], "laksanakan", code=right), Press(NO, "rumahku")),)
    return Reply((QUESTIONS[right],), rows, fleeting=True)


def said(line: Words) -> Reply:
    """A line, and the ways on."""
    return _said(line)


def _said(line: Words) -> Reply:
    return Reply((line,), ((Press(BACK, "rumahku"), Press(CLOSE, "tutup")),), fleeting=True, protected=True)
