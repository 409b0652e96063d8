"""What expressions consist of, as trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AXES: Final = frozenset(
    {"ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following"}
    | {"following-sibling", "parent", "preceding", "preceding-sibling", "self"}
)
NODE_TYPES: Final = frozenset({"node", "text", "comment", "processing-instruction"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number written out."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. The test is a name, `*`, `prefix:*`, or a node type such as `node()`."""

    axis: str
    test: str
    predicates: tuple[Tree, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the document (`/a`), from a value (`instance('x')/a`), or else from where the expression stands."""

    start: Tree | None
    absolute: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """A value narrowed by predicates: `(//a)[1]`."""

    value: Tree
    predicates: tuple[Tree, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Tree, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Negated:
    """A minus sign before a value."""

    value: Tree


@dataclass(frozen=True, slots=True)
class Chain:
    """Values joined by operators of one strength, read from the left: `a - b + c`."""

    first: Tree
    rest: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Union:
    """Several node-sets in one: `a | b`."""

    values: tuple[Tree, ...]
    column: int


Tree = Literal | Path | Filtered | Call | Negated | Chain | Union

ANYWHERE: Final = Step("descendant-or-self", "node()", (), 0)  # what // stands for
