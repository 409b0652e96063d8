"""A village's households as its coordinator keeps them: whose each is, closed ones, and reading one for a reason.

As `reach` is for a cadre, this is the only way from a coordinator's page to a household.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.flows.permissions import Action
from bot.flows.rounds.manners import new_year
from bot.interviews.loading import Interviews, Opened
from bot.reach import house
from bot.visit import Visit
from storage.assignments import given_to, place_of
from storage.audit import HOUSEHOLD, REGION, note, was_noted
from storage.current_interviews import current_interview
from storage.household_lists import ListedHousehold, count_households, households_of
from storage.households import Household, household, remove_household, take_back_household
from storage.interviews import newest_interview_of

READ_FOR = timedelta(minutes=15)  # so long one reason serves


@dataclass(frozen=True, slots=True)
class KeptHouse:
    """A household with how far it has got, to whom it is given by name, and whether its answers may be read."""

    house: Household
    status: str
    cadre_id: int | None
    readable: bool = True


async def houses_in(
    visit: Visit, rt: str, *, waiting: bool = False, limit: int, offset: int = 0
) -> tuple[KeptHouse, ...]:
    """The households of an RT; their names are read, so that it is noted."""
    village = visit.role.region_code
    if not visit.may(Action.ASSIGN, village, rt):
        return ()
    listed = await households_of(
        visit.connection, village, rt, waiting=waiting, anew=new_year(visit.now), limit=limit, offset=offset
    )
    await note(visit.connection, visit.now, visit.role.person_id, "list", REGION, f"{village} {rt}", village)
    return await _kept(visit, listed)


async def count_in(visit: Visit, rt: str) -> int:
    """How many households an RT has."""
    return await count_households(visit.connection, visit.role.region_code, rt)


async def kept_house(visit: Visit, number: int | None) -> KeptHouse | None:
    """The household that a button names, where she may give it to cadres."""
    found = await house(visit, Action.ASSIGN, number)
    if found is None:
        return None
    newest = await newest_interview_of(visit.connection, found.id)
    status = "belum" if newest is None else "selesai" if newest.status == "finished" else "sebagian"
    given = await given_to(visit.connection, [found.id])
    readable = await house(visit, Action.OPEN_HOUSEHOLD, found.id) is not None
    return KeptHouse(found, status, given.get(found.id), readable)


async def close(visit: Visit, number: int | None, reason: str) -> Household | None:
    """The household, listed and counted no more; all that was said there stays, and so do the rights of its people."""
    found = await house(visit, Action.ASSIGN, number)
    if found is None:
        return None
    await remove_household(visit.connection, found.id, visit.now)
    await _note(visit, "close", found.id, reason)
    return found


async def reopen(visit: Visit, number: int | None) -> Household | None:
    """The household, listed and counted again; None where it was not closed, or is none of hers."""
    place = await place_of(visit.connection, number, visit.role.person_id) if number is not None else None
    if number is None or place is None or not place.closed or not visit.may_with(Action.ASSIGN, place):
        return None
    await take_back_household(visit.connection, number)
    await _note(visit, "reopen", number)
    return await household(visit.connection, number)


async def open_to_read(visit: Visit, number: int | None, reason: str) -> tuple[Household, Opened | None] | None:
    """The household with its newest interview, if any, for that reason, which is noted; None where she may not."""
    found = await house(visit, Action.OPEN_HOUSEHOLD, number)
    if found is None:
        return None
    await _note(visit, Action.OPEN_HOUSEHOLD, found.id, reason)
    return found, await _newest(visit, found.id)


async def read_on(visit: Visit, number: int | None) -> tuple[Household, Opened | None] | None:
    """The same once more, while the reason that she has given is fresh."""
    found = await house(visit, Action.OPEN_HOUSEHOLD, number)
    if found is None:
        return None
    person, since = visit.role.person_id, visit.now - READ_FOR
    if not await was_noted(visit.connection, person, Action.OPEN_HOUSEHOLD, (HOUSEHOLD, found.id), since):
        return None
    return found, await _newest(visit, found.id)


async def _newest(visit: Visit, household_id: int) -> Opened | None:
    newest = await newest_interview_of(visit.connection, household_id)
    row = await current_interview(visit.connection, newest.id) if newest is not None else None
    return await Interviews(visit.tools.questionnaires).load(visit.connection, row, visit.now) if row else None


async def _kept(visit: Visit, listed: tuple[ListedHousehold, ...]) -> tuple[KeptHouse, ...]:
    given = await given_to(visit.connection, [each.household.id for each in listed])
    return tuple(KeptHouse(each.household, each.status, given.get(each.household.id)) for each in listed)


async def _note(visit: Visit, action: str, household_id: int, reason: str | None = None) -> None:
    person, village = visit.role.person_id, visit.role.region_code
    await note(visit.connection, visit.now, person, action, HOUSEHOLD, household_id, village, reason)
