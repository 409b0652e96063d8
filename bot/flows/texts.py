"""Sentences that wait for a language.

Indonesian is the source: the sentence itself is the key, so that a missing translation still speaks to a cadre.
`bot/locale/extract.py` collects every `Text("…")` and `Plural("…", "…")` for Babel. Placeholders are `{name}`; what
fills them may be a word, a number, an amount, a day, or another sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self


@dataclass(frozen=True, slots=True)
class Rupiah:
    """An amount of money, shown as Rp2.500.000."""

    amount: int


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of the bot's own, in Indonesian, with what fills its placeholders."""

    sentence: str
    values: Mapping[str, "Words"] = field(default_factory=dict)

    def __call__(self, **values: "Words") -> Self:
        """The same sentence with its placeholders filled."""
        return replace(self, values={**self.values, **values})


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that differs by a number `n` in languages that count (Indonesian does not)."""

    one: str
    many: str
    n: int = 0
    values: Mapping[str, "Words"] = field(default_factory=dict)

    def __call__(self, n: int, **values: "Words") -> Self:
        """The sentence for `n`; `{n}` in it is the number."""
        return replace(self, n=n, values={**self.values, **values})


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in a row, joined by a separator: "Rani, Dafa"."""

    items: tuple["Words", ...]
    separator: str = ", "


Words = str | int | Decimal | date | Rupiah | Text | Plural | Listed


def mentions(words: Words, text: Text) -> bool:
    """Whether that sentence stands in the words, whatever fills its placeholders."""
    match words:
        case Text() | Plural():
            is_it = isinstance(words, Text) and words.sentence == text.sentence
            return is_it or any(mentions(value, text) for value in words.values.values())
        case Listed():
            return any(mentions(item, text) for item in words.items)
        case _:
            return False
