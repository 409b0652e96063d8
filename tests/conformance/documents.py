"""XML documents as trees, with their comments, instructions and prefixes."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from xml.parsers import expat

from bot.flows.forms.tree import Kind, Node, string_value

FORMS = "http://www.w3.org/2002/xforms"


class _Builder:
    def __init__(self) -> None:
        self.node = Node("", None)
        self.namespaces: dict[str, str] = {}

    def start(self, name: str, attributes: list[str]) -> None:
        element = _named(name, self.node, Kind.ELEMENT)
        self.node.children.append(element)
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        element.attributes = [_named(key, element, Kind.ATTRIBUTE, text) for key, text in pairs]
        self.node = element

    def end(self, name: str) -> None:
        if self.node.parent is not None:
            self.node = self.node.parent

    def text(self, text: str) -> None:
        children = self.node.children
        if children and children[-1].kind is Kind.TEXT:
            children[-1].text += text
        elif self.node.parent is not None:
            children.append(Node("", self.node, text, Kind.TEXT))

    def comment(self, text: str) -> None:
        self.node.children.append(Node("", self.node, text, Kind.COMMENT))

    def instruction(self, target: str, text: str) -> None:
        self.node.children.append(Node(target, self.node, text, Kind.INSTRUCTION))

    def namespace(self, prefix: str | None, uri: str) -> None:
        self.namespaces.setdefault(prefix or "", uri)


def _named(name: str, parent: Node, kind: Kind, text: str = "") -> Node:
    *uri, local, prefix = [*name.split("|"), ""] if name.count("|") < 2 else name.split("|")
    key = local if uri in ([], [FORMS]) else f"{{{uri[0]}}}{local}"
    return Node(key, parent, text, kind, prefix)


def read_document(xml: str) -> tuple[Node, dict[str, str]]:
    """The document and the namespaces that it declares, by prefix."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="|")
    parser.namespace_prefixes = True
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartNamespaceDeclHandler = builder.namespace
    parser.Parse(xml, True)
    return builder.node, builder.namespaces


def rooted_at(element: Node) -> Node:
    """The same element as a document of its own."""
    element.name, element.kind, element.parent = "", Kind.DOCUMENT, None
    for node in (element, *element.descendants()):
        node.root = element
        for attribute in node.attributes:
            attribute.root = element
    return element


class Still:
    """A scope of documents that do not change."""

    def __init__(self, now: datetime, instances: Mapping[str, Node] | None = None, seed: int = 1) -> None:
        self.now = now
        self.random = Random(seed)  # noqa: S311 - nobody is to be kept from guessing
        self._instances = instances or {}

    def text(self, node: Node) -> str:
        return string_value(node)

    def stored(self, node: Node) -> str:
        return string_value(node)

    def relevant(self, node: Node) -> bool:
        return True

    def instance(self, id: str) -> Node | None:  # noqa: A002
        return self._instances.get(id)

    def itext(self, id: str) -> str:  # noqa: A002
        return f"itext:{id}"

    def choice_name(self, value: str, node: Node) -> str:
        return f"{node.name}:{value}"
