"""A household's code: for one adult of it, on paper or in a link."""

from datetime import timedelta

from bot import reach
from bot.desks.desk import Answer, Page
from bot.desks.helping import gone
from bot.flows import helping as screens
from bot.flows import own as reading
from bot.flows.permissions import Action
from bot.flows.slip import IN_A_LINK, ON_PAPER
from bot.interviews.family import mark, newest_of
from bot.messages import Tap
from bot.villages.links import qr_picture
from bot.visit import Visit
from storage.audit import HOUSEHOLD, note
from storage.slips import issue

ON_PAPER_FOR, IN_A_LINK_FOR = timedelta(days=30), timedelta(hours=24)


async def for_whom(visit: Visit) -> Answer:
    """The adults that a code can be for; there is none before there is a result."""
    house = await reach.house(visit, Action.INTERVIEW, visit.tap.number)
    if house is None:
        return await gone(visit)
    opened = await newest_of(visit, house.id)
    adults = reading.adults(opened.interview.record) if opened is not None else {}
    return screens.for_whom(house.shown, adults) if adults else screens.no_result_yet(house.shown)


async def slip(visit: Visit) -> Answer:
    """A new code for one of them."""
    house = await reach.house(visit, Action.INTERVIEW, Tap("", code=visit.tap.question).number)
    opened = await newest_of(visit, house.id) if house is not None else None
    name = reading.adults(opened.interview.record).get(visit.tap.code) if opened is not None else None
    if house is None or opened is None or name is None:
        return await gone(visit)
    now, link = visit.now, visit.incoming.link
    lasting = {ON_PAPER: now + ON_PAPER_FOR, IN_A_LINK: now + IN_A_LINK_FOR}
    code, token = await issue(visit.connection, house.id, mark(opened, name), lasting)
    await note(visit.connection, now, visit.role.person_id, "slip", HOUSEHOLD, house.id, house.region_code)
    picture = qr_picture(f"{link}{token}", "kode.png") if link else None
    return screens.slip(house.shown, name, code, lasting[ON_PAPER].date(), picture)


PAGES = {
    "slip": Page(for_whom, Action.INTERVIEW),
    "slip1": Page(slip, Action.INTERVIEW, changes=True),
}
