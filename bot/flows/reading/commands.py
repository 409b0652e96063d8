"""Messages that steer the conversation."""

from functools import cache

from bot.flows.reading.outcomes import Command
from bot.flows.reading.spelling import canonical
from bot.flows.reading.tables import data, table
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, Vocabulary, without

MOST_WORDS = 8


def plain_words(text: str) -> tuple[str, ...]:
    """The words of the message in their usual spelling, without manners, signs and "dan"."""
    heard = without(_manners().parts(tokens(text)), *FILLERS, MARK)
    return tuple(part.value for part in heard if part.value != "dan")


def takes_back(text: str) -> bool:
    """Whether the words speak of an answer that was given before: "eh yang tadi salah"."""
    return any(token.text in _taking_back() for token in tokens(text))


def without_taking_back(text: str) -> tuple[str, ...]:
    """The words that say which answer it was, and what it should be."""
    return tuple(word for word in plain_words(text) if word not in _taking_back() and word != "yang")


@cache
def _taking_back() -> frozenset[str]:
    return frozenset(canonical(word) for phrase in table("taking_back")["tadi"] for word in phrase.split()) - {"yang"}


@cache
def _manners() -> Vocabulary:
    return Vocabulary("fillers")


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "commands")


def command(text: str) -> Command | None:
    """The command that the whole message is, fillers aside; None for everything else."""
    text = text.strip().removeprefix("/")
    found = tokens(text)
    if text in ("?", "??"):
        return Command.HELP
    if not found or len(found) > MOST_WORDS or any(t.kind == MARK and t.text not in ",.?" for t in found):
        return None
    heard = without(_words().parts(found), *FILLERS, "ya", MARK)
    if len({part.tag for part in heard}) != 1 or heard[0].tag not in data("commands"):
        return None
    named = Command(heard[0].tag)
    return named if named is Command.HELP or "?" not in text else None
