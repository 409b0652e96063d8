"""The body of an XForm: which control asks each question, in which order, and what a range runs over."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type: parsing is defusedxml's

from bot.flows.forms.itext import XFORMS

HTML = "{http://www.w3.org/1999/xhtml}"
ODK = "{http://www.opendatakit.org/xforms}"
CONTROLS = ("input", "select1", "select", "trigger", "upload", "range", "rank", "secret")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Control = tuple[Element, Element | None]  # of a repeat also the group around it, which labels it


def controls_of(html: Element) -> dict[str, Control]:
    """Controls, groups and repeats by path, in the order of the body."""
    body = html.find(f"{HTML}body")
    return dict(_controls(body, None)) if body is not None else {}


def _controls(parent: Element, around: Element | None) -> Iterator[tuple[str, Control]]:
    for element in parent:
        kind = kind_of(element)
        if kind == "group":
            inner = element.find(f"{XFORMS}repeat")
            if element.get("ref") and (inner is None or inner.get("nodeset") != element.get("ref")):
                yield element.get("ref", ""), (element, None)
            yield from _controls(element, element)
        elif kind == "repeat":
            yield element.get("nodeset", ""), (element, around)
            yield from _controls(element, None)
        elif kind in CONTROLS:
            yield element.get("ref", ""), (element, None)


def kind_of(element: Element) -> str:
    """What a control is called: `select1`, `range`, `group`, …"""
    return element.tag.removeprefix(XFORMS).removeprefix(ODK)


def steps_of(control: Element | None) -> tuple[str, str, str] | None:
    """The ends of a range, the lower one first, and its step; None for anything else."""
    if control is None or control.tag != f"{XFORMS}range":
        return None
    start, end, step = (control.get(name, default) for name, default in (("start", ""), ("end", ""), ("step", "1")))
    if not all(map(_NUMBER.fullmatch, (start, end, step))):
        return None
    low, high = sorted((start, end), key=float)
    return low, high, step.lstrip("-")
