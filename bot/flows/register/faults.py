"""What must be mended in a village's list, all at once, each with where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.flows.texts import Text, Words

MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: a cell ("C12"), a row ("12"), or the file as a whole (empty)."""

    place: str
    words: Words


class Faults:
    """The faults found so far; of very many only the first are kept, and the rest counted."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0

    def add(self, place: str, words: Words) -> None:
        """Remember a fault."""
        self.count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(Fault(place, words))


class RegisterError(Exception):
    """A list that cannot be taken over; nothing of it was. `faults` are what to mend, `more` how many others are."""

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        super().__init__(f"{len(self.faults) + more} faults")


def refused(words: Text) -> RegisterError:
    """The error for a file that cannot be read at all."""
    return RegisterError([Fault("", words)])
