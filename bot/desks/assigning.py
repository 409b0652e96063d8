"""A village's houses on its coordinator's screens: whose each is, giving one to another cadre, closing one."""

from dataclasses import replace

from bot import reach
from bot.desks import coordinator
from bot.desks.desk import Page
from bot.flows.coordinating import households as screens
from bot.flows.coordinating.codes import PER_PAGE, numbers_on, rt_on
from bot.flows.coordinating.households import Kept
from bot.flows.coordinating.team import Member, rt_words
from bot.flows.permissions import CADRE, Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.interviews.handing import given_on
from bot.villages import keeping
from bot.visit import Visit
from storage.assignments import give, who_stays_away
from storage.audit import HOUSEHOLD, note
from storage.staff import Held, held_in, names_of

MOST_AT_ONCE = 100  # houses of an RT, given to a cadre together


async def village(visit: Visit) -> Reply:
    """The RTs of the village, and those without a cadre."""
    if not visit.may(Action.ASSIGN, visit.role.region_code):
        return await _home(visit)
    rts = await reach.rts(visit)
    cadres = await _cadres(visit)
    served = {each.rt for each in cadres}
    without = [] if None in served else [rt for rt in rts if rt not in served]
    return screens.village(visit.role.region_name, rts, without)


async def in_rt(visit: Visit) -> Reply:
    """A page of an RT's houses."""
    rt = rt_on(visit.tap.question)
    if rt is None or not visit.may(Action.ASSIGN, visit.role.region_code, rt):
        return await _home(visit)
    total = await keeping.count_in(visit, rt)
    pages = max(1, -(-total // PER_PAGE))
    page = (visit.tap.number or 0) % pages
    listed = await keeping.houses_in(visit, rt, limit=PER_PAGE, offset=page * PER_PAGE)
    names = await names_of(visit.connection, {each.cadre_id for each in listed if each.cadre_id})
    return screens.in_rt(rt, [_kept(each, names) for each in listed], page=page, pages=pages)


async def kept(visit: Visit) -> Reply:
    """A house, and what can be done with it."""
    one = await _one(visit, visit.tap.number)
    return screens.kept(one) if one is not None else await _home(visit)


async def to_whom(visit: Visit) -> Reply:
    """The cadres that the house can be given to."""
    one = await _one(visit, visit.tap.number)
    if one is None:
        return await _home(visit)
    others = [each for each in await _cadres(visit) if each.person_id != one.cadre_id]
    apart = await who_stays_away(visit.connection, one.house.id)
    return screens.to_whom(one, [_member(each) for each in others if each.person_id not in apart])


async def given(visit: Visit) -> Reply:
    """The house is given to the cadre, unless another coordinator was faster."""
    house_id, to_id, before = numbers_on(visit.tap.code, 3) or (0, 0, 0)
    one = await _one(visit, house_id)
    cadre = next((each for each in await _cadres(visit) if each.person_id == to_id), None)
    if one is None or (to_id and cadre is None):
        return await _home(visit)
    if not await give(visit.connection, house_id, to_id or None, visit.now, instead_of=before or None):
        now = await _one(visit, house_id)
        changed = now is not None and now.cadre_id != before
        stays = screens.STAYS_AWAY(cadre=cadre.name) if cadre is not None else GONE
        reply = screens.kept(now) if now is not None else await _home(visit)
        return reply.after(screens.CHANGED_MEANWHILE if changed else stays)
    await _note(visit, house_id)
    await given_on(visit, cadre, [house_id])
    reply = await kept(_at(visit, str(house_id)))
    name = cadre.name if cadre is not None else screens.WHOEVER(rt=one.house.rt)
    return reply.after(screens.GIVEN(house=one.house.title, cadre=name))


async def all_to_whom(visit: Visit) -> Reply:
    """The cadres that all unfinished houses of an RT can be given to."""
    rt = rt_on(visit.tap.question)
    if rt is None or not visit.may(Action.ASSIGN, visit.role.region_code, rt):
        return await _home(visit)
    waiting = await keeping.houses_in(visit, rt, waiting=True, limit=MOST_AT_ONCE)
    return screens.all_to_whom(rt, len(waiting), [_member(each) for each in await _cadres(visit)])


async def given_all(visit: Visit) -> Reply:
    """All unfinished houses of the RT are given to the cadre."""
    rt, to_id = rt_on(visit.tap.question), visit.tap.number
    cadre = next((each for each in await _cadres(visit) if each.person_id == to_id), None)
    if rt is None or cadre is None or not visit.may(Action.ASSIGN, visit.role.region_code, rt):
        return await _home(visit)
    moved = []
    for each in await keeping.houses_in(visit, rt, waiting=True, limit=MOST_AT_ONCE):
        if each.cadre_id != cadre.person_id and await give(
            visit.connection, each.house.id, cadre.person_id, visit.now, instead_of=each.cadre_id
        ):
            await _note(visit, each.house.id)
            moved.append(each.house.id)
    await given_on(visit, cadre, moved)
    return (await village(visit)).after(screens.GIVEN_ALL(len(moved), cadre=cadre.name))


async def why_close(visit: Visit) -> Reply:
    """Why the house is closed."""
    one = await _one(visit, visit.tap.number)
    return screens.why_close(one.house) if one is not None else await _home(visit)


async def closed(visit: Visit) -> Reply:
    """The house is listed and counted no more; what was said there stays, and so do the rights of its people."""
    reason = visit.tap.question
    found = await keeping.close(visit, visit.tap.number, reason) if reason in screens.REASONS else None
    return screens.closed(found.shown) if found is not None else await _home(visit)


async def reopened(visit: Visit) -> Reply:
    """The house is listed and counted again."""
    found = await keeping.reopen(visit, visit.tap.number)
    if found is None:
        return await _home(visit)
    return (await kept(_at(visit, str(found.id)))).after(screens.REOPENED(house=found.shown.title))


async def _home(visit: Visit) -> Reply:
    return (await coordinator.home(visit)).after(GONE)


async def _one(visit: Visit, number: int | None) -> Kept | None:
    found = await keeping.kept_house(visit, number)
    if found is None:
        return None
    return _kept(found, await names_of(visit.connection, {found.cadre_id} if found.cadre_id else set()))


def _kept(found: keeping.KeptHouse, names: dict[int, str]) -> Kept:
    house = found.house
    shown = replace(house.shown, status=found.status)
    return Kept(shown, names.get(found.cadre_id or 0, ""), found.cadre_id or 0, found.readable)


async def _cadres(visit: Visit) -> tuple[Held, ...]:
    return await held_in(visit.connection, CADRE, visit.role.region_code, visit.now)


def _member(cadre: Held) -> Member:
    """A cadre on a button that gives her a house: it names the person."""
    return Member(cadre.person_id, cadre.name, cadre.role, rt_words(cadre.rt))


def _at(visit: Visit, code: str) -> Visit:
    return replace(visit, tap=replace(visit.tap, question="", code=code))


async def _note(visit: Visit, house_id: int) -> None:
    person, region = visit.role.person_id, visit.role.region_code
    await note(visit.connection, visit.now, person, Action.ASSIGN, HOUSEHOLD, house_id, region)


PAGES = {
    "village": Page(village, Action.ASSIGN),
    "in_rt": Page(in_rt, Action.ASSIGN),
    "kept": Page(kept, Action.ASSIGN),
    "give": Page(to_whom, Action.ASSIGN),
    "given": Page(given, Action.ASSIGN, changes=True),
    "give_all": Page(all_to_whom, Action.ASSIGN),
    "given_all": Page(given_all, Action.ASSIGN, changes=True),
    "close": Page(why_close, Action.ASSIGN),
    "closed": Page(closed, Action.ASSIGN, changes=True),
    "reopen": Page(reopened, Action.ASSIGN, changes=True),
}
