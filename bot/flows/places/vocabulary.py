"""The words of all places' names, where each occurs, and which of them a typed word may mean."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.flows import yamlfile
from bot.flows.places.names import as_number

EXACT, SHORTENED, BEGUN = 1.0, 0.95, 0.8
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = str.maketrans("", "", "aeiou")
_MOST_VARIANTS = 24  # of a typed word; more would only cost time
_SHORTEST_BEGINNING = 3
_SHORTEST_SLIP = 4
_LONG_WORD = 7  # may have two slips
_SHORTEST_PIECE = 3
_MOST_PIECES = 4
_EVERYWHERE = range(1 << 31)


class Vocabulary:
    """The distinct words of many names, each with the positions of the names it stands in."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self._words = sorted({word for name in names for word in name})
        self._ids = {word: n for n, word in enumerate(self._words)}
        where: list[array[int]] = [array("L") for _ in self._words]
        for position, name in enumerate(names):
            for word in dict.fromkeys(name):
                where[self._ids[word]].append(position)
        self._positions = array("L", chain.from_iterable(where))
        self._starts = array("L", [0])
        for positions in where:
            self._starts.append(self._starts[-1] + len(positions))
        self._alike: dict[tuple[str, str, int], list[str]] = defaultdict(list)  # by first and last letter, and length
        self._skeletons: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._alike[word[0], word[-1], len(word)].append(word)
            self._alike[word[0], "", len(word)].append(word)
            if word.isalpha() and len(word) > 3:
                self._skeletons[_skeleton(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    def positions(self, word: str, within: range) -> Sequence[int]:
        """The positions at which the word stands, of those within a stretch."""
        n = self._ids[word]
        start, end = self._starts[n], self._starts[n + 1]
        first = bisect_left(self._positions, within.start, start, end)
        return self._positions[first : bisect_left(self._positions, within.stop, first, end)]

    def meant(self, word: str, *, last: bool = False, joined: bool = False) -> dict[str, float]:
        """The known words that a typed one may mean, each with how sure that is.

        The last word may be half typed. Two words joined are a guess already: they may have one slip at most.
        """
        found = {word: EXACT} if word in self._ids else {}
        begun = self._begun(word) if last else ()
        for other, sure in chain(self._slips(word, 1), self._shortened(word), begun):
            if sure > found.get(other, 0):
                found[other] = sure
        if not found and len(word) >= _LONG_WORD and not joined:
            found.update(self._slips(word, 2))
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VARIANTS]
        return dict(best)

    def apart(self, word: str) -> list[tuple[tuple[str, ...], float]]:
        """Words that stand in one name and were written as one, "pondoklabu", each way with how sure it is.

        One of two may have a slip.
        """
        found = [(parts, SHORTENED) for parts in self._pieces(word, None, _MOST_PIECES)]
        for cut in range(_SHORTEST_SLIP, len(word) - _SHORTEST_SLIP + 1) if not found and word not in self else ():
            left, right = word[:cut], word[cut:]
            if left in self:
                found += [((left, other), sure - 0.1) for other, sure in self.meant(right).items()]
            if right in self:
                found += [((other, right), sure - 0.1) for other, sure in self.meant(left).items()]
        return sorted(found, key=lambda each: -each[1])[:_MOST_VARIANTS]

    def _pieces(self, word: str, holding: set[int] | None, most: int) -> Iterator[tuple[str, ...]]:
        """The ways to cut the word into known ones that stand together in one of the names."""
        for cut in range(2, len(word) + 1 if holding is not None else len(word) - 1):
            piece = as_number(word[:cut]) if cut == len(word) else word[:cut]
            if (len(piece) < _SHORTEST_PIECE and not piece.isdigit()) or piece not in self:
                continue
            rest = set(self.positions(piece, _EVERYWHERE))
            rest = rest if holding is None else rest & holding
            if rest and cut == len(word):
                yield (piece,)
            elif rest and most > 1:
                yield from ((piece, *others) for others in self._pieces(word[cut:], rest, most - 1))

    def _slips(self, word: str, slips: int) -> Iterator[tuple[str, float]]:
        """Words that many slips of the finger away at most."""
        length = len(word)
        if length < _SHORTEST_SLIP or not word.isalpha():
            return
        for size in range(max(_SHORTEST_SLIP - 1, length - slips), length + slips + 1):
            choices = self._alike.get((word[0], word[-1] if slips == 1 else "", size), ())
            for other, away, _ in extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None):
                yield other, _sureness(away, length)
        for other in _at_the_ends(word):
            if other in self._ids and len(other) >= _SHORTEST_SLIP:
                yield other, _sureness(1, length) - (0 if other[0] == word[0] else 0.02)  # the first is seldom wrong

    def _shortened(self, word: str) -> Iterator[tuple[str, float]]:
        """Words of which this leaves out vowels: "bnjr" as "banjar", "ktbaru" as "kotabaru"."""
        if len(word) >= _SHORTEST_PIECE and word.isalpha():
            for other in self._skeletons.get(_skeleton(word), ()):
                if len(other) > len(word) and _leaves_out(word, other):
                    yield other, SHORTENED - 0.03 * (len(other) - len(word))

    def _begun(self, word: str) -> Iterator[tuple[str, float]]:
        """Words that begin with this one."""
        if len(word) < _SHORTEST_BEGINNING:
            return
        at = bisect_left(self._words, word)
        while at < len(self._words) and self._words[at].startswith(word):
            yield self._words[at], BEGUN - 0.01 * (len(self._words[at]) - len(word))
            at += 1


def _at_the_ends(word: str) -> Iterator[str]:
    """What is meant where the first or last letter is wrong, missing, too many, or swapped with its neighbour."""
    rest, beginning = word[1:], word[:-1]
    yield from (rest, beginning, word[1] + word[0] + word[2:], word[:-2] + word[-1] + word[-2])
    for letter in _LETTERS:
        yield from (letter + rest, letter + word, beginning + letter, word + letter)


def _sureness(away: float, length: int) -> float:
    return EXACT - away * min(0.2, 0.9 / length)


def _leaves_out(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _skeleton(word: str) -> str:
    return word[0] + word[1:].translate(_VOWELS)


@cache
def abbreviations() -> dict[str, tuple[tuple[str, ...], ...]]:
    """What an abbreviation may stand for, each as its words."""
    text = (files("bot.flows.places") / "abbreviations.yaml").read_text(encoding="utf-8")
    return {
        str(short): tuple(tuple(phrase.split()) for phrase in str(meant).split(","))
        for short, meant in yamlfile.read(text).items()
    }
