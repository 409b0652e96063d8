"""What a record's answers come to, indicator by indicator."""

from collections.abc import Iterable, Mapping

from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from scoring.index import Index


def values_of(record: Record, names: Iterable[str]) -> dict[str, str]:
    """The calculates of those names, by name; what the form does not work out is not in it."""
    wanted = set(names)
    record.frame()
    return {
        definition.name: record.text(places[0])
        for definition in record.form.ordered
        if definition.name in wanted and (places := record.at(definition.path))
    }


def ids(indices: Iterable[Index]) -> set[str]:
    """The indicators of the indices."""
    return {indicator.id for index in indices for indicator in index.indicators}


def paths(form: Form, indices: Iterable[Index]) -> Mapping[str, str]:
    """By indicator, the path of the calculate that gives its value."""
    wanted = ids(indices)
    return {definition.name: definition.path for definition in form.ordered if definition.name in wanted}
