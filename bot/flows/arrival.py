"""Before and between interviews: welcome, the list of houses, and coming back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.flows.reading import Courtesy
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.texts import Plural, Text, Words

LONGEST_NAME = 40  # of what she wrote, quoted
MOST_HOUSES = 8  # of a page; with "Rumah baru" and "Semua" ten buttons

BAD_INVITATION = Text("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta yang baru dari koordinator, ya.")
TOO_MANY_TRIES = Text("Sudah beberapa kali dicoba. Coba satu jam lagi, atau minta tautan baru dari koordinator, ya.")
WELCOME = Text("Selamat datang di Kawan Keluarga, {name}.")
REGISTERED = Text("Terdaftar sebagai kader {place}.")
REGISTERED_OTHERWISE = Text("Terdaftar sebagai {role} {place}.")
ROLES = {"coordinator": Text("koordinator"), "operator": Text("operator")}
PURPOSE = Text("Saya bantu mendata, menghitung, dan menyimpan jawaban. Semua boleh ditulis biasa saja.")
IN_RT = Text("RT {rt} {village}")
WHICH_HOUSE = Text("Rumah mana? Ketik nama kepala keluarga, atau pilih.")
NO_HOUSES = Text("Belum ada rumah di daftar. Tekan Rumah baru untuk mulai.")
ALL_DONE = Text("Semua rumah di daftar sudah selesai didata. Terima kasih!")
FOUND_SOME = Text("Rumah yang cocok:")
NOT_FOUND = Text("Belum ada rumah dengan nama “{name}”. Tekan Rumah saya untuk melihat daftarnya, atau Rumah baru.")
NOTHING_OPEN = Text("Belum ada rumah yang dibuka, jadi itu belum saya catat.")
FOUND = Text("Rumah dengan nama “{name}”:")
NEW_HOUSE = Text("Rumah baru")
ALL = Text("Semua")
START = Text("Mulai mendata")
PRACTISE = Text("Latihan dulu")
MENU = Text("Menu")
MY_HOUSES = Text("Rumah saya")
GO_ON = Text("Lanjutkan")
ANOTHER_HOUSE = Text("Rumah lain")
LATER = Text("Nanti")
WHICH_RT = Text("Rumah barunya di RT berapa?")
RT = Text("RT {rt}")
HOUSE_OF = Text("Rumah {label}")
OF_VILLAGE = Text("Profil desa")
HOUSE_WITHOUT_NAME = Text("Rumah RT {rt} no. {number}")
LABEL_WITHOUT_NAME = Text("RT {rt} no. {number}")
LABELLED = Text("{label} · {status}")
STATUSES = {
    "belum": Text("belum"),
    "sebagian": Text("sebagian"),
    "tidak_ada": Text("tidak ada orang"),
    "menolak": Text("menolak"),
    "selesai": Text("selesai"),
}
SAVED = Plural("Tersimpan di server: {done} dari {n} rumah.", "Tersimpan di server: {done} dari {n} rumah.")
MORNING, NOON, AFTERNOON, EVENING = (
    Text("Selamat pagi, {name}."),
    Text("Selamat siang, {name}."),
    Text("Selamat sore, {name}."),
    Text("Selamat malam, {name}."),
)
HALF_DONE = Plural(
    "{house}: tinggal {n} pertanyaan ({done} dari {all} sudah tersimpan).",
    "{house}: tinggal {n} pertanyaan ({done} dari {all} sudah tersimpan).",
)
SAVED_FOR_LATER = Plural(
    "Tersimpan. {house}: {done} dari {all} sudah dijawab, tinggal {n}.",
    "Tersimpan. {house}: {done} dari {all} sudah dijawab, tinggal {n}.",
)
NOT_BEGUN = Text("Baik. {house} kita mulai lain kali.")
OTHER_HOUSE = Text("Tombol itu milik {other}. Sekarang kita di {current}. Pindah ke {other}?")
MOVE = Text("Pindah")
STAY = Text("Tetap di sini")
DONE_ALREADY = Text("{house} sudah selesai didata. Kalau ada yang mau diubah, tekan Lihat jawaban.")
WHAT_CAN_BE_DONE = Text("Apa yang bisa dilakukan")
SEE_RESULT = Text("Lihat hasil")
SEE_ANSWERS = Text("Lihat jawaban")
THANKS_ANYWAY = Text("Tidak apa-apa. Terima kasih atas waktunya. Tidak ada jawaban yang disimpan.")
NO_CADRE = Text("Bagian ini untuk kader. Kalau Bapak/Ibu kader, minta tautan undangan dari koordinator.")
SIXTEEN_DIGITS = Text(
    "Nomor 16 angka (NIK atau nomor KK) tidak perlu di sini: tidak saya simpan, dan pesannya saya hapus. "
    "Berikan hanya ke petugas resmi, ya."
)
ONLY_WORDS = Text("Saya hanya bisa membaca tulisan. Tolong ketik jawabannya, ya.")
NOT_FORWARDED = Text("Pesan terusan tidak saya catat. Tolong ketik sendiri jawabannya, ya.")
NOT_EDITED = Text(
    "Pesan yang diubah tidak saya baca ulang. Untuk mengubah jawaban, tulis: jawaban. Atau tulis jawaban barunya."
)
HELP = Text(
    "Jawab dengan menekan tombol atau menulis biasa, misalnya: ada, blm, 2,5jt, 3 orang.\n"
    "Bisa juga menulis: kembali, lewati, tidak tahu, nanti, jawaban, anggota, menu.\n"
    "Beberapa jawaban sekaligus dengan nomornya: 37 ya 38 tidak."
)
HELP_AT_DESK = Text(
    "Tekan tombolnya, atau tulis saja apa yang tertulis di tombol. Nama kader boleh langsung ditulis.\n"
    "Untuk kembali ke awal, tulis: menu."
)
USED_BUTTON = Text("Tombol ini sudah dipakai.")
YOU_ARE_WELCOME, ALL_RIGHT = Text("Sama-sama, {name}."), Text("Baik, {name}.")
TRY_AGAIN = Text("Ada pesan lain yang masuk bersamaan. Tolong kirim lagi yang tadi, ya.")


@dataclass(frozen=True, slots=True)
class House:
    """A house as lists show it."""

    id: int
    rt: str
    number: int
    label: str | None
    status: str = "belum"

    @property
    def title(self) -> Words:
        """What a sentence calls the house."""
        return HOUSE_OF(label=self.label) if self.label else HOUSE_WITHOUT_NAME(rt=self.rt, number=str(self.number))

    @property
    def name(self) -> Words:
        """What a button calls the house."""
        return self.label or LABEL_WITHOUT_NAME(rt=self.rt, number=str(self.number))

    @property
    def way(self) -> Press:
        """The button that leads to its interview."""
        return Press(MOVE, "house", "", str(self.id))


@dataclass(frozen=True, slots=True)
class Village:
    """A village that answers for itself, beside its houses."""

    code: str

    @property
    def title(self) -> Words:
        """What a sentence calls it."""
        return OF_VILLAGE

    @property
    def way(self) -> Press:
        """The button that leads to its interview."""
        return Press(MOVE, "profil")


Subject = House | Village
"""Whom an interview is of."""


def welcome(name: str, role: str, village: str, rt: str | None) -> Reply:
    """To somebody who has just come in by an invitation."""
    place: Words = IN_RT(rt=rt, village=village) if rt else village
    registered = (
        REGISTERED(place=place) if role == "cadre" else REGISTERED_OTHERWISE(role=ROLES.get(role, role), place=place)
    )
    practise = (Press(PRACTISE, "training"),) if role == "cadre" else ()
    rows = ((Press(START if role == "cadre" else MENU, "home"), *practise),)
    return Reply((WELCOME(name=name), registered, PURPOSE), rows)


def saved(done: int, total: int) -> Words:
    """Her receipt: how many of her houses are on the server; nothing to say before the first."""
    return SAVED(total, done=done) if done else ""


def home(houses: Sequence[House], total: int) -> Reply:
    """The houses to choose from: those half done first."""
    more = [Press(NEW_HOUSE, "new"), *([Press(ALL, "all", "", "0")] if total > len(houses) else [])]
    if not houses:
        return Reply((ALL_DONE if total else NO_HOUSES,), (tuple(more),))
    return Reply((WHICH_HOUSE,), (*as_buttons(houses), tuple(more)))


def found(name: str, houses: Sequence[House]) -> Reply:
    """The houses whose name has these words in it."""
    if not houses:
        return Reply((NOT_FOUND(name=shortened(name)),), ((Press(NEW_HOUSE, "new"), Press(MY_HOUSES, "home")),))
    line = FOUND(name=name) if len(name) <= LONGEST_NAME else FOUND_SOME
    return Reply((line,), (*as_buttons(houses), (Press(NEW_HOUSE, "new"),)), asks=len(houses) == 1)


def help_for(role: str) -> Text:
    """How to go on, for a cadre or for somebody else with a role."""
    return HELP if role == "cadre" else HELP_AT_DESK


def courteous(kind: Courtesy, name: str, hour: int, house: House | None) -> Reply:
    """An answer in kind to what only greets, thanks or says all right, and how to go on from where she is."""
    line = (
        greeting(name, hour)
        if kind is Courtesy.GREETING
        else (YOU_ARE_WELCOME if kind is Courtesy.THANKS else ALL_RIGHT)(name=name)
    )
    return (
        replace(done_already(house), lines=(line,)) if house is not None else Reply((line,), ((Press(MENU, "home"),),))
    )


def shortened(words: str) -> str:
    """What she wrote, cut between words where it is long."""
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rpartition(" ")[0] + "…"


def as_buttons(houses: Sequence[House]) -> tuple[tuple[Press, ...], ...]:
    """A row for each house: its name and how far it has got."""
    return tuple(
        (Press(LABELLED(label=house.name, status=STATUSES[house.status]), "house", "", str(house.id)),)
        for house in houses
    )


def half_done(house: House | None) -> tuple[tuple[Press, ...], ...]:
    """The way back to a house of which something is open again."""
    return as_buttons([replace(house, status="sebagian")]) if house is not None else ()


def which_rt(rts: Sequence[str], awaits: str) -> Reply:
    """In which RT the new house stands; it may be written."""
    return Reply((WHICH_RT,), in_rows([Press(RT(rt=rt), "new", "", rt) for rt in rts]), awaits=awaits)


def greeting(name: str, hour: int) -> Words:
    """Good morning, day, afternoon or evening by her own clock."""
    part = MORNING if 4 <= hour < 11 else NOON if hour < 15 else AFTERNOON if hour < 18 else EVENING
    return (EVENING if hour < 4 else part)(name=name)


def come_back(hello: Words, subject: Subject, done: int, total: int) -> Reply:
    """After a while away: what is half done, and how much is left."""
    line = HALF_DONE(total - done, house=subject.title, done=done, all=total)
    away = Press(ANOTHER_HOUSE if isinstance(subject, House) else MENU, "home")
    return Reply((hello, line), ((Press(GO_ON, "g"), away, Press(LATER, "l")),))


def saved_for_later(subject: Subject, done: int, total: int) -> Words:
    """That she may stop here."""
    if done == 0:
        return NOT_BEGUN(house=subject.title)
    return SAVED_FOR_LATER(total - done, house=subject.title, done=done, all=total)


def elsewhere(other: Subject, current: Subject) -> Reply:
    """A button of another house, or of the village, was pressed: move there, or stay."""
    line = OTHER_HOUSE(other=other.title, current=current.title)
    return Reply((line,), ((other.way, Press(STAY, "g")),))


def done_already(house: House) -> Reply:
    """The house is finished, and no other has that name: what can be done now."""
    seeing, doing = (Press(SEE_RESULT, "g"), Press(SEE_ANSWERS, "v")), (Press(WHAT_CAN_BE_DONE, "tips"),)
    rows = (seeing, doing, (Press(ANOTHER_HOUSE, "home"),))
    return Reply((DONE_ALREADY(house=house.title),), rows)
