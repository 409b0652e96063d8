"""How functions of expressions are declared, and what one knows of the place where it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.flows.forms.scope import Focus, XPathError
from bot.flows.forms.tree import Node
from bot.flows.forms.values import Part, Type


@dataclass(frozen=True, slots=True)
class Site:
    """One call of a function: its arguments, compiled."""

    name: str
    column: int
    parts: tuple[Part, ...]
    compiled: Callable[[str], Part]  # compiles an expression that stands in a text

    def error(self, message: str) -> XPathError:
        return XPathError(f"column {self.column}: {self.name}() {message}")

    def nodes(self, index: int) -> Callable[[Focus], list[Node]]:
        """An argument that has to be nodes."""
        part = self.parts[index]
        if part.type is Type.NODES:
            return _only_applying(part.value) if getattr(part, "asks", False) else part.value
        error = self.error(f"needs nodes of the form, not a {part.type.value}")
        if part.type is not Type.ANY:
            raise error

        def nodes(focus: Focus) -> list[Node]:
            found = part.value(focus)
            if not isinstance(found, list):
                raise error
            return found

        return nodes

    def argument(self, index: int, type: Type) -> Callable[[Focus], Any]:  # noqa: A002
        """An argument, taken for that type."""
        part = self.parts[index]
        match type:
            case Type.TEXT:
                return part.text()
            case Type.NUMBER:
                return part.number()
            case Type.BOOLEAN:
                return part.boolean()
            case Type.NODES:
                return self.nodes(index)
        return part.value


def _only_applying(find: Callable[[Focus], list[Node]]) -> Callable[[Focus], list[Node]]:
    """The nodes without a single one that does not apply: what is counted or summed leaves it out."""

    def nodes(focus: Focus) -> list[Node]:
        found = find(focus)
        return [] if len(found) == 1 and not focus.scope.relevant(found[0]) else found

    return nodes


Build = Callable[[Site], Part]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes (`most` None: any number) and how a call of it is compiled."""

    least: int
    most: int | None
    build: Build

    def call(self, site: Site) -> Part:
        """The call, compiled, if the number of arguments is right."""
        given = len(site.parts)
        if given < self.least or (self.most is not None and given > self.most):
            raise site.error(f"takes {self._count()}, not {given}")
        return self.build(site)

    def _count(self) -> str:
        if self.most is None:
            return f"{self.least} or more arguments"
        if self.least == self.most:
            return f"{self.least} argument{'s' * (self.least != 1)}"
        return f"{self.least} to {self.most} arguments"


class Functions(dict[str, Function]):
    """Functions by name."""

    def special(self, name: str, least: int, most: int | None) -> Callable[[Build], Build]:
        """Declare a function by what compiles a call of it."""

        def declare(build: Build) -> Build:
            self[name] = Function(least, most, build)
            return build

        return declare

    def plain(
        self, name: str, *takes: Type, gives: Type, least: int | None = None
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a function of values alone: each argument is taken for its type before the function sees it."""

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            def build(site: Site) -> Part:
                arguments = [site.argument(index, taken) for index, taken in enumerate(takes[: len(site.parts)])]
                if len(arguments) == 1:
                    only = arguments[0]
                    return Part(gives, lambda focus: function(only(focus)))
                if len(arguments) == 2:
                    one, two = arguments
                    return Part(gives, lambda focus: function(one(focus), two(focus)))
                return Part(gives, lambda focus: function(*[argument(focus) for argument in arguments]))

            self[name] = Function(len(takes) if least is None else least, len(takes), build)
            return function

        return declare
