"""A cadre's houses: those to choose from, searching one by name, a new one, and the way into each."""

from bot import reach
from bot.desks.desk import Answer, Enter, Page
from bot.flows import arrival
from bot.flows.arrival import MOST_HOUSES, House
from bot.flows.coordinating import team
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.texts import Words
from bot.visit import Visit
from storage.chats import point
from storage.households import ListedHousehold

FIRST_RTS = tuple(f"{n:02}" for n in range(1, 13))  # to choose from while a village has no house yet


async def home(visit: Visit) -> Reply:
    """Her houses, those half done first, then those not begun. Whatever she was at waits meanwhile."""
    if visit.who.interview is not None:
        await point(visit.connection, visit.incoming.chat, None)
    found = await reach.houses(visit, waiting=True, limit=MOST_HOUSES)
    total = await reach.count(visit) or int(await reach.has_any(visit))
    hello = arrival.greeting(visit.who.name, visit.now.hour) if visit.tap.code == "start" else ""
    handed = await reach.handed(visit)
    return arrival.home([_house(house) for house in found], total).after(hello, *map(_handed, handed))


async def written(visit: Visit) -> Reply:
    """The houses with the name that she wrote; else what can be done at the finished house she looks at."""
    words = visit.words.strip()
    found = await reach.houses(visit, label=words[:60], limit=MOST_HOUSES)
    if not found and visit.house is not None:
        return arrival.done_already(visit.house)
    return arrival.found(words[:40], [_house(h) for h in found])


async def page(visit: Visit) -> Reply:
    """One page of all her houses."""
    pages = max(1, -(-await reach.count(visit) // MOST_HOUSES))
    number = (visit.tap.number or 0) % pages
    found = await reach.houses(visit, limit=MOST_HOUSES, offset=number * MOST_HOUSES)
    return arrival.all_houses([_house(h) for h in found], number, pages)


async def into(visit: Visit) -> Answer:
    """The interview of the house that a button names; the list where it is not hers (any more)."""
    row = await reach.into(visit, visit.tap.number)
    return Enter(row) if row is not None else (await home(visit)).after(GONE)


async def new(visit: Visit) -> Answer:
    """A house that the village had not registered: nothing but its RT and number, and an interview begun."""
    rt = visit.tap.code or visit.role.rt
    rts = await reach.rts(visit) or FIRST_RTS
    if not rt:
        return arrival.which_rt(rts)
    row = await reach.new_house(visit, rt) if rt in {visit.role.rt, *rts} else None
    return Enter(row) if row is not None else (await home(visit)).after(GONE)


def _handed(handed: reach.HandedOn) -> Words:
    title = House(handed.house.id, handed.house.rt, handed.house.number, handed.house.label).title
    return team.handed_line(handed.giver, team.Handed(title, handed.done, handed.total))


def _house(listed: ListedHousehold) -> House:
    house = listed.household
    return House(house.id, house.rt, house.number, house.label, listed.status)


PAGES = {
    "home": Page(home, Action.INTERVIEW),
    "find": Page(written, Action.INTERVIEW),
    "all": Page(page, Action.INTERVIEW),
    "house": Page(into, Action.INTERVIEW),
    "new": Page(new, Action.ADD_HOUSEHOLD, changes=True),
}
