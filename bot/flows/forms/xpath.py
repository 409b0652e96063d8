"""Expressions of forms (ODK XPath): understood once, evaluated often."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from bot.flows.forms.compiler import Compiler
from bot.flows.forms.moments import Moment
from bot.flows.forms.parser import parse
from bot.flows.forms.references import references
from bot.flows.forms.scope import Focus, Scope, XPathError
from bot.flows.forms.tree import Kind, Node, string_value
from bot.flows.forms.values import Type, Value

__all__ = [
    "Expression",
    "Kind",
    "Moment",
    "Node",
    "Scope",
    "Value",
    "XPathError",
    "compile_expression",
    "string_value",
]

NO_NAMESPACES: Final[Mapping[str, str]] = MappingProxyType({})


def compile_expression(source: str, namespaces: Mapping[str, str] = NO_NAMESPACES, *, lazy: bool = False) -> Expression:
    """The expression ready to be evaluated; an XPathError says what is wrong with it.

    `namespaces` gives the namespace of each prefix. Names without a prefix are names of the form's own. With `lazy`, a
    call that cannot be made is an error only where an evaluation gets to it, as the specification has it; a form is
    not read that way, so that its author hears of the error and not the cadre.
    """
    return _compiled(source, tuple(sorted(namespaces.items())), lazy)


@lru_cache(maxsize=4096)
def _compiled(source: str, namespaces: tuple[tuple[str, str], ...], lazy: bool) -> Expression:
    return Expression(source, dict(namespaces), lazy=lazy)


class Expression:
    """A condition, a calculation or a path of a form."""

    __slots__ = ("_boolean", "_kept", "_number", "_part", "_string", "functions", "instances", "source", "trees")

    def __init__(self, source: str, namespaces: Mapping[str, str], *, lazy: bool = False) -> None:
        tree = parse(source)
        compiler = Compiler(namespaces, lazy=lazy)
        part = compiler.part(tree)
        self.source = source
        self.functions = frozenset(compiler.functions)
        self.instances = frozenset(compiler.instances)  # the lists it names, as far as it names them outright
        self.trees = (tree, *compiler.quoted)
        self._part = part
        self._boolean = part.boolean()
        self._number = part.number()
        self._string = part.text()
        self._kept = part.kept()

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def evaluate(self, scope: Scope, node: Node) -> Value:
        """What the expression gives at that node."""
        value: Value = self._part.value(Focus(scope, node, node))
        return value

    def boolean(self, scope: Scope, node: Node) -> bool:
        """Whether it holds there."""
        return self._boolean(Focus(scope, node, node))

    def string(self, scope: Scope, node: Node) -> str:
        """What it gives there, as text."""
        return self._string(Focus(scope, node, node))

    def kept(self, scope: Scope, node: Node) -> str:
        """What a form keeps of it there: its text, and nothing where it comes to no number or no day."""
        return self._kept(Focus(scope, node, node))

    def number(self, scope: Scope, node: Node) -> float:
        """What it gives there, as a number; NaN if it is none."""
        return self._number(Focus(scope, node, node))

    def nodes(self, scope: Scope, node: Node) -> list[Node]:
        """The nodes to which it leads from there."""
        if self._part.type not in (Type.NODES, Type.ANY):
            raise XPathError(f"{self.source!r} does not lead to nodes")
        found = self.evaluate(scope, node)
        if not isinstance(found, list):
            raise XPathError(f"{self.source!r} does not lead to nodes")
        return found

    def references(
        self, context: tuple[str, ...], *, certain: bool = False, values: bool = False
    ) -> frozenset[tuple[str, ...]]:
        """The paths of names of all nodes that it may read when it stands at the place with that path.

        `*` stands for any name and `//` for any number of levels; an attribute is called `@name`. `certain` leaves out
        paths that pick some of several nodes, and `values` nodes that are only counted or asked whether they are there.
        """
        return references(self.trees, context, certain=certain, values=values)
