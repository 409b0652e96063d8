"""A household's rights at the hands of its cadre or its village's coordinator, who are with it; and what it asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.flows import rights
from bot.flows.arrival import LABELLED, MENU, House, shortened
from bot.flows.arrival import RT as IN_RT
from bot.flows.reply import Attachment, Press, Reply, in_rows
from bot.flows.slip import on_paper
from bot.flows.texts import Listed, Plural, Text, Words

WAITING = Plural(
    "{n} permintaan keluarga menunggu. Tulis /permintaan untuk melihatnya.",
    "{n} permintaan keluarga menunggu. Tulis /permintaan untuk melihatnya.",
)
RIGHTS_OF = Text("Hak keluarga, {house}. Hanya kalau keluarga sendiri yang meminta, dan ada di sini.")
WHOSE = Text("Hak keluarga. Keluarga yang mana? Tulis nama kepala keluarganya.")
NO_SUCH_FAMILY = Text("Belum ada rumah dengan nama “{name}” di sini.")
WHICH_FAMILY = Text("Hak keluarga. Keluarga yang mana?")
BY_RT = Text("Pilih RT dan rumah keluarga itu, lalu tekan Hak keluarga.")
HELD: Mapping[str, Text] = {
    rights.FREEZE: Text("Data sedang dibekukan: tidak dihitung dan tidak dipakai."),
    rights.STOP: Text("Keluarga sudah berhenti ikut: data tidak dihitung dan tidak dipakai."),
}
IS_HELD = Text("{house}: datanya tidak dipakai, atas permintaan keluarga. Wawancara tidak bisa dibuka.")
SURE = Text("{house}. Bacakan dulu, ya: “{question}”")
DONE: Mapping[str, Text] = {
    rights.FREEZE: Text("{house}: sudah dibekukan. Sampaikan ke keluarga, ya."),
    rights.STOP: Text("{house}: sudah berhenti. Semua izin dicabut. Sampaikan ke keluarga, ya."),
    rights.DELETE: Text("Semua jawaban dan nama keluarga itu sudah dihapus. Sampaikan ke keluarga, ya."),
}
TAKEN_UP = Text("{house}: datanya dipakai lagi.")
JOIN_AGAIN = Text("Keluarga ini pernah berhenti ikut. Kalau sekarang mau ikut lagi, bacakan persetujuannya.")
ABOUT = Text("{house}. Bacakan ke keluarga, ya.")
OWN_ANSWERS = Text(
    "Jawaban bersama dibacakan dari Lihat jawaban. Jawaban orang dewasa lain tidak dibacakan ke siapa pun selain "
    "orangnya."
)
WHICH_NUMBER = Text("{house}. Jawaban nomor berapa yang keliru? Tulis nomornya saja, misalnya: 12.")
NO_SUCH_NUMBER = Text("{house}. Nomor itu tidak ada di jawaban yang tersimpan. Tulis satu nomor, misalnya: 12.")
ASKED = Text("Dicatat. Dijawab paling lama 3 x 24 jam dari sekarang, ya.")
NO_RESULT_YET = Text("{house}: kode baru bisa dibuat setelah pendataannya selesai.")
FOR_WHOM = Text("{house}. Kode ini untuk siapa? Hanya orang dewasa; setiap kode baru membatalkan yang lama.")
CODE = Text("Salin ke kertas untuk {name}:\n{code}")
CODE_HOW = Text(
    "Diketik di bot ini dari HP keluarga. Berlaku sekali, sampai {day}. Jangan difoto dan jangan dikirim lewat chat, "
    "ya."
)
LINK_HOW = Text("Atau pindai gambar ini dengan HP keluarga. Gambar berlaku sekali, 24 jam.")
FAMILY = Text("keluarga")
REQUESTS = Plural("{n} permintaan keluarga menunggu jawaban.", "{n} permintaan keluarga menunggu jawaban.")
NO_REQUESTS = Text("Tidak ada permintaan keluarga yang menunggu.")
REQUEST = Text("{house} · {right} · {left}")
WITH_NUMBER = Text("{right} nomor {number}")
LEFT = Plural("sisa {n} jam", "sisa {n} jam")
SOON = Plural("⚠ sisa {n} jam", "⚠ sisa {n} jam")
OVERDUE = Plural("⚠ lewat {n} jam", "⚠ lewat {n} jam")
HOW: Mapping[str, Text] = {
    rights.ACCESS: Text("Temui keluarganya, bacakan lewat Hak keluarga, lalu tekan Sudah."),
    rights.CORRECT: Text("Tanyakan yang benar, betulkan lewat Lihat jawaban, lalu tekan Sudah. Jawaban lama dihapus."),
    rights.REVIEW: Text(
        "Lihat hasilnya bersama keluarga, dan jelaskan. Hitungan bukan penentu bantuan. Lalu tekan Sudah."
    ),
}
ANSWERED = Text("Sudah dijawab. Keluarga diberi tahu.")
NOT_OPEN = Text("Permintaan itu sudah dijawab.")
YES, REFUSE, OPEN_RIGHTS = Text("Sudah"), Text("Ditolak (Pasal 33)"), Text("Hak keluarga")
BACK, SEE_DATA, SEE_ANSWERS, REVIEW = (
    Text("Kembali"),
    Text("Lihat data"),
    Text("Lihat jawaban"),
    Text("Minta ditinjau petugas"),
)
FREEZE, STOP, DELETE, CORRECT = Text("Bekukan"), Text("Berhenti ikut"), Text("Hapus data"), Text("Betulkan")
AGAIN, JOIN, OTHERS, CODE_BUTTON = (
    Text("Pakai lagi"),
    Text("Ikut lagi"),
    Text("Jawaban anggota lain"),
    Text("Kode untuk keluarga"),
)
NO = Text("Tidak jadi")
NEAR = 24  # hours


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a household, with the whole hours left for it."""

    id: int
    house: House
    right: str
    number: str  # of a question that is to be asked again
    hours: int

    @property
    def line(self) -> Words:
        """What is asked, and how long there is."""
        right: Words = rights.NAMES.get(self.right, self.right)
        right = WITH_NUMBER(right=right, number=self.number) if self.number else right
        left = OVERDUE(-self.hours) if self.hours < 0 else (SOON if self.hours <= NEAR else LEFT)(self.hours)
        return REQUEST(house=self.house.title, right=right, left=left)


def menu(house: House, held: str | None, asked: Sequence[Asked], *, cadre: bool) -> Reply:
    """What the household can have done here and now."""
    code = str(house.id)
    lines: list[Words] = [RIGHTS_OF(house=house.title), *([HELD[held]] if held is not None else [])]
    lines += [each.line for each in asked]
    again = {None: (FREEZE, "hak1", rights.FREEZE), rights.FREEZE: (AGAIN, "ikut", ""), rights.STOP: (JOIN, "ikut", "")}
    label, verb, right = again[held]
    presses = [
        Press(SEE_DATA, "hakdata", code=code),
        Press(CORRECT, "hakbetul", code=code),
        Press(REVIEW, "haktinjau", code=code),
        Press(label, verb, code, right) if right else Press(label, verb, code=code),
        *([] if held == rights.STOP else [Press(STOP, "hak1", code, rights.STOP)]),
        Press(DELETE, "hak1", code, rights.DELETE),
        *([Press(CODE_BUTTON, "slip", code=code)] if cadre and held is None else []),
    ]
    back = Press(BACK, "izin", code=code) if cadre and held is None else Press(BACK, "home")
    return Reply(tuple(lines), (*in_rows(presses), (back,)), protected=True)


def whose(name: str, houses: Sequence[House], awaits: str, *, several: bool) -> Reply:
    """The families of that name, each with the way to its rights; before there is a name, which one is meant. In
    `several` RTs two may be called the same."""
    if not houses:
        lines = (*((NO_SUCH_FAMILY(name=shortened(name)),) if name else ()), WHOSE)
        return Reply(lines, ((Press(MENU, "home"),),), awaits=awaits)
    shown = [LABELLED(label=house.name, status=IN_RT(rt=house.rt)) if several else house.name for house in houses]
    rows = tuple((Press(label, "hak", code=str(house.id)),) for label, house in zip(shown, houses, strict=True))
    return Reply((WHICH_FAMILY,), (*rows, (Press(MENU, "home"),)), awaits=awaits, protected=True)


def held(house: House) -> Reply:
    """The household's data are used for nothing: its interview is not opened."""
    rows = ((Press(OPEN_RIGHTS, "hak", code=str(house.id)), Press(BACK, "home")),)
    return Reply((IS_HELD(house=house.title),), rows, protected=True)


def sure(house: House, right: str) -> Reply:
    """What it means, to be read aloud before it is done."""
    code = str(house.id)
    rows = ((Press(rights.DO_IT[right], "hak2", code, right), Press(NO, "hak", code=code)),)
    return Reply((SURE(house=house.title, question=rights.QUESTIONS[right]),), rows, protected=True)


def about(house: House, told: Reply) -> Reply:
    """What is kept of the household, to be read aloud; another adult's answers are nobody's to hear."""
    code = str(house.id)
    rows = (
        (Press(SEE_ANSWERS, "house", code=code), Press(OTHERS, "haklain", code=code)),
        (Press(BACK, "hak", code=code),),
    )
    return Reply((ABOUT(house=house.title), *told.lines[1:-1], OWN_ANSWERS), rows, protected=True)


def refused(house: House) -> Reply:
    """To whoever asks for another adult's answers: always this."""
    return Reply((rights.REFUSED,), ((Press(BACK, "hak", code=str(house.id)),),), protected=True)


def which_number(house: House, awaits: str, *, again: bool = False) -> Reply:
    """Which answer is wrong."""
    line = (NO_SUCH_NUMBER if again else WHICH_NUMBER)(house=house.title)
    return Reply((line,), ((Press(BACK, "hak", code=str(house.id)),),), awaits=awaits, protected=True)


# --- the code on paper


def no_result_yet(house: House) -> Reply:
    """There is nothing to see with a code."""
    return Reply((NO_RESULT_YET(house=house.title),), ((Press(BACK, "izin", code=str(house.id)),),), protected=True)


def for_whom(house: House, adults: Mapping[str, str]) -> Reply:
    """Which adult the code is for."""
    code = str(house.id)
    presses = [Press(name[:24], "slip1", code, number) for number, name in adults.items()]
    return Reply((FOR_WHOM(house=house.title),), (*in_rows(presses), (Press(BACK, "izin", code=code),)), protected=True)


def slip(house: House, name: str, code: str, until: date, picture: Attachment | None) -> Reply:
    """The code to copy onto the slip, and a picture that the family's telephone reads, where there is one."""
    lines: list[Words] = [CODE(name=name or FAMILY, code=on_paper(code)), CODE_HOW(day=until)]
    lines += [LINK_HOW] if picture is not None else []
    return Reply(tuple(lines), ((Press(BACK, "izin", code=str(house.id)),),), attachment=picture, protected=True)


# --- what was asked


def requests(asked: Sequence[Asked]) -> Reply:
    """What waits, the most pressing first, each with the hours that are left."""
    lines: list[Words] = [REQUESTS(len(asked)) if asked else NO_REQUESTS]
    lines += [Listed((f"{n}.", each.line), " ") for n, each in enumerate(asked, 1)]
    presses = [Press(str(n), "minta1", code=str(each.id)) for n, each in enumerate(asked, 1)]
    return Reply(tuple(lines), (*in_rows(presses), (Press(BACK, "home"),)), protected=True)


def request(asked: Asked) -> Reply:
    """One request, and how it is answered."""
    rows = (
        (Press(YES, "minta2", "selesai", str(asked.id)), Press(REFUSE, "minta2", "ditolak", str(asked.id))),
        (Press(OPEN_RIGHTS, "hak", code=str(asked.house.id)), Press(BACK, "minta")),
    )
    how = HOW.get(asked.right)
    return Reply((asked.line, *([how] if how is not None else [])), rows, protected=True)
