"""What else could have been answered to a question: every choice, every tick set or cleared, a number's threshold."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from bot.flows.forms.form import Definition
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.saying import Saying
from bot.flows.settled import Settled
from bot.flows.trials import Trials

MOST_LISTS = 256  # of choices of which it is remembered which go with no other
MOST_STEPS = 80  # of the search for a number's threshold
FINEST = Decimal("0.1")  # step of a number that is not whole, unless it was given more finely


class Alternative(NamedTuple):
    """Another value, and by how many things it differs from what was answered."""

    value: str
    size: int = 1


Reaches = Callable[[str], bool]


def alternatives(trials: Trials, place: Place, settled: Settled, reaches: Reaches) -> Iterator[Alternative]:
    """The values that the question would take and advice may lead to; `reaches` says which of them are looked for."""
    name = place.definition.name
    if name in settled.questions:
        return
    match place.definition.control:
        case "select1":
            for code in _codes(trials, place):
                if code != trials.record.text(place) and settled.allows(name, code) and trials.accepted(place, code):
                    yield Alternative(code)
        case "select":
            yield from _ticked(trials, place, settled)
        case "input" | "range" if place.definition.type in {"int", "decimal"}:
            yield from _thresholds(trials, place, reaches)


def alone(record: Record, place: Place) -> list[str]:
    """The choices on offer that go with no other of the whole list, such as "none of them"."""
    constraint, choices = place.definition.constraint, place.definition.choices
    if constraint is None or choices is None:
        return []
    offered = [choice.code for choice in record.choices(place)]
    listed = tuple(choice.code for choice in choices.listed.values()) or tuple(offered)
    if not _reads_only_itself(place.definition):
        return [code for code in offered if _goes_with_no_other(record, place, code, listed)]
    known = _ALONE.get((place.definition, listed))
    if known is None:
        if len(_ALONE) >= MOST_LISTS:
            _ALONE.clear()
        found = (
            code for code in dict.fromkeys((*listed, *offered)) if _goes_with_no_other(record, place, code, listed)
        )
        known = _ALONE[place.definition, listed] = frozenset(found)
    return [code for code in offered if code in known]


_ALONE: dict[tuple[Definition, tuple[str, ...]], frozenset[str]] = {}


@lru_cache(maxsize=1024)
def _reads_only_itself(definition: Definition) -> bool:
    return definition.constraint is not None and definition.constraint.references(definition.names) <= {
        definition.names
    }


def _goes_with_no_other(record: Record, place: Place, code: str, listed: Sequence[str]) -> bool:
    def takes(*codes: str) -> bool:
        constraint = place.definition.constraint
        return constraint is not None and constraint.boolean(Saying(record, place, " ".join(codes)), place)

    others = [other for other in (*listed[:2], listed[-1]) if other != code]
    return not any(takes(code, other) for other in others) and takes(code)


def _codes(trials: Trials, place: Place) -> list[str]:
    return [choice.code for choice in trials.record.choices(place)]


def _ticked(trials: Trials, place: Place, settled: Settled) -> Iterator[Alternative]:
    """One tick cleared, one set, or all cleared by the choice that says so."""
    ticked = trials.record.text(place).split()
    nothing = [code for code in alone(trials.record, place) if code not in ticked]
    found: list[Alternative] = []
    if len(ticked) > 1:
        found += [Alternative(" ".join(c for c in ticked if c != code)) for code in ticked]
    found += [Alternative(code, len(ticked)) for code in nothing]
    for code in _codes(trials, place):
        if code not in ticked and code not in nothing:
            found.append(Alternative(" ".join((*ticked, code))))
    for alternative in found:
        added = [code for code in alternative.value.split() if code not in ticked]
        allowed = all(settled.allows(place.definition.name, code) for code in added)
        if allowed and trials.accepted(place, alternative.value):
            yield alternative


def _thresholds(trials: Trials, place: Place, reaches: Reaches) -> Iterator[Alternative]:
    """The nearest number above that reaches it, else the nearest below, as far as the constraint goes."""
    try:
        current = Decimal(trials.record.text(place))
    except InvalidOperation:
        return
    whole = place.definition.type == "int"
    unit = Decimal(1) if whole else min(FINEST, Decimal((0, (1,), int(current.as_tuple().exponent))))
    start = int(current / unit)

    def written(units: int) -> str:
        return str(units) if whole else format((units * unit).normalize(), "f")

    for direction in (1, -1):
        found = _search(
            start,
            direction,
            lambda units: (units >= 0 or start < 0) and trials.accepted(place, written(units)),
            lambda units: reaches(written(units)),
        )
        if found is not None:
            yield Alternative(written(found))
            return


def _search(start: int, direction: int, accepted: Callable[[int], bool], reached: Callable[[int], bool]) -> int | None:
    """The number nearest to the start that is accepted and reaches it: by doubling, then by halving."""
    short, step = start, max(1, abs(start))
    far: int | None = None
    for _ in range(MOST_STEPS):
        if far is None:
            ahead = short + direction * step
            if not accepted(ahead):
                step //= 2
                if step == 0:
                    return None
            elif reached(ahead):
                far = ahead
            else:
                short, step = ahead, step * 2
        elif abs(far - short) <= 1:
            return far
        else:
            middle = (short + far) // 2
            short, far = (short, middle) if reached(middle) else (middle, far)
    return None
