"""Whether words may be a cry for help. They are answered with the one fixed reply, and neither repeated nor kept."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.flows import yamlfile

_FILE = Path(__file__).parent / "disclosure.yaml"
_KINDS = ("self_harm", "harmed")  # where both are told of, the first
_DISGUISED = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"})
_WORD = re.compile(r"[a-z0-9@$*]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_NUMBER = r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
# "pukul 8" and "pukul setengah tujuh" are hours; "pukul 3 kali" and "pukul dua anaknya" count who is hit, or how often.
_HOUR = re.compile(
    rf"\bpukul\s*(?:\d[\d.:]*+|(?:setengah\s+)?{_NUMBER}(?:\s+belas)?+\b|(?:berapa|brp)\b)"
    r"(?!\s*(?:x|kali|(?:anak|adik|istri|orang)(?:nya|ku|\s+(?:saya|kami|itu)))\b)"
)


def disclosed(words: str) -> str:
    """`self_harm`, `harmed`, or nothing: what the words may tell of."""
    text = _HOUR.sub("jam 0", words.casefold())
    if not text.strip(" 0123456789.,"):
        return ""
    said = [_DRAWN_OUT.sub(r"\1", word) for word in _WORD.findall(text)]
    plain = [word if word.isdigit() else _folded(word.translate(_DISGUISED)) for word in said]
    told_of = {
        kind for at, word in enumerate(plain) for kind, phrase in _begun_by(word) if _stands_at(at, phrase, plain)
    }
    return next((kind for kind in _KINDS if kind in told_of), "")


def _stands_at(at: int, phrase: tuple[str, ...], words: list[str]) -> bool:
    found = words[at : at + len(phrase)]
    return len(found) == len(phrase) and all(map(_same, phrase, found))


def _begun_by(word: str) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Each phrase that may begin with this word, and its kind before it."""
    if "*" not in word:
        return _phrases().get(word, ())
    return [each for first, begun in _phrases().items() if _same(first, word) for each in begun]


def _same(meant: str, word: str) -> bool:
    """Whether the word is that one, some letters perhaps hidden behind stars."""
    return meant == word or (len(word) == len(meant) and all(a in (b, "*") for a, b in zip(word, meant, strict=True)))


def _folded(word: str) -> str:
    """The word with i for l: the two are written for each other."""
    return word.replace("l", "i")


@cache
def _phrases() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Kinds and phrases, by the word that a phrase begins with."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for kind, listed in yamlfile.read(_FILE.read_text(encoding="utf-8")).items():
        for phrase in listed.split(","):
            meant = tuple(_folded(phrase).split())
            found[meant[0]].append((kind, meant))
    return dict(found)
