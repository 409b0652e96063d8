"""After she was told that a household may be there twice: go on, or open the other one in its place."""

from dataclasses import replace

from bot.desks import houses
from bot.desks.desk import Answer, Enter, Page
from bot.flows import reading
from bot.flows.coordinating.codes import numbers_on
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reading import Understood
from bot.interviews import doubling
from bot.interviews.doubling import GO_ON
from bot.visit import Visit


async def go_on(visit: Visit) -> Answer:
    """The other household, where she may open it and says yes to that; else the question that waits, whatever she
    wrote: nothing is taken for an answer before she sees it."""
    row = visit.who.interview
    if row is None:
        return await houses.home(visit)
    if visit.tap.code and reading.yes_no(visit.words) == Understood("yes"):
        return await other(replace(visit, tap=replace(visit.tap, interview=row.id)))
    return Enter(row)


async def other(visit: Visit) -> Answer:
    """The other household, in place of this one."""
    number, revision = numbers_on(visit.tap.code, 2) or (0, 0)
    entered = await doubling.give_way(visit, number, revision)
    return Enter(entered) if entered is not None else await _gone(visit)


async def _gone(visit: Visit) -> Answer:
    row = visit.who.interview
    return Enter(row) if row is not None else (await houses.home(visit)).after(GONE)


PAGES = {
    GO_ON: Page(go_on, Action.INTERVIEW),
    "same": Page(other, Action.INTERVIEW, changes=True),
}
