"""The tree that expressions walk through: documents, elements, attributes and, rarely, text between elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final

NO_NODES: Final[tuple[Node, ...]] = ()


class Kind(Enum):
    """What a node is."""

    DOCUMENT = "document"
    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    TEXT = "text"
    COMMENT = "comment"
    INSTRUCTION = "processing-instruction"


class Node:
    """One place in a document. Who makes a node also puts it among its parent's children or attributes.

    `name` is the plain name, or `{namespace}name` outside the form's own namespace; `text` is what stands directly
    in a leaf. A document is the node above its root element: it has neither name nor parent. Once an expression has
    walked through a tree, its structure must not change.
    """

    __slots__ = ("_named", "attributes", "children", "kind", "name", "parent", "prefix", "root", "text")

    def __init__(
        self, name: str, parent: Node | None = None, text: str = "", kind: Kind = Kind.ELEMENT, prefix: str = ""
    ) -> None:
        self.name = name
        self.parent = parent
        self.root: Node = self if parent is None else parent.root
        self.text = text
        self.kind = kind if name or parent is not None else Kind.DOCUMENT
        self.prefix = prefix
        self.children: list[Node] = []
        self.attributes: Sequence[Node] = NO_NODES
        self._named: dict[str, list[Node]] | None = None

    def __repr__(self) -> str:
        return f"Node({'/'.join(node.name for node in reversed([self, *self.ancestors()])) or '/'!r})"

    def named(self, name: str) -> Sequence[Node]:
        """The children of that name; looked up, because a group may have hundreds of them."""
        named = self._named
        if named is None:
            named = self._named = {}
            for child in self.children:
                named.setdefault(child.name, []).append(child)
        return named.get(name, NO_NODES)

    def ancestors(self) -> Iterator[Node]:
        """The parent, its parent, and so on up to the document."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def descendants(self) -> Iterator[Node]:
        """Everything below, in document order."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.descendants()

    def local_name(self) -> str:
        return self.name.rpartition("}")[2]

    def namespace(self) -> str:
        return self.name[1:].partition("}")[0] if self.name.startswith("{") else ""


def string_value(node: Node) -> str:
    """The text of a node and of everything below it: its value in a document that does not change."""
    if not node.children:
        return node.text
    return node.text + "".join(part.text for part in node.descendants() if part.kind in (Kind.ELEMENT, Kind.TEXT))


def in_document_order(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without repetition, in the order in which a reader of the document meets them."""
    unique = list(dict.fromkeys(nodes))
    return unique if len(unique) < 2 else sorted(unique, key=_address)


def _address(node: Node) -> tuple[int, ...]:
    """Where a node stands, as positions from the document down; an attribute comes before any child."""
    steps: list[int] = []
    while node.parent is not None:
        parent = node.parent
        if node.kind is Kind.ATTRIBUTE:
            steps.append(parent.attributes.index(node) - len(parent.attributes))
        else:
            steps.append(parent.children.index(node))
        node = parent
    return tuple(reversed(steps))
