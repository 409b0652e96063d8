"""What an expression may ask of the world, and where in it the expression stands."""

from __future__ import annotations

from datetime import datetime, tzinfo
from random import Random
from typing import Protocol

from bot.flows.forms.tree import Node


class XPathError(Exception):
    """An expression that cannot be understood, or means nothing; says what is wrong and in which column."""


class Scope(Protocol):
    """A form being filled, or a document that does not change."""

    @property
    def now(self) -> datetime:
        """The instant of this evaluation, with the zone in which dates are meant."""

    @property
    def random(self) -> Random:
        """Where chance comes from."""

    def text(self, node: Node) -> str:
        """The node's value; a form works out its calculations here."""

    def stored(self, node: Node) -> str:
        """The node's value as it was kept, without working anything out."""

    def relevant(self, node: Node) -> bool:
        """Whether the node applies; those that do not are left out."""

    def instance(self, id: str) -> Node | None:  # noqa: A002 - ODK's word
        """The document of a secondary instance: the node above its root element."""

    def itext(self, id: str) -> str:  # noqa: A002 - ODK's word
        """A translated text of the form."""

    def choice_name(self, value: str, node: Node) -> str:
        """The label of a choice of the question at that node."""


class Focus:
    """Where an expression stands: a node, its position among those looked at, and the node it started from."""

    __slots__ = ("current", "node", "position", "scope", "size")

    def __init__(self, scope: Scope, node: Node, current: Node, size: int = 1) -> None:
        self.scope = scope
        self.node = node
        self.current = current
        self.position = 1
        self.size = size

    @property
    def zone(self) -> tzinfo:
        """The zone in which dates are meant."""
        zone = self.scope.now.tzinfo
        if zone is None:
            raise ValueError("a scope's now needs a zone")
        return zone
