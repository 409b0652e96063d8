"""Functions of expressions on nodes: places, repeats, lists, choices."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Final

from bot.flows.forms.calls import Functions, Site
from bot.flows.forms.paths import Find, PathPart
from bot.flows.forms.scope import Focus
from bot.flows.forms.shuffling import seed_of, shuffled
from bot.flows.forms.tree import NO_NODES, Node
from bot.flows.forms.values import Part, Type, number_of_text

NODE_FUNCTIONS: Final = Functions()
_special = NODE_FUNCTIONS.special


@_special("last", 0, 0)
def _last(site: Site) -> Part:
    return Part(Type.NUMBER, lambda focus: float(focus.size))


@_special("position", 0, 1)
def _position(site: Site) -> Part:
    """The place of a node among its namesakes, as of a repeat's instance; or in the set being filtered."""
    if not site.parts:
        return Part(Type.NUMBER, lambda focus: float(focus.position))
    nodes = site.nodes(0)

    def value(focus: Focus) -> float:
        node = next(iter(nodes(focus)), None)
        if node is None or node.parent is None:
            return math.nan
        return float(node.parent.named(node.name).index(node) + 1)

    return Part(Type.NUMBER, value)


@_special("count", 1, 1)
def _count(site: Site) -> Part:
    nodes = site.nodes(0)
    return Part(Type.NUMBER, lambda focus: float(len(nodes(focus))))


@_special("count-non-empty", 1, 1)
def _count_non_empty(site: Site) -> Part:
    nodes = site.nodes(0)
    return Part(Type.NUMBER, lambda focus: float(sum(focus.scope.text(node) != "" for node in nodes(focus))))


def _naming(name: str, of: Callable[[Node], str]) -> None:
    """Declare a function that tells how a node, or the place itself, is called."""

    @_special(name, 0, 1)
    def build(site: Site) -> Part:
        if not site.parts:
            return Part(Type.TEXT, lambda focus: of(focus.node))
        nodes = site.nodes(0)

        def value(focus: Focus) -> str:
            found = nodes(focus)
            return of(found[0]) if found else ""

        return Part(Type.TEXT, value)


_naming("name", lambda node: f"{node.prefix}:{node.local_name()}" if node.prefix else node.local_name())
_naming("local-name", Node.local_name)
_naming("namespace-uri", Node.namespace)


@_special("current", 0, 0)
def _current(site: Site) -> Part:
    return PathPart(lambda focus: (focus.current,), asks=False)


@_special("instance", 1, 1)
def _instance(site: Site) -> Part:
    """The document of a list that comes with the form."""
    name = site.parts[0].text()

    def find(focus: Focus) -> Sequence[Node]:
        document = focus.scope.instance(name(focus))
        return NO_NODES if document is None else (document,)

    return PathPart(find, asks=False)


@_special("indexed-repeat", 3, None)
def _indexed_repeat(site: Site) -> Part:
    """The question's nodes in the repeat instance with that number; further pairs go into repeats within it."""
    if len(site.parts) % 2 == 0:
        raise site.error("takes a question, and then a repeat and a number, as often as repeats lie in each other")
    wanted = _everywhere(site, 0)
    levels = [(_everywhere(site, i), site.parts[i + 1].number()) for i in range(1, len(site.parts), 2)]

    def find(focus: Focus) -> Sequence[Node]:
        inside: Node | None = None
        for repeats, number in levels:
            instances = [node for node in repeats(focus) if inside is None or _lies_in(node, inside)]
            index = number(focus)
            if not 1 <= index < len(instances) + 1:
                return NO_NODES
            inside = instances[int(index) - 1]
        return [node for node in wanted(focus) if inside is not None and _lies_in(node, inside)]

    return PathPart(find, asks=True)


def _lies_in(node: Node, place: Node) -> bool:
    return any(ancestor is place for ancestor in node.ancestors())


def _everywhere(site: Site, index: int) -> Find:
    """An argument's nodes, whether they apply or not: instances are counted as they stand."""
    part = site.parts[index]
    return part.find if isinstance(part, PathPart) else site.nodes(index)


@_special("randomize", 1, 2)
def _randomize(site: Site) -> Part:
    """The nodes in another order; the same for the same seed, and the same as in other engines."""
    nodes = site.nodes(0)
    if len(site.parts) == 1:

        def value(focus: Focus) -> list[Node]:
            found = list(nodes(focus))
            focus.scope.random.shuffle(found)
            return found

        return Part(Type.NODES, value)
    seed = site.parts[1].value
    return Part(Type.NODES, lambda focus: shuffled(nodes(focus), seed_of(seed(focus), focus)))


@_special("once", 1, 1)
def _once(site: Site) -> Part:
    """The value that the place already has, and only where it has none, the argument's."""
    first = site.parts[0].kept()
    return Part(Type.TEXT, lambda focus: focus.scope.stored(focus.current) or first(focus))


@_special("jr:choice-name", 2, 2)
def _choice_name(site: Site) -> Part:
    """The label of a chosen code; the question is given as a path within quotes."""
    value, path = site.parts[0].text(), site.parts[1]
    if isinstance(path.constant, str):
        places = _question(site, path.constant)
        return Part(Type.TEXT, lambda focus: _label(focus, value(focus), places(focus)))
    text = path.text()
    return Part(Type.TEXT, lambda focus: _label(focus, value(focus), _question(site, text(focus))(focus)))


def _question(site: Site, path: str) -> Find:
    part = site.compiled(path.strip())
    if not isinstance(part, PathPart):
        raise site.error("needs the question's path within quotes")
    return part.find


def _label(focus: Focus, value: str, places: Sequence[Node]) -> str:
    return focus.scope.choice_name(value, places[0]) if value and places else ""


@_special("jr:itext", 1, 1)
def _itext(site: Site) -> Part:
    name = site.parts[0].text()
    return Part(Type.TEXT, lambda focus: focus.scope.itext(name(focus)))


@_special("checklist", 3, None)
def _checklist(site: Site) -> Part:
    """Whether between so many and so many are true; -1 is no bound."""
    tests = [(part.value, part.boolean()) for part in site.parts[2:]]

    def count(focus: Focus) -> float:
        total = 0
        for value, test in tests:
            found = value(focus)
            total += sum(_holds(node, focus) for node in found) if isinstance(found, list) else test(focus)
        return float(total)

    return _between(site, count)


@_special("weighted-checklist", 4, None)
def _weighted_checklist(site: Site) -> Part:
    """Whether the weights of what is true add up to between so much and so much; -1 is no bound."""
    if len(site.parts) % 2:
        raise site.error("takes two bounds, and then a value and its weight, as often as there are values")
    pairs = list(zip(site.parts[2::2], site.parts[3::2], strict=True))
    compiled = [(part.value, part.boolean(), weight.value, weight.number()) for part, weight in pairs]

    def count(focus: Focus) -> float:
        total = 0.0
        for value, test, weights, weight in compiled:
            found, given = value(focus), weights(focus)
            if isinstance(found, list):
                each = [number_of_text(focus.scope.text(n), focus) for n in given] if isinstance(given, list) else None
                heavy = each or repeat(weight(focus))
                total += sum(number for node, number in zip(found, heavy, strict=False) if _holds(node, focus))
            elif test(focus):
                total += weight(focus)
        return total

    return _between(site, count)


def _holds(node: Node, focus: Focus) -> bool:
    return focus.scope.text(node) != ""


def _between(site: Site, count: Callable[[Focus], float]) -> Part:
    least, most = site.parts[0].number(), site.parts[1].number()

    def value(focus: Focus) -> bool:
        low, high, total = least(focus), most(focus), count(focus)
        return (low == -1 or total >= low) and (high == -1 or total <= high)

    return Part(Type.BOOLEAN, value)
