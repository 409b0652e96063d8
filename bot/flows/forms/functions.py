"""The functions that expressions may call, in one table; those that choose between values are written here."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from bot.flows.forms.calls import Function, Functions, Site
from bot.flows.forms.date_functions import DATE_FUNCTIONS
from bot.flows.forms.geometry import GEOMETRY_FUNCTIONS
from bot.flows.forms.node_functions import NODE_FUNCTIONS
from bot.flows.forms.number_functions import NUMBER_FUNCTIONS
from bot.flows.forms.scope import Focus, XPathError
from bot.flows.forms.text_functions import TEXT_FUNCTIONS
from bot.flows.forms.values import Part, Type, Value

_CONTROL: Final = Functions()
_special = _CONTROL.special
_REFUSED: Final = {
    "pulldata": "reads a file outside the form; put the list on the sheet of choices and write instance('list')",
    "id": "is not part of ODK forms",
    "lang": "is not part of ODK forms",
}


@_special("if", 3, 3)
def _if(site: Site) -> Part:
    """One of two values; the other is not looked at."""
    test, one, other = site.parts[0].boolean(), site.parts[1], site.parts[2]
    yes, no = one.value, other.value
    type = one.type if one.type is other.type else Type.ANY  # noqa: A001
    return Part(type, lambda focus: yes(focus) if test(focus) else no(focus))


@_special("coalesce", 1, None)
def _coalesce(site: Site) -> Part:
    """The first value that is not empty. A number that makes no sense is as good as none."""
    values = [part.value if part.type in (Type.NUMBER, Type.BOOLEAN) else part.text() for part in site.parts]

    def value(focus: Focus) -> Value:
        for each in values:
            found: Value = each(focus)
            if found != "" and found == found:  # noqa: PLR0124 - only NaN differs from itself
                return found
        return ""

    return Part(Type.ANY, value)


@_special("true", 0, 0)
def _true(site: Site) -> Part:
    return Part(Type.BOOLEAN, lambda _: True)


@_special("false", 0, 0)
def _false(site: Site) -> Part:
    return Part(Type.BOOLEAN, lambda _: False)


@_special("not", 1, 1)
def _not(site: Site) -> Part:
    test = site.parts[0].boolean()
    return Part(Type.BOOLEAN, lambda focus: not test(focus))


@_special("boolean", 1, 1)
def _boolean(site: Site) -> Part:
    return Part(Type.BOOLEAN, site.parts[0].boolean())


@_special("uuid", 0, 1)
def _uuid(site: Site) -> Part:
    """A name that nothing else has; with a length, so many letters and digits of one."""
    if not site.parts:
        return Part(Type.TEXT, lambda focus: str(UUID(int=focus.scope.random.getrandbits(128), version=4)))
    length = site.parts[0].number()

    def value(focus: Focus) -> str:
        wanted = length(focus)
        return "".join(focus.scope.random.choices(_LETTERS, k=int(wanted))) if 0 < wanted <= 1000 else ""

    return Part(Type.TEXT, value)


_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

FUNCTIONS: Final[dict[str, Function]] = {
    **_CONTROL,
    **TEXT_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **DATE_FUNCTIONS,
    **NODE_FUNCTIONS,
    **GEOMETRY_FUNCTIONS,
}


def call(site: Site) -> Part:
    """The call of a function, compiled; or an error that says why there can be none."""
    function = FUNCTIONS.get(site.name)
    if function is not None:
        return function.call(site)
    if site.name in _REFUSED:
        raise site.error(_REFUSED[site.name])
    raise XPathError(f"column {site.column}: there is no function {site.name}()")
