"""A village's own facts: the way for its coordinator into the interview that the village itself gives, once a year."""

from bot import reach
from bot.desks import coordinator
from bot.desks.desk import Answer, Enter, Page
from bot.flows.coordinating.home import NO_PROFILE_FORM
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.interviews.beginning import enter_village
from bot.visit import Visit


async def profile(visit: Visit) -> Answer:
    """This year's interview of her village: its next question, or what it has come to."""
    village = visit.role.region_code
    if not visit.may(Action.TELL_OF_VILLAGE, village):
        return (await coordinator.home(visit)).after(GONE)
    try:
        row = await enter_village(visit, village)
    except LookupError:
        return (await coordinator.home(visit)).after(NO_PROFILE_FORM)
    if row is None:
        return (await coordinator.home(visit)).after(GONE)
    await reach.note_entry(visit, None, village)
    return Enter(row)


PAGES = {"profil": Page(profile, Action.TELL_OF_VILLAGE, commands=frozenset({"profil"}))}
