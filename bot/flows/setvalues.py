"""What a form sets by itself: when it is first opened, for a new instance of a repeat, when a value changes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from bot.flows.forms.facts import Answered, Fact
from bot.flows.forms.form import Definition, Form
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.forms.syntax import Call
from bot.flows.forms.xpath import Expression


def first_facts(record: Record, given: Mapping[str, str], number: str = "") -> list[Fact]:
    """The facts an interview begins with: defaults that are calculated once, preloads, and values that the village
    knows, by role (`given`; an empty one stays missing)."""
    facts: list[Fact] = []
    for definition in record.form.ordered:
        if not definition.preload[0] and definition.role not in given:
            continue
        value = given.get(definition.role, "") if definition.role else ""
        value = value or _preloaded(definition, record.now, number)
        facts += [Answered(place.ref, value) for place in record.at(definition.path) if value]
    for definition in record.form.ordered:  # with what was given already in force
        if definition.first_load is not None:
            current = record.after(facts)
            values = ((p, definition.first_load.kept(current, p)) for p in current.at(definition.path))
            facts += [Answered(place.ref, value) for place, value in values if value]
    return [*facts, *_first_values(record.after(facts))] if kept_once(record.form) else facts


def new_instance(record: Record, repeat: Place, key: int) -> list[Fact]:
    """The facts of a new instance: its number, which is its key and so is never given twice, and dynamic defaults."""
    ref = f"{repeat.ref}[{key}]"
    facts: list[Fact] = [
        Answered(f"{ref}/{child.name}", str(key)) for child in repeat.definition.children if child.role == "nomor"
    ]
    for definition in repeat.definition.walk():
        if definition.new_repeat is not None and definition.role != "nomor":
            below = definition.path.removeprefix(repeat.definition.path)
            current = record.after([*facts, Answered(f"{ref}{below}", "")])
            place = current.place(f"{ref}{below}")
            value = definition.new_repeat.kept(current, place) if place is not None else ""
            facts += [Answered(f"{ref}{below}", value)] if value else []
    return facts


def sets_others(record: Record, place: Place) -> bool:
    """Whether anything may be set because the value at that place changes."""
    return bool(place.definition.triggers or record.form.counted or kept_once(record.form))


def triggered(record: Record, place: Place) -> list[Fact]:
    """What is set because that value has just changed; `record` holds the new value."""
    return [*_triggered(record, place), *_counted(record, place), *_first_values(record)]


@lru_cache(maxsize=64)
def kept_once(form: Form) -> tuple[Definition, ...]:
    """The calculations that keep what they come to first, whatever is answered afterwards."""
    return tuple(
        definition
        for definition in form.ordered
        if definition.calculate is not None and not definition.is_asked and _iskept_once(definition.calculate)
    )


def _iskept_once(calculate: Expression) -> bool:
    tree = calculate.trees[0]
    return isinstance(tree, Call) and tree.name == "once"


def _first_values(record: Record) -> Iterator[Fact]:
    for definition in kept_once(record.form):
        for place in record.at(definition.path):
            if place.ref not in record.answers and (value := record.text(place)):
                yield Answered(place.ref, value)


def _counted(record: Record, place: Place) -> Iterator[Fact]:
    """The dynamic defaults of the instances that a count brings when the value it rests on has changed."""
    touched = record.form.dependencies.touched_by(place.definition.path)
    for repeat in record.form.counted:
        if repeat.path not in touched:
            continue
        for definition in repeat.walk():
            for target in record.at(definition.path) if definition.new_repeat is not None else ():
                if target.ref not in record.answers and definition.new_repeat is not None:
                    value = definition.new_repeat.kept(record, target)
                    yield from [Answered(target.ref, value)] if value else []


def _triggered(record: Record, place: Place) -> Iterator[Fact]:
    for path, expression in place.definition.triggers:
        for target in record.at(path):
            if _shares_instances(place, target):
                yield Answered(target.ref, expression.kept(record, target) if expression else "")


def _shares_instances(place: Place, target: Place) -> bool:
    """A trigger inside a repeat sets the value of its own instance."""
    above = place.ref.rpartition("/")[0]
    return "[" not in above or "[" not in target.ref or target.ref.startswith(above[: above.rindex("]") + 1])


def _preloaded(definition: Definition, now: datetime, number: str) -> str:
    match definition.preload:
        case ("uid", _):
            return f"uuid:{number}" if number else ""
        case ("timestamp", "start"):
            return now.isoformat(timespec="milliseconds")
        case ("date", "today"):
            return now.date().isoformat()
        case _:
            return ""
