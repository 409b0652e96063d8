"""What a calculation can come to, as far as that is written out in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flows.forms.form import Definition, Form
from bot.flows.forms.references import references
from bot.flows.forms.syntax import Call, Chain, Literal, Path, Tree
from bot.flows.forms.values import text_of_number

_TRUTHS = frozenset({"true", "false"})
_TESTS = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or"})
_TESTING = frozenset(
    {"true", "false", "not", "boolean", "boolean-from-string", "selected", "contains", "starts-with", "ends-with"}
    | {"regex", "checklist", "weighted-checklist", "geofence"}
)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Texts that it can come to; `others`: and others, which nobody can tell before."""

    known: frozenset[str]
    others: bool = False

    def __or__(self, other: Outcomes) -> Outcomes:
        return Outcomes(self.known | other.known, self.others or other.others)


_ANYTHING = Outcomes(frozenset(), others=True)
_NOTHING = Outcomes(frozenset({""}))


def outcomes(definition: Definition, form: Form) -> Outcomes:
    """What the value at that place can be."""
    by_names = {each.names: each for each in form.ordered}
    return _value(definition, by_names, frozenset())


def _value(definition: Definition, by_names: Mapping[tuple[str, ...], Definition], seen: frozenset[str]) -> Outcomes:
    """`seen` are the paths that led here: a circle tells nothing."""
    if definition.path in seen or definition.is_asked or definition.calculate is None:
        return _ANYTHING
    within = seen | {definition.path}

    def of(tree: Tree) -> Outcomes:
        match tree:
            case Literal(str(text)):
                return Outcomes(frozenset({text}))
            case Literal(float(number)):
                return Outcomes(frozenset({text_of_number(number)}))
            case Call("if", (_, yes, no)):
                return of(yes) | of(no)
            case Call("string", (only,)):
                return of(only)
            case Call("number", (only,)) if of(only) == Outcomes(_TRUTHS):
                return Outcomes(frozenset({"1", "0"}))
            case Call(name) if name in _TESTING:
                return Outcomes(_TRUTHS)
            case Chain(_, ((sign, _), *_)) if sign in _TESTS:
                return Outcomes(_TRUTHS)
            case Path(_, _, steps) if not any(step.predicates for step in steps):
                places = references((tree,), definition.names)
                found = [by_names.get(names) for names in places]
                if len(found) == 1 and found[0] is not None:
                    return _value(found[0], by_names, within)
        return _ANYTHING

    found = of(definition.calculate.trees[0])
    return found if definition.relevant is None else found | _NOTHING
