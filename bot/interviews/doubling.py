"""Households told twice: looked for once in an interview, when its members are known; told as far as she may see."""

from bot import reach
from bot.desks.desk import awaiting
from bot.flows import samehouse
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.flows.samehouse import Found
from bot.flows.turn import Outcome, Turn
from bot.interviews.loading import Opened
from bot.visit import Visit
from storage.assignments import place_of
from storage.current_interviews import CurrentInterview, current_interview
from storage.doubles import Double, likely_doubles
from storage.forgetting import forget_interview
from storage.households import remove_household
from storage.interviews import advance_interview

GO_ON = "go_on"  # the page that gets her word on it


async def double_of(visit: Visit, before: Opened, turn: Turn) -> Reply | None:
    """That the household may have been told before, where this turn tells its members for the first time."""
    told = samehouse.told_first(before.interview, turn) if turn.outcome is Outcome.GOES_ON else None
    village, house = visit.role.region_code, before.house
    if told is None or house is None:
        return None
    doubles = await likely_doubles(
        visit.connection,
        village,
        told.head,
        within=village,
        rt=house.rt,
        members=told.members,
        name_field=told.name_field,
        but=house.id,
    )
    for double in doubles:
        found = await _seen(visit, double, registered=house.label is not None)
        if found is not None:
            code = f"{double.household.id}:{turn.interview.revision}" if found.hers else ""
            reply = samehouse.double(found, code)
            return Reply(reply.lines, reply.rows, awaits=awaiting(GO_ON, *filter(None, [code])))
    return None


async def give_way(visit: Visit, other: int, revision: int) -> CurrentInterview | None:
    """The interview of the other household, in place of the one that the button belongs to, of which nothing is kept; a
    new house is taken off the list again.

    None where it is not hers, or where she has gone on meanwhile: no answer is lost by an old button.
    """
    row = await current_interview(visit.connection, visit.tap.interview)
    if row is None or row.household_id is None or row.revision != revision or not await reach.may_go_on(visit, row):
        return None
    if await reach.house(visit, Action.INTERVIEW, other) is None:
        return None
    moved = await advance_interview(
        visit.connection, row.id, revision_from=revision, revision_to=revision + 1, asked_at=visit.now
    )
    if not moved:  # somebody else has gone on there at this very moment
        return None
    await forget_interview(visit.connection, row.id, refused_on=None)
    if row.label is None:
        await remove_household(visit.connection, row.household_id, visit.now)
    return await reach.into(visit, other)


async def _seen(visit: Visit, double: Double, *, registered: bool) -> Found | None:
    """As much of it as she may see; None where there is nothing to tell her.

    Of two that the village itself registered, many a name is borne twice: one is told of only once it was interviewed.
    """
    place = await place_of(visit.connection, double.household.id, visit.role.person_id)
    if place is None or place.apart or visit.standing is None:
        return None
    hers = visit.may_with(Action.INTERVIEW, place)
    if double.on is None and (registered or not hers):
        return None
    seen = hers or (visit.may(Action.INTERVIEW, place.region_code) and place.is_of_share(visit.standing))
    house = double.household.shown if seen else None
    on = double.on.astimezone(visit.now.tzinfo).date() if double.on is not None else None
    return Found(on, double.finished, house, hers)
