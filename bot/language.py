"""Text to words, plurals, amounts and dates, by Babel."""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.flows.texts import Listed, Plural, Rupiah, Text, Words

SOURCE = "id"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}


class Language:
    """One person's language: turns sentences into what she reads."""

    def __init__(self, code: str = SOURCE) -> None:
        self.code = code if code in LANGUAGES else SOURCE
        self._locale = Locale(self.code)
        self._catalog = _catalog(self.code)

    def say(self, words: Words) -> str:
        """The words as text of this language; a sentence without a translation stays Indonesian."""
        match words:
            case str():
                return words
            case Text(sentence, values):
                return self._fill(self._catalog.gettext(sentence), values)
            case Plural(one, many, n, values):
                return self._fill(self._catalog.ngettext(one, many, n), {"n": n, **values})
            case Listed(items, separator):
                return separator.join(map(self.say, items))
            case Rupiah(amount):
                # As prices are written here: Rp2.500.000, without a space or cents; never Babel's English IDR.
                return format_decimal(amount, "Rp#,##0", locale=self._locale)
            case date():
                return format_date(words, "d MMMM y", locale=self._locale)
            case int() if 0 <= words < 1000:
                return f"{words}"  # no language of ours writes a small number in another way
            case int() | Decimal():
                return format_decimal(words, locale=self._locale)

    def _fill(self, sentence: str, values: Mapping[str, Words]) -> str:
        return sentence.format_map({name: self.say(value) for name, value in values.items()}) if values else sentence


@cache
def language(code: str = SOURCE) -> Language:
    """The language of that code; Indonesian where it is unknown."""
    return Language(code)


@cache
def _catalog(code: str) -> NullTranslations:
    """The catalogue `bot/locale/<code>/bot.po`, read once; none is needed for the source language."""
    source = files("bot.locale") / code / "bot.po"
    if code == SOURCE or not source.is_file():
        return NullTranslations()
    binary = io.BytesIO()
    with source.open("rb") as po:
        write_mo(binary, read_po(po, locale=code))
    binary.seek(0)
    return GNUTranslations(binary)
