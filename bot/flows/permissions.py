"""Who may do what where: the one table that decides every read and write.

A row says, for each role, where she must have it to do such a thing: at which levels of region. It holds there and
everywhere below. A household needs more of a cadre, and that stands in `Place.is_open_to`.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

CADRE, COORDINATOR, OPERATOR = "cadre", "coordinator", "operator"
ANYBODY = "anybody"  # who writes to the bot without a role
OWN_FOR = timedelta(days=30)  # so long a cadre sees a house that she has finished

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4  # levels, as a code counts its parts
ANYWHERE = frozenset({PROVINCE, REGENCY, DISTRICT, VILLAGE})
IN_A_VILLAGE = frozenset({VILLAGE})
FROM_REGENCY_UP = frozenset({PROVINCE, REGENCY})


class Action(enum.StrEnum):
    """Something that a person may want to do."""

    LOOK_UP = "look_up"  # services, important numbers, what the survey is
    COME_IN = "come_in"  # with an invitation or a code
    SWITCH_ROLE = "switch_role"  # of several, the one she acts in
    LEAVE = "leave"  # give up being a cadre
    INTERVIEW = "interview"  # a household: see its answers, ask, correct
    ADD_HOUSEHOLD = "add_household"
    BE_REMINDED = "be_reminded"  # of what she did not ask for: when, or not at all
    REFER = "refer"  # help a family on its way to a service
    SEE_REFERRALS = "see_referrals"  # a cadre her own, a coordinator those that are stuck
    FOLLOW_UP = "follow_up"  # what is stuck in a village, and its plan
    SUMMARIZE = "summarize"  # an area: figures from which no family can be told
    SEE_PROGRESS = "see_progress"  # how far places and cadres are, who is silent
    SEE_REPORT = "see_report"
    EXPORT = "export"  # figures without names
    KEEP_CONTACTS = "keep_contacts"  # how services are reached
    INVITE = "invite"
    END_ROLE = "end_role"
    ASSIGN = "assign"  # households to cadres, also those of one who leaves; close a household
    OPEN_HOUSEHOLD = "open_household"  # read one, with a reason, without anything private
    MESSAGE = "message"  # to the cadres
    TELL_OF_VILLAGE = "tell_of_village"  # its own facts: area, people, groups, programmes
    PUBLISH = "publish"  # a version of the questionnaire
    OWN_HOUSEHOLD = "own_household"  # see its result, and use its rights, where its code was told
    HELP_WITH_RIGHTS = "help_with_rights"  # of a household, in its presence; answer what it asked


_EVERYBODY = {ANYBODY: ANYWHERE, CADRE: ANYWHERE, COORDINATOR: ANYWHERE, OPERATOR: ANYWHERE}
_WITH_A_ROLE = {CADRE: ANYWHERE, COORDINATOR: ANYWHERE, OPERATOR: ANYWHERE}
_LEADING = {COORDINATOR: ANYWHERE, OPERATOR: ANYWHERE}

TABLE: Mapping[Action, Mapping[str, frozenset[int]]] = {
    Action.LOOK_UP: _EVERYBODY,
    Action.COME_IN: _EVERYBODY,
    Action.SWITCH_ROLE: _WITH_A_ROLE,
    Action.LEAVE: {CADRE: ANYWHERE},
    Action.INTERVIEW: {CADRE: IN_A_VILLAGE},
    Action.ADD_HOUSEHOLD: {CADRE: IN_A_VILLAGE},
    Action.BE_REMINDED: _WITH_A_ROLE,
    Action.REFER: {CADRE: IN_A_VILLAGE},
    Action.SEE_REFERRALS: {CADRE: IN_A_VILLAGE, COORDINATOR: IN_A_VILLAGE},
    Action.FOLLOW_UP: {COORDINATOR: IN_A_VILLAGE},
    Action.SUMMARIZE: {COORDINATOR: ANYWHERE},
    Action.SEE_PROGRESS: _LEADING,
    Action.SEE_REPORT: _LEADING,
    Action.EXPORT: _LEADING,
    Action.KEEP_CONTACTS: _LEADING,
    Action.INVITE: _LEADING,
    Action.END_ROLE: _LEADING,
    Action.ASSIGN: {COORDINATOR: IN_A_VILLAGE},
    Action.OPEN_HOUSEHOLD: {COORDINATOR: IN_A_VILLAGE},
    Action.MESSAGE: {COORDINATOR: IN_A_VILLAGE},
    Action.TELL_OF_VILLAGE: {COORDINATOR: IN_A_VILLAGE, OPERATOR: IN_A_VILLAGE},
    Action.OWN_HOUSEHOLD: {ANYBODY: ANYWHERE},
    Action.HELP_WITH_RIGHTS: {CADRE: IN_A_VILLAGE, COORDINATOR: IN_A_VILLAGE},
    Action.PUBLISH: {COORDINATOR: FROM_REGENCY_UP, OPERATOR: ANYWHERE},
}
WHILE_HELD = frozenset({Action.HELP_WITH_RIGHTS, Action.ASSIGN})  # with a household whose data are used for nothing
RANKS: Mapping[str, int] = {OPERATOR: 2, COORDINATOR: 1, CADRE: 0}  # of two roles in one region, whose is higher


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a region, perhaps an RT of it; of a household also whose it is and how far it has got."""

    region_code: str
    rt: str | None = None
    cadre_id: int | None = None  # to whom it was given by name; else it is whoever's the RT is
    finished_by: int | None = None
    finished_at: datetime | None = None
    apart: bool = False  # from the person who asks: her own family, or one that wants another cadre
    closed: bool = False  # moved away, or nobody left
    held: bool = False  # by one of its rights: its data are used for nothing

    def is_of_share(self, cadre: "Standing") -> bool:
        """Whether it is a cadre's: given to her, or in her RT and given to nobody; finished or not."""
        return self.cadre_id == cadre.person_id if self.cadre_id is not None else cadre.rt in {None, self.rt}

    def is_open_to(self, cadre: "Standing", now: datetime) -> bool:
        """Whether it is a cadre's to enter: of her share; not finished, or by herself of late."""
        if self.apart or self.closed or cadre.region_code != self.region_code:
            return False
        if self.finished_at is None:
            return self.is_of_share(cadre)
        return self.is_of_share(cadre) and self.finished_by == cadre.person_id and now - self.finished_at <= OWN_FOR


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's role where it holds: in a region and everything below it, or in one RT of a village."""

    role: str
    region_code: str
    rt: str | None = None
    person_id: int = 0

    @property
    def level(self) -> int:
        """The level of her region, by its code."""
        return level_of(self.region_code)

    def covers(self, region_code: str, rt: str | None = None) -> bool:
        """Whether the role holds there."""
        inside = region_code == self.region_code or region_code.startswith(f"{self.region_code}.")
        return inside and self.rt in {None, rt}


def level_of(region_code: str) -> int:
    """The level of a region: 1 for a province, 4 for a village."""
    return region_code.count(".") + 1


def may_try(role: str | None, action: Action) -> bool:
    """Whether somebody in that role may do such a thing anywhere."""
    return (role or ANYBODY) in TABLE[action]


def may(standing: Standing, action: Action, region_code: str, rt: str | None = None) -> bool:
    """Whether somebody of that standing may do it there."""
    levels = TABLE[action].get(standing.role, frozenset())
    return standing.level in levels and standing.covers(region_code, rt)


def may_with(standing: Standing, action: Action, household: Place, now: datetime) -> bool:
    """Whether somebody of that standing may do it with that household."""
    if household.held and action not in WHILE_HELD:
        return False
    if standing.role == CADRE:
        allowed = standing.level in TABLE[action].get(CADRE, frozenset())
        return allowed and household.is_open_to(standing, now)
    return may(standing, action, household.region_code, household.rt)


def may_give(standing: Standing, action: Action, role: str, region_code: str, rt: str | None = None) -> bool:
    """Whether she may give that role there (invite), or end it: one below her own, or in a region below hers; to
    invite, also somebody to stand beside her. A cadre belongs to a village."""
    if role not in RANKS or RANKS[role] > RANKS[standing.role] or (role == CADRE and level_of(region_code) != VILLAGE):
        return False
    beside = role == standing.role and region_code == standing.region_code
    return may(standing, action, region_code, rt) and (action is Action.INVITE or not beside)
