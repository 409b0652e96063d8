"""Parts of expressions written as Python: what each gives, as text, as number and as truth.

They say the same as the parts in `values.py` and `operators.py`, of a form in which each node is a variable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.flows.forms.numerals import NUMBERS, Kept, UnfitError, by_number, extreme
from bot.flows.forms.operators import divide, remainder
from bot.flows.forms.values import Type, as_boolean, text_of_number
from bot.flows.forms.values import joined as joined_texts

_SIGNS: Final = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_EQUAL: Final = frozenset({"=", "!="})


class UntranslatableError(Exception):
    """This is not written as Python: it is evaluated as it stands."""


NAMES: Final[Mapping[str, Any]] = {
    "N": NUMBERS, "T": text_of_number, "K": Kept(), "div": divide, "mod": remainder, "extreme": extreme,
    "by_number": by_number, "holds": as_boolean, "joined": joined_texts, "NONE": ("",), "UnfitError": UnfitError,
}  # fmt: skip


class Piece:
    """A value of a known type; `code` gives it."""

    def __init__(self, type: Type, code: str, constant: str | float | None = None) -> None:  # noqa: A002
        self.type = type
        self.code = code
        self.constant = constant

    def text(self) -> str:
        match self.type:
            case Type.TEXT:
                return self.code
            case Type.NUMBER:
                return repr(text_of_number(self.constant)) if isinstance(self.constant, float) else f"T({self.code})"
        return f"('true' if {self.code} else 'false')"

    def kept(self) -> str:
        """Its text as a form keeps it."""
        return f"K[{self.code}]" if self.type is Type.NUMBER and self.constant is None else self.text()

    def number(self) -> str:
        match self.type:
            case Type.NUMBER:
                return self.code
            case Type.BOOLEAN:
                return f"(1.0 if {self.code} else 0.0)"
        return f"N[{self.text()}]"

    def boolean(self) -> str:
        match self.type:
            case Type.BOOLEAN:
                return self.code
            case Type.NUMBER:
                return f"holds({self.code})"
        return f"({self.code} != '')"

    def texts(self) -> str:
        """A list of it as text; of nodes, of each."""
        return f"[{self.text()}]"


class One(Piece):
    """A node that is there once: its text, and whether it applies."""

    def __init__(self, code: str, applies: str) -> None:
        super().__init__(Type.NODES, code)
        self.applies = applies

    def text(self) -> str:
        return self.code

    def boolean(self) -> str:
        return "True"  # a single question is there, even where it does not apply

    def count(self) -> Piece:
        return number("1.0" if self.applies == "True" else f"(1.0 if {self.applies} else 0.0)")

    def numbers(self) -> str:
        """A list of the numbers that are summed up."""
        return f"([{self.number()}] if {self.applies} else [])"


class Many(Piece):
    """The texts of a field of several members, all of whom apply."""

    def __init__(self, code: str) -> None:
        super().__init__(Type.NODES, code)

    def text(self) -> str:
        return f"({self.code} or NONE)[0]"

    def boolean(self) -> str:
        return f"bool({self.code})"

    def texts(self) -> str:
        return self.code

    def count(self) -> Piece:
        return Count(self.code)

    def numbers(self) -> str:
        return f"[N[each] for each in {self.code}]"


class Members(Many):
    """Members themselves. They can be counted and nothing else."""

    def text(self) -> str:
        raise UntranslatableError("the text of a group")

    texts = numbers = number = text


class Either(Piece):
    """One of two values by a test; of one type where both are."""

    def __init__(self, test: str, yes: Piece, no: Piece) -> None:
        alike = yes.type is no.type and yes.type is not Type.NODES
        super().__init__(yes.type if alike else Type.ANY, "")
        self._test, self._yes, self._no = test, yes, no

    def _one(self, yes: str, no: str) -> str:
        return f"({yes} if {self._test} else {no})"

    def text(self) -> str:
        return self._one(self._yes.text(), self._no.text())

    def kept(self) -> str:
        return self._one(self._yes.kept(), self._no.kept())

    def number(self) -> str:
        return self._one(self._yes.number(), self._no.number())

    def boolean(self) -> str:
        return self._one(self._yes.boolean(), self._no.boolean())

    def texts(self) -> str:
        return self._one(self._yes.texts(), self._no.texts())


class Count(Piece):
    """How many things are in a list."""

    def __init__(self, code: str) -> None:
        super().__init__(Type.NUMBER, f"float(len({code}))")
        self._things = code

    def kept(self) -> str:
        return self.text()

    def text(self) -> str:
        return f"str(len({self._things}))"


def literal(value: str | float) -> Piece:
    """A value written out."""
    return Piece(Type.TEXT if isinstance(value, str) else Type.NUMBER, repr(value), value)


def truth(code: str) -> Piece:
    """A truth value."""
    return Piece(Type.BOOLEAN, code)


def number(code: str) -> Piece:
    """A number."""
    return Piece(Type.NUMBER, code)


def joined(first: Piece, rest: Sequence[tuple[str, Piece]]) -> Piece:
    """Pieces joined by operators of one strength."""
    match rest[0][0]:
        case "and" | "or" as word:
            return truth("(" + f" {word} ".join(p.boolean() for p in (first, *(piece for _, piece in rest))) + ")")
        case "+" | "-" | "*" | "div" | "mod":
            for sign, piece in rest:
                pair = (first.number(), piece.number())
                first = number(f"{sign}({', '.join(pair)})" if sign in NAMES else f"({f' {sign} '.join(pair)})")
            return first
    for sign, piece in rest:
        first = compared(sign, first, piece)
    return first


def compared(sign: str, left: Piece, right: Piece) -> Piece:
    """Whether a comparison holds; with nodes, for one of them at least."""
    types = {left.type, right.type}
    if Type.ANY in types:
        raise UntranslatableError("values of unknown type are compared")
    if Type.NODES in types:
        if left.type is not Type.NODES:
            left, right, sign = right, left, _MIRRORED[sign]
        return _with_nodes(sign, left, right)
    if sign in _EQUAL and Type.BOOLEAN in types:
        return _both(sign, left.boolean(), right.boolean())
    if sign not in _EQUAL or Type.NUMBER in types:
        return _both(sign, left.number(), right.number())
    return _both(sign, left.text(), right.text())


def _with_nodes(sign: str, left: Piece, right: Piece) -> Piece:
    if right.type is Type.BOOLEAN and sign in _EQUAL:
        return _both(sign, left.boolean(), right.boolean())
    as_text = sign in _EQUAL and right.type in (Type.TEXT, Type.NODES)
    if isinstance(left, One) and (isinstance(right, One) or right.type is not Type.NODES):
        return _both(sign, *((p.text() if as_text else p.number()) for p in (left, right)))
    if right.type is Type.NODES:
        raise UntranslatableError("several nodes are compared with nodes")
    each, other = ("each", right.text()) if as_text else ("N[each]", right.number())
    return truth(f"any({each} {_SIGNS[sign]} {other} for each in {left.texts()})")


def _both(sign: str, left: str, right: str) -> Piece:
    return truth(f"({left} {_SIGNS[sign]} {right})")
