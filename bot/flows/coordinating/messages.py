"""A message of a coordinator to her cadres: written, looked at, sent."""

from bot.flows.coordinating.home import to_home
from bot.flows.reply import Press, Reply
from bot.flows.texts import Plural, Text

WRITE = Text(
    "Tulis pesannya, paling panjang 500 huruf. Jangan tulis nama atau keadaan keluarga, ya. Contoh: Rapat kader "
    "Jumat jam 9 di balai desa"
)
TOO_LONG = Text("Pesannya agak panjang. Coba diringkas sampai 500 huruf, ya.")
PREVIEW = Plural("Pesan ini akan dikirim ke {n} kader:", "Pesan ini akan dikirim ke {n} kader:")
SEND, AGAIN, NOT = Text("Ya, kirim"), Text("Tulis ulang"), Text("Tidak jadi")
SENT = Plural("Pesan sedang dikirim ke {n} kader.", "Pesan sedang dikirim ke {n} kader.")
NOBODY = Text("Belum ada kader yang bisa dikirimi pesan.")
GONE = Text("Pesannya sudah dikirim atau sudah dihapus.")
ENOUGH = Text("Hari ini sudah tiga pesan. Supaya kader tidak kewalahan, kita lanjutkan besok, ya.")
FROM = Text("Pesan dari koordinator, {name}:")
LONGEST = 500


def write(awaits: str, *, long: bool = False) -> Reply:
    """Asks for the message."""
    return Reply((*((TOO_LONG,) if long else ()), WRITE), ((to_home(),),), awaits=awaits)


def preview(words: str, cadres: int) -> Reply:
    """The message as it will be sent."""
    rows = ((Press(SEND, "send"), Press(AGAIN, "message")), (Press(NOT, "home"),))
    return Reply((PREVIEW(cadres), words), rows)


def letter(name: str, words: str) -> Reply:
    """What a cadre gets."""
    return Reply((FROM(name=name), words))


def told(line: Text | Plural) -> Reply:
    """One line, and the way back."""
    return Reply((line,), ((to_home(),),))
