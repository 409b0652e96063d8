"""Who may do what where: the one table that decides every read and write."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

CADRE, COORDINATOR, OPERATOR = "cadre", "coordinator", "operator"
ANYBODY = "anybody"  # who writes to the bot without a role


class Action(enum.StrEnum):
    """Something that a person may want to do."""

    LOOK_UP = "look_up"  # services, important numbers, what the survey is
    COME_IN = "come_in"  # with an invitation or a code
    INTERVIEW = "interview"  # a household: see its answers, ask, correct
    ADD_HOUSEHOLD = "add_household"
    SUMMARIZE = "summarize"  # an area: figures from which no family can be told


TABLE: Mapping[Action, frozenset[str]] = {
    Action.LOOK_UP: frozenset({ANYBODY, CADRE, COORDINATOR, OPERATOR}),
    Action.COME_IN: frozenset({ANYBODY, CADRE, COORDINATOR, OPERATOR}),
    Action.INTERVIEW: frozenset({CADRE}),
    Action.ADD_HOUSEHOLD: frozenset({CADRE}),
    Action.SUMMARIZE: frozenset({COORDINATOR}),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A role where it holds: in a region and everything below it, or in one RT of a village."""

    role: str
    region_code: str
    rt: str | None = None

    def covers(self, region_code: str, rt: str | None = None) -> bool:
        """Whether the role holds there."""
        inside = region_code == self.region_code or region_code.startswith(f"{self.region_code}.")
        return inside and self.rt in {None, rt}


def may_try(role: str | None, action: Action) -> bool:
    """Whether somebody in that role may do such a thing anywhere."""
    return (role or ANYBODY) in TABLE[action]


def may(standing: Standing, action: Action, region_code: str, rt: str | None = None) -> bool:
    """Whether somebody of that standing may do it there."""
    return may_try(standing.role, action) and standing.covers(region_code, rt)
