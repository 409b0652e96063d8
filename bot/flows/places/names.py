"""The words of a place's name, written in one way: small letters, no signs, and numbers as digits."""

import re

_APOSTROPHES = re.compile(r"['’`]")
_WORD = re.compile(r"[a-z0-9]+")
_ROMAN = {
    roman: str(n)
    for n, roman in enumerate(
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
        ],
        start=1,
    )
}
OF_ITS_KIND = frozenset({"kabupaten", "administrasi", "provinsi", "kecamatan", "kelurahan", "desa"})


def words_of(text: str) -> list[str]:
    """The words of a name or of what somebody types: "Suka Ma'mur II" as suka, mamur, 2."""
    return [as_number(word) for word in _WORD.findall(_APOSTROPHES.sub("", text.lower()))]


def own_words_of(name: str) -> list[str]:
    """The words by which a place is told apart: "Kabupaten Administrasi Kepulauan Seribu" as kepulauan, seribu."""
    found = words_of(name)
    return [word for word in found if word not in OF_ITS_KIND] or found


def as_number(word: str) -> str:
    """A Roman numeral as digits, any other word as it is: "iv" as "4"."""
    return _ROMAN.get(word, word)
