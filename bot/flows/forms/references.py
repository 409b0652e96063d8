"""Which nodes an expression may read, known from its words alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.flows.forms.syntax import Call, Chain, Filtered, Negated, Path, Step, Tree, Union

Names = tuple[str, ...]
Places = tuple[Names, ...]  # more than one after a union or an if(); none within a list that comes with the form

ANY: Final = "*"
BELOW: Final = "//"
_COUNTING: Final = frozenset(
    {"boolean", "count", "local-name", "name", "namespace-uri", "not", "position", "randomize", "indexed-repeat"}
)  # what these are given need not have a value


def references(
    trees: Iterable[Tree], context: Names, *, certain: bool = False, values: bool = False
) -> frozenset[Names]:
    """The paths of names of all nodes that expressions at a place may read.

    `*` stands for any name and `//` for any number of levels; an attribute is called `@name`. `certain` leaves out
    paths that pick some of several nodes: what they name may be read in other instances of a repeat only. `values`
    leaves out nodes that are only counted, or asked whether they are there.
    """
    found: set[Names] = set()
    for tree in trees:
        found.update(_Reader(context, certain, values).read(tree, (context,)))
    return frozenset(found)


class _Reader:
    def __init__(self, current: Names, certain: bool, values: bool = False) -> None:
        self._current: Places = (current,)
        self._certain = certain
        self._values = values

    def read(self, tree: Tree, here: Places) -> Iterator[Names]:
        """The nodes read by a tree that stands at those places."""
        match tree:
            case Path() | Filtered() | Union() | Call("current"):
                yield from self._places(tree, here)
                yield from self._inner(tree, here)
            case Call(name, arguments) if self._values and name in _COUNTING:
                yield from self._tests(arguments, here)
            case Chain(first, rest) if self._values and rest[0][0] in ("and", "or"):
                yield from self._tests((first, *(value for _, value in rest)), here)
            case Call("indexed-repeat", arguments) if self._certain:
                for argument in arguments[2::2]:  # the numbers; what they pick is another instance's
                    yield from self.read(argument, here)
            case Call(_, arguments):
                for argument in arguments:
                    yield from self.read(argument, here)
            case Chain(first, rest):
                yield from self.read(first, here)
                for _, value in rest:
                    yield from self.read(value, here)
            case Negated(value):
                yield from self.read(value, here)

    def _tests(self, trees: Iterable[Tree], here: Places) -> Iterator[Names]:
        """What is read by trees of which it only matters whether they lead to nodes."""
        for tree in trees:
            nodes = isinstance(tree, Path | Filtered | Union)
            yield from self._inner(tree, here) if nodes else self.read(tree, here)

    def _places(self, tree: Tree, here: Places) -> Places:
        """Where a tree leads, if it gives nodes."""
        if self._certain and _picks(tree):
            return ()
        match tree:
            case Path(start, absolute, steps):
                places: Places = ((),) if absolute else here if start is None else self._places(start, here)
                for step in steps:
                    places = _after(places, step)
                return places
            case Filtered(value, _):
                return self._places(value, here)
            case Union(values) | Call("if" | "coalesce" | "randomize" | "indexed-repeat", values):
                return tuple(place for value in values for place in self._places(value, here))
            case Call("current"):
                return self._current
        return ()

    def _inner(self, tree: Tree, here: Places) -> Iterator[Names]:
        """What is read on the way: in predicates, and by what a path starts from."""
        match tree:
            case Path(start, absolute, steps):
                places: Places = ((),) if absolute else here if start is None else self._places(start, here)
                if start is not None:
                    yield from self._inner(start, here)
                for step in steps:
                    places = _after(places, step)
                    for predicate in step.predicates:
                        yield from self.read(predicate, places)
            case Filtered(value, predicates):
                yield from self._inner(value, here)
                for predicate in predicates:
                    yield from self.read(predicate, self._places(value, here))
            case Union(values):
                for value in values:
                    yield from self._inner(value, here)
            case Call(_, arguments):
                for argument in arguments:
                    yield from self.read(argument, here)


def _picks(tree: Tree) -> bool:
    """Whether the tree picks some of several nodes, such as another instance of the repeat it stands in."""
    match tree:
        case Path(_, _, steps):
            return any(step.predicates or step.axis.endswith("-sibling") for step in steps)
        case Filtered() | Call("indexed-repeat"):
            return True
    return False


def _after(places: Places, step: Step) -> Places:
    return tuple(dict.fromkeys(after for place in places for after in _one_after(place, step)))


def _one_after(place: Names, step: Step) -> Places:
    name = ANY if step.test.endswith((")", "*")) else step.test
    match step.axis:
        case "self":
            return (place,) if name == ANY else ((*place[:-1], name),)
        case "child":
            return ((*place, name),)
        case "attribute":
            return ((*place, f"@{name}"),)
        case "parent":
            return (_parent(place),)
        case "descendant":
            return ((*place, BELOW, name),)
        case "descendant-or-self":
            return ((*place, BELOW),) if name == ANY else ((*place, BELOW, name), place)
        case "following-sibling" | "preceding-sibling":
            return ((*_parent(place), name),)
    return ((BELOW, name),)


def _parent(place: Names) -> Names:
    if place and place[-1] == BELOW:
        return place
    if len(place) > 1 and place[-2] == BELOW:
        return (*place[:-1], ANY) if place[-1] != ANY else place
    return place[:-1]
