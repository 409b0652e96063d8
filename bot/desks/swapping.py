"""Another cadre for a house: the family wants one, or it is the cadre's own. Nobody asks which."""

from bot import reach
from bot.desks import houses
from bot.desks.desk import Page
from bot.flows.coordinating import households as screens
from bot.flows.coordinating.codes import numbers_on
from bot.flows.coordinating.team import Member, rt_words
from bot.flows.permissions import CADRE, Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.interviews.handing import coordinators_over, given_on
from bot.letters.posting import post
from bot.visit import Visit
from storage.assignments import give, keep_apart, who_stays_away
from storage.audit import HOUSEHOLD, note
from storage.staff import Held, held_in


async def swap(visit: Visit) -> Reply:
    """The cadres who may go on with the house of the interview that the button belongs to."""
    found = await reach.house_of_interview(visit, visit.tap.interview)
    if found is None:
        return (await houses.home(visit)).after(GONE)
    others = [
        Member(each.person_id, each.name, each.role, rt_words(each.rt)) for each in await _others(visit, found.id)
    ]
    return screens.swap(found.shown, others)


async def swapped(visit: Visit) -> Reply:
    """The house is not hers any more: it is the chosen cadre's, or the coordinator chooses."""
    house_id, to_id = numbers_on(visit.tap.code, 2) or (0, 0)
    found = await reach.house(visit, Action.INTERVIEW, house_id)
    chosen = next((each for each in await _others(visit, house_id) if each.person_id == to_id), None)
    if found is None or (to_id and chosen is None):
        return (await houses.home(visit)).after(GONE)
    await keep_apart(visit.connection, found.id, visit.role.person_id, visit.now)
    person, village = visit.role.person_id, found.region_code
    await note(visit.connection, visit.now, person, "swap", HOUSEHOLD, found.id, village)
    title = found.shown.title
    if chosen is not None and await give(visit.connection, found.id, chosen.person_id, visit.now, instead_of=None):
        await given_on(visit, chosen, [found.id])
        return (await houses.home(visit)).after(screens.SWAPPED(house=title, cadre=chosen.name))
    await given_on(visit, None, [found.id])
    for each in await coordinators_over(visit, village):
        hers = each.region_code == village  # above the village nobody is told of one household
        letter = screens.needs_a_cadre(found.shown) if hers else screens.some_need_a_cadre(visit.role.region_name)
        about = (found.id,) if hers else ()
        await post(visit.connection, each.person_id, each.language, letter, kind="swap", local=visit.now, about=about)
    return (await houses.home(visit)).after(screens.SWAPPED_LATER(house=title))


async def _others(visit: Visit, house_id: int) -> list[Held]:
    """The other cadres of the village who do not stay away from the house."""
    cadres = await held_in(visit.connection, CADRE, visit.role.region_code, visit.now)
    away = {visit.role.person_id, *await who_stays_away(visit.connection, house_id)}
    return [each for each in cadres if each.person_id not in away]


PAGES = {
    "swap": Page(swap, Action.INTERVIEW),
    "swap_to": Page(swapped, Action.INTERVIEW, changes=True),
}
