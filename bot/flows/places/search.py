"""Finding regions by what somebody types: in any order, misspelt, shortened, with or without what is above them.

Names become words, each with the places it stands in. A typed word may mean several of them. First each place whose own
name holds one of these is weighed by which of the typed words it and the places above it account for; only the best are
looked at closely.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from operator import ge

from bot.flows.places.asked import Asked, asked
from bot.flows.places.gazetteer import Gazetteer, Place, gazetteer
from bot.flows.places.names import own_words_of
from bot.flows.places.vocabulary import Vocabulary

ALL_LEVELS = frozenset({1, 2, 3, 4})
_LOOKED_AT_CLOSELY = 25
_SAID_ABOVE = 0.12  # what a name accounts for, one above it accounts for as well: that one is meant
_LEAST_ACCOUNTED = 0.55  # of what was typed
_NEARLY_EXACT = 0.93
_AT_ANOTHER_LEVEL = 0.8  # than the one that was named
_SMALL = {"kota": 0, "kampung": 2}  # letters of words that a name may have and nobody need type
_MOST_UNSURE = 2_500  # places of words that are only like the typed ones
_OF_ONE_LEVEL = ({"desa", "kelurahan", "desa_adat"}, {"kecamatan", "distrik"}, {"kabupaten", "kota"})


@dataclass(frozen=True, slots=True)
class Fit:
    """How surely a name accounts for each typed word, and the words of it that are accounted for."""

    sure: tuple[float, ...]
    typed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A region that may be meant, and how well it fits what was typed: 1 is exactly that."""

    place: Place
    score: float


class Search:
    """Finds regions of a gazetteer."""

    def __init__(self, places: Gazetteer) -> None:
        self.places = places
        names = [own_words_of(places.name(n)) for n in range(len(places))]
        self._sizes = array("b", map(len, names))
        self._vocabulary = Vocabulary(names)

    def find(
        self, text: str, *, within: str = "", levels: Collection[int] = ALL_LEVELS, limit: int = 8
    ) -> tuple[Found, ...]:
        """The regions that may be meant, best first; of one region and those below it, or of some levels only.

        Nothing where nothing fits, and where `within` is no region.
        """
        stretch = self._stretch(within)
        request = asked(text, self._vocabulary)
        if not request.words or not stretch:
            return ()
        fits: dict[int, Fit] = {}
        likeliest = self._likeliest(request, stretch, levels)
        scored = [(score, n) for n in likeliest if (score := self._score(request, n, fits))]
        scored.sort(key=lambda each: (-each[0], each[1]))
        return tuple(Found(self.places.place(n), round(score, 3)) for score, n in scored[:limit])

    def _stretch(self, within: str) -> range:
        if not within:
            return range(len(self.places))
        at = self.places.position(within)
        return range(0) if at is None else self.places.below(at)

    def _likeliest(self, request: Asked, stretch: range, levels: Collection[int]) -> list[int]:
        """The places of the stretch that account for most of what was typed, with those above them."""
        own = self._marks(request, stretch)
        parents, of_level, path = self.places.parents, self.places.levels, {-1: 0}
        some = levels != ALL_LEVELS or len(stretch) < len(self.places)
        alike: dict[int, list[int]] = defaultdict(list)  # places by what they and those above them account for
        for n, marks in own.items():
            if some and (of_level[n] not in levels or n not in stretch):
                continue
            parent = parents[n]
            above = path.get(parent)
            if above is None:  # written out, as it is done thousands of times: a parent's parent, and its parent
                higher = parents[parent]
                highest = path.get(higher)
                if highest is None:
                    highest = path[higher] = own.get(higher, 0) | own.get(parents[higher], 0)
                above = path[parent] = own.get(parent, 0) | highest
            alike[marks | above].append(n)
        likeliest: list[int] = []
        for marks in sorted(alike, key=lambda marks: -_weight(request, marks)):
            found = alike[marks]
            if len(found) > _LOOKED_AT_CLOSELY:
                found = nsmallest(_LOOKED_AT_CLOSELY, found, key=lambda n: (self._left(own[n], n), of_level[n], n))
            likeliest += found
            if len(likeliest) >= _LOOKED_AT_CLOSELY:
                break
        return likeliest

    def _marks(self, request: Asked, stretch: range) -> dict[int, int]:
        """Which of the typed words each place's own name holds: a bit for each, and another where it is nearly so."""
        shift = len(request.words)
        own: dict[int, int] = {}
        higher = [(n, set(own_words_of(self.places.name(n)))) for n in self.places.above(stretch.start)]
        room = _MOST_UNSURE
        for meaning in sorted(request.meanings, key=lambda meaning: -meaning.sure):
            found = self._holding(meaning.words, stretch)
            bits = meaning.bits
            if meaning.sure < _NEARLY_EXACT:
                bits <<= shift
                room -= len(found)
                if room < 0:
                    break
            for n in found:
                own[n] = own.get(n, 0) | bits
            for n, words in higher:
                if words.issuperset(meaning.words):
                    own[n] = own.get(n, 0) | bits
        return own

    def _holding(self, words: tuple[str, ...], stretch: range) -> Collection[int]:
        """The positions of the places whose own name holds all the words."""
        if len(words) == 1:
            return self._vocabulary.positions(words[0], stretch)
        return set.intersection(*(set(self._vocabulary.positions(word, stretch)) for word in words))

    def _left(self, marks: int, position: int) -> int:
        """How many words of a name nobody typed, about."""
        return max(0, self._sizes[position] - marks.bit_count())

    def _score(self, request: Asked, position: int, fits: dict[int, Fit]) -> float:
        """How well the place fits what was typed; 0 where it does not. `fits` remembers what the places above say."""
        own, *above = (self._fit(request, n, fits) for n in (position, *self.places.above(position)))
        accounted = request.share(_together((own, *above), request))
        if accounted < _LEAST_ACCOUNTED:
            return 0.0
        words = own_words_of(self.places.name(position))
        left = sum(_SMALL.get(word, len(word)) for word in words if word not in own.typed)
        score = accounted - 0.25 * left / sum(map(len, words)) - 0.02 * self.places.levels[position]
        score += 0.04 * request.share(own.sure)
        if any(all(map(ge, other.sure, own.sure)) for other in above):
            score -= _SAID_ABOVE
        together = "".join(word for word in words if word in own.typed or word not in _SMALL)
        if together in request.unspaced:  # its words were typed next to each other, in their order
            score += 0.08 * len(together) / len(request.unspaced)
        elif any(set(words) == set(phrase.words) for phrase in request.phrases):  # by its usual short name
            score += 0.08 * request.share(own.sure)
        if request.kind:
            score += _fitting(self.places.place(position).kind, request.kind)
        return max(score, 0.0)

    def _fit(self, request: Asked, position: int, fits: dict[int, Fit]) -> Fit:
        """Which of the typed words the place's own name accounts for."""
        if (known := fits.get(position)) is not None:
            return known
        words, level = own_words_of(self.places.name(position)), self.places.levels[position]
        typed: set[str] = set()
        sure = [0.0] * len(request.words)
        found = [m for word in words for m in request.by_word.get(word, ())]
        found += [m for m in request.phrases if set(m.words).issubset(words)]
        for meaning in found:
            typed.update(meaning.words)
            for i in _ones(meaning.bits):
                other = request.levels[i] not in {0, level}
                sure[i] = max(sure[i], meaning.sure * (_AT_ANOTHER_LEVEL if other else 1))
        fits[position] = Fit(tuple(sure), frozenset(typed))
        return fits[position]


def _together(fits: Sequence[Fit], request: Asked) -> list[float]:
    """How surely each typed word is accounted for; one typed twice must stand in two of the names."""
    best = [0.0] * len(request.words)
    for i, repeated in enumerate(request.repeated):
        found = [fit.sure[i] for fit in fits]
        if repeated < len(found):
            best[i] = sorted(found, reverse=True)[repeated] if repeated else max(found)
    return best


def _weight(request: Asked, marks: int) -> float:
    """How much of what was typed the marks account for."""
    shift = len(request.words)
    sure = [1 if marks >> i & 1 else 0.8 if marks >> i + shift & 1 else 0 for i in range(shift)]
    return request.share(sure)


def _fitting(kind: str, named: str) -> float:
    """What it counts that the place is of the kind that was named: people mix up desa and kelurahan, seldom more."""
    if kind == named:
        return 0.05
    return 0.02 if any({kind, named} <= alike for alike in _OF_ONE_LEVEL) else -0.05


def _ones(bits: int) -> Iterator[int]:
    for i in range(bits.bit_length()):
        if bits >> i & 1:
            yield i


@cache
def search() -> Search:
    """The search over all regions; the first call makes it, in half a second."""
    return Search(gazetteer())
