"""A right asked for in words: the way to the page with its buttons. Nothing is done by words alone."""

from dataclasses import replace

from bot import reach
from bot.desks import assigning, family, helping, rights
from bot.desks.desk import Answer, Page, awaiting
from bot.flows import family as family_screens
from bot.flows import helping as their_screens
from bot.flows import reading
from bot.flows import rights as screens
from bot.flows.arrival import MOST_HOUSES
from bot.flows.listening import answering
from bot.flows.permissions import ANYBODY, CADRE, Action
from bot.interviews.family import own
from bot.messages import Tap
from bot.visit import Visit

MEANT, WHOSE, NOTICE = "hakkata", "hakrumah", "privasi"
RESULT, CODE = "rumahku", "kode"


def wished(visit: Visit) -> bool:
    """Whether her words ask for a right, and do not answer the question that waits; a list of names takes any words."""
    if not _meant(visit):
        return False
    interview = visit.opened.interview if visit.opened is not None else None
    if interview is None or interview.asking is None or interview.asking.definition.is_roster:
        return True
    return answering(interview, visit.words, visit.language) is None


async def meant(visit: Visit) -> Answer:
    """The page of what the words ask for: in a family's own chat, or of the house that a cadre is at; else which
    family is meant."""
    wanted = _meant(visit)
    if wanted == (NOTICE,) or not (visit.position == ANYBODY or _may_help(visit)):
        return await rights.notice(visit)
    if visit.position != ANYBODY:
        house = visit.house
        if house is None:
            return await whose(replace(visit, words=""))
        return await helping.menu(replace(visit, tap=Tap("hak", code=str(house.id))))
    if await own(visit) is None:
        by_code = (family_screens.ASK_CODE, family_screens.LOST_CODE) if CODE in wanted else ()
        return (
            family.needs_code(*by_code) if screens.STOP not in wanted else await rights.sure(_at(visit, screens.STOP))
        )
    match wanted:
        case (screens.FREEZE | screens.STOP | screens.DELETE as right,):
            return await rights.sure(_at(visit, right))
        case _ if {RESULT, CODE} & {*wanted}:
            return await family.home(visit)
        case _:
            return screens.which(wanted)


async def whose(visit: Visit) -> Answer:
    """Which family wants to use its rights: by the name that a cadre writes, or among a coordinator's RTs."""
    awaits = awaiting(WHOSE)
    words = visit.words.strip() if visit.incoming.tap is None else ""
    if not _may_help(visit):
        return await rights.notice(visit)
    if visit.position != CADRE:
        return (await assigning.village(visit)).after(their_screens.BY_RT)
    found = await reach.houses(visit, label=words[:60], limit=MOST_HOUSES) if words else ()
    return their_screens.whose(words, [each.household.shown for each in found], awaits, several=visit.role.rt is None)


def _at(visit: Visit, right: str) -> Visit:
    return replace(visit, tap=Tap(right))


def _meant(visit: Visit) -> tuple[str, ...]:
    return reading.rights(visit.words, works_here=visit.position != ANYBODY)


def _may_help(visit: Visit) -> bool:
    role = visit.who.role
    return role is not None and visit.may(Action.HELP_WITH_RIGHTS, role.region_code, role.rt)


PAGES = {
    MEANT: Page(meant, Action.LOOK_UP),
    WHOSE: Page(whose, Action.HELP_WITH_RIGHTS),
}
