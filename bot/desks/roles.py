"""Somebody's own roles: choosing one of several, and giving up being a cadre."""

from bot.desks.coordinator import name_of
from bot.desks.desk import Page
from bot.flows import roles as screens
from bot.flows.coordinating.team import Member, place_words
from bot.flows.permissions import CADRE, Action
from bot.flows.reply import Reply
from bot.interviews.handing import coordinators_over, leave
from bot.letters.posting import post
from bot.visit import Visit
from storage.assignments import left_by
from storage.staff import Held, act_as, held, held_by


async def roles(visit: Visit) -> Reply:
    """Her roles to choose from."""
    return screens.which([_member(each) for each in await held_by(visit.connection, visit.role.person_id, visit.now)])


async def choose(visit: Visit) -> Reply:
    """She acts in the role that the button names, if it is one of hers."""
    for each in await held_by(visit.connection, visit.role.person_id, visit.now):
        if each.id == visit.tap.number:
            await act_as(visit.connection, visit.incoming.chat, each.id)
            return screens.now(_member(each))
    return await roles(visit)


async def stop(visit: Visit) -> Reply:
    """She gives up being a cadre, once she has said so twice."""
    role = visit.role
    mine = await held(visit.connection, role.id, visit.now)
    place = place_words(role.region_name, role.rt)
    open_houses = len(await left_by(visit.connection, role.person_id, role.region_code))
    if mine is None or role.role != CADRE or visit.tap.code != "ya":
        return screens.sure(place, open_houses)
    await leave(visit, mine, None)
    for each in await coordinators_over(visit, role.region_code):
        letter = screens.left(visit.who.name, place, open_houses)
        await post(visit.connection, each.person_id, each.language, letter, kind="left", local=visit.now)
    return Reply((screens.THANKS(place=place),))


def _member(held_role: Held) -> Member:
    place = place_words(name_of(held_role.region_code), held_role.rt)
    return Member(held_role.id, held_role.name, held_role.role, place)


PAGES = {
    "roles": Page(roles, Action.SWITCH_ROLE, commands=frozenset({"peran"})),
    "role": Page(choose, Action.SWITCH_ROLE, changes=True),
    "stop": Page(stop, Action.LEAVE, changes=True, commands=frozenset({"berhenti_kader"})),
}
