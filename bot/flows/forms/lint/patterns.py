"""Patterns that some answers keep a computer busy with, and that are given up then.

A pattern is quick where the next character always tells whether a round of a repeat goes on or ends.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from re import _parser as parts  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from bot.flows.forms.form import Form
from bot.flows.forms.lint.rules import expressions
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.sheets import Problem
from bot.flows.forms.syntax import Call, Literal
from bot.flows.forms.text_functions import as_here

_MANY = 10  # rounds: fewer are quick, whatever they hold
_OTHERS = 128  # stands for every character beyond ASCII
_ALL = frozenset(range(_OTHERS + 1))
_KINDS = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})


def problems(source: Source, form: Form) -> Iterator[Problem]:
    """Patterns that can take too long, and patterns of which nobody can know that before."""
    for definition in form.ordered:
        for column, expression in expressions(definition):
            for pattern in _patterns(expression.trees):
                if pattern is None:
                    message = f"{column}: the pattern of regex() is put together or answered; write it out in quotes"
                    yield Problem("survey", source.row(definition), message)
                elif _is_endless(parts.parse(as_here(pattern), re.ASCII)):
                    message = f"{column}: the pattern {pattern!r} repeats what repeats itself, which can take too long"
                    yield Problem("survey", source.row(definition), f"{message}; take one + or * out of it")


def _patterns(tree: Any) -> Iterator[str | None]:
    """The pattern of each regex() in an expression; None where it is not written out."""
    if isinstance(tree, tuple):
        for each in tree:
            yield from _patterns(each)
    elif is_dataclass(tree):
        match tree:
            case Call("regex", (_, Literal(str(written)))):
                yield written
            case Call("regex", (_, _)):
                yield None
        for each in fields(tree):
            yield from _patterns(getattr(tree, each.name))


def _is_endless(sequence: Iterable[Any]) -> bool:
    """Whether a repeat of many rounds has rounds that can be told apart in more than one way."""
    for kind, value in sequence:
        if str(kind) in _REPEATS and value[1] >= _MANY and not _is_steady(value[2]):
            return True
        if any(_is_endless(inner) for inner in _within(kind, value)):
            return True
    return False


def _within(kind: Any, value: Any) -> list[Any]:
    match str(kind):
        case "SUBPATTERN":
            return [value[3]]
        case "BRANCH":
            return list(value[1])
        case "ASSERT" | "ASSERT_NOT":
            return [value[1]]
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [value[2]]
        case "ATOMIC_GROUP":
            return [value]
    return []


class _Piece(NamedTuple):
    """A piece of a round: the characters that it takes, and whether how many of them can vary."""

    takes: frozenset[int]
    varies: bool


def _is_steady(round_: Iterable[Any]) -> bool:
    """Whether after each piece that varies comes one that begins with none of its characters."""
    pieces = list(_pieces(round_))
    following = [*pieces[1:], *pieces[:1]]
    return all(
        not piece.varies or not (after.varies or piece.takes & after.takes)
        for piece, after in zip(pieces, following, strict=True)
    )


def _pieces(sequence: Iterable[Any]) -> Iterator[_Piece]:
    for kind, value in sequence:
        match str(kind):
            case "SUBPATTERN":
                yield from _pieces(value[3])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                yield _Piece(_characters(value[2]), value[0] != value[1] or any(p.varies for p in _pieces(value[2])))
            case "BRANCH":
                yield _branch([list(_pieces(one)) for one in value[1]])
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case _:
                yield _Piece(_set(kind, value), varies=str(kind) == "GROUPREF")


def _branch(ways: list[list[_Piece]]) -> _Piece:
    """One of several ways; they are told apart by how they begin."""
    takes = frozenset[int]().union(*(piece.takes for way in ways for piece in way))
    begun: set[int] = set()
    for way in ways:
        if not way or any(piece.varies for piece in way) or begun & way[0].takes:
            return _Piece(takes, varies=True)
        begun |= way[0].takes
    return _Piece(takes, varies=False)


def _characters(sequence: Iterable[Any]) -> frozenset[int]:
    return frozenset[int]().union(*(piece.takes for piece in _pieces(sequence)))


def _set(kind: Any, value: Any) -> frozenset[int]:
    """The characters that one place of a pattern takes."""
    match str(kind):
        case "LITERAL":
            return frozenset({min(value, _OTHERS)})
        case "NOT_LITERAL":
            return _ALL - {value}
        case "RANGE":
            return frozenset(range(min(value[0], _OTHERS), min(value[1], _OTHERS) + 1))
        case "CATEGORY":
            name = str(value).removeprefix("CATEGORY_")
            inside = re.compile(_KINDS[name.removeprefix("NOT_")], re.ASCII)
            found = frozenset(code for code in range(_OTHERS) if inside.match(chr(code)))
            return _ALL - found if name.startswith("NOT_") else found
        case "IN":
            negated = str(value[0][0]) == "NEGATE"
            found = frozenset[int]().union(*(_set(*each) for each in value[negated:]))
            return _ALL - (found - {_OTHERS}) if negated else found
    return _ALL
