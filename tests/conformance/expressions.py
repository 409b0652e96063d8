"""Expressions with the values that other engines of the same standard give, and how often ours gives them too."""

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.flows.forms.parser import parse
from bot.flows.forms.scope import XPathError
from bot.flows.forms.tree import Kind, Node
from bot.flows.forms.xpath import compile_expression
from tests.conformance.documents import Still, read_document, rooted_at

BINDING = ("odk-core", "odk-paths")
NOW = "2026-03-15T10:30:00-07:00"
KNOWN_PREFIXES = {"xhtml": "http://www.w3.org/1999/xhtml", "jr": "http://openrosa.org/javarosa"}


@dataclass
class Tally:
    """How many cases of one profile agree, and which do not."""

    passed: int = 0
    refused: list[str] = field(default_factory=list)  # an error where another engine gives a value
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.passed + len(self.refused) + len(self.wrong)


def run_xpath(cases: Path, documents: Path) -> dict[str, Tally]:
    """The tally of each profile, binding cases apart from the others."""
    xml = json.loads(documents.read_text(encoding="utf-8"))
    tallies: dict[str, Tally] = defaultdict(Tally)
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        binding = case["consensus"] and case["profile"] in BINDING
        tally = tallies[f"{case['profile']}{' (binding)' if binding else ''}"]
        try:
            agrees = _agrees(case, xml)
        except XPathError:
            agrees = None
        if agrees:
            tally.passed += 1
        else:
            (tally.refused if agrees is None else tally.wrong).append(case["id"])
    return tallies


def _agrees(case: dict[str, Any], xml: dict[str, str]) -> bool:
    kind = case["expected_type"]
    if case["profile"] == "parse":
        return _can_be_read(case["expression"]) is (kind != "error")
    try:
        found = _answer(case, xml)
    except XPathError:
        if kind == "error":
            return True
        raise
    expected = case["expected"]
    match kind:
        case "number":
            return _same_number(found, float(expected), case)
        case "string-match":
            return re.search(expected.strip("/"), found) is not None
        case "nodeset-unordered":
            return sorted(found) == sorted(expected)
        case "error":
            return False
    return bool(found == expected)


def _can_be_read(expression: str) -> bool:
    """Whether an expression is one, whatever its functions and prefixes."""
    try:
        parse(expression)
    except XPathError:
        return False
    return True


def _answer(case: dict[str, Any], xml: dict[str, str]) -> Any:
    document, namespaces = read_document(xml[case["doc"]]) if "doc" in case else read_document("<root/>")
    context = _at(document, case.get("context_node", "/"))
    instances = {node.attributes[0].text: node for node in document.descendants() if _is_instance(node)}
    if "root_node" in case:
        root = _at(document, case["root_node"])
        instances.pop(next((key for key, node in instances.items() if node is root), ""), None)
        rooted_at(root)
        instances = {key: rooted_at(node) for key, node in instances.items()}
    zone = ZoneInfo(case["tz"])
    scope = Still(datetime.fromisoformat(case.get("now", NOW)).astimezone(zone), instances)
    expression = compile_expression(case["expression"], KNOWN_PREFIXES | namespaces, lazy=True)
    match case["expected_type"]:
        case "boolean":
            return expression.boolean(scope, context)
        case "number":
            return expression.number(scope, context)
        case "nodeset" | "nodeset-unordered":
            return [_address(node) for node in expression.nodes(scope, context)]
    return expression.string(scope, context)


def _is_instance(node: Node) -> bool:
    return node.name == "instance" and [attribute.name for attribute in node.attributes] == ["id"]


def _same_number(found: float, expected: float, case: dict[str, Any]) -> bool:
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    if factor := case.get("round_factor"):
        return bool(math.floor(found * factor + 0.5) == math.floor(expected * factor + 0.5))
    if tolerance := case.get("tolerance"):
        return bool(abs(found - expected) <= tolerance)
    return found == expected or math.isclose(found, expected, rel_tol=1e-14)


def _at(document: Node, path: str) -> Node:
    """The node at a path of positions; an empty one where the document, as it was recorded, has none there."""
    node = document
    for step in filter(None, path.split("/")):
        name, _, index = step.partition("[")
        found = list(_candidates(node, name))
        position = int(index.rstrip("]") or 1) - 1
        if position >= len(found):
            return Node("nowhere", document)
        node = found[position]
    return node


def _candidates(node: Node, name: str) -> Iterator[Node]:
    if name.startswith("@"):
        yield from (each for each in node.attributes if each.local_name() == name[1:].rpartition(":")[2])
        return
    kind = {"*": Kind.ELEMENT, "text()": Kind.TEXT, "comment()": Kind.COMMENT}.get(name, Kind.INSTRUCTION)
    yield from (each for each in node.children if each.kind is kind)


def _address(node: Node) -> str:
    steps: list[str] = []
    while node.parent is not None:
        if node.kind is Kind.ATTRIBUTE:
            steps.append(f"@{node.prefix + ':' if node.prefix else ''}{node.local_name()}")
        else:
            test = "*" if node.kind is Kind.ELEMENT else f"{node.kind.value}()"
            alike = [each for each in node.parent.children if each.kind is node.kind]
            steps.append(f"{test}[{alike.index(node) + 1}]")
        node = node.parent
    return "/" + "/".join(reversed(steps))


def report(tallies: Mapping[str, Tally]) -> Iterable[str]:
    """One line per profile, and the cases that do not agree."""
    for profile, tally in sorted(tallies.items()):
        yield f"{profile}: {tally.passed}/{tally.total} ({100 * tally.passed / tally.total:.2f} %)"
        for word, ids in (("refused", tally.refused), ("different", tally.wrong)):
            if ids:
                yield f"  {word}: {' '.join(ids)}"
