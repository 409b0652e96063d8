"""A button that was pressed, to a turn."""

import re
from collections.abc import Callable

from bot.flows.answering import Several, Value, hear, takes
from bot.flows.asking import AWAY, ask
from bot.flows.forms.facts import REASONS, SKIPPED, Chosen, Fact, Opened, Skipped
from bot.flows.forms.places import Place
from bot.flows.misreading import refused
from bot.flows.moves import Moves
from bot.flows.outcomes import OUTCOMES
from bot.flows.texts import Text
from bot.flows.turn import Outcome, Turn
from bot.messages import Tap

GONE = Text("Yang itu sudah tidak berlaku lagi.")
NOTHING_TICKED = Text("Belum ada yang ditandai. Tekan pilihannya, lalu Selesai.")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def press(moves: Moves, tap: Tap) -> Turn:
    """What the button does. One whose question is gone, or that is not ours, only shows what waits."""
    anywhere = _ANYWHERE.get(tap.verb)
    if anywhere is not None:
        return anywhere(moves, tap)
    place, handle = moves.interview.place_named(tap.question), _AT_A_PLACE.get(tap.verb)
    if place is None or handle is None or not _has(place, tap.verb):
        return moves.stay(GONE)
    return handle(moves, place, tap)


def _has(place: Place, verb: str) -> bool:
    """Whether such a button is ever shown at such a place; a forged one may name any node of the form."""
    definition = place.definition
    if verb in "cx":
        return definition.is_roster
    if verb in "ei":
        return definition.is_open and not place.key
    return definition.is_asked or (definition.is_open and verb not in "atdk")


def _answer(moves: Moves, place: Place, tap: Tap) -> Turn:
    value = _coded(moves, place, tap.code)
    if value is None or not takes(moves.record, place, value):
        return moves.stay(GONE)
    return moves.answer(place, value)


def _coded(moves: Moves, place: Place, code: str) -> str | None:
    """The value that a button's code stands for: a choice by its ordinal, else a number or a day itself."""
    definition = place.definition
    if definition.control == "trigger":
        return "OK"
    if definition.choices is not None:
        return next((c.code for c in moves.record.choices(place) if str(c.ordinal) == code), None)
    if definition.type in {"int", "decimal"}:
        number = code.replace("_", ".")
        return number if _NUMBER.fullmatch(number) else None
    heard = hear(moves.record, place, code, moves.language)
    return code if isinstance(heard, Value | Several) else None


def _tick(moves: Moves, place: Place, tap: Tap) -> Turn:
    """Set or clear one choice. One that goes with no other is the answer at once."""
    record = moves.record
    choice = next((c for c in record.choices(place) if str(c.ordinal) == tap.code[:-1]), None)
    if choice is None or tap.code[-1:] not in {"+", "-"}:
        return moves.stay(GONE)
    ticked = [code for code in moves.interview.ticked(place) if code != choice.code]
    if tap.code.endswith("+"):
        ticked.append(choice.code)
        together = record.accepts(place.ref, " ".join(ticked))
        if not together and record.accepts(place.ref, choice.code):
            ticked = [choice.code]
        if ticked == [choice.code] and _goes_alone(moves, place, choice.code):
            return moves.answer(place, choice.code)
    asked = moves.interview.asking
    opening: list[Fact] = [] if asked is not None and asked.ref == place.ref else [Opened(place.ref)]
    return moves.keep((*opening, Chosen(place.ref, " ".join(ticked))))


def _goes_alone(moves: Moves, place: Place, code: str) -> bool:
    """Whether the constraint refuses the choice together with any other."""
    record = moves.record
    others = [choice.code for choice in record.choices(place) if choice.code != code]
    return bool(others) and not any(record.accepts(place.ref, f"{code} {other}") for other in others)


def _done(moves: Moves, place: Place, tap: Tap) -> Turn:
    ticked = moves.interview.ticked(place)
    if not ticked:
        return moves.stay(NOTHING_TICKED)
    if place.definition.control == "select":
        order = {choice.code: n for n, choice in enumerate(moves.record.choices(place))}
        ticked = sorted((code for code in ticked if code in order), key=order.__getitem__)
    value = " ".join(ticked)
    if not takes(moves.record, place, value):
        return moves.show(refused(moves.interview, place, value, moves.language))
    return moves.answer(place, value)


def _skip(moves: Moves, place: Place, tap: Tap) -> Turn:
    return moves.skip(place, tap.code if tap.code in REASONS else SKIPPED)


def _confirm(moves: Moves, place: Place, tap: Tap) -> Turn:
    waiting = moves.interview.chosen_at(place)
    return moves.answer(place, waiting) if waiting else moves.stay()


def _keep_as_is(moves: Moves, place: Place, tap: Tap) -> Turn:
    fact = moves.record.answers.get(place.ref)
    value = moves.record.text(place)
    if isinstance(fact, Skipped):
        return moves.keep((fact,))
    return moves.keep((moves.interview.answer(place, value),)) if value else moves.stay()


def _remove(moves: Moves, place: Place, tap: Tap) -> Turn:
    if not place.key:
        return moves.stay(GONE)
    return moves.remove(place) if tap.code == "ya" else moves.offer_removal(place)


_ANYWHERE: dict[str, Callable[[Moves, Tap], Turn]] = {
    "g": lambda moves, tap: moves.stay(),
    "l": lambda moves, tap: moves.leave(Outcome.LATER),
    "v": lambda moves, tap: moves.review(tap.number or 0),
    AWAY: lambda moves, tap: moves.away(tap.code) if tap.code in OUTCOMES else moves.stay(GONE),
}
_AT_A_PLACE: dict[str, Callable[[Moves, Place, Tap], Turn]] = {
    "a": _answer,
    "t": _tick,
    "d": _done,
    "s": _skip,
    "y": _confirm,
    "k": _keep_as_is,
    "x": _remove,
    "n": lambda moves, place, tap: moves.drop(place),
    "o": lambda moves, place, tap: moves.open(place),
    "b": lambda moves, place, tap: moves.back(place),
    "c": lambda moves, place, tap: moves.change_list(place),
    "e": lambda moves, place, tap: moves.end(place),
    "i": lambda moves, place, tap: moves.add(place),
    "h": lambda moves, place, tap: moves.explain(place),
    "p": lambda moves, place, tap: moves.show(ask(moves.interview, moves.language, page=tap.number or 0)),
    "m": lambda moves, place, tap: moves.show(ask(moves.interview, moves.language, more=True)),
}
KEEPING = frozenset(f"atdsykxnobcei{AWAY}")  # verbs that may keep something: the same tap again is a redelivery
