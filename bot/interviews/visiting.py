"""What came of a visit that led to no interview, kept for her rounds; of a refusal, that it was one."""

from datetime import timedelta

from bot import reach
from bot.flows.arrival import House
from bot.flows.interview import Interview
from bot.flows.outcomes import TAKE_BACK, comes_back, noted
from bot.flows.permissions import Action
from bot.flows.reply import Press, Reply
from bot.visit import Visit
from storage.audit import HOUSEHOLD, note
from storage.forgetting import forget_interview
from storage.households import remove_household, take_back_household
from storage.interviews import advance_interview
from storage.visits import CLOSING, LATER, REFUSED, keep_visit, take_back_visit
from storage.visits import visit as find_visit

MAY_TAKE_BACK = timedelta(days=1)  # so long she may say that a house was noted as gone by mistake


async def away(visit: Visit, interview: Interview, house: House | None, outcome: str) -> Reply:
    """Keep that nobody is there to ask; returns what to say of it. A household that moved away is listed no more, and
    what was said there stays, with its people's rights."""
    if house is None:
        return Reply()
    if not await leave(visit, interview, house):
        await _move(visit, interview)  # the same button, shown at another visit, is another one
    back_at = comes_back(outcome, visit.now)
    kept = await keep_visit(
        visit.connection, house.id, outcome, visit.now, person_id=visit.role.person_id, back_at=back_at
    )
    if outcome not in CLOSING:
        return Reply((noted(outcome, house.title, back_at),))
    await remove_household(visit.connection, house.id, visit.now)
    person, village = visit.role.person_id, visit.role.region_code
    await note(visit.connection, visit.now, person, "close", HOUSEHOLD, house.id, village)
    undo = Press(TAKE_BACK(house=house.name), "unvisit", "", str(kept))
    return Reply((noted(outcome, house.title, None),), ((undo,),))


async def later(visit: Visit, interview: Interview, house: House | None) -> None:
    """Keep that the family asked her to come another time, where it has answered nothing yet."""
    if await leave(visit, interview, house) and house is not None:
        back_at = comes_back(LATER, visit.now)
        person = visit.role.person_id
        await keep_visit(visit.connection, house.id, LATER, visit.now, person_id=person, back_at=back_at)


async def refused(visit: Visit, interview: Interview, house: House | None) -> None:
    """Keep a count for the RT, and that this household said no: no name, no reason, nothing that was said."""
    await forget_interview(visit.connection, interview.id, refused_on=visit.now.date())
    if house is not None:
        await keep_visit(visit.connection, house.id, REFUSED, visit.now, person_id=None)


async def leave(visit: Visit, interview: Interview, house: House | None) -> bool:
    """Whether the interview she leaves was not begun: then nothing of it is kept, and the house is as it was."""
    if house is None or interview.completed or interview.progress[0]:
        return False
    if not await _move(visit, interview):  # somebody else has answered there at this very moment
        return False
    await forget_interview(visit.connection, interview.id, refused_on=None)
    return True


async def _move(visit: Visit, interview: Interview) -> bool:
    """Whether the interview, a revision further, is still as it was read; nobody else moves it before this is done."""
    before = interview.revision
    return await advance_interview(
        visit.connection, interview.id, revision_from=before, revision_to=before + 1, asked_at=visit.now
    )


async def take_back(visit: Visit, visit_id: int) -> House | None:
    """The house that she noted as gone by mistake, listed again; None where it is not hers to take back (any more)."""
    noted = await find_visit(visit.connection, visit_id)
    if noted is None or noted.person_id != visit.role.person_id or visit.now - noted.at > MAY_TAKE_BACK:
        return None
    if not await reach.would_be_hers(visit, noted.household_id):
        return None
    await take_back_household(visit.connection, noted.household_id)
    await take_back_visit(visit.connection, noted.id)
    house = await reach.house(visit, Action.INTERVIEW, noted.household_id)
    return house.shown if house is not None else None
