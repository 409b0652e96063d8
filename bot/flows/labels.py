"""What stands on a button, written instead of pressed: one rule for every bubble."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from bot.flows.reading import plain_words

_Thing = TypeVar("_Thing")
_SIGNS = " \t\n.!?✓✅☐☑›‹"


def written(words: str, labelled: Iterable[tuple[str, _Thing]]) -> _Thing | None:
    """The one whose label the words are: to the letter, else but for manners and ways of spelling ("lainnya bu",
    "simpan dan lanjut nanti"). None where none is, or two are."""
    buttons = [(label, thing) for label, thing in labelled if _bare(label)]
    said = _bare(words)
    found = [thing for label, thing in buttons if _bare(label) == said]
    if not found and said.isdigit():  # of a numbered list
        found = [thing for label, thing in buttons if label.startswith(f"{said}. ")]
    if not found and (plainly := plain_words(words)):
        found = [thing for label, thing in buttons if _plain(label) == plainly]
    return found[0] if found and all(one == found[0] for one in found) else None


def _bare(label: str) -> str:
    """The label without case, ticks, and signs around it."""
    return " ".join(label.strip(_SIGNS).casefold().split())


@lru_cache(maxsize=4096)
def _plain(label: str) -> tuple[str, ...]:
    return plain_words(label)
