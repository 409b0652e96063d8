"""The words of the reading, as data."""

from collections import Counter

from bot.flows.reading.tables import table


def test_no_spelling_stands_for_two_words() -> None:
    spellings = Counter(variant for variants in table("spelling").values() for variant in set(variants))
    assert [variant for variant, words in spellings.items() if words > 1] == []
