"""Words that ask for a right with what is kept of a family: to see it, to have it mended, frozen, ended or deleted."""

from functools import cache

from bot.flows.reading.commands import MOST_WORDS
from bot.flows.reading.tables import data
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, Vocabulary, without

_DATA, _FAMILY, _IN_FULL, _OR = "data", "keluarga", "_penuh", "/"
_BESIDE = frozenset((_DATA, _FAMILY, "minta"))
_EVERYDAY = frozenset(("dataku", "perbaiki", "rumahku", "kode"))  # for whoever works with data
_NOTICE = "privasi"  # what is asked about data in general


def rights(text: str, *, works_here: bool = False) -> tuple[str, ...]:
    """The rights that the whole message may ask for, each called like the command that leads to it; none for everything
    else. From somebody who `works_here`, to see and to mend data is a right only where a family is named."""
    if " " not in text.strip():  # a word for data and one for the right, at least
        return ()
    heard = without(_words().parts(tokens(text)), *FILLERS, "ya", MARK)
    said = {part.tag for part in heard}
    asked = said - _BESIDE
    whole = _DATA in said or any(tag.endswith(_IN_FULL) for tag in asked)
    if not whole or len(heard) > MOST_WORDS or not said <= data("rights").keys():
        return ()
    named = {right for tag in asked for right in tag.removesuffix(_IN_FULL).split(_OR)}
    if works_here and _FAMILY not in said:
        named -= _EVERYDAY
    return tuple(sorted(named - {_NOTICE} or named))


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.ya", "rights")
