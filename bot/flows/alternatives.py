"""What else could have been answered to a question: every choice, every tick set or cleared, a number's threshold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from bot.flows.forms.form import Definition
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.saying import Saying
from bot.flows.settled import Settled
from bot.flows.trials import Trials, takes_by_itself

MOST_LISTS = 256  # of choices of which it is remembered which go with no other
MOST_CHOSEN = 4_096  # answers of which it is remembered what else could have been chosen
MOST_STEPS = 80  # of the search for a number's threshold
FINEST = Decimal("0.1")  # step of a number that is not whole, unless it was given more finely


class Alternative(NamedTuple):
    """Another value, and by how many things it differs from what was answered."""

    value: str
    size: int = 1


Reaches = Callable[[str], bool]


def alternatives(trials: Trials, place: Place, settled: Settled, reaches: Reaches) -> Iterable[Alternative]:
    """The values that the question would take, that advice may lead to, and that reach what is looked for."""
    name = place.definition.name
    if name in settled.questions:
        return ()
    match place.definition.control:
        case "select1" | "select":
            found = _chosen(trials, place, settled.choices.get(name, _NOTHING))
            return [alternative for alternative in found if reaches(alternative.value)]
        case "input" | "range" if place.definition.type in {"int", "decimal"}:
            return _thresholds(trials, place, reaches)
    return ()


_NOTHING: frozenset[str] = frozenset()


def alone(record: Record, place: Place) -> list[str]:
    """The choices on offer that go with no other of the whole list, such as "none of them"."""
    constraint, choices = place.definition.constraint, place.definition.choices
    if constraint is None or choices is None:
        return []
    offered = [choice.code for choice in record.choices(place)]
    key = (place.definition, () if choices.listed else tuple(offered))
    known = _ALONE.get(key) if _reads_only_itself(place.definition) else None
    if known is None:
        listed = tuple(choice.code for choice in choices.listed.values()) or tuple(offered)
        every = dict.fromkeys((*listed, *offered))
        known = frozenset(code for code in every if _goes_with_no_other(record, place, code, listed))
        if len(_ALONE) >= MOST_LISTS:
            _ALONE.clear()
        _ALONE[key] = known
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


def _chosen(trials: Trials, place: Place, barred: frozenset[str]) -> Sequence[Alternative]:
    """What else could have been chosen or ticked, that the question takes and that adds nothing which is barred;
    remembered where nothing else decides it."""
    text, offered = trials.record.text(place), trials.offered(place)
    key = (place.definition, text, offered, barred)
    found = _CHOSEN.get(key)
    if found is None:
        one = place.definition.control == "select1"
        every = [Alternative(code) for code in offered if code != text] if one else _ticked(trials, place, offered)
        free = every if not barred else [each for each in every if barred.isdisjoint(_added(each.value, text))]
        found = [alternative for alternative in free if trials.accepted(place, alternative.value)]
        if takes_by_itself(trials.record.form, place.definition):
            if len(_CHOSEN) >= MOST_CHOSEN:
                _CHOSEN.clear()
            _CHOSEN[key] = found
    return found


_CHOSEN: dict[tuple[Definition, str, tuple[str, ...], frozenset[str]], Sequence[Alternative]] = {}


def _added(codes: str, before: str) -> set[str]:
    """What is chosen now and was not before."""
    return {*codes.split()} - {*before.split()}


def _ticked(trials: Trials, place: Place, offered: Sequence[str]) -> list[Alternative]:
    """One tick cleared, one set, or all cleared by the choice that says so."""
    ticked = trials.record.text(place).split()
    nothing = [code for code in alone(trials.record, place) if code not in ticked]
    found: list[Alternative] = []
    if len(ticked) > 1:
        found += [Alternative(" ".join(c for c in ticked if c != code)) for code in ticked]
    found += [Alternative(code, len(ticked)) for code in nothing]
    for code in offered:
        if code not in ticked and code not in nothing:
            found.append(Alternative(" ".join((*ticked, code))))
    return found


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

    def accepted(units: int) -> bool:
        return (units >= 0 or start < 0) and trials.accepted(place, written(units))

    def reached(units: int) -> bool:
        return reaches(written(units))

    for direction in (1, -1):
        beside = start if accepted(start + direction) else _over_the_gap(start, direction, accepted)
        if beside is None:
            continue
        across = beside != start and reached(beside)
        found = beside if across else _search(beside, direction, accepted, reached)
        if found is not None:
            yield Alternative(written(found))
            return


def _over_the_gap(start: int, direction: int, accepted: Callable[[int], bool]) -> int | None:
    """The accepted number nearest to the start, none of whose neighbours is: 0 rupiah, or 10,000 and more."""
    ahead = next((far for n in range(MOST_STEPS) if accepted(far := start + direction * 2**n)), None)
    short = start
    while ahead is not None and abs(ahead - short) > 1:
        middle = (short + ahead) // 2
        short, ahead = (short, middle) if accepted(middle) else (middle, ahead)
    return ahead


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
