"""What hangs on what in a form: what to work out again, in which order, and where it runs in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.flows.forms.xpath import Expression

if TYPE_CHECKING:
    from bot.flows.forms.form import Definition

DEEPEST = 20  # links of a chain that are worked out as they are asked for; longer ones from their beginning
Edges = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """By path, what reads it; and what follows from that.

    `conditions` tells by path what applies or not, or comes so often, because of it. `recurrent` holds what may lead
    back to itself by way of a list of choices or another instance of its repeat. `settling` is the order in which a
    long chain is worked out: each path after all that it reads. It is empty in a form whose chains are short, where
    values are worked out when they are asked for.
    """

    readers: Edges = field(default_factory=dict)
    conditions: Edges = field(default_factory=dict)
    recurrent: frozenset[str] = frozenset()
    settling: tuple[tuple[str, ...], ...] = ()
    _touched: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)  # once looked for

    def touched_by(self, path: str) -> frozenset[str]:
        """Everything whose value or relevance may change with that path, itself included."""
        known = self._touched.get(path)
        if known is None:
            known = self._touched[path] = self._followed(path)
        return known

    def ceasing(self, touched: Collection[str]) -> frozenset[str]:
        """Of what is touched, that which may come or go; the rest can only say something else."""
        tops = {path for each in touched for path in self.conditions.get(each, ())}
        within = tuple(f"{top}/" for top in tops)
        return frozenset(path for path in touched if path in tops or path.startswith(within))

    def _followed(self, path: str) -> frozenset[str]:
        seen = {path}
        waiting = [path]
        while waiting:
            for reader in self.readers.get(waiting.pop(), ()):
                if reader not in seen:
                    seen.add(reader)
                    waiting.append(reader)
        return frozenset(seen)


def dependencies(ordered: Sequence[Definition]) -> Dependencies:
    """The dependencies among these definitions."""
    readers = _readers(ordered, certain=False)
    rounds = _rounds(readers)
    recurrent = frozenset(path for circle in rounds if _is_circle(circle, readers) for path in circle)
    settling = tuple(rounds) if recurrent or _longest_chain(rounds, readers) > DEEPEST else ()
    return Dependencies(readers, _conditions(ordered), recurrent, settling)


def circles(ordered: Sequence[Definition]) -> Iterator[tuple[str, ...]]:
    """The paths that need their own value to be worked out, circle by circle."""
    readers = _readers(ordered, certain=True)
    for circle in _rounds(readers):
        if _is_circle(circle, readers):
            yield _way_around(circle, readers)


def expressions_of(definition: Definition) -> Iterator[Expression]:
    """Every expression that the value or the relevance of a node rests on."""
    nodeset = definition.choices.nodeset if definition.choices else None
    yield from (each for each in (*_bound(definition), nodeset) if each is not None)


def _bound(definition: Definition) -> Iterator[Expression]:
    candidates = (definition.relevant, definition.calculate, definition.count)
    yield from (expression for expression in candidates if expression is not None)


def _readers(ordered: Sequence[Definition], *, certain: bool) -> dict[str, set[str]]:
    """By path, what reads it. `certain` leaves out what a path with a predicate may lead past, and lists of choices."""
    paths = {definition.names: definition.path for definition in ordered}
    groups = {definition.path: definition for definition in ordered if definition.children}
    readers: dict[str, set[str]] = {definition.path: set() for definition in ordered}
    for definition in ordered:
        for child in definition.children:
            readers[definition.path].add(child.path)  # relevance is inherited
        for expression in _bound(definition) if certain else expressions_of(definition):
            for names in expression.references(definition.names, certain=certain):
                for read in matching(names, paths):
                    readers[read].add(definition.path)
        for expression in _bound(definition):
            for read in _within(groups, paths, expression.references(definition.names, certain=certain, values=True)):
                readers[read].add(definition.path)
        for names in () if certain else _names_of_choices(definition):
            for read in matching(names, paths):
                readers[read].add(definition.path)
    return readers


def _conditions(ordered: Sequence[Definition]) -> dict[str, set[str]]:
    """By path, what applies or not, or comes so often, because of what it says."""
    paths = {definition.names: definition.path for definition in ordered}
    groups = {definition.path: definition for definition in ordered if definition.children}
    found: dict[str, set[str]] = {}
    for definition in ordered:
        for expression in (each for each in (definition.relevant, definition.count) if each is not None):
            for names in expression.references(definition.names):
                for read in matching(names, paths):
                    found.setdefault(read, set()).add(definition.path)
            for read in _within(groups, paths, expression.references(definition.names, values=True)):
                found.setdefault(read, set()).add(definition.path)
    return found


def _within(
    groups: Mapping[str, Definition], paths: Mapping[tuple[str, ...], str], values: Iterable[tuple[str, ...]]
) -> Iterator[str]:
    """What stands in the groups and repeats whose own value is read: it is all that stands in them."""
    for names in values:
        for path in matching(names, paths):
            if path in groups:
                yield from (definition.path for definition in groups[path].walk())


def _names_of_choices(definition: Definition) -> Iterator[tuple[str, ...]]:
    """What a repeat's members are called where they are offered: their codes and their labels."""
    choices = definition.choices
    if choices is not None and choices.nodeset is not None and not choices.listed:
        for names in choices.nodeset.references(definition.names):
            yield (*names, choices.value)
            yield (*names, choices.label)


def matching(names: tuple[str, ...], paths: Mapping[tuple[str, ...], str]) -> Iterable[str]:
    """The paths that these names may mean; `*` stands for any name and `//` for any number of levels."""
    if "*" in names or "//" in names:  # rare in forms
        return [path for steps, path in paths.items() if _fits(names, steps)]
    return (paths[names],) if names in paths else ()


def _fits(names: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    if not names:
        return not steps
    if names[0] == "//":
        return _fits(names[1:], steps) or (bool(steps) and _fits(names, steps[1:]))
    return bool(steps) and names[0] in ("*", steps[0]) and _fits(names[1:], steps[1:])


def _is_circle(paths: tuple[str, ...], readers: Edges) -> bool:
    return len(paths) > 1 or paths[0] in readers[paths[0]]


def _rounds(readers: Edges) -> list[tuple[str, ...]]:
    """The paths, each after all that it reads; those that read each other stand together (Tarjan's components)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    standing: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in readers:
        if start in number:
            continue
        walk = [(start, iter(readers[start]))]
        number[start] = low[start] = len(number)
        stack.append(start)
        standing.add(start)
        while walk:
            path, ahead = walk[-1]
            for other in ahead:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    standing.add(other)
                    walk.append((other, iter(readers[other])))
                    break
                if other in standing:
                    low[path] = min(low[path], number[other])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[path])
                if low[path] == number[path]:
                    at = stack.index(path) if stack[-1] != path else len(stack) - 1
                    together = stack[at:]
                    del stack[at:]
                    standing.difference_update(together)
                    found.append(tuple(together))
    return found[::-1]


def _longest_chain(rounds: Sequence[tuple[str, ...]], readers: Edges) -> int:
    length: dict[str, int] = {}
    for paths in rounds:
        here = max(length.get(path, 0) for path in paths) + 1
        for path in paths:
            for reader in readers[path]:
                length[reader] = max(length.get(reader, 0), here)
    return max(length.values(), default=0)


def _way_around(circle: tuple[str, ...], readers: Edges) -> tuple[str, ...]:
    """A shortest way from the first path of the circle back to itself, in the order in which they read each other."""
    start = min(circle)
    inside = set(circle)
    before: dict[str, str] = {}
    waiting = [start]
    for path in waiting:
        for reader in sorted(readers[path] & inside):
            if reader == start:
                way = [path]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(way)  # each reads the next, and the last, `start`, reads the first
            if reader not in before:
                before[reader] = path
                waiting.append(reader)
    return (start,)
