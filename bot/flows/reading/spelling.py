"""Everyday spellings to the canonical word: abbreviations, dialect, drawn-out and mistyped letters."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.flows.reading.tables import data, spellings, table

_LAUGHTER = re.compile(r"(?:h[aeiou]){2,}h?|(?:wk){2,}w?|(?:he){1,}|x+d+|h?m{2,}")
_RUNS = re.compile(r"([a-z])\1+")
_LONG_RUNS = re.compile(r"([a-z])\1{2,}")
_VOWELS = str.maketrans("", "", "aeiou")
_ENDINGS = ("lah", "kah", "nya", "pun", "ku", "in", "an", "ne", "na", "mah", "mi", "ji", "pi")
_SHORT_ENDINGS = ("na", "ne", "mi", "ji", "pi")  # many words end so: only behind a long one
_MEANT = {
    "nya": "",
    "ne": "",
    "na": "",
    "ku": "",
    "in": "",
    "pun": "",
    "mah": "",
    "mi": "",  # Makassar and Bugis: "adaji", "belumpi"
    "ji": "",
    "pi": "",
    "lah": " lah",
    "kah": " kah",
    "an": " an",
}
_CLITICS = ("nya", "ku", "lah", "kah", "pun", "mi", "ji")  # on any word; a verb's "in" and "an" may be a slip
SHORTEST_TYPO = 5
LONGEST_WORD = 24


@lru_cache(maxsize=20_000)
def canonical(word: str) -> str:
    """The word (sometimes two) that was meant, or the word itself where nothing known comes close enough."""
    known = _known()
    if word in known:
        return known[word]
    if len(word) == 1 or len(word) > LONGEST_WORD * 2:  # a letter names a choice
        return word
    if _LAUGHTER.fullmatch(word):
        return ""
    for drawn in (_LONG_RUNS.sub(r"\1", word), _LONG_RUNS.sub(r"\1\1", word), _RUNS.sub(r"\1", word)):
        if drawn in known:
            return known[drawn]
    if (drawn := _RUNS.sub(r"\1", word)) in _undoubled():
        return _undoubled()[drawn]
    if len(word) > LONGEST_WORD:
        return _together(word) or word
    return _together(word) or _with_ending(word) or _shortened(word) or _mistyped(word) or word


@cache
def takes_digits(word: str) -> bool:
    """Whether a digit directly behind this word is a number, not the sign of a doubled word."""
    return word in spellings(data("ordinary")["sebelum_angka"]) or len(word) == 1


def is_word(word: str) -> bool:
    """Whether this is a word that stands in any table."""
    return word in _known()


def is_usual(word: str) -> bool:
    """Whether this is a word of a table in its usual spelling."""
    return _known().get(word) == word


def is_mended(word: str) -> bool:
    """Whether this was taken for another word as if there were a slip in it."""
    if is_word(word) or is_word(_RUNS.sub(r"\1", word)) or _together(word):
        return False
    return not (_with_ending(word) and word.endswith(_CLITICS))


def may_be_another(word: str, others: Sequence[str]) -> bool:
    """Whether a word was mended, and may as well be one of the others, which means something else: "bndak", tidak?"""
    if not is_mended(word) or canonical(word) == word:
        return False
    meant = canonical(word)
    near = process.extract(word, others, scorer=OSA.distance, score_cutoff=1, limit=None)
    return any(canonical(other) != meant for other, *_ in near)


def resembles(word: str, others: tuple[str, ...]) -> bool:
    """Whether a word may be a bad misspelling of one of the others; then nothing should be read past it."""
    if len(word) < 3 or is_word(word):
        return False
    skeleton = word.translate(_VOWELS)
    near = 1 if len(word) < 6 else 2
    return any(o.translate(_VOWELS) == skeleton or OSA.distance(word, o, score_cutoff=near) <= near for o in others)


@lru_cache(maxsize=64)
def spellings_of(words: frozenset[str]) -> tuple[str, ...]:
    """All spellings of canonical words."""
    return tuple(spelling for spelling, meant in _known().items() if words.intersection(meant.split()))


@cache
def _known() -> dict[str, str]:
    """Every spelling with its canonical word; a word of any table stands for itself."""
    known: dict[str, str] = {}
    for name in (
        "fillers",
        "numerals",
        "time",
        "dates",
        "money",
        "yes_no",
        "counts",
        "commands",
        "hours",
        "phones",
        "ages",
    ):
        for group in data(name).values():
            for entry in group.values() if isinstance(group, dict) else [group]:
                known |= {word: word for phrase in spellings(entry) for word in phrase.split()}
    for group in data("ordinary").values():
        known |= {word: word for phrase in spellings(group) for word in phrase.split()}
    for months in data("dates")["bulan"].values():
        known |= dict.fromkeys(spellings(months), spellings(months)[0])
    for word, variants in table("spelling").items():
        known |= {part: known.get(part, part) for part in word.split()}
        known |= dict.fromkeys(variants, word)
    return known


@cache
def _undoubled() -> dict[str, str]:
    """Canonical words by their spelling without doubled letters, where that is not itself another word."""
    return {_RUNS.sub(r"\1", spelling): word for spelling, word in _known().items() if len(spelling) > 2}


@cache
def _core() -> dict[str, str]:
    """Spellings that mistakes are mended towards: words of five letters and more that carry a meaning."""
    return {spelling: word for spelling, word in _known().items() if len(spelling) >= SHORTEST_TYPO - 2}


@cache
def _skeletons() -> dict[str, frozenset[str]]:
    """Canonical words by their first letter and consonants: "sblas" and "sebelas" share one."""
    found: dict[str, set[str]] = defaultdict(set)
    for spelling, word in _core().items():
        found[spelling[0] + spelling[1:].translate(_VOWELS)].add(word)
    return {skeleton: frozenset(words) for skeleton, words in found.items()}


@cache
def _parts() -> dict[str, str]:
    words = spellings(data("ordinary")["angka_bersambung"])
    return {word: _known()[word] for word in words}


def _together(word: str) -> str:
    """Number words written as one, apart again: "duapuluhlima" as "dua puluh lima"."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(3, len(word) + 1):
        for start in range(max(0, end - 8), end - 1):
            if start in best and word[start:end] in _parts():
                best.setdefault(end, (*best[start], word[start:end]))
    found = best.get(len(word), ())
    return " ".join(_parts()[part] for part in found) if len(found) > 1 else ""


def _with_ending(word: str) -> str:
    """A known word with a particle behind it: "anaknya" as "anak", "jutaan" as "juta an"."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= (4 if ending in _SHORT_ENDINGS else 3) and stem in _known():
            meant = _known()[stem]
            return meant + (_MEANT[ending] if ending != "an" or meant in _parts().values() else "")
    return ""


def _shortened(word: str) -> str:
    """The one word of which this leaves out vowels only: "pnya" as "punya"."""
    if len(word) < 3:
        return ""
    words = _skeletons().get(word[0] + word[1:].translate(_VOWELS), frozenset())
    near = [w for w in words if len(w) > len(word) and _within(word, w)]
    return near[0] if len(near) == 1 and len(words) == 1 else ""


def _within(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _mistyped(word: str) -> str:
    """The one word that is a single slip away (two in a long word), with the same first letter unless it is long."""
    if len(word) < SHORTEST_TYPO - 2:
        return ""
    slips = 2 if len(word) >= 9 else 1
    near: dict[str, float] = {}
    for spelling, distance, _ in process.extract(
        word, _core().keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
    ):
        if spelling[0] != word[0] and len(word) < 7 and spelling[0] != word[1]:
            continue
        swapped = sorted(spelling) == sorted(word)  # "tiadk": two letters in the wrong order are likeliest
        if swapped or (len(word) >= SHORTEST_TYPO and spelling[0] == word[0]) or len(word) > 6:
            meant = _core()[spelling]
            near[meant] = min(distance - swapped / 2, near.get(meant, slips))
    if not near:
        return ""
    closest = [meant for meant, distance in near.items() if distance == min(near.values())]
    return closest[0] if len(closest) == 1 and " " not in closest[0] else ""
