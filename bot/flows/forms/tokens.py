"""Expressions cut into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bot.flows.forms.scope import XPathError

_NAME = r"[^\W\d][\w.\-]*"
_OPERAND = re.compile(
    rf"""(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?|\*)
    |(?P<sign>\.\.|//|::|[./@\[(\-])
    |(?P<close>\))""",
    re.VERBOSE,
)
# `1and1` is valid, and so is `1andtrue()`: after an operand a word can only be an operator, and needs no space
_OPERATOR = re.compile(r"(?P<operator>and|or|mod|div|!=|<=|>=|[=<>+\-*|])|(?P<sign>//|::|[/\[\](),])")
_INSTEAD = {"&": "and", ";": "a comma", "%": "mod or div 100", "^": "pow(a, b)"}  # for what other programs write
_DOUBLED = {"=>": ">=", "=<": "<=", "==": "=", "<>": "!="}
_WORDS = {"dan": "and", "atau": "or", "and": "and", "or": "or", "mod": "mod", "div": "div", "x": "*"}
_SPACE = re.compile(r"[ \t\r\n]*")


class TokenKind(Enum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    OPERATOR = "operator"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression and the column in which it starts, counted from 1."""

    kind: TokenKind
    text: str
    column: int


def tokens(source: str) -> list[Token]:
    """The expression's tokens, ending with one of kind END."""
    found: list[Token] = []
    at = _end_of_space(source, 0)
    after_operand = False
    while at < len(source):
        match = (_OPERATOR if after_operand else _OPERAND).match(source, at)
        if match is None and after_operand and found[-1].kind is TokenKind.NAME and source.startswith("::", at):
            raise XPathError(f"column {at + 1}: an axis belongs before a name")
        if match is None or match.lastgroup is None:
            raise XPathError(f"column {at + 1}: {_what_is_wrong(source, at, after_operand)}")
        name = "sign" if match.lastgroup == "close" else match.lastgroup
        kind = TokenKind(name) if (name, match[0]) != ("sign", "-") else TokenKind.OPERATOR
        found.append(Token(kind, match[0], at + 1))
        after_operand = kind in (TokenKind.NUMBER, TokenKind.TEXT, TokenKind.NAME) or match[0] in ")].."
        at = _end_of_space(source, match.end())
    found.append(Token(TokenKind.END, "", len(source) + 1))
    return found


def _end_of_space(source: str, start: int) -> int:
    match = _SPACE.match(source, start)
    return match.end() if match else start


def _what_is_wrong(source: str, at: int, after_operand: bool) -> str:
    character = source[at]
    if character in "'\"":
        return "a text does not end" if not after_operand else "an operator is missing before a text"
    if character == "$":
        return "${...} was not filled in, and variables do not exist here"
    if after_operand and (character.isalnum() or character in "_."):
        word = re.match(r"\w*", source[at:])
        meant = _WORDS.get(word[0].lower()) if word else None
        return f"an operator is missing before {source[at : at + 20]!r}" + (f"; perhaps {meant}" if meant else "")
    meant = _DOUBLED.get(source[max(at - 1, 0) : at + 1]) or _INSTEAD.get(character)
    return f"{character!r} does not belong here" + (f"; perhaps {meant}" if meant else "")
