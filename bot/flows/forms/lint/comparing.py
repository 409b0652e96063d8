"""What answers are compared with: codes that no choice has, words where a number is asked, texts that stand alone."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.lint.rules import expressions
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.references import references
from bot.flows.forms.sheets import Problem
from bot.flows.forms.syntax import Call, Chain, Filtered, Literal, Negated, Path, Tree, Union
from bot.flows.forms.values import NUMBER, text_of_number

_COMPARING = frozenset({"=", "!=", "<", "<=", ">", ">="})
_NUMBERS = frozenset({"int", "integer", "decimal", "long"})
_MOST_NAMED = 6


def problems(source: Source, form: Form) -> Iterator[Problem]:
    """Comparisons that come out the same whatever is answered, by row. A question that never comes up because of one is
    told as advice, as others that never come up are: forms of other people live with them."""
    known = {definition.names: definition for definition in form.ordered}
    for definition in form.ordered:
        row = source.row(definition)
        for column, expression in expressions(definition):
            for part in _parts(expression.trees[0]):
                for message in _alone(part):
                    yield Problem("survey", row, f"{column}: {message}")
                for message in _Comparison(definition, known).of(part):
                    yield Problem("survey", row, f"{column}: {message}", advice=column == "relevant")
        yield from _defaults(row, definition)


def _parts(tree: Tree) -> Iterator[Tree]:
    """The tree and all that it is joined of."""
    yield tree
    below: tuple[Tree, ...] = ()
    match tree:
        case Chain(first, rest):
            below = (first, *(value for _, value in rest))
        case Call(_, arguments):
            below = arguments
        case Negated(value):
            below = (value,)
    for each in below:
        yield from _parts(each)


def _alone(tree: Tree) -> Iterator[str]:
    """A text or a number that is joined by and, or: `${a} = 'x' or 'y'`."""
    if isinstance(tree, Chain) and tree.rest[0][0] in ("and", "or"):
        for part in (tree.first, *(value for _, value in tree.rest)):
            if isinstance(part, Literal):
                text = repr(part.value) if isinstance(part.value, str) else text_of_number(part.value)
                yield f"{text} stands alone as a condition; compare an answer with it once more"


class _Comparison:
    """Comparisons in the expressions of one node."""

    def __init__(self, definition: Definition, known: Mapping[tuple[str, ...], Definition]) -> None:
        self._definition = definition
        self._known = known

    def of(self, tree: Tree) -> Iterator[str]:
        """What is wrong with it, if it is one."""
        match tree:
            case Chain(first, ((sign, other), *_)) if sign in _COMPARING:
                yield from self._compared(first, sign, other)
            case Call("selected", (path, Literal(str(code)))):
                yield from self._code(path, code.strip())

    def _compared(self, one: Tree, sign: str, other: Tree) -> Iterator[str]:
        path, literal = (one, other) if isinstance(other, Literal) else (other, one)
        if not isinstance(literal, Literal):
            return
        asked, value = self._asked(path), literal.value
        if asked is None or value == "":
            return
        if asked.choices is None:
            if asked.type in _NUMBERS and isinstance(value, str) and not NUMBER.fullmatch(value):
                yield f"{asked.name} is asked as a number, and {value!r} is none"
        elif sign not in ("=", "!="):
            if (codes := _codes(asked)) and not any(NUMBER.fullmatch(code) for code in codes):
                yield f"the choices of {asked.name} have no numbers to be compared by {sign}"
        elif isinstance(value, str):
            for code in value.split() if asked.control == "select" else [value]:
                yield from self._code(path, code)
        elif (codes := _codes(asked)) and not any(NUMBER.fullmatch(c) and float(c) == value for c in codes):
            yield _no_such(asked, text_of_number(value), codes)

    def _code(self, path: Tree, code: str) -> Iterator[str]:
        asked = self._asked(path)
        if asked is not None and (codes := _codes(asked)) and code and code not in codes:
            yield _no_such(asked, code, codes)

    def _asked(self, tree: Tree) -> Definition | None:
        """The only question that a path leads to."""
        if not isinstance(tree, Path | Filtered | Union) and tree != Call("current", (), getattr(tree, "column", 0)):
            return None
        found = [self._known.get(names) for names in references((tree,), self._definition.names, values=True)]
        places = [each for each in found if each is not None and each.kind is Kind.QUESTION]
        return places[0] if len(places) == len(found) == 1 else None


def _codes(asked: Definition) -> tuple[str, ...]:
    """The codes of a question's list; none where they are not known beforehand."""
    return tuple(choice.code for choice in asked.choices.listed.values()) if asked.choices else ()


def _no_such(asked: Definition, code: str, codes: tuple[str, ...]) -> str:
    near = next((each for each in codes if each.lower() == code.strip().lower()), None)
    near = near or next(iter(get_close_matches(code, codes, 1)), None)
    named = ", ".join(codes[:_MOST_NAMED]) + (", …" if len(codes) > _MOST_NAMED else "")
    mend = f"perhaps {near!r}" if near else f"its codes are {named}"
    return f"{asked.name} has no choice {code!r}; {mend}"


def _defaults(row: int, definition: Definition) -> Iterator[Problem]:
    """Defaults that no answer could be."""
    value = definition.default
    if not value or definition.kind is not Kind.QUESTION:
        return
    message = ""
    if definition.type in _NUMBERS and not NUMBER.fullmatch(value):
        message = f"default: {value!r} is no number"
    elif codes := _codes(definition):
        wrong = [code for code in (value.split() if definition.control == "select" else [value]) if code not in codes]
        message = f"default: {_no_such(definition, wrong[0], codes)}" if wrong else ""
    if message:
        yield Problem("survey", row, message)
