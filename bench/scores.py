"""Households scored per second on one core, in all four indices, step by step and with every explanation.

    python -m bench.scores [--households 400]

Processor time, not the clock's: what else the machine does counts less. As many other households come first, as in a
bot that has run for a while: what is made once is made, and what households have in common is remembered.
"""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.flows.explain import explanations
from bot.flows.forms.record import Record
from bot.flows.indicators import ids, values_of
from bot.flows.settled import settled_of
from bot.schedule.garbage import search_seldom
from scoring.index import Values
from scoring.rule import find
from scoring.score import score
from scoring.sheets import indices
from tests.flows.forms.households import WORKBOOK
from tests.flows.random_households import random_household

INDICES = indices(WORKBOOK.sheets)
SETTLED = settled_of(WORKBOOK.sheets)
NAMES = frozenset(ids(INDICES))
KINDS = {"mostly fulfilled": 0.85, "at random": 0.0}
In, Out = TypeVar("In"), TypeVar("Out")


def opened(record: Record) -> Record:
    """The household's record, made anew from its answers."""
    return Record(record.form, record.now).after(record.answers.values())


def scored(values: Values) -> list[object]:
    """The household in the four indices, from its indicators."""
    return [score(index, values) if index.kind == "score" else find(index, values) for index in INDICES]


def explained(both: tuple[Record, Values]) -> int:
    """How many explanations there are, once all are worked out."""
    return len(explanations(both[0], INDICES, both[1], SETTLED))


def whole(record: Record) -> int:
    """Everything, of one household after the other: opened, scored in all indices, explained."""
    anew = opened(record)
    values = values_of(anew, NAMES)
    scored(values)
    return explained((anew, values))


def main() -> None:
    """Measure, and print a line for each step."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=400)
    number = parser.parse_args().households
    for kind, well in KINDS.items():
        records = [random_household(seed, well) for seed in range(number)]
        for seed in range(number, 2 * number):
            whole(random_household(seed, well))
        found, one_by_one = _timed(whole, records)
        fresh, opening = _timed(opened, records)
        values, working_out = _timed(lambda record: values_of(record, NAMES), fresh)
        _, scoring = _timed(scored, values)
        print(f"{number} households, {kind}: {sum(found) / number:.1f} things to explain each")
        _say("from indicators to scores", scoring)
        _say("from answers to scores", opening + working_out + scoring)
        _say("from answers to scores, explained", one_by_one)


def _timed(work: Callable[[In], Out], things: Sequence[In]) -> tuple[list[Out], float]:
    """What the work gave, and how long it took for each."""
    search_seldom()  # as the bot does once it has started
    started = time.process_time()
    done = [work(thing) for thing in things]
    return done, (time.process_time() - started) / len(things)


def _say(what: str, seconds: float) -> None:
    print(f"  {what:36}{seconds * 1000:7.2f} ms {1 / seconds:8,.0f} a second")


if __name__ == "__main__":
    main()
