"""What a question takes, where that follows from the answer alone: its constraint as a Python function."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

from bot.flows.forms.form import Definition, Form
from bot.flows.forms.numerals import UnfitError
from bot.flows.forms.pieces import NAMES, UntranslatableError
from bot.flows.forms.translation import Translator


@lru_cache(maxsize=1024)
def limit(form: Form, definition: Definition) -> Callable[[str], bool | None] | None:
    """Whether the question, where it applies, takes a value; the function gives None where the record must be asked,
    and there is none where the constraint reads more than the answer."""
    if definition.constraint is None:
        return None
    try:
        code = Translator(form.definitions, _Itself(definition), definition).piece(definition.constraint.trees[0])
        names: dict[str, Any] = {**NAMES}
        exec(compile(f"def takes(x): return {code.boolean()}", f"<{form.id}>", "exec"), names)  # noqa: S102 - quoted
    except (UntranslatableError, SyntaxError, RecursionError, MemoryError):
        return None
    takes: Callable[[str], bool] = names["takes"]

    def asked(value: str) -> bool | None:
        try:
            return takes(value)
        except UnfitError:
            return None

    return asked


class _Itself:
    """The only node that the code may name: the question, which applies."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition

    def value(self, definition: Definition) -> str:
        if definition is not self._definition:
            raise UntranslatableError(definition.path)
        return "x"

    def applies(self, definition: Definition) -> str:
        self.value(definition)
        return "True"

    def codes(self, text: str) -> str:
        return f"({text}.split() or NONE)"

    def members(self, repeat: Definition) -> NoReturn:
        raise UntranslatableError(repeat.path)

    def members_by(self, members: str, position: int) -> NoReturn:
        raise UntranslatableError(members)

    def field(self, definition: Definition) -> NoReturn:
        raise UntranslatableError(definition.path)
