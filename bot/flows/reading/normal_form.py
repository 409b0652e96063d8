"""The normal form of a message: what is left when keyboards and phones have had their way with it."""

import re
import unicodedata

LONGEST = 4000  # a household of twenty, or a burst of all answers, is shorter
_FRACTION = re.compile("[¼-¾⅐-⅞]")  # NFKC would turn 1½ into 11⁄2
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_LINE_ENDS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n", "\u2044": "/"})


def clean(text: str) -> str:
    """The text in NFKC, without invisible characters, with single spaces and line breaks, and of bounded length."""
    if text.isascii() and text.isprintable():  # plain words, as most are
        return " ".join(text[:LONGEST].split())
    text = _FRACTION.sub(lambda found: f" {found.group()}", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text).translate(_LINE_ENDS)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co", "Cn"))
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()[:LONGEST].strip()
