"""The words of this package, kept as data in `words/*.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

from bot.flows import yamlfile


@cache
def data(name: str) -> Any:
    """What one file of words holds."""
    text = (files("bot.flows.reading") / "words" / f"{name}.yaml").read_text(encoding="utf-8")
    return yamlfile.read(text)


def spellings(value: Any) -> tuple[str, ...]:
    """The words of one entry: "a, b c" as ("a", "b c")."""
    return tuple(word.strip() for word in str(value).split(",") if word.strip())


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """A file of the form `word: other, ways, of writing it`."""
    return {str(key): spellings(value) for key, value in data(name).items()}
