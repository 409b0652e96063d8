"""What a record's answers come to, indicator by indicator."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from bot.flows.forms.evaluation import evaluation
from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from scoring.index import MISSING, Index, Values


def values_of(record: Record, names: Iterable[str]) -> dict[str, str]:
    """The calculates of those names, by name; what the form does not work out is not in it."""
    there = _there(record.form, frozenset(names))
    frame = record.frame()
    if frame is not None and there.pick is not None:
        return dict(zip(there.names, there.pick(frame.texts), strict=True))
    found = ((name, record.at(path)) for name, path in zip(there.names, there.paths, strict=True))
    return {name: record.text(places[0]) for name, places in found if places}


def known_values(record: Record, indices: Iterable[Index], others: Iterable[str] = ()) -> dict[str, str]:
    """What the record's answers come to in these indices, and other calculates, by name; see `countable`."""
    indices = tuple(indices)
    return countable(values_of(record, ids(indices) | {*others}), indices)


def countable(values: Values, indices: Iterable[Index]) -> dict[str, str]:
    """The values, of which those that an index cannot count (a `true`, a 2) are not known: an author's slip that only
    an interview shows must not keep it from being finished."""
    return {**values, **{name: MISSING for _, name in odd_values(values, indices)}}


def odd_values(values: Values, indices: Iterable[Index]) -> list[tuple[Index, str]]:
    """The indicators with values that their index cannot count."""
    return [
        (index, indicator.id)
        for index in indices
        for indicator in index.indicators
        if values.get(indicator.id, MISSING) not in index.can_be(indicator.id)
    ]


class _There:
    """Where a form works out certain names; `pick` takes all of them out of a frame's texts, if they are there."""

    def __init__(self, form: Form, names: frozenset[str]) -> None:
        definitions = [definition for definition in form.ordered if definition.name in names]
        self.names = tuple(definition.name for definition in definitions)
        self.paths = tuple(definition.path for definition in definitions)
        whole = evaluation(form)
        positions = [whole.layout.texts.get(path, -1) for path in self.paths] if whole else []
        several = len(positions) > 1 and -1 not in positions and len({*self.names}) == len(self.names)
        self.pick: Callable[[Sequence[str]], tuple[str, ...]] | None = itemgetter(*positions) if several else None


@lru_cache(maxsize=64)
def _there(form: Form, names: frozenset[str]) -> _There:
    return _There(form, names)


def ids(indices: Iterable[Index]) -> set[str]:
    """The indicators of the indices."""
    return {indicator.id for index in indices for indicator in index.indicators}


def paths(form: Form, indices: Iterable[Index]) -> Mapping[str, str]:
    """By indicator, the path of the calculate that gives its value."""
    wanted = ids(indices)
    return {definition.name: definition.path for definition in form.ordered if definition.name in wanted}
