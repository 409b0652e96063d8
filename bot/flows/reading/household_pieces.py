"""A list of household members cut into pieces: names, numbers, and what is known of each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.flows.reading.household_words import LONGEST_PHRASE, HouseholdWords
from bot.flows.reading.numerals import WORDS, quantities
from bot.flows.reading.tokens import cut
from bot.flows.reading.vocabulary import Vocabulary

_TOKEN = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)|(?P<word>[^\W\d_]+(?:['’`-][^\W\d_]+)*)|(?P<mark>[\n;,:().&+/|])")
_DOUBLED = re.compile(r"(?<=[a-z])2(?!\d)|\b([^\W\d_]{2,20})-\1\b", re.IGNORECASE)
INITIAL = 3  # "M.", "Moh.", "Abd." are the beginning of a name
_NUMBER_WORDS = frozenset(
    [
        "satu",
        "dua",
        "tiga",
        "empat",
        "lima",
        "enam",
        "tujuh",
        "delapan",
        "sembilan",
        "sepuluh",
        "sebelas",
        "belas",
        "puluh",
        "setengah",
    ]
)


class Piece(NamedTuple):
    """One piece, as it was written, with the code of its option where it has one."""

    kind: str
    said: str
    code: str | None = None


def pieces(text: str, words: HouseholdWords) -> Iterator[Piece]:
    """The text in pieces: names, numbers, what is known of a member, and separators."""
    tokens = [(m.lastgroup or "", m.group()) for m in _TOKEN.finditer(_DOUBLED.sub(r"\1", text))]
    at = 0
    while at < len(tokens):
        kind, said = tokens[at]
        length = 1
        if kind == "mark":
            yield _mark(tokens, at)
        elif kind == "number":
            yield Piece("number", said)
        else:
            for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
                run = tokens[at : at + length]
                phrase = " ".join(word.lower().replace("-", " ") for _, word in run)
                found, code = words.find(phrase) if all(k == "word" for k, _ in run) else ("name", None)
                if found != "name" or length == 1:
                    break
            if found == "name" and (number := _spoken_number(tokens, at)):
                length, value = number
                yield Piece("number", value)
            else:
                unit = words.units.get(phrase) if at and tokens[at - 1][0] == "number" else None
                yield Piece("unit", unit) if unit else Piece(found, " ".join(w for _, w in run), code)
        at += length


def _mark(tokens: list[tuple[str, str]], at: int) -> Piece:
    said = tokens[at][1]
    if said == ".":
        kind, before = tokens[at - 1] if at else ("", "")
        follows = at + 1 < len(tokens) and tokens[at + 1][0] == "word"
        if kind == "word" and len(before) <= INITIAL and follows:
            return Piece("dot", said)
        return Piece("end" if kind != "number" else "point", said)
    return Piece(
        {"\n": "end", ";": "end", "|": "end", ":": "colon", "(": "point", ")": "point"}.get(said, "comma"), said
    )


def _spoken_number(tokens: list[tuple[str, str]], at: int) -> tuple[int, str] | None:
    """How many words from here are a number ("lima belas"), and the number in digits."""
    end = at
    while end < len(tokens) and tokens[end][1].lower() in _NUMBER_WORDS:
        end += 1
    if end == at:
        return None
    parts = Vocabulary("numerals").parts(cut(" ".join(word.lower() for _, word in tokens[at:end])))
    found = quantities(parts)
    whole = found and len(found) == 1 and all(p.tag in WORDS for p in parts)
    return (end - at, str(int(found[0].values[0]))) if found and whole else None
