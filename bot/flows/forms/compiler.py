"""Trees of expressions turned into functions that can be called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from bot.flows.forms import operators
from bot.flows.forms.calls import Site
from bot.flows.forms.functions import call
from bot.flows.forms.parser import parse
from bot.flows.forms.paths import Find, PathPart, find_path, narrowing
from bot.flows.forms.scope import Focus, XPathError
from bot.flows.forms.syntax import Call, Chain, Filtered, Literal, Negated, Path, Step, Tree, Union
from bot.flows.forms.tree import Node, in_document_order
from bot.flows.forms.values import Part, Type, constant


class Compiler:
    """Compiles the parts of one expression, and notes on the way what it uses."""

    def __init__(self, namespaces: Mapping[str, str], *, lazy: bool = False) -> None:
        self._namespaces = namespaces
        self._lazy = lazy
        self.functions: set[str] = set()
        self.instances: set[str] = set()
        self.quoted: list[Tree] = []  # paths that stand in a text, as in jr:choice-name()

    def part(self, tree: Tree) -> Part:
        """The part of the expression that this tree describes."""
        match tree:
            case Literal(value):
                return constant(value)
            case Path():
                return self._path(tree)
            case Call():
                return self._call(tree)
            case Chain(first, rest):
                return operators.join(self.part(first), [(sign, self.part(value)) for sign, value in rest])
            case Negated(value):
                return operators.negated(self.part(value))
            case Filtered():
                return self._filtered(tree)
            case Union():
                return self._union(tree)
        assert_never(tree)

    def _call(self, tree: Call) -> Part:
        parts = tuple(self.part(argument) for argument in tree.arguments)
        self.functions.add(tree.name)
        if tree.name == "instance" and parts and isinstance(parts[0].constant, str):
            self.instances.add(parts[0].constant)
        try:
            return call(Site(tree.name, tree.column, parts, self._quoted))
        except XPathError as fault:
            if not self._lazy:
                raise
            return _refusal(fault)

    def _quoted(self, source: str) -> Part:
        tree = parse(source)
        self.quoted.append(tree)
        return self.part(tree)

    def _path(self, tree: Path) -> Part:
        start: Find | None = None
        outside = False  # in a list, where everything applies
        if tree.absolute:
            start = _document
        elif tree.start is not None:
            part = self.part(tree.start)
            start = self._nodes(part, "a step needs nodes before it")
            outside = isinstance(tree.start, Call) and tree.start.name == "instance"
        itself = (tree.start is None or tree.start == Call("current", (), getattr(tree.start, "column", 0))) and all(
            step.axis in ("self", "parent") and step.test == "node()" for step in tree.steps
        )
        narrow = [
            narrowing([self.part(p) for p in step.predicates]) if step.predicates else None for step in tree.steps
        ]
        return PathPart(find_path(start, tree.steps, self._key, narrow), asks=not (outside or itself))

    def _filtered(self, tree: Filtered) -> Part:
        nodes = self._nodes(self.part(tree.value), f"column {tree.column}: only nodes can be filtered by [...]")
        narrow = narrowing([self.part(predicate) for predicate in tree.predicates])
        return PathPart(lambda focus: narrow(nodes(focus), focus), asks=False)

    def _union(self, tree: Union) -> Part:
        message = f"column {tree.column}: only nodes can be joined by |"
        each = [self._nodes(self.part(value), message) for value in tree.values]
        return Part(Type.NODES, lambda focus: in_document_order([node for nodes in each for node in nodes(focus)]))

    def _nodes(self, part: Part, message: str) -> Find:
        if part.type is Type.NODES:
            return part.value
        if part.type is not Type.ANY:
            raise XPathError(message)

        def nodes(focus: Focus) -> list[Node]:
            found = part.value(focus)
            if not isinstance(found, list):
                raise XPathError(message)
            return found

        return nodes

    def _key(self, step: Step) -> str:
        return key_of(step, self._namespaces)


def _refusal(fault: XPathError) -> Part:
    """A part that gives nothing: whoever gets there is told what is wrong with it."""

    def value(focus: Focus) -> str:
        raise fault

    return Part(Type.ANY, value)


def key_of(step: Step, namespaces: Mapping[str, str]) -> str:
    """The name that a step's nodes have in a tree."""
    prefix, colon, name = step.test.partition(":")
    if not colon or step.test.endswith(")"):
        return step.test
    if prefix not in namespaces:
        raise XPathError(f"column {step.column}: the prefix {prefix!r} is not declared")
    return f"{{{namespaces[prefix]}}}{'' if name == '*' else name}"


def _document(focus: Focus) -> tuple[Node]:
    """Where absolute paths start: always in the form, even from within a list's items."""
    return (focus.current.root,)
