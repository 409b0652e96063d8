"""Paths through a tree, compiled: `/data/a`, `../b`, `//item[code = 'x']`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.flows.forms.axes import REVERSE, candidates_of, is_name
from bot.flows.forms.scope import Focus, Scope
from bot.flows.forms.syntax import Step
from bot.flows.forms.tree import NO_NODES, Node, in_document_order
from bot.flows.forms.values import Part, Type

Find = Callable[[Focus], Sequence[Node]]
Narrow = Callable[[Sequence[Node], Focus], Sequence[Node]]

_LEVEL: Final = frozenset({"self", "child", "attribute", "parent"})  # from one depth these lead to one depth, in order


class PathPart(Part):
    """Nodes that a path leads to, without those that do not apply."""

    __slots__ = ("asks", "find")

    def __init__(self, find: Find, asks: bool) -> None:
        self.find = find
        self.asks = asks  # whether to ask if the nodes apply; a place does not ask that of itself or what it lies in
        if asks:
            super().__init__(Type.NODES, lambda focus: _applying(find(focus), focus.scope))
        else:
            super().__init__(Type.NODES, lambda focus: list(find(focus)))

    def text(self) -> Callable[[Focus], str]:
        find = self.find
        asks = self.asks

        def first(focus: Focus) -> str:
            scope = focus.scope
            for node in find(focus):
                if not asks or scope.relevant(node):
                    return scope.text(node)
            return ""

        return first


def _applying(nodes: Sequence[Node], scope: Scope) -> list[Node]:
    """The nodes that apply. A path to a single question that does not apply leads to it all the same: it is blank, so
    that `${x} = ''` holds, as in every other engine."""
    kept = [node for node in nodes if scope.relevant(node)]
    return list(nodes) if not kept and len(nodes) == 1 and not nodes[0].children else kept


def find_path(
    start: Find | None, steps: Sequence[Step], key: Callable[[Step], str], narrow: Sequence[Narrow | None]
) -> Find:
    """What leads from a start (None: where the expression stands) through the steps to nodes.

    `key` gives the name that a step's nodes have in the tree, and `narrow` what each step's predicates leave over.
    """
    steps, narrow = _without_self(steps, narrow)
    if all(step.axis in ("child", "parent") and not step.predicates for step in steps):
        parents = next(
            (i for i, step in enumerate(steps) if step.test != "node()" or step.axis != "parent"), len(steps)
        )
        if all(step.axis == "child" and is_name(step.test) for step in steps[parents:]):
            return _plain(start, parents, [key(step) for step in steps[parents:]])
    walks: list[Narrow] = []
    level = True
    index = 0
    while index < len(steps):
        step = steps[index]
        following = steps[index + 1] if index + 1 < len(steps) else None
        if _is_anywhere(step) and following and following.axis == "child" and not following.predicates:
            step = Step("descendant", following.test, (), following.column)  # //a: the same nodes, found in one go
            index += 1
        walks.append(_walk(step, key(step), narrow[index], ordered=level and step.axis in _LEVEL))
        level = level and step.axis in _LEVEL
        index += 1

    def find(focus: Focus) -> Sequence[Node]:
        nodes: Sequence[Node] = (focus.node,) if start is None else start(focus)
        for walk in walks:
            nodes = walk(nodes, focus)
        return nodes

    return find


def _without_self(
    steps: Sequence[Step], narrow: Sequence[Narrow | None]
) -> tuple[Sequence[Step], Sequence[Narrow | None]]:
    """The steps without those that stay where they are: `./a` is `a`."""
    kept = [
        (step, after)
        for step, after in zip(steps, narrow, strict=True)
        if step.axis != "self" or step.test != "node()" or step.predicates
    ]
    return [step for step, _ in kept], [after for _, after in kept]


def narrowing(predicates: Sequence[Part]) -> Narrow:
    """What keeps of some nodes those for which all predicates hold."""
    steps = [_predicate(part) for part in predicates]
    if len(steps) == 1:
        return steps[0]

    def narrow(nodes: Sequence[Node], focus: Focus) -> Sequence[Node]:
        for step in steps:
            nodes = step(nodes, focus)
        return nodes

    return narrow


def _predicate(part: Part) -> Narrow:
    if part.type is Type.NUMBER and isinstance(part.constant, float):
        index = int(part.constant) - 1 if part.constant.is_integer() else -1
        return lambda nodes, focus: nodes[index : index + 1] if index >= 0 else NO_NODES
    value = part.value
    holds = part.boolean()

    def narrow(nodes: Sequence[Node], focus: Focus) -> Sequence[Node]:
        kept: list[Node] = []
        inner = Focus(focus.scope, focus.node, focus.current, len(nodes))
        for inner.position, inner.node in enumerate(nodes, 1):
            if holds(inner):
                kept.append(inner.node)
        return kept

    def numbered(nodes: Sequence[Node], focus: Focus) -> Sequence[Node]:
        kept: list[Node] = []
        inner = Focus(focus.scope, focus.node, focus.current, len(nodes))
        for inner.position, inner.node in enumerate(nodes, 1):
            found = value(inner)
            if found == inner.position if type(found) is float else holds(inner):
                kept.append(inner.node)
        return kept

    return numbered if part.type in (Type.NUMBER, Type.ANY) else narrow


def _is_anywhere(step: Step) -> bool:
    return step.axis == "descendant-or-self" and step.test == "node()" and not step.predicates


def _plain(start: Find | None, parents: int, names: list[str]) -> Find:
    """Up some levels, then down by names: what nearly all paths of forms are."""

    def find(focus: Focus) -> Sequence[Node]:
        if start is None:
            node: Node | None = focus.node
        else:
            starts = start(focus)
            if len(starts) != 1:
                return _plain_from_many(starts, parents, names)
            node = starts[0]
        for _ in range(parents):
            if node is None:
                return NO_NODES
            node = node.parent
        if node is None:
            return NO_NODES
        nodes: Sequence[Node] = (node,)
        for name in names:
            one = len(nodes) == 1
            nodes = nodes[0].named(name) if one else [child for each in nodes for child in each.named(name)]
        return nodes

    return find


def _plain_from_many(nodes: Sequence[Node], parents: int, names: list[str]) -> Sequence[Node]:
    for _ in range(parents):
        nodes = [node.parent for node in nodes if node.parent is not None]
    if parents:
        nodes = in_document_order(nodes)
    for name in names:
        nodes = [child for node in nodes for child in node.named(name)]
    return nodes


def _walk(step: Step, key: str, narrow: Narrow | None, *, ordered: bool) -> Narrow:
    """One step from each of some nodes."""
    reverse = step.axis in REVERSE
    candidates = candidates_of(step, key)

    def walk(nodes: Sequence[Node], focus: Focus) -> Sequence[Node]:
        found: list[Node] = []
        for node in nodes:
            here = candidates(node)
            found.extend(narrow(here, focus) if narrow else here)
        if step.axis == "parent":
            found = list(dict.fromkeys(found))
        return found if ordered or (len(nodes) == 1 and not reverse) else in_document_order(found)

    return walk
