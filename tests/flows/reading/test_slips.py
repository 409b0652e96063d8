"""What one slip of the finger may do to an answer: cost a question, and never turn it round."""

import re
from collections.abc import Iterator

import pytest

from bot.flows.reading import Option, Understood, choice, number, phone, yes_no
from bot.flows.reading.spelling import is_word

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PLACES = {key: (row, at) for row, keys in enumerate(KEYS) for at, key in enumerate(keys)}
BESIDE = {
    key: [other for other, (r, c) in PLACES.items() if other != key and abs(r - row) <= 1 and abs(c - at) <= 1]
    for key, (row, at) in PLACES.items()
}
DRAWN = re.compile(r"([a-z])\1+")
YES_OR_NO = (Option("yes", ("Ya",)), Option("no", ("Tidak",)))
NUMBERS = {
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
    "sebelas": 11,
    "dua belas": 12,
    "dua puluh tiga": 23,
    "seratus dua": 102,
    "berempat": 4,
}


def slips(word: str) -> Iterator[str]:
    """The word with a letter too few, too many, beside its own or before its turn, where that is no word itself."""
    written = set()
    for at, letter in enumerate(word):
        written |= {word[:at] + word[at + 1 :], word[:at] + letter + word[at:]}
        written |= {word[:at] + word[at + 1 : at + 2] + letter + word[at + 2 :]}
        for other in BESIDE[letter]:
            written |= {word[:at] + other + word[at + 1 :], word[:at] + other + word[at:]}
    yield from sorted(w for w in written if w and not is_word(w) and not is_word(DRAWN.sub(r"\1", w)))


@pytest.mark.parametrize(
    "denial", ["tidak", "belum", "gak", "nggak", "enggak", "bukan", "ndak", "kagak", "mboten", "dereng", "kada", "tdk"]
)
@pytest.mark.parametrize("rest", ["ada", "punya", "pernah", "ikut posyandu"])
def test_a_slip_in_a_no_never_makes_it_a_yes(denial: str, rest: str) -> None:
    turned = [
        said
        for said in (f"{slip} {rest}" for slip in slips(denial))
        if yes_no(said) == Understood("yes") or choice(said, YES_OR_NO) == Understood("yes")
    ]
    assert not turned


@pytest.mark.parametrize("words", NUMBERS)
def test_a_slip_in_a_number_never_makes_another_one(words: str) -> None:
    said = words.split()
    written = [" ".join((*said[:at], slip, *said[at + 1 :])) for at, word in enumerate(said) for slip in slips(word)]
    read = {text: number(text, count=True) for text in written}
    assert {
        text for text, value in read.items() if isinstance(value, Understood) and value.value != NUMBERS[words]
    } == set()


@pytest.mark.parametrize(
    "words", ["2 atau 3", "hampir 10", "lebih dari 5", "kurang dari 5", "bukan 3", "belum 3", "minimal 2", "kelas 3"]
)
def test_a_slip_beside_a_number_that_is_asked_back_settles_no_number(words: str) -> None:
    said = words.split()
    written = [" ".join((*said[:at], s, *said[at + 1 :])) for at, w in enumerate(said) if w.isalpha() for s in slips(w)]
    assert [text for text in written if isinstance(number(text, count=True), Understood)] == []


@pytest.mark.parametrize("words", ["bukan", "rusak", "hilang", "diblokir", "mungkin", "tidak aktif"])
def test_a_slip_beside_a_telephone_number_that_is_none_settles_no_number(words: str) -> None:
    word, _, rest = words.partition(" ")
    written = [f"{slip} {rest} 081234567890" for slip in slips(word)]
    assert [text for text in written if isinstance(phone(text), Understood)] == []
