"""Functions of expressions on text and on the space-separated codes of a multiple choice."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import regex

from bot.flows.forms.calls import Functions, Site
from bot.flows.forms.scope import Focus, XPathError
from bot.flows.forms.values import Part, Type, joined

TEXT_FUNCTIONS: Final = Functions()
_plain = TEXT_FUNCTIONS.plain
_special = TEXT_FUNCTIONS.special
_SPACE: Final = " \t\r\n"
_SPACES: Final = re.compile(f"[{_SPACE}]+")
_LONGEST_SEARCHED: Final = 1_000  # a pattern's time grows with a power of the text's length
_LONGEST_SEARCH: Final = 0.1  # seconds; a pattern that the lint lets pass takes microseconds
_JAVASCRIPT: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?<(?![=!])|\$|\{(?!\d*,?\d*\})", re.DOTALL)
_LITERAL_IN_SET: Final = re.compile(r"(?<=\\[wWdDsS])-(?!\])|(?<![\\\[^])-(?=\\[wWdDsS])|(?<!\\)\[|(?<=([&~|]))\1")


def own_text(focus: Focus) -> str:
    """What functions without an argument look at: the value of the place itself."""
    return focus.scope.text(focus.node)


def texts(site: Site, start: int = 0) -> Callable[[Focus], list[str]]:
    """The arguments from one on, as texts; each node of a node-set counts by itself."""
    parts = [(part.type, part.value, part.text()) for part in site.parts[start:]]

    def all_texts(focus: Focus) -> list[str]:
        found: list[str] = []
        for type, value, text in parts:  # noqa: A001
            nodes = value(focus) if type in (Type.NODES, Type.ANY) else None
            if isinstance(nodes, list):
                found.extend(focus.scope.text(node) for node in nodes)
            else:
                found.append(text(focus))
        return found

    return all_texts


@_special("string", 0, 1)
def _string(site: Site) -> Part:
    return Part(Type.TEXT, site.parts[0].text() if site.parts else own_text)


@_special("string-length", 0, 1)
def _string_length(site: Site) -> Part:
    text = site.parts[0].text() if site.parts else own_text
    return Part(Type.NUMBER, lambda focus: float(len(text(focus))))


@_special("normalize-space", 0, 1)
def _normalize_space(site: Site) -> Part:
    text = site.parts[0].text() if site.parts else own_text
    return Part(Type.TEXT, lambda focus: _SPACES.sub(" ", text(focus)).strip(" "))


@_special("concat", 0, None)
def _concat(site: Site) -> Part:
    all_texts = texts(site)
    return Part(Type.TEXT, lambda focus: joined("", all_texts(focus)))


@_special("join", 1, None)
def _join(site: Site) -> Part:
    separator, all_texts = site.parts[0].text(), texts(site, 1)
    return Part(Type.TEXT, lambda focus: joined(separator(focus), all_texts(focus)))


@_plain("starts-with", Type.TEXT, Type.TEXT, gives=Type.BOOLEAN)
def _starts_with(text: str, start: str) -> bool:
    return text.startswith(start)


@_plain("ends-with", Type.TEXT, Type.TEXT, gives=Type.BOOLEAN)
def _ends_with(text: str, end: str) -> bool:
    return text.endswith(end)


@_plain("contains", Type.TEXT, Type.TEXT, gives=Type.BOOLEAN)
def _contains(text: str, part: str) -> bool:
    return part in text


@_plain("substring-before", Type.TEXT, Type.TEXT, gives=Type.TEXT)
def _substring_before(text: str, mark: str) -> str:
    return text[: max(text.find(mark), 0)]


@_plain("substring-after", Type.TEXT, Type.TEXT, gives=Type.TEXT)
def _substring_after(text: str, mark: str) -> str:
    return text[text.find(mark) + len(mark) :] if mark in text else ""


@_plain("substring", Type.TEXT, Type.NUMBER, Type.NUMBER, gives=Type.TEXT, least=2)
def _substring(text: str, start: float, length: float | None = None) -> str:
    """The characters from a place counted from 1."""
    first = _whole(start)
    end = math.inf if length is None else first + _whole(length)
    if math.isnan(first) or math.isnan(end):
        return ""
    return text[int(max(first, 1)) - 1 : int(max(min(end, len(text) + 1), 1)) - 1] if first <= len(text) else ""


def _whole(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


@_plain("substr", Type.TEXT, Type.NUMBER, Type.NUMBER, gives=Type.TEXT, least=2)
def _substr(text: str, start: float, end: float = math.inf) -> str:
    """The characters from a place counted from 0 up to another; negative places count from the end."""
    return text[_place(start, text) : _place(end, text)]


def _place(number: float, text: str) -> int:
    return 0 if math.isnan(number) else int(max(min(number, len(text)), -len(text)))


@_plain("translate", Type.TEXT, Type.TEXT, Type.TEXT, gives=Type.TEXT)
def _translate(text: str, old: str, new: str) -> str:
    """The text with each character of the second replaced by the one at its place in the third, or dropped."""
    changes: dict[int, str | None] = {}
    for index, character in enumerate(old):
        changes.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(changes)


@_special("regex", 2, 2)
def _regex(site: Site) -> Part:
    """Whether the pattern is found in the text; who means the whole text writes ^ and $."""
    text, part = site.parts[0].text(), site.parts[1]
    if isinstance(part.constant, str):
        try:
            fixed = _pattern(part.constant)
        except XPathError as error:
            raise site.error(str(error)) from error
        return Part(Type.BOOLEAN, lambda focus: _found(fixed, text(focus)))
    pattern = part.text()
    return Part(Type.BOOLEAN, lambda focus: _found(_pattern(pattern(focus)), text(focus)))


def _found(pattern: regex.Pattern[str], text: str) -> bool:
    """Whether the pattern is found; not in a text longer than any answer, nor where looking for it takes too long."""
    if len(text) > _LONGEST_SEARCHED:
        return False
    try:
        return pattern.search(text, timeout=_LONGEST_SEARCH) is not None
    except TimeoutError:
        return False


@lru_cache(maxsize=256)
def _pattern(source: str) -> regex.Pattern[str]:
    """A pattern as other engines mean it: digits are 0 to 9, and $ is the very end."""
    try:
        written = as_here(source)
        re.compile(written, re.ASCII)  # what only the other library knows means something else elsewhere
        return regex.compile(written, regex.ASCII)
    except (re.error, regex.error, OverflowError, RecursionError) as error:
        raise XPathError(f"does not understand the pattern {source!r}: {error}") from error


def as_here(source: str) -> str:
    """The pattern as Python's libraries write it."""
    return _JAVASCRIPT.sub(_as_here, source)


def _as_here(match: re.Match[str]) -> str:
    """A part of a pattern as Python's libraries write it; in `[\\w-.]` the hyphen stands for itself."""
    part = match[0]
    if part.startswith("["):
        return part[0] + _LITERAL_IN_SET.sub(r"\\\g<0>", part[1:])
    return {"$": r"\Z", "(?<": "(?P<", "{": r"\{"}.get(part, part)


@_plain("boolean-from-string", Type.TEXT, gives=Type.BOOLEAN)
def _boolean_from_string(text: str) -> bool:
    return text in ("true", "1")


@_special("selected", 2, 2)
def _selected(site: Site) -> Part:
    """Whether a code is among the chosen ones; no code, if none is chosen."""
    codes, code = site.parts[0].text(), site.parts[1].text()
    if isinstance(site.parts[1].constant, str):
        wanted = site.parts[1].constant.strip()
        return Part(Type.BOOLEAN, lambda focus: wanted in (codes(focus).split() or [""]))
    return Part(Type.BOOLEAN, lambda focus: code(focus).strip() in (codes(focus).split() or [""]))


@_plain("selected-at", Type.TEXT, Type.NUMBER, gives=Type.TEXT)
def _selected_at(codes: str, index: float) -> str:
    """The code at a place counted from 0."""
    words = codes.split()
    return words[int(index)] if 0 <= index < len(words) else ""


@_plain("count-selected", Type.TEXT, gives=Type.NUMBER)
def _count_selected(codes: str) -> float:
    return float(len(codes.split()))


@_special("digest", 2, 3)
def _digest(site: Site) -> Part:
    """A checksum of the text, written in base 64 or as hex digits."""
    arguments = [part.text() for part in site.parts]
    for part, known in zip(site.parts[1:], (_ALGORITHMS, _ENCODINGS), strict=False):
        if isinstance(part.constant, str) and part.constant not in known:
            raise site.error(f"knows {', '.join(known)}, not {part.constant!r}")

    def value(focus: Focus) -> str:
        text, algorithm, *encoding = [argument(focus) for argument in arguments]
        if algorithm not in _ALGORITHMS or not set(encoding) <= set(_ENCODINGS):
            raise site.error(f"does not know {' '.join([algorithm, *encoding])!r}")
        digest = hashlib.new(_ALGORITHMS[algorithm], text.encode(), usedforsecurity=False).digest()
        return digest.hex() if encoding == ["hex"] else base64.b64encode(digest).decode()

    return Part(Type.TEXT, value)


_ALGORITHMS: Final = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_ENCODINGS: Final = ("base64", "hex")


@_plain("base64-decode", Type.TEXT, gives=Type.TEXT)
def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except ValueError:
        return ""
