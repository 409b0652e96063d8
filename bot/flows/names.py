"""How alike two people's names are, as Indonesians write and misspell them: "H. Moh. Sumarni" and "Muhammad Sumami"."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from rapidfuzz.distance import OSA

from bot.flows import yamlfile

LIKELY = 0.8  # from here on two names may well be one
_ALIKE = 0.7  # of two words; below that they are two
_COMMON = 0.4  # what a word counts that half a village is called by
_TELLS_LITTLE = 3
_OTHER_BEGINNING = 0.9
_MOST_LETTERS = 120
_MOST_WORDS = 8
_ASIDE = re.compile(r"\([^)]*\)|,.*")
_WORD = re.compile(r"[a-z]+")
_DOUBLED = re.compile(r"(.)\1+")
_T = TypeVar("_T")


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as they sound, without titles: "H. Moh. Syarif, S.Pd" as muhamad, sarip."""
    plain = unicodedata.normalize("NFKD", name[:_MOST_LETTERS].lower()).encode("ascii", "ignore").decode()
    said = _WORD.findall(_ASIDE.sub(" ", plain).replace("'", "").replace("`", ""))
    data = _data()
    kept = [data["short"].get(word, word) for word in said if word not in data["titles"]]
    return tuple(_sound(word) for word in kept[:_MOST_WORDS]) or tuple(map(_sound, said[:_MOST_WORDS]))


def likeness(one: str, other: str) -> float:
    """How alike two names are: 1 where they sound the same, 0 where they share nothing.

    A name that leaves out words of the other is nearly as alike as its words are telling.
    """
    first, second = words_of(one), words_of(other)
    if (_telling(second), second) < (_telling(first), first):
        first, second = second, first
    if not first:
        return 0.0
    if len(first) == len(second):
        return _matched(first, second)
    joined = OSA.normalized_similarity("".join(first), "".join(second), score_cutoff=0.8)
    only_common = 0.75 if _telling(first) < _TELLS_LITTLE else 1.0  # "Siti" may be any of many
    return max(_matched(first, second) * only_common, 0.98 * joined)


def closest(words: str, named: Iterable[tuple[_T, str]], *, least: float = 0.7) -> list[tuple[_T, float]]:
    """Those whose names are like the words, most alike first; the beginning of a name will do, or any part of it."""
    wanted, part = words_of(words), words.casefold().strip()
    found: list[tuple[_T, float]] = []
    for each, name in named:
        score = max(likeness(words, name), _begun(wanted, name), least if part and part in name.casefold() else 0)
        if score >= least:
            found.append((each, score))
    return sorted(found, key=lambda pair: -pair[1])


def _matched(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """How much of both names is one, word by word; the first is the shorter one."""
    left = list(second)
    same = 0.0
    for word in first:
        alike, best = 0.0, ""
        for other in left:
            score = _word_likeness(word, other)
            if score > alike or (score == alike and other > best):
                alike, best = score, other
        if alike >= _ALIKE:
            left.remove(best)
            same += alike * _weight(word)
    if not same:
        return 0.0
    return 0.75 * same / _telling(first) + 0.25 * same / _telling(second)


@lru_cache(maxsize=50_000)
def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:  # an initial
        return 0.75 if one[0] == other[0] else 0.0
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return 0.0
    if long.startswith(short) and len(short) > 4:
        return 0.85
    alike = OSA.normalized_similarity(one, other, score_cutoff=_ALIKE)
    return alike if one[0] == other[0] else alike * _OTHER_BEGINNING


def _begun(wanted: tuple[str, ...], name: str) -> float:
    """Whether each of the words is the beginning of a word of the name: a cadre types no more than she must."""
    words = words_of(name)
    if wanted and all(any(word.startswith(each) for word in words) for each in wanted):
        return 0.9 + 0.1 * sum(map(len, wanted)) / max(1, sum(map(len, words)))
    return 0.0


@lru_cache(maxsize=20_000)
def _telling(words: tuple[str, ...]) -> float:
    return sum(map(_weight, words))


@lru_cache(maxsize=20_000)
def _weight(word: str) -> float:
    return len(word) * (_COMMON if word in _data()["common"] else 1.0)


def _sound(word: str) -> str:
    for written, heard in _data()["sounds"]:
        word = word.replace(written, heard)
    word = _DOUBLED.sub(r"\1", word)
    return word.removesuffix("h") if len(word) > 3 else word


@cache
def _data() -> dict[str, Any]:
    data = yamlfile.read((files("bot.flows") / "names.yaml").read_text(encoding="utf-8"))
    sounds = tuple(tuple(pair.split(">")) for pair in data["sounds"].split())
    return {
        "sounds": sounds,
        "titles": frozenset(data["titles"].split()),
        "short": {short: name for name, shorts in data["short"].items() for short in shorts.split()},
        "common": frozenset(data["common"].split()),
    }
