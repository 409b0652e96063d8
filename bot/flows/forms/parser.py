"""Tokens made into trees, by the grammar of XPath."""

from __future__ import annotations

from typing import Final

from bot.flows.forms.scope import XPathError
from bot.flows.forms.syntax import (
    ANYWHERE,
    AXES,
    NODE_TYPES,
    Call,
    Chain,
    Filtered,
    Literal,
    Negated,
    Path,
    Step,
    Tree,
    Union,
)
from bot.flows.forms.tokens import Token, TokenKind, tokens

DEEPEST: Final = 100  # a bound on nesting, so that no expression can exhaust Python's stack
LEVELS: Final = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
STRENGTH: Final = {operator: strength for strength, level in enumerate(LEVELS) for operator in level}


def parse(source: str) -> Tree:
    """The tree of an expression."""
    return _Parser(tokens(source)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Tree:
        tree = self._expression()
        if self._next.kind is not TokenKind.END:
            raise self._unexpected()
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _unexpected(self) -> XPathError:
        token = self._next
        if token.kind is TokenKind.END:
            return XPathError(f"column {token.column}: the expression ends too early")
        before = self._tokens[self._at - 1].text if self._at else ""
        hint = "; perhaps div" if before == "/" and token.kind is TokenKind.NUMBER else ""
        return XPathError(f"column {token.column}: {token.text!r} does not belong here{hint}")

    def _take(self, *texts: str) -> Token | None:
        """The next token, gone past, if it is an operator or a sign with one of those texts."""
        token = self._next
        if token.text in texts and token.kind in (TokenKind.OPERATOR, TokenKind.SIGN):
            self._at += 1
            return token
        return None

    def _expect(self, text: str) -> None:
        if self._take(text) is None:
            raise self._unexpected()

    def _strength(self) -> int:
        """How strongly the next token binds what stands around it; -1 if it is no operator of two values."""
        return STRENGTH.get(self._next.text, -1) if self._next.kind is TokenKind.OPERATOR else -1

    def _expression(self, weakest: int = 0) -> Tree:
        """Values joined by operators that bind at least that strongly."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise XPathError(f"column {self._next.column}: nested more than {DEEPEST} deep")
        tree = self._operand()
        while (strength := self._strength()) >= weakest:
            rest: list[tuple[str, Tree]] = []
            while self._strength() == strength:
                operator = self._next.text
                self._at += 1
                rest.append((operator, self._expression(strength + 1)))
            tree = Chain(tree, tuple(rest))
        self._depth -= 1
        return tree

    def _operand(self) -> Tree:
        signs = 0
        while self._take("-"):
            signs += 1
        column = self._next.column
        value = self._path()
        if self._next.text == "|" and self._next.kind is TokenKind.OPERATOR:
            values = [value]
            while self._take("|"):
                values.append(self._path())
            value = Union(tuple(values), column)
        if signs == 0:
            return value
        return Negated(value) if signs % 2 else Negated(Negated(value))

    def _path(self) -> Tree:
        token = self._next
        if self._take("/"):
            return Path(None, True, self._steps() if self._at_step() else ())
        if self._take("//"):
            return Path(None, True, (ANYWHERE, *self._steps()))
        if self._at_step():
            return Path(None, False, self._steps())
        value = self._primary()
        predicates = self._predicates()
        if predicates:
            value = Filtered(value, predicates, token.column)
        if self._take("/"):
            return Path(value, False, self._steps())
        if self._take("//"):
            return Path(value, False, (ANYWHERE, *self._steps()))
        return value

    def _at_step(self) -> bool:
        token = self._next
        if token.kind is TokenKind.NAME:
            following = self._tokens[self._at + 1]
            return following.text != "(" or following.kind is not TokenKind.SIGN or token.text in NODE_TYPES
        return token.kind is TokenKind.SIGN and token.text in (".", "..", "@")

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while sign := self._take("/", "//"):
            if sign.text == "//":
                steps.append(ANYWHERE)
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        column = self._next.column
        if self._take("."):
            return Step("self", "node()", (), column)
        if self._take(".."):
            return Step("parent", "node()", (), column)
        axis = "attribute" if self._take("@") else "child"
        name = self._name()
        if axis == "child" and self._take("::"):
            if name not in AXES:
                raise XPathError(f"column {column}: there is no axis {name!r} here")
            axis, name = name, self._name()
        if self._take("("):
            if name not in NODE_TYPES:
                raise XPathError(f"column {column}: {name}() is not a step of a path")
            target = self._next.text[1:-1] if self._next.kind is TokenKind.TEXT else ""
            if target and name == "processing-instruction":
                self._at += 1
            self._expect(")")
            name = f"{name}({target})"
        return Step(axis, name, self._predicates(), column)

    def _name(self) -> str:
        token = self._next
        if token.kind is not TokenKind.NAME:
            raise self._unexpected()
        self._at += 1
        return token.text

    def _predicates(self) -> tuple[Tree, ...]:
        predicates: list[Tree] = []
        while self._take("["):
            predicates.append(self._expression())
            self._expect("]")
        return tuple(predicates)

    def _primary(self) -> Tree:
        token = self._next
        if token.kind is TokenKind.NUMBER:
            self._at += 1
            return Literal(float(token.text))
        if token.kind is TokenKind.TEXT:
            self._at += 1
            return Literal(token.text[1:-1])
        if self._take("("):
            value = self._expression()
            self._expect(")")
            return value
        if token.kind is TokenKind.NAME:
            self._at += 2
            return Call(token.text, self._arguments(), token.column)
        raise self._unexpected()

    def _arguments(self) -> tuple[Tree, ...]:
        if self._take(")"):
            return ()
        arguments = [self._expression()]
        while self._take(","):
            arguments.append(self._expression())
        self._expect(")")
        return tuple(arguments)
