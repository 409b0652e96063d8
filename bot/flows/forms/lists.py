"""A form's lists of choices: those that it brings along, and what each question offers of them."""

import re
from functools import cached_property
from xml.etree.ElementTree import Element  # only the type: parsing is defusedxml's

from bot.flows.forms.form import Choice, Choices, Label
from bot.flows.forms.itext import XFORMS, FormWords, compiled
from bot.flows.forms.xpath import Node

LAST_SAVED = "__last-saved"  # pyxform's name for the answers of the interview before


class FormLists:
    """The lists in a model, and the choices of its questions."""

    def __init__(self, model: Element, words: FormWords, problems: list[str]) -> None:
        self._model = model
        self._words = words
        self._problems = problems

    @cached_property
    def instances(self) -> dict[str, Node]:
        """Every list by its name."""
        found: dict[str, Node] = {}
        for element in self._model.findall(f"{XFORMS}instance")[1:]:
            if element.get("id") == LAST_SAVED:
                self._problems.append(f"{LAST_SAVED}: no interview knows the answers of the one before; take it out")
            elif element.get("src"):
                self._problems.append(f"list {element.get('id')}: choices in an outside file are not supported")
            document = Node("", None)
            document.children.extend(_static(child, document) for child in element)
            if document.children:
                found[element.get("id", "")] = document
        return found

    @cached_property
    def _lists(self) -> dict[str, dict[Node, Choice]]:
        """The choices of each list by the node of the item."""
        return {
            name: {item: self._choice(item, ordinal) for ordinal, item in enumerate(document.children[0].children)}
            for name, document in self.instances.items()
        }

    def _choice(self, item: Node, ordinal: int) -> Choice:
        fields = {child.name: child.text for child in item.children}
        label = self._words.of(fields["itextId"]) if "itextId" in fields else Label({"": (fields.get("label") or "",)})
        main, *_ = [*self._words.languages.values(), ""]
        short = {main: fields["pendek"]} if fields.get("pendek") else {}
        short |= {name.removeprefix("pendek_"): text for name, text in fields.items() if name.startswith("pendek_")}
        grants = frozenset((fields.get("izin") or "").split())
        return Choice(fields.get("name", ""), ordinal, label, short, grants)

    def choices(self, control: Element | None, path: str) -> Choices | None:
        """What a question offers: a list, perhaps filtered, or choices of its own."""
        if control is None:
            return None
        itemset = control.find(f"{XFORMS}itemset")
        if itemset is None:
            return Choices(None, self._inline(control))
        nodeset = itemset.get("nodeset", "")
        value, label = (child(itemset, tag) for tag in ("value", "label"))
        source = re.match(r"\s*(?:randomize\()?\s*instance\('([^']+)'\)/root/item\s*(\[)?", nodeset)
        listed = self._lists.get(source[1], {}) if source else {}
        if source and not listed and all(source[1] != each.get("id") for each in self._model.iter(f"{XFORMS}instance")):
            self._problems.append(f"{path}: there is no list of choices {source[1]!r}")
        filtered = source is None or bool(source[2]) or "randomize" in nodeset
        return Choices(
            nodeset=compiled(nodeset, path, self._problems) if filtered else None,
            listed=listed,
            value=value.get("ref", "name") if value is not None else "name",
            label=label.get("ref", "label") if label is not None else "label",
        )

    def _inline(self, control: Element) -> dict[Node, Choice]:
        """Choices written into the control itself."""
        return {
            _static(item, None): Choice(
                (item.findtext(f"{XFORMS}value") or "").strip(), ordinal, self._words.label(child(item, "label"))
            )
            for ordinal, item in enumerate(control.findall(f"{XFORMS}item"))
        }


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def child(element: Element | None, tag: str) -> Element | None:
    """The element of that name in another, if there is one."""
    return element.find(f"{XFORMS}{tag}") if element is not None else None


def _static(element: Element, parent: Node | None) -> Node:
    node = Node(local(element.tag), parent, text=(element.text or "") if not len(element) else "")
    node.children.extend(_static(child, node) for child in element)
    return node
