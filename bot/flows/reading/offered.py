"""A yes or no where options are offered."""

from collections.abc import Sequence

from bot.flows.reading.agreement import yes_no
from bot.flows.reading.choices import NEGATIONS, label_words, labels_of, pick, said_by
from bot.flows.reading.outcomes import Either, Option, Reading, Understood
from bot.flows.reading.polarity import DONT_KNOW, NO, YES
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import plain, tokens


def _hedged(text: str, options: Sequence[Option]) -> bool:
    """Whether somebody says how sure it is, in a word that no option has: "mungkin sudah"."""
    spoken = {word for _, words in labels_of(options) for word in words}
    return any(t.text in spellings(data("choices")["ragu"]["x"]) and t.text not in spoken for t in tokens(text))


def yes_no_among(text: str, options: Sequence[Option], *, numbered: bool) -> Reading[str]:
    """A yes, no or the like, where options are offered: what the option that was meant stands for.

    An answer that none of the options stands for is not taken, except not knowing, which is always possible.
    """
    offered = {o.code: said_by(o.labels[0]) for o in options if o.labels}
    denied = [o.code for o in options if o.labels and NEGATIONS.intersection(label_words(o.labels[0]))]
    if len(options) == 2 and len(denied) == 1:
        offered = {code: NO if code in denied else YES for code in offered}
    if len(options) == 2 and sorted(offered.values()) in (["", NO], ["", YES]):
        offered = {code: value or (YES if NO in offered.values() else NO) for code, value in offered.items()}
    chosen = pick(plain(text), options, numbered=numbered)
    match chosen:
        case Understood(code):
            meant = Understood(offered[code])
            hedged = _hedged(text, options) and yes_no(text) != meant  # "mungkin sudah", but "belum, nanti"
            return meant if offered.get(code) and not hedged else None
        case Either(codes):
            return Either(tuple(codes), "pilihan")
    said = yes_no(text)
    known = isinstance(said, Understood) and (said.value == DONT_KNOW or said.value in offered.values())
    if isinstance(said, Understood) and said.value == NO and len(denied) > 1:
        return None  # "tidak mau", where two options say no
    return said if known or isinstance(said, Either) else None
