"""A household's word on whether it may be asked: said so clearly that nothing else can be meant."""

from collections.abc import Sequence
from functools import cache

from bot.flows.reading.agreement import yes_no
from bot.flows.reading.choices import pick
from bot.flows.reading.household_words import codes_of
from bot.flows.reading.outcomes import Option, Reading, Understood
from bot.flows.reading.tables import data
from bot.flows.reading.tokens import tokens
from bot.flows.reading.vocabulary import FILLERS, MARK, Vocabulary, without

_AGREES, _REFUSES = "setuju", "menolak"
_AS_A_YES = ("iya", "ya")  # the plainest words of the other tables


def consent(text: str, options: Sequence[Option]) -> Reading[str]:
    """The option that the words choose. A yes or no that is only read out of them ("sudah", "punya", "belum") is no
    word on that."""
    said = {part.tag for part in without(_words().parts(tokens(text)), *FILLERS, MARK, "siapa")}
    said = {_AGREES if tag in _AS_A_YES else tag for tag in said}
    meant = codes_of(options, {name: data("consent")[name]["x"] for name in (_AGREES, _REFUSES)})
    if len(said) == 1 and "?" not in text and (code := meant.get(said.pop())) is not None:
        return Understood(code)
    return pick(text, options, numbered=True) if yes_no(text) is None or _AGREES not in meant else None


@cache
def _words() -> Vocabulary:
    return Vocabulary("fillers", "yes_no.iya", "yes_no.ya", "consent")
