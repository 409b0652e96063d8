"""How likely two households are one, told twice: by the name of the head, the RT, and the members."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.flows.names import LIKELY, likeness

_OF_MEMBERS = 0.4  # what the members count, where those of both are known
_OTHER_RT = 0.1  # what another RT takes away: houses near the border are told to either


@dataclass(frozen=True, slots=True)
class Family:
    """What is known of a household before it is interviewed, or of one that was: any of it may be missing."""

    head: str | None
    rt: str | None = None
    members: Sequence[str] = ()


def likely_one(one: Family, other: Family) -> float:
    """How likely both are the same household, from 0 to 1; from `LIKELY` on a cadre should be asked.

    Of a house that the village had not registered the head may be known by its members only.
    """
    if not one.head:
        return 0.0
    if other.head:
        score = likeness(one.head, other.head)
    else:
        score = max((likeness(one.head, member) for member in other.members), default=0.0)
    if one.members and other.members:
        score = (1 - _OF_MEMBERS) * score + _OF_MEMBERS * _shared(one.members, other.members)
    if one.rt and other.rt and one.rt != other.rt:
        score -= _OTHER_RT
    return max(score, 0.0)


def _shared(some: Sequence[str], others: Sequence[str]) -> float:
    """How many of the members of the smaller family are members of the other one, too."""
    fewer, more = sorted((some, others), key=len)
    left, found = list(more), 0
    for name in fewer:
        best = max(left, key=lambda other: likeness(name, other), default=None)
        if best is not None and likeness(name, best) >= LIKELY:
            left.remove(best)
            found += 1
    return found / len(fewer)
