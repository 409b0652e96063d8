"""A cadre's houses: those to choose from, searching one by name, a new one, and the way into each."""

from dataclasses import replace

from bot import reach
from bot.desks.desk import Answer, Enter, Page, awaiting
from bot.flows import arrival, helping, myhouses, reading
from bot.flows.arrival import MOST_HOUSES
from bot.flows.coordinating import team
from bot.flows.myhouses import Count, Listing
from bot.flows.neighbourhoods import NO_SUCH_RT, meant
from bot.flows.outcomes import TAKEN_BACK
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.texts import Words
from bot.flows.training.lessons import LESSONS
from bot.interviews import visiting
from bot.visit import Visit
from storage.chats import point
from storage.shares import Share, together
from storage.training import lessons_of

ANY_RT = tuple(f"{n:02}" for n in range(1, 100))  # that may be written while a village has no house yet
FIRST_RTS = ANY_RT[:12]  # to choose from meanwhile


async def home(visit: Visit) -> Reply:
    """Her houses, those half done first, then those not begun. Whatever she was at waits meanwhile."""
    if visit.who.interview is not None:
        await point(visit.connection, visit.incoming.chat, None)
    found = await reach.houses(visit, waiting=True, limit=MOST_HOUSES)
    hers = together(await reach.share(visit))
    hello = arrival.greeting(visit.who.name, visit.now.hour) if visit.tap.code == "start" else ""
    handed = await reach.handed(visit)
    listed = arrival.home([house.shown for house in found], hers.households)
    asked = await reach.asked(visit)
    waiting = (helping.WAITING(len(asked)),) if asked else ()
    return listed.after(hello, *waiting, *map(_handed, handed), arrival.saved(hers.finished, hers.households))


async def written(visit: Visit) -> Reply:
    """The houses with the name that she wrote; else what can be done at the finished house she looks at."""
    words = visit.words.strip()
    found = await reach.houses(visit, label=words[:60], limit=MOST_HOUSES)
    if reading.calls_nobody(words):  # "ya" is no "Norhayati"
        said = set(words.casefold().split())
        found = tuple(each for each in found if said & {*(each.household.label or "").casefold().split()})
    if not found and visit.house is not None:
        return arrival.done_already(visit.house)
    if not found and reading.calls_nobody(words):
        return (await home(visit)).after(arrival.NOTHING_OPEN)
    return arrival.found(words, [h.shown for h in found])


async def half_done(visit: Visit) -> Answer:
    """The one house that is half done; of several, which."""
    begun = await reach.houses(visit, only=myhouses.BEGUN, limit=2)
    row = await reach.into(visit, begun[0].household.id) if len(begun) == 1 else None
    return Enter(row) if row is not None else await home(visit)


async def mine(visit: Visit) -> Reply:
    """Her houses, RT by RT: one page of those that the button names; of several RTs, first which."""
    shares = await reach.share(visit)
    wanted = Listing.named(visit.tap.code)
    here = {each.rt: each for each in shares}
    if not shares:
        return await home(visit)
    if wanted is None or wanted.rt not in here:
        if len(shares) != 1:
            return myhouses.which_rt([*map(_count, shares)])
        wanted = Listing(shares[0].rt)
    share = here[wanted.rt]
    shown = {myhouses.NOT_BEGUN: share.households - share.begun - share.finished, myhouses.BEGUN: share.begun}
    pages = max(1, -(-shown.get(wanted.only, share.open) // MOST_HOUSES))
    wanted = replace(wanted, page=wanted.page % pages, pages=pages)
    skipped = wanted.page * MOST_HOUSES
    found = await reach.houses(visit, rt=wanted.rt, only=wanted.only, limit=MOST_HOUSES, offset=skipped)
    reply = myhouses.houses(wanted, [each.shown for each in found], several=len(shares) > 1)
    return reply.after(arrival.saved(share.finished, share.households))


async def progress(visit: Visit) -> Reply:
    """How far she has got, this week and in all."""
    hers = together(await reach.share(visit))
    passed = await lessons_of(visit.connection, visit.role.person_id)
    return myhouses.progress(_count(hers), len(passed.keys() & LESSONS.keys()), len(LESSONS))


async def still_there(visit: Visit) -> Reply:
    """A house that she noted as gone by mistake is back in the list."""
    house = await visiting.take_back(visit, visit.tap.number or 0)
    return (await home(visit)).after(TAKEN_BACK(house=house.title) if house is not None else GONE)


async def into(visit: Visit) -> Answer:
    """The interview of the house that a button names; the list where it is not hers (any more)."""
    row = await reach.into(visit, visit.tap.number)
    if row is not None:
        return Enter(row)
    held = await reach.held(visit, visit.tap.number)
    return helping.held(held.shown) if held is not None else (await home(visit)).after(GONE)


async def new(visit: Visit) -> Answer:
    """A house that the village had not registered: nothing but its RT and number, and an interview begun."""
    rt = visit.tap.code or visit.role.rt
    there = await reach.rts(visit)
    if not rt:
        written = meant(visit.words, there or ANY_RT)
        if len(written) != 1:
            asked = arrival.which_rt(written or there or FIRST_RTS, awaiting("new"))
            return asked.after(NO_SUCH_RT) if visit.words and not written else asked
        rt = written[0]
    row = await reach.new_house(visit, rt) if rt in {visit.role.rt, *(there or ANY_RT)} else None
    return Enter(row) if row is not None else (await home(visit)).after(GONE)


def _handed(handed: reach.HandedOn) -> Words:
    title = handed.house.shown.title
    return team.handed_line(handed.giver, team.Handed(title, handed.done, handed.total))


def _count(share: Share) -> Count:
    return Count(share.rt, share.households, share.begun, share.finished, share.of_late)


PAGES = {
    "home": Page(home, Action.INTERVIEW),
    "on": Page(half_done, Action.INTERVIEW, commands=frozenset({"lanjut"})),
    "find": Page(written, Action.INTERVIEW),
    "all": Page(mine, Action.INTERVIEW, commands=frozenset({"rumah"})),
    "mine": Page(progress, Action.INTERVIEW, commands=frozenset({"kemajuan"})),
    "unvisit": Page(still_there, Action.INTERVIEW, changes=True),
    "house": Page(into, Action.INTERVIEW),
    "new": Page(new, Action.ADD_HOUSEHOLD, changes=True),
}
