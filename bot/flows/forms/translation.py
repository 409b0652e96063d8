"""Expressions of a form to Python: for those that nearly all forms are made of. Others are evaluated as they stand.

A node that is there once is a variable, a repeat a list of members, and an item of a list of choices a tuple; texts of
the form's author stand in the code as literals only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.flows.forms.axes import is_name
from bot.flows.forms.form import Definition, Kind
from bot.flows.forms.pieces import (
    Count,
    Either,
    Many,
    Members,
    One,
    Piece,
    UntranslatableError,
    joined,
    literal,
    number,
    truth,
)
from bot.flows.forms.syntax import Call, Chain, Literal, Negated, Path, Step, Tree
from bot.flows.forms.values import Type

NODE_ITSELF: Final = "node()"


class Names(Protocol):
    """What the code calls the nodes of the form."""

    def value(self, definition: Definition) -> str:
        """The variable that holds the text of a node which is there once."""

    def applies(self, definition: Definition) -> str:
        """The variable, or truth, that says whether it applies."""

    def codes(self, text: str) -> str:
        """The list of the codes in a text; of an empty one, with nothing in it."""

    def members(self, repeat: Definition) -> str:
        """The list of a repeat's instances, all of which apply."""

    def members_by(self, members: str, position: int) -> str:
        """Those instances by the number in one of their fields: lists."""

    def field(self, definition: Definition) -> int:
        """The position of a field in the tuple of an instance."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where an expression stands: at a node, in an instance of a repeat, or at an item of a list."""

    names: tuple[str, ...]
    variable: str = ""  # of the instance or the item
    columns: Mapping[str, int] | None = None  # of an item


@dataclass(frozen=True, slots=True)
class _Several:
    """Some members of a repeat: the variable for each, and the clause that goes through them."""

    each: str
    clause: str


class Translator:
    """Translates the expressions of one node."""

    def __init__(self, definitions: Mapping[str, Definition], names: Names, at: Definition) -> None:
        self._definitions = definitions
        self._names = names
        self._at = Here(at.names)
        self._variables = 0

    def piece(self, tree: Tree, here: Here | None = None) -> Piece:
        """The tree in Python. Raises UntranslatableError."""
        here = here or self._at
        match tree:
            case Literal(value):
                return literal(value)
            case Path():
                return self._path(tree, here)
            case Call("selected", (codes, code)):
                return self._selected(self.piece(codes, here), self.piece(code, here))
            case Call(name, arguments):
                function = _FUNCTIONS.get(name)
                if function is None:
                    raise UntranslatableError(name)
                return function([self.piece(argument, here) for argument in arguments])
            case Chain(first, rest):
                return joined(self.piece(first, here), [(sign, self.piece(value, here)) for sign, value in rest])
            case Negated(value):
                return number(f"(-{self.piece(value, here).number()})")
        raise UntranslatableError(type(tree).__name__)

    def offered(self, tree: Tree, columns: Mapping[str, int]) -> str:
        """Whether an item `c` of a list is offered: `instance('list')/root/item[…]`."""
        match tree:
            case Path(Call("instance", (Literal(),)), False, (root, item)):
                plain = not root.predicates and root.axis == item.axis == "child"
                if plain and (root.test, item.test) == ("root", "item"):
                    return self._all_hold(item.predicates, Here((), "c", columns))
        raise UntranslatableError("choices of another kind")

    def _all_hold(self, predicates: Sequence[Tree], here: Here) -> str:
        tests = [self.piece(predicate, here) for predicate in predicates]
        if any(test.type in (Type.NUMBER, Type.ANY) for test in tests):
            raise UntranslatableError("a predicate may be a position")
        return " and ".join(test.boolean() for test in tests) or "True"

    def _selected(self, codes: Piece, code: Piece) -> Piece:
        given = isinstance(code.constant, str) and code.constant.strip()
        return truth(f"({repr(given) if given else f'{code.text()}.strip()'} in {self._names.codes(codes.text())})")

    # --- paths

    def _path(self, tree: Path, here: Here) -> Piece:
        if tree.start is not None:
            if tree.start != Call("current", (), getattr(tree.start, "column", 0)):
                raise UntranslatableError("a path from a value")
            here = self._at
        if here.columns is not None and not tree.absolute:
            return self._of_item(tree.steps, here.variable, here.columns)
        names, variable = ((), "") if tree.absolute else (here.names, here.variable)
        many: _Several | None = None
        for step in tree.steps:
            if step.axis == "self" and step.test == NODE_ITSELF and not step.predicates:
                continue
            if step.axis == "parent" and step.test == NODE_ITSELF and not step.predicates and names and not many:
                if variable and self._definition(names).kind is Kind.REPEAT:
                    variable = ""
                names = names[:-1]
                continue
            if step.axis != "child" or not is_name(step.test):
                raise UntranslatableError(step.axis)
            names = (*names, step.test)
            many = self._step(step, names, many, variable)
        return self._end(self._definition(names), many, variable)

    def _step(self, step: Step, names: tuple[str, ...], many: _Several | None, variable: str) -> _Several | None:
        """The members to which the path has led, if there are any."""
        definition = self._definition(names)
        if definition.kind is not Kind.REPEAT:
            if step.predicates:
                raise UntranslatableError("a predicate on a single node")
            return many
        if many or variable:
            raise UntranslatableError("a repeat within a repeat")
        members, predicates = self._names.members(definition), step.predicates
        match predicates:
            case (Chain(Path() as path, (("=", Literal(float() as number)),)), *others) if self._is_child(path):
                members = self._numbered(members, (*names, path.steps[-1].test), number)
                predicates = tuple(others)
        self._variables += 1
        each = f"m{self._variables}"
        test = f" if {self._all_hold(predicates, Here(names, each))}" if predicates else ""
        return _Several(each, f"for {each} in {members}{test}")

    def _is_child(self, path: Path) -> bool:
        """Whether the path is `./name`."""
        *before, last = path.steps
        itself = all(step.axis == "self" and step.test == NODE_ITSELF and not step.predicates for step in before)
        child = last.axis == "child" and is_name(last.test) and not last.predicates
        return path.start is None and not path.absolute and itself and child

    def _numbered(self, members: str, names: tuple[str, ...], number: float) -> str:
        """The members with that number in a field, looked up: a form may ask for the first, the second, … of thirty."""
        position = self._names.field(self._definition(names))
        return f"{self._names.members_by(members, position)}.get({number!r}, ())"

    def _end(self, definition: Definition, many: _Several | None, variable: str) -> Piece:
        if many:
            if definition.kind is Kind.REPEAT:
                return Members(f"[{many.each} {many.clause}]")
            return Many(f"[{many.each}[{self._names.field(definition)}] {many.clause}]")
        if definition.children:
            raise UntranslatableError("the text of a group")
        if variable:
            return One(f"{variable}[{self._names.field(definition)}]", "True")
        return One(self._names.value(definition), self._names.applies(definition))

    def _definition(self, names: tuple[str, ...]) -> Definition:
        found = self._definitions.get("/" + "/".join(names))
        if found is None:
            raise UntranslatableError("/".join(names))
        return found

    def _of_item(self, steps: Sequence[Step], variable: str, columns: Mapping[str, int]) -> Piece:
        steps = [step for step in steps if step.axis != "self"]
        if len(steps) != 1 or steps[0].axis != "child" or steps[0].predicates or steps[0].test not in columns:
            raise UntranslatableError("a path within a list")
        return One(f"{variable}[{columns[steps[0].test]}]", "True")


# --- functions

Function = Callable[[Sequence[Piece]], Piece]


def _several(piece: Piece) -> One | Many:
    """The piece, if it is nodes."""
    if not isinstance(piece, One | Many):
        raise UntranslatableError("nodes are needed")
    return piece


def _extreme(name: str) -> Function:
    def build(arguments: Sequence[Piece]) -> Piece:
        each = [p.numbers() if isinstance(p, Many) else f"[{p.number()}]" for p in arguments]
        return number(f"extreme({' + '.join(each)}, {name})")

    return build


def _texts(pieces: Sequence[Piece]) -> str:
    return " + ".join(piece.texts() for piece in pieces) or "()"


_FUNCTIONS: Final[Mapping[str, Function]] = {
    "if": lambda a: Either(a[0].boolean(), a[1], a[2]),
    "not": lambda a: truth(f"(not {a[0].boolean()})"),
    "true": lambda _: truth("True"),
    "false": lambda _: truth("False"),
    "boolean": lambda a: truth(a[0].boolean()),
    "number": lambda a: number(_only(a).number()),
    "string": lambda a: Piece(Type.TEXT, _only(a).text()),
    "count": lambda a: _several(a[0]).count(),
    "sum": lambda a: number(f"float(sum({_several(a[0]).numbers()}))"),
    "min": _extreme("min"),
    "max": _extreme("max"),
    "concat": lambda a: Piece(Type.TEXT, f"joined('', {_texts(a)})"),
    "join": lambda a: Piece(Type.TEXT, f"joined({a[0].text()}, {_texts(a[1:])})"),
    "count-selected": lambda a: Count(f"{a[0].text()}.split()"),
}


def _only(arguments: Sequence[Piece]) -> Piece:
    if len(arguments) != 1:
        raise UntranslatableError("the place itself")
    return arguments[0]


TRANSLATED: Final = frozenset({*_FUNCTIONS, "selected"})
