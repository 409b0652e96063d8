"""Conditions that are met by a question's being there, whatever is answered."""

from collections.abc import Iterator

from bot.flows.forms.form import Definition, Form, Kind
from bot.flows.forms.lint.sources import Source
from bot.flows.forms.references import references
from bot.flows.forms.sheets import Problem
from bot.flows.forms.syntax import Call, Chain, Negated, Path, Tree
from bot.flows.forms.xpath import Expression


def problems(source: Source, form: Form) -> Iterator[Problem]:
    """Questions that stand alone as a condition. Some programs take that for "is answered", others for "is there"."""
    known = {definition.names: definition for definition in form.ordered}
    for definition in form.ordered:
        for column, tree in _trees(definition):
            for path in dict.fromkeys(tree):
                for names in references((path,), definition.names):
                    asked = known.get(names)
                    if asked is None or not _is_single(asked, definition, form):
                        continue
                    message = (
                        f"{column}: {asked.name} stands alone as a condition, which holds whatever is answered; write "
                        f"${{{asked.name}}} != '' or compare it with an answer"
                    )
                    yield Problem("survey", source.row(definition), message)


def _trees(definition: Definition) -> Iterator[tuple[str, Iterator[Path]]]:
    """Each column with the paths that stand alone in its conditions."""
    whole: tuple[tuple[str, Expression | None], ...] = (
        ("relevant", definition.relevant),
        ("constraint", definition.constraint),
        ("required", definition.required),
        ("read_only", definition.readonly),
    )
    for column, expression in whole:
        if expression is not None:
            yield column, _alone(expression.trees[0], test=True)
    if definition.calculate is not None:
        yield "calculation", _alone(definition.calculate.trees[0], test=False)


def _alone(tree: Tree, *, test: bool) -> Iterator[Path]:
    match tree:
        case Path(None, _, steps) if test and not any(step.predicates for step in steps):
            yield tree
        case Chain(first, rest):
            tests = rest[0][0] in ("and", "or")
            for part in (first, *(value for _, value in rest)):
                yield from _alone(part, test=tests)
        case Call("not" | "boolean", (only,)):
            yield from _alone(only, test=True)
        case Call("if", (condition, *values)):
            yield from _alone(condition, test=True)
            for value in values:
                yield from _alone(value, test=test)
        case Call(_, arguments):
            for argument in arguments:
                yield from _alone(argument, test=False)
        case Negated(value):
            yield from _alone(value, test=False)


def _is_single(asked: Definition, definition: Definition, form: Form) -> bool:
    """Whether there is exactly one such node seen from that definition; whether some of many are there is a question of
    its own."""
    if asked.kind in (Kind.GROUP, Kind.REPEAT) or asked is definition:
        return False
    above = [asked.path[:end] for end in range(len(asked.path)) if asked.path[end] == "/"]
    repeats = [path for path in above if path and form.definitions[path].kind is Kind.REPEAT]
    return all(definition.path.startswith(f"{path}/") for path in repeats)
