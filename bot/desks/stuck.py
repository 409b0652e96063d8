"""A village's referrals that are stuck: its coordinator settles one, has it asked about again, or closes it."""

from bot.desks.desk import Page
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.flows.rounds import helping
from bot.flows.rounds import referral as states
from bot.messages import Tap
from bot.villages.succession import cadre_for
from bot.visit import Visit
from storage import following
from storage import referrals as kept
from storage.following import Kept

ASK_AGAIN = "tanya"


async def listed(visit: Visit) -> Reply:
    """Those that are stuck, and how many go on."""
    village, today = visit.role.region_code, visit.now.date()
    found = await following.stuck_in(visit.connection, [village])
    open_ones, _ = (await kept.counts_in(visit.connection, [village], today)).get(village, (0, 0))
    done = await kept.done_in(visit.connection, village, today.year)
    return helping.stuck([each.asked for each in found], open_ones - len(found), done)


async def one(visit: Visit) -> Reply:
    """One of them, and what may become of it."""
    found = await _found(visit, visit.tap.number)
    if found is None:
        return (await listed(visit)).after(helping.ANSWERED_ALREADY)
    service = visit.tools.directory.services.get(found.referral.service)
    name = service.label.said_in(visit.language) if service is not None else found.referral.service
    return helping.one_stuck(found.asked, name)


async def decide(visit: Visit) -> Reply:
    """What she has decided."""
    found = await _found(visit, Tap("", code=visit.tap.question).number)
    if found is None or visit.tap.code not in {states.DONE, states.DROPPED, ASK_AGAIN}:
        return (await listed(visit)).after(helping.ANSWERED_ALREADY)
    today = visit.now.date()
    if visit.tap.code != ASK_AGAIN:
        await kept.keep(visit.connection, states.answered(found.referral, visit.tap.code, today), visit.now)
        return (await listed(visit)).after(helping.DECIDED)
    cadre = await cadre_for(visit, found)
    if cadre is None:
        return (await listed(visit)).after(helping.NO_CADRE)
    again = states.given_back(found.referral, today)
    await kept.keep(visit.connection, again, visit.now, cadre_id=cadre.person_id)
    return (await listed(visit)).after(helping.GIVEN_BACK(name=cadre.name))


async def _found(visit: Visit, number: int | None) -> Kept | None:
    """The stuck referral, where it is in her village."""
    found = await following.referral(visit.connection, number) if number is not None else None
    if found is None or found.referral.status != states.ESCALATED:
        return None
    return found if visit.may(Action.FOLLOW_UP, found.region_code, found.asked.house.rt) else None


PAGES = {
    "stuck": Page(one, Action.FOLLOW_UP),
    "stuckans": Page(decide, Action.FOLLOW_UP, changes=True),
}
