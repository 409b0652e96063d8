"""What somebody types to find a place, as parts that each may mean several words, and at which level they belong."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from bot.flows.places.gazetteer import DISTRICT, PROVINCE, REGENCY, VILLAGE
from bot.flows.places.names import words_of
from bot.flows.places.vocabulary import EXACT, Vocabulary, abbreviations

MOST_LETTERS = 120
MOST_WORDS = 10
_KINDS = {
    **dict.fromkeys(("desa", "ds", "dsa"), "desa"),
    **dict.fromkeys(("kelurahan", "kel", "klurahan"), "kelurahan"),
    **dict.fromkeys(("kecamatan", "kec", "kecamatn", "kcmtn", "kc"), "kecamatan"),
    "distrik": "distrik",
    **dict.fromkeys(("kabupaten", "kab", "kbupaten", "kabupatn", "kb"), "kabupaten"),
    **dict.fromkeys(("provinsi", "prov", "propinsi", "prop", "prv"), "provinsi"),
}
_LEVEL = {
    "": 0,
    "desa": VILLAGE,
    "kelurahan": VILLAGE,
    "kecamatan": DISTRICT,
    "distrik": DISTRICT,
    "kabupaten": REGENCY,
    "provinsi": PROVINCE,
}
_BELOW = {"rt", "rw", "dusun", "dsn"}  # what is below the village stands in no list of the state
_HALF_SAID = {"kota": 0.4, "kampung": 0.5, "gampong": 0.5, "nagari": 0.5, "pekon": 0.3, "nagori": 0.5}
_LONG = 6  # a word that may be two written as one


@dataclass(frozen=True, slots=True)
class Meaning:
    """Words that some of the typed ones may mean together; `bits` says which of those, `sure` how sure that is."""

    words: tuple[str, ...]
    bits: int
    sure: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The typed words with how much each counts, the level that was named for it (0: none), and what it may mean."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    levels: tuple[int, ...]
    repeated: tuple[int, ...]  # how often the word was typed before
    meanings: tuple[Meaning, ...]
    by_word: Mapping[str, Sequence[Meaning]]
    phrases: tuple[Meaning, ...]  # those of several words
    kind: str  # the one that was named for the place itself; else empty

    @property
    def unspaced(self) -> str:
        """The typed words written as one."""
        return "".join(self.words)

    def share(self, sure: Sequence[float]) -> float:
        """How much of what was typed is accounted for, where each word is so with that sureness."""
        accounted: float = sum(map(mul, sure, self.weights))
        return accounted / sum(self.weights)


def asked(text: str, vocabulary: Vocabulary) -> Asked:
    """What was typed, as parts."""
    words, kinds = _words(text)
    known = tuple(_meanings(words, vocabulary))
    by_word: dict[str, list[Meaning]] = defaultdict(list)
    for meaning in known:
        if len(meaning.words) == 1:
            by_word[meaning.words[0]].append(meaning)
    levels = tuple(_LEVEL[kind] for kind in kinds)
    return Asked(
        words,
        weights=tuple(_HALF_SAID.get(word, min(1.0, 0.4 + 0.1 * len(word))) for word in words),
        levels=levels,
        repeated=tuple(words[:n].count(word) for n, word in enumerate(words)),
        meanings=known,
        by_word=by_word,
        phrases=tuple(meaning for meaning in known if len(meaning.words) > 1),
        kind=max(kinds, key=_LEVEL.__getitem__) if kinds and (all(kinds) or VILLAGE in levels) else "",
    )


def _meanings(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[Meaning]:
    """What each word may mean alone, together with the next, or taken apart."""
    for n, word in enumerate(words):
        bit = 1 << n
        for phrase in abbreviations().get(word, ()):
            if all(each in vocabulary for each in phrase):
                yield Meaning(phrase, bit, EXACT)
        for other, sure in vocabulary.meant(word, last=n == len(words) - 1).items():
            yield Meaning((other,), bit, sure)
        if n + 1 < len(words):
            for other, sure in vocabulary.meant(word + words[n + 1], joined=True).items():
                yield Meaning((other,), bit | bit << 1, sure)
        if len(word) >= _LONG:
            yield from (Meaning(parts, bit, sure) for parts, sure in vocabulary.apart(word))


def _words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that name something, and the kind of place named before each."""
    words: list[str] = []
    kinds: list[str] = []
    for part in text[:MOST_LETTERS].replace("\n", ",").split(","):
        kind, skip = "", False
        for word in words_of(part):
            if word in _KINDS:
                kind, skip = _KINDS[word], False
            elif word in _BELOW:
                skip = word in {"rt", "rw"}
            elif not (skip and word.isdigit()):
                words.append(word)
                kinds.append(kind)
                skip = False
    return tuple(words[:MOST_WORDS]), tuple(kinds[:MOST_WORDS])
