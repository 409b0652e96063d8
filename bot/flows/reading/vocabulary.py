"""What the words of a message mean to one reader: its tables, longest phrase first."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.flows.reading.spelling import canonical, spellings_of
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import Token

DIGITS, MARK, UNKNOWN = "digits", "mark", "unknown"


class Part(NamedTuple):
    """A word or phrase with its meaning; digits, marks and unknown words carry themselves as value."""

    tag: str
    value: str
    glued: bool = False
    said: str = ""


class Vocabulary:
    """The meanings of words and phrases for one reader."""

    def __init__(self, *tables: str) -> None:
        """Join tables, each a file or one group of it ("money.uang"); a later one goes before an earlier one."""
        self._meanings: dict[tuple[str, ...], tuple[str, str]] = {}
        for name in tables:
            file, _, group = name.partition(".")
            groups = data(file)
            for tag, entries in groups.items():
                if not group or tag == group:
                    self._add(tag, entries if isinstance(entries, dict) else {"": entries})
        self._longest = max(map(len, self._meanings), default=1)
        self._opening = {phrase[0] for phrase in self._meanings if len(phrase) > 1}

    def _add(self, tag: str, entries: dict[object, object]) -> None:
        for value, words in entries.items():
            for phrase in spellings(words):
                canon = tuple(" ".join(canonical(word) for word in phrase.split()).split())
                self._meanings[canon or (phrase,)] = (tag, " ".join(canon) if value in ("", "x") else str(value))

    def words(self, *tags: str) -> tuple[str, ...]:
        """Every single word with one of these meanings."""
        return tuple(p[0] for p, (tag, _) in self._meanings.items() if len(p) == 1 and tag in tags)

    def spellings(self, *tags: str) -> tuple[str, ...]:
        """Every word with one of these meanings, in all spellings that are not too short to be told from others."""
        return tuple(w for w in spellings_of(frozenset(self.words(*tags))) if len(w) > 2)

    def parts(self, tokens: list[Token]) -> list[Part]:
        """The message in parts, each with the meaning it has here."""
        found: list[Part] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.kind != "word":
                found.append(Part(token.kind, token.text, token.glued, token.said))
                at += 1
                continue
            length = self._length(tokens, at)
            words = tuple(t.text for t in tokens[at : at + max(length, 1)])
            tag, value = self._meanings.get(words, (UNKNOWN, token.text))
            said = " ".join(t.said for t in tokens[at : at + max(length, 1)] if t.said)
            found.append(Part(tag, value, token.glued, said))
            at += max(length, 1)
        return found

    def _length(self, tokens: list[Token], at: int) -> int:
        """How many words the longest phrase has that begins here; 0 where not even one word is known."""
        if tokens[at].text in self._opening:
            for length in range(min(self._longest, len(tokens) - at), 1, -1):
                if tuple(t.text for t in tokens[at : at + length]) in self._meanings:
                    return length
        return int((tokens[at].text,) in self._meanings)


def without(parts: Iterable[Part], *tags: str) -> list[Part]:
    """The parts that have none of these meanings."""
    return [part for part in parts if part.tag not in tags]


FILLERS = ("sapaan", "partikel", "salam", "diri")
