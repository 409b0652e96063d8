"""Lists of choices that other answers narrow: what is offered, remembered by all that it rests on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.flows.forms.dependencies import matching
from bot.flows.forms.form import Choice, Definition, Form, Kind
from bot.flows.forms.translation import TRANSLATED

MOST_OFFERS = 1_000  # of one question
Offered = tuple[Choice, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """What was offered at a question in any household, by the texts of what decides it."""

    paths: tuple[str, ...]
    known: dict[object, Offered] = field(default_factory=dict)

    def offered(self, key: object, find: Callable[[], Offered]) -> Offered:
        """What is offered there where these are the texts."""
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MOST_OFFERS:
                self.known.clear()
            found = self.known[key] = find()
        return found


@lru_cache(maxsize=1024)
def offers(form: Form, definition: Definition) -> Offers | None:
    """The question's offers, where they are part of a list and rest on nothing but single questions."""
    choices = definition.choices
    if choices is None or choices.nodeset is None or not choices.listed:
        return None
    plain = choices.nodeset.functions <= TRANSLATED | {"instance"} and not _in_repeat(form, definition.path)
    read = choices.nodeset.references(definition.names)
    paths = tuple(path for names in sorted(read) for path in matching(names, {d.names: d.path for d in form.ordered}))
    wild = any("*" in names or "//" in names for names in read)
    once = all(not _in_repeat(form, path) and not form.definitions[path].children for path in paths)
    return Offers(paths) if plain and once and not wild else None


def _in_repeat(form: Form, path: str) -> bool:
    while path:
        if form.definitions[path].kind is Kind.REPEAT:
            return True
        path = path.rpartition("/")[0]
    return False
