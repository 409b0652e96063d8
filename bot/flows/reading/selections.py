"""Answers to a choice question: one option or several, and alternatives."""

from collections.abc import Iterable, Sequence, Set
from functools import cache

from bot.flows.reading.agreement import yes_no
from bot.flows.reading.choices import LOOSE, NEGATIONS, labels_of, pick, spoken_in, unsaid
from bot.flows.reading.outcomes import Either, Option, Reading, Understood, settled
from bot.flows.reading.polarity import NO
from bot.flows.reading.spelling import canonical
from bot.flows.reading.tables import data, spellings
from bot.flows.reading.tokens import cut, plain, tokens
from bot.flows.reading.vocabulary import DIGITS, MARK

_BETWEEN = frozenset({"dan", "sama", "serta", "juga", "plus", "terus", "dengan", "karo", "jeung", "lawan", "wan"})


def choice(
    text: str, options: Sequence[Option], *, many: bool = False, numbered: bool = True
) -> Reading[str] | Reading[tuple[str, ...]]:
    """The code of the option that was meant; with `many`, a tuple of codes in the order of the options."""
    text = plain(text).replace("\n", " , " if many else " ")
    if many:
        return _several(text, options, numbered=numbered)
    sides = [side.strip() for side in text.replace(" atau ", "\0").replace(" ato ", "\0").split("\0")]
    if len(sides) == 2 and not any(" atau " in plain(label) for o in options for label in o.labels):
        readings = [pick(side, options, numbered=numbered) for side in sides]
        values = [r.value for r in readings if isinstance(r, Understood)]
        return settled(tuple(values), "pilihan") if len(values) == 2 else None
    return pick(text, options, numbered=numbered) or pick(_without_reason(text, options), options, numbered=numbered)


def _without_reason(text: str, options: Sequence[Option]) -> str:
    """The text before a "karena" that stands in no label, or nothing where there is none."""
    words = text.split()
    for at, word in enumerate(words):
        if canonical(word.strip(".,")) in _reasons() - spoken_in(options):
            return " ".join(words[:at])
    return ""


@cache
def _reasons() -> frozenset[str]:
    return frozenset(spellings(data("yes_no")["sebab"]["x"]))


def _several(text: str, options: Sequence[Option], *, numbered: bool) -> Reading[tuple[str, ...]]:
    """The options of a text that may name more than one."""
    unspoken = unsaid() - spoken_in(options)
    said = [t.text for t in tokens(text) if t.kind != MARK and t.text not in unspoken]
    if "?" in text or not said:
        return None
    if said[0] == "semua" and not any("semua" in words for _, words in labels_of(options)):
        return _all(said[1:], text, options, numbered=numbered)
    pieces = _pieces(text, unspoken)
    whole = pick(text, options, numbered=numbered, loose=LOOSE if len(pieces) == 1 else 0)
    if isinstance(whole, Understood):
        return Understood((whole.value,))
    if len(pieces) == 1 and (_class_of(text) == NO):
        exclusive = [o.code for o in options if o.exclusive]
        if any(word in words for code, words in labels_of(options) if code not in exclusive for word in said):
            return None  # "bukan motor" says nothing of the others
        return Understood((exclusive[0],)) if len(exclusive) == 1 else None
    readings = [pick(piece, options, numbered=numbered) for piece in pieces]
    if any(r is None for r in readings):
        readings = [pick(word, options, numbered=numbered) for word in said if word not in _BETWEEN]
        if NEGATIONS.intersection(said):
            return None
    return _ordered(readings, options)


def _class_of(text: str) -> str:
    reading = yes_no(text)
    return reading.value if isinstance(reading, Understood) else ""


def _pieces(text: str, unspoken: Set[str]) -> list[str]:
    """The parts of an enumeration."""
    pieces: list[list[str]] = [[]]
    for token in cut(text):
        if (token.kind == MARK and token.text in ",;/&+\n.") or token.text in _BETWEEN:
            pieces.append([])
        elif token.kind == DIGITS and pieces[-1] and all(w.isdigit() for w in pieces[-1]):
            pieces.append([token.text])
        elif token.kind == DIGITS and "," in token.text:
            pieces += [[digits] for digits in token.text.split(",")]
        else:
            pieces[-1].append(token.said)
    return [" ".join(piece) for piece in pieces if piece and not all(w in unspoken for w in piece)]


def _ordered(readings: Iterable[Reading[str]], options: Sequence[Option]) -> Reading[tuple[str, ...]]:
    """All codes in the order of the options; an exclusive code stands alone, an open piece makes two readings."""
    sets: list[set[str]] = [set()]
    for reading in readings:
        match reading:
            case None:
                return None
            case Understood(value):
                sets = [codes | {value} for codes in sets]
            case Either(values):
                sets = [codes | {value} for codes in sets for value in values]
    exclusive = {o.code for o in options if o.exclusive}
    if not sets[0] or any(codes & exclusive and len(codes) > 1 for codes in sets):
        return None
    return settled(tuple(tuple(o.code for o in options if o.code in codes) for codes in sets), "pilihan")


def _all(rest: list[str], text: str, options: Sequence[Option], *, numbered: bool) -> Reading[tuple[str, ...]]:
    """ "semua", or "semua kecuali …"."""
    every = tuple(o.code for o in options if not o.exclusive)
    if not rest or rest in (["ada"], ["iya"], ["punya"], ["sudah"]):
        return Understood(every)
    if rest[0] not in ("kecuali", "selain") or len(rest) < 2:
        return None
    left_out = _several(text.partition(rest[0])[2], options, numbered=numbered)
    if not isinstance(left_out, Understood):
        return None
    return settled((tuple(code for code in every if code not in left_out.value),), "pilihan")
