"""The directions in which a step of a path may go, and which nodes it accepts there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from bot.flows.forms.syntax import Step
from bot.flows.forms.tree import NO_NODES, Kind, Node

REVERSE: Final = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


def is_name(test: str) -> bool:
    """Whether a step asks for one name."""
    return not test.endswith((")", "*"))


def candidates_of(step: Step, key: str) -> Callable[[Node], Sequence[Node]]:
    """What finds the nodes to which one step leads from a node; `key` is the name that they have in the tree."""
    if step.axis == "child" and is_name(step.test):
        return lambda node: node.named(key)
    axis = _AXIS[step.axis]
    accepts = _test(step, key)
    return lambda node: [found for found in axis(node) if accepts(found)]


def _test(step: Step, key: str) -> Callable[[Node], bool]:
    kind = Kind.ATTRIBUTE if step.axis == "attribute" else Kind.ELEMENT
    if step.test == "node()":
        return lambda _: True
    if step.test in ("text()", "comment()"):
        wanted = Kind(step.test[:-2])
        return lambda node: node.kind is wanted
    if step.test.endswith(")"):
        target = step.test.partition("(")[2][:-1]
        return lambda node: node.kind is Kind.INSTRUCTION and target in ("", node.name)
    if step.test == "*":
        return lambda node: node.kind is kind
    if step.test.endswith("*"):
        return lambda node: node.kind is kind and node.name.startswith(key)
    return lambda node: node.kind is kind and node.name == key


def _following(node: Node) -> Iterator[Node]:
    for place in chain((node,), node.ancestors()):
        for sibling in _siblings(place, after=True):
            yield sibling
            yield from sibling.descendants()


def _preceding(node: Node) -> Iterator[Node]:
    for place in chain((node,), node.ancestors()):
        for sibling in _siblings(place, after=False):
            yield from reversed(list(sibling.descendants()))
            yield sibling


def _siblings(node: Node, *, after: bool) -> Sequence[Node]:
    """Those after a node, or those before it with the nearest first."""
    if node.parent is None or node.kind is Kind.ATTRIBUTE:
        return NO_NODES
    all_of_them = node.parent.children
    at = all_of_them.index(node)
    return all_of_them[at + 1 :] if after else all_of_them[:at][::-1]


_AXIS: Final[dict[str, Callable[[Node], Iterable[Node]]]] = {
    "ancestor": Node.ancestors,
    "ancestor-or-self": lambda node: chain((node,), node.ancestors()),
    "attribute": lambda node: node.attributes,
    "child": lambda node: node.children,
    "descendant": Node.descendants,
    "descendant-or-self": lambda node: chain((node,), node.descendants()),
    "following": _following,
    "following-sibling": lambda node: _siblings(node, after=True),
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "preceding": _preceding,
    "preceding-sibling": lambda node: _siblings(node, after=False),
    "self": lambda node: (node,),
}
