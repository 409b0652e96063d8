"""Whether words may be a cry for help. They are answered with the one fixed reply, and neither repeated nor kept."""

import re
from functools import cache
from pathlib import Path

from bot.flows import yamlfile

_FILE = Path(__file__).parent / "disclosure.yaml"
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
    plain = [word if word.isdigit() else word.translate(_DISGUISED) for word in said]
    for kind in ("self_harm", "harmed"):
        if any(_stands_in(phrase, plain) for phrase in _phrases()[kind]):
            return kind
    return ""


def _stands_in(phrase: tuple[str, ...], words: list[str]) -> bool:
    size = len(phrase)
    return any(
        all(_same(meant, word) for meant, word in zip(phrase, words[at : at + size], strict=True))
        for at in range(len(words) - size + 1)
    )


def _same(meant: str, word: str) -> bool:
    """Whether the word is that one, with letters hidden behind stars or an l for an i."""
    if meant == word or meant.replace("l", "i") == word.replace("l", "i"):
        return True
    return "*" in word and len(word) == len(meant) and all(a in (b, "*") for a, b in zip(word, meant, strict=True))


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    found = yamlfile.read(_FILE.read_text(encoding="utf-8"))
    return {kind: tuple(tuple(phrase.split()) for phrase in listed.split(",")) for kind, listed in found.items()}
