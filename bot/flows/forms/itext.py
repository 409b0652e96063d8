"""The words of an XForm: labels, hints and messages in every language, with what they refer to."""

import re
from functools import cached_property
from xml.etree.ElementTree import Element  # only the type: parsing is defusedxml's

from bot.flows.forms.form import Label
from bot.flows.forms.xpath import Expression, XPathError, compile_expression

XFORMS = "{http://www.w3.org/2002/xforms}"
_ITEXT = re.compile(r"jr:itext\('(.*)'\)")
_COLUMN = re.compile(r"column (\d+): ")
_AROUND = 40  # characters of an expression are shown where something is wrong in it
UNREADABLE = "''"  # what stands for an expression that cannot be understood
_LANGUAGE = re.compile(r"\(([a-zA-Z-]{2,8})\)\s*$")


def compiled(source: str, where: str, problems: list[str]) -> Expression:
    """The expression; one that cannot be understood is a problem, and empty."""
    try:
        return compile_expression(source)
    except XPathError as error:
        problems.append(f"{where}: {_near(str(error), source)}")
        return compile_expression(UNREADABLE)


def _near(message: str, source: str) -> str:
    """The message with the words at which it was, for an author who sees a cell and not what pyxform made of it."""
    at = _COLUMN.match(message)
    if at is None:
        return message
    begin = int(at[1]) - 1
    words = " ".join(source[begin:].split()) or " ".join(source.split())[-_AROUND:]
    return f"{message[at.end() :]}; look at {words[:_AROUND]!r}"


class FormWords:
    """What the form's author wrote, by text id and in the body."""

    def __init__(self, model: Element, problems: list[str]) -> None:
        self._model = model
        self._problems = problems

    @cached_property
    def languages(self) -> dict[str, str]:
        """Language codes by what the workbook calls them, the default one first."""
        translations = self._model.findall(f"{XFORMS}itext/{XFORMS}translation")
        translations.sort(key=lambda translation: translation.get("default") is None)
        return {name: _language_code(name) for name in (t.get("lang", "") for t in translations)}

    @cached_property
    def _texts(self) -> dict[str, dict[tuple[str, str], tuple[str | Expression, ...]]]:
        """By text id: the parts by language code and form ("" or "guidance")."""
        texts: dict[str, dict[tuple[str, str], tuple[str | Expression, ...]]] = {}
        for name, code in self.languages.items():
            for translation in self._model.findall(f"{XFORMS}itext/{XFORMS}translation"):
                if translation.get("lang", "") != name:
                    continue
                for text in translation.findall(f"{XFORMS}text"):
                    for value in text.findall(f"{XFORMS}value"):
                        parts = self._parts(value)
                        if parts and parts != ("-",):  # pyxform writes "-" for a missing translation
                            texts.setdefault(text.get("id", ""), {})[code, value.get("form", "")] = parts
        return texts

    @cached_property
    def itext(self) -> dict[str, Label]:
        """Every text by its id."""
        return {name: self.of(name) for name in self._texts}

    def of(self, text_id: str, form: str = "") -> Label:
        """The text with that id, in one of its forms ("" or "guidance")."""
        parts = self._texts.get(text_id, {})
        return Label({code: value for (code, kind), value in parts.items() if kind == form})

    def label(self, element: Element | None, form: str = "") -> Label:
        """What a <label> or <hint> says: by reference to itext, or written in it."""
        if element is None:
            return Label()
        reference = element.get("ref")
        if reference:
            match = _ITEXT.fullmatch(reference.strip())
            return self.of(match[1], form) if match else Label({"": (compiled(reference, "label", self._problems),)})
        parts = self._parts(element)
        return Label({"": parts}) if parts and not form else Label()

    def message(self, attribute: str | None) -> Label:
        """What a bind says of a refused or missing answer."""
        if not attribute:
            return Label()
        match = _ITEXT.fullmatch(attribute.strip())
        return self.of(match[1]) if match else Label({"": (attribute,)})

    def _parts(self, element: Element) -> tuple[str | Expression, ...]:
        parts: list[str | Expression] = [element.text or ""]
        for child in element:
            if child.tag == f"{XFORMS}output":
                parts.append(compiled(child.get("value") or child.get("ref") or "''", "label", self._problems))
            parts.append(child.tail or "")
        return tuple(part for part in parts if part)


def _language_code(name: str) -> str:
    """`Bahasa Indonesia (id)` is `id`; a language without a code is called by its name."""
    match = _LANGUAGE.search(name)
    return match[1].lower() if match else ("" if name == "default" else name)
