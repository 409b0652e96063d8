"""A message cut into words, digits and marks."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from bot.flows.reading.normal_form import clean
from bot.flows.reading.spelling import canonical, takes_digits
from bot.flows.reading.tables import table

MOST_CHARACTERS = 300  # of an answer that is one value; longer ones are stories, not values
_TOKEN = re.compile(r"(?P<digits>\d+(?:[.,]\d+)*)|(?P<word>[a-z]+)|(?P<mark>[-.,/+():;<>=~±%?&\n'])")
_TWICE = re.compile(r"\b(?!s[ae]kali|kemarin|hari|apa|dua|tiga|empat|lima)([a-z]{2,20})-\1(?![a-z])")
_SQUARE = re.compile(r"(?<![a-z])([kcm]?m)[23](?!\d)")  # "m2"
_TIMES = re.compile(r"(?<=[\da-z])\s*[*×]\s*(?=\d)")
_HYPHEN = re.compile(r"(?<=[a-z])[-.](?=[a-z])")
_GLOTTAL = re.compile(r"(?<=[a-z])['’`ʼ]+(?=[a-z]|\s|$|[.,!?])")
_DASHES = str.maketrans("–—‒−‐‑", "------")
_MARKS_OF_SPEECH = {"digits", "mark"}


class Token(NamedTuple):
    """A canonical word, a row of digits or a mark, and whether it stood directly behind the one before.

    `said` is what was typed; of one typed word that means several ("gada": tidak ada) it stands with the first.
    """

    kind: str
    text: str
    glued: bool
    said: str


def plain(text: str) -> str:
    """The text in small Latin letters without accents; signs that speak (👍) as words, other pictures left out."""
    text = clean(text).lower()
    if not text.isascii():
        text = text.translate(_DASHES)
    text = _signs().sub(lambda found: f" {_meant()[found.group()]} ", _TIMES.sub(" x ", text))
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
    text = _SQUARE.sub(r"\1 ", text) if "m2" in text or "m3" in text else text
    return _GLOTTAL.sub("", text)


def tokens(text: str) -> list[Token]:
    """The canonical words, digits and marks of a message, or nothing where it is too long to be one answer."""
    text = plain(text)
    return [] if len(text) > MOST_CHARACTERS else cut(text)


def cut(text: str) -> list[Token]:
    """The tokens of a text that is plain already."""
    found: list[Token] = []
    end = 0
    text = _TWICE.sub(r"\1", text) if "-" in text else text
    for match in _TOKEN.finditer(_HYPHEN.sub(" ", text)):
        kind, said = match.lastgroup or "", match.group()
        glued = match.start() == end and end > 0
        end = match.end()
        if kind in _MARKS_OF_SPEECH:
            if said == "2" and glued and found[-1].kind == "word" and not takes_digits(found[-1].said):
                if found[-1].text in ("sekali", "apa"):
                    found.append(found[-1])
                continue  # "kira2" is "kira-kira"
            found.append(Token(kind, said, glued, said))
        else:
            for position, word in enumerate(canonical(said).split()):
                found.append(Token("word", word, glued and not position, "" if position else said))
    return found


@cache
def _meant() -> dict[str, str]:
    """The signs that speak, with their words."""
    return {sign: word for word, signs in table("signs").items() for sign in signs}


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(sign) for sign in sorted(_meant(), key=len, reverse=True)))
