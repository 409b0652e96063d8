"""`kawan score --area`: the households of a file together, under both NA policies, in a form that programs read.

Nothing is hidden in it: it is for checking the arithmetic with made-up households, and reads no database.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.area import Area, area_of
from scoring.index import MISSING, Index, NaPolicy
from scoring.publishing import LOW
from scoring.rule import RuleCount, count_of
from scoring.score import shown
from scoring.tally import Tally, tally

POLICIES: tuple[NaPolicy, ...] = ("exclude", "as_met")
UNKNOWN = "missing"  # how a household's card writes a value that is not known


def area_card(indices: Sequence[Index], cards: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the households' cards amount to, in every index."""
    private = bool(cards) and bool(cards[0]["with_private"])
    told = {index.id: _told(index, _counted(index, cards, private), private) for index in indices}
    return {"with_private": private, "households": len(cards), "indices": told}


def _counted(index: Index, cards: Sequence[Mapping[str, Any]], private: bool) -> Tally:
    values = [
        {
            name: MISSING if value == UNKNOWN else value
            for name, value in card["indices"][index.id]["indicators"].items()
        }
        for card in cards
    ]
    return tally(index, values, private)


def _told(index: Index, counts: Tally, private: bool) -> dict[str, Any]:
    head = {"label": index.label, "kind": index.kind, "version": index.version}
    if index.kind == "rule":
        return head | _rule(count_of(index, counts))
    if index.kind == "grades":  # one village, one class: they are not added up
        return head
    found: dict[str, Any] = {policy: _area(area_of(index, counts, policy, private)) for policy in POLICIES}
    return {**head, "na_policy": index.na_policy, "area": index.area, **found}


def _rule(found: RuleCount) -> dict[str, Any]:
    not_at_risk = max(found.targets - found.yes - found.unknown, 0)
    return {
        "households": found.households,
        "targets": found.targets,
        "yes": found.yes,
        "no": not_at_risk,
        "unknown": found.unknown,
        "holding": dict(found.holding),
    }


def _area(found: Area) -> dict[str, Any]:
    return {
        **_figure(found.total),
        "band": found.band.id if found.band is not None else None,
        "counted": found.with_total,
        "dimensions": {d.id: {**_figure(d.value), "counted": d.counted} for d in found.dimensions},
        "indicators": {
            share.id: {
                "met": share.met,
                "unmet": share.unmet,
                "na": share.na,
                "missing": share.missing,
                **_figure(share.value),
                "low": None if share.value is None else share.value < LOW,
            }
            for share in found.shares
        },
    }


def _figure(value: Fraction | None) -> dict[str, str | None]:
    return {"value": None if value is None else str(value), "shown": None if value is None else str(shown(value))}
