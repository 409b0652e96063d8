"""Messages that only greet, thank, or say all right: answered in kind, and never taken for a name or an answer."""

from enum import Enum
from functools import cache

from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, Vocabulary, without


class Courtesy(Enum):
    """What such a message is."""

    GREETING = "sapa"
    THANKS = "terima_kasih"
    ALL_RIGHT = "baik"


def courtesy(text: str) -> Courtesy | None:
    """The courtesy that the whole message is; None for everything else."""
    parts = _words().parts(tokens(text))
    said = {part.tag for part in without(parts, *FILLERS, "ya", MARK)}
    for each in (Courtesy.THANKS, Courtesy.GREETING, Courtesy.ALL_RIGHT):
        if each.value in said and said <= {one.value for one in Courtesy}:
            return each
    return None


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "courtesies")
