"""What somebody can reach of households: the only way from a page to one, past permissions and the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.flows.permissions import CADRE, OWN_FOR, Action, Place
from bot.flows.rounds.manners import new_year
from bot.interviews.beginning import begin, enter
from bot.visit import Visit
from storage.assignments import Hers, place_of
from storage.audit import HOUSEHOLD, REGION, note
from storage.current_interviews import CurrentInterview, current_interview
from storage.holding import held_by
from storage.household_lists import ListedHousehold, households_of, rts_of
from storage.households import Household, add_household, household
from storage.requests import Request, count_requests, requests_in
from storage.shares import Share, share_of
from storage.staff import entered, handed_to, names_of

MOST_HANDED = 3  # told of on her first screen


async def houses(
    visit: Visit,
    *,
    rt: str | None = None,
    label: str | None = None,
    waiting: bool = False,
    only: str = "",
    limit: int,
    offset: int = 0,
) -> tuple[ListedHousehold, ...]:
    """The households of a cadre that she may enter."""
    hers = _hers(visit)
    return await households_of(
        visit.connection, hers, rt, label=label, waiting=waiting, only=only, limit=limit, offset=offset
    )


async def share(visit: Visit) -> Sequence[Share]:
    """Her part of the village, RT by RT, as counts: also of what she may not enter any more."""
    monday = visit.now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=visit.now.weekday())
    return await share_of(visit.connection, _hers(visit), monday)


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A household that somebody handed on to a cadre, and how much of it was done."""

    house: Household
    giver: str
    done: int
    total: int


async def handed(visit: Visit) -> tuple[HandedOn, ...]:
    """The households that were handed on to a cadre and that she has not entered yet; a few of them."""
    found = (await handed_to(visit.connection, visit.role.person_id))[:MOST_HANDED]
    if not found:
        return ()
    names = await names_of(visit.connection, {each.from_id for each in found})
    kept = [(each, await house(visit, Action.INTERVIEW, each.household_id)) for each in found]
    return tuple(HandedOn(at, names[each.from_id], each.done, each.total) for each, at in kept if at is not None)


async def house(visit: Visit, action: Action, number: int | None) -> Household | None:
    """The household that a button names; None where there is none, or where she may not do that with it."""
    place = await _place(visit, action, number)
    return await household(visit.connection, number) if place is not None and number is not None else None


async def held(visit: Visit, number: int | None) -> Household | None:
    """The household that a button names, where it is hers and its data are used for nothing, as it wished."""
    found = await house(visit, Action.HELP_WITH_RIGHTS, number)
    return found if found is not None and await held_by(visit.connection, found.id) is not None else None


async def asked(visit: Visit) -> tuple[tuple[Request, Household], ...]:
    """What waits of what households asked, among those that she helps; the most pressing first."""
    village, rt = visit.role.region_code, visit.role.rt
    if not await count_requests(visit.connection, village, rt):
        return ()
    found = [
        (request, await house(visit, Action.HELP_WITH_RIGHTS, request.household_id))
        for request in await requests_in(visit.connection, village)
    ]
    return tuple((request, household) for request, household in found if household is not None)


async def house_of_interview(visit: Visit, interview_id: int) -> Household | None:
    """The household of the interview that a button belongs to, where it is hers."""
    row = await current_interview(visit.connection, interview_id)
    if row is None or row.household_id is None or not await may_go_on(visit, row):
        return None
    return await household(visit.connection, row.household_id)


async def would_be_hers(visit: Visit, number: int) -> bool:
    """Whether the household, which is closed, would be hers to enter if it were not."""
    place = await place_of(visit.connection, number, visit.role.person_id)
    return place is not None and place.closed and visit.may_with(Action.INTERVIEW, replace(place, closed=False))


async def into(visit: Visit, number: int | None) -> CurrentInterview | None:
    """The interview of the household that a button names, hers from now on; None where she may not enter it."""
    place = await _place(visit, Action.INTERVIEW, number)
    if place is None or number is None:
        return None
    await note_entry(visit, number, place.region_code)
    return await enter(visit, number)


async def new_house(visit: Visit, rt: str) -> CurrentInterview | None:
    """An interview begun in a household that the village had not registered; None where she may not add one there."""
    village = visit.role.region_code
    if not visit.may(Action.ADD_HOUSEHOLD, village, rt):
        return None
    added = await add_household(visit.connection, village, rt)
    await note_entry(visit, added.id, village)
    return await begin(visit, added.id)


async def rts(visit: Visit) -> tuple[str, ...]:
    """The RTs of her village that have households."""
    return await rts_of(visit.connection, visit.role.region_code)


async def may_go_on(visit: Visit, row: CurrentInterview) -> bool:
    """Whether a button of that interview is hers to press: it may be an old one, or forged."""
    if visit.who.role is None:
        return False
    if row.household_id is None:
        return may_stay(visit, row)
    place = await place_of(visit.connection, row.household_id, visit.role.person_id)
    return place is not None and not place.apart and may_stay(visit, row)


def may_stay(visit: Visit, row: CurrentInterview) -> bool:
    """Whether the interview that her chat is at is still hers, by what the message brought along."""
    if row.household_id is None:
        return visit.may(Action.TELL_OF_VILLAGE, row.region_code)
    return visit.may_with(Action.INTERVIEW, _place_of_row(row))


async def note_entry(visit: Visit, household_id: int | None, region_code: str) -> None:
    """A cadre enters a household, or a coordinator her village's own interview: one row of the trail for each time,
    however many messages follow."""
    person = visit.role.person_id
    if household_id is None:
        await note(visit.connection, visit.now, person, Action.TELL_OF_VILLAGE, REGION, region_code, region_code)
        return
    await note(visit.connection, visit.now, person, Action.INTERVIEW, HOUSEHOLD, household_id, region_code)
    await entered(visit.connection, household_id, person, visit.now)


async def _place(visit: Visit, action: Action, number: int | None) -> Place | None:
    """Where the household is that a button names; None where there is none, or where she may not do that with it."""
    if number is None or visit.who.role is None:
        return None
    place = await place_of(visit.connection, number, visit.role.person_id)
    if place is not None and place.finished_at is not None and place.finished_at < new_year(visit.now):
        place = replace(place, finished_by=None, finished_at=None)  # it waits for this year's round
    return place if place is not None and not place.closed and visit.may_with(action, place) else None


def _place_of_row(row: CurrentInterview) -> Place:
    finished_by = row.cadre_id if row.finished_at is not None else None
    closed, held = row.closed_at is not None, row.held is not None
    return Place(row.region_code, row.rt, row.given_to, finished_by, row.finished_at, closed=closed, held=held)


def _hers(visit: Visit) -> Hers:
    if visit.position != CADRE:
        raise LookupError("only a cadre has households of her own")
    return Hers(visit.role.region_code, visit.role.person_id, visit.role.rt, _since(visit.now), new_year(visit.now))


def _since(now: datetime) -> datetime:
    return now - OWN_FOR
