"""Telegram's menu of commands, in each language that a phone may be set to."""

from collections.abc import Iterator

from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand

from bot.flows.texts import Text
from bot.language import LANGUAGES, SOURCE, language

COMMANDS = {  # shown to everybody, so that no word of it says who is a family
    "menu": Text("Menu utama"),
    "kode": Text("Pakai kode"),
    "privasi": Text("Data dan hak kita"),
    "rumah": Text("Rumah saya"),
    "kemajuan": Text("Kemajuan"),
    "latihan": Text("Latihan"),
    "lanjut": Text("Lanjutkan wawancara"),
    "jawaban": Text("Lihat dan ubah jawaban"),
    "anggota": Text("Lihat dan ubah anggota keluarga"),
    "bantuan": Text("Cara memakai"),
}


def menus() -> Iterator[SetMyCommands]:
    """The calls that set the menu: one for phones in each other language, and one for all the rest."""
    for code in LANGUAGES:
        say = language(code).say
        commands = [BotCommand(command=name, description=say(meaning)) for name, meaning in COMMANDS.items()]
        yield SetMyCommands(commands=commands, language_code=None if code == SOURCE else code)
