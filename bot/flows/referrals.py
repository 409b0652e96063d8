"""Tips for a scored household: what it can do first, and where to go.

Only what is unmet and not private counts. A tip of class N is never chosen by an answer, one of class P only for the
cadre's own screen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.flows.services.contacts import Contacts
from bot.flows.services.directory import Directory, Service
from bot.flows.services.tips import Tip
from bot.flows.services.wording import Wording
from bot.flows.texts import Text, Words
from scoring.index import MET, UNMET, Index, Values

MOST_TIPS = 3


@dataclass(frozen=True)
class Advice:
    """A tip with the services that may be shown here; `door` is the first of them, if any."""

    tip: Tip
    door: Service | None
    others: tuple[Service, ...]


def tips(
    values: Values,
    tip_rows: Iterable[Tip],
    directory: Directory,
    contacts: Contacts,
    *,
    own_screen: bool = False,
    holds: Callable[[str], bool] | None = None,
) -> tuple[Advice, ...]:
    """At most three tips, in the sheet's order: a small child's safety and illness, documents, then the rest.

    `holds` says whether a tip's `when` is true for this household; without it, `when` is the name of a value that must
    be 1.
    """
    allowed = ("U", "P") if own_screen else ("U",)
    true = holds or (lambda when: values.get(when) == MET)
    due = [tip for tip in tip_rows if tip.delivery in allowed and _due(tip, values, true)]
    due.sort(key=lambda tip: tip.order)
    return tuple(_advice(tip, directory, contacts) for tip in due[:MOST_TIPS])


def good_news(indices: Iterable[Index], values: Values, language: str, turn: int = 0) -> Words | None:
    """One thing that is already fulfilled and not private, `turn` by turn another one; None where there is none."""
    met = [
        Wording(indicator.label, indicator.label_en)
        for index in indices
        if index.kind == "score"
        for indicator in index.public
        if values.get(indicator.id) == MET
    ]
    if not met:
        return None
    return Text("Hal yang sudah baik: {thing}.", {"thing": _lowered(met[turn % len(met)].said_in(language))})


def _due(tip: Tip, values: Values, holds: Callable[[str], bool]) -> bool:
    if not tip.indicators and not tip.when:
        return False  # found by browsing only
    lacking = not tip.indicators or any(values.get(id_) == UNMET for id_ in tip.indicators)
    return lacking and (not tip.when or holds(tip.when))


def _advice(tip: Tip, directory: Directory, contacts: Contacts) -> Advice:
    doors = [directory.services[id_] for id_ in tip.services if directory.visible(id_, contacts)]
    return Advice(tip, doors[0] if doors else None, tuple(doors[1:]))


def _lowered(label: str) -> str:
    """The label as it stands within a sentence; an abbreviation keeps its capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
