"""Reading one household: a coordinator, for a reason that is noted; nothing private, nothing to change."""

from dataclasses import replace

from bot import reach
from bot.desks import coordinator
from bot.desks.desk import Page, awaiting
from bot.flows.arrival import House
from bot.flows.coordinating import households as screens
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.result import result_card
from bot.flows.review import answer_lines
from bot.flows.texts import Words
from bot.interviews.finishing import values_of
from bot.interviews.loading import Opened
from bot.villages import keeping
from bot.visit import Visit
from storage.households import Household


async def read(visit: Visit) -> Reply:
    """Asks for the reason; with one, the house's result."""
    number = visit.tap.number
    reason = " ".join(visit.words.split())[: screens.LONGEST_REASON]
    if len(reason) < screens.SHORTEST_REASON:
        if await reach.house(visit, Action.OPEN_HOUSEHOLD, number) is None:
            return (await coordinator.home(visit)).after(GONE)
        return screens.why_read(number or 0, awaiting("read", str(number)))
    found = await keeping.open_to_read(visit, number, reason)
    if found is None:
        return (await coordinator.home(visit)).after(GONE)
    house, opened = found
    return screens.card(_house(house, opened), _result(opened, visit.language), visit.now.date(), reason)


async def read_on(visit: Visit) -> Reply:
    """A page of its answers, while the reason is fresh."""
    question = visit.tap.question
    number = int(question) if question.isascii() and question.isdigit() and len(question) < 10 else None
    found = await keeping.read_on(visit, number)
    if found is None:
        return (await coordinator.home(visit)).after(GONE)
    house, opened = found
    lines = answer_lines(opened.interview, visit.language) if opened is not None else ()
    return screens.answers(_house(house, opened), lines, visit.tap.number or 0)


def _result(opened: Opened | None, language: str) -> tuple[Words, ...]:
    """What the house has come to; nothing before its interview is finished."""
    if opened is None or not opened.interview.completed:
        return ()
    values = values_of(opened.questionnaire, opened.interview.record)
    return result_card(opened.questionnaire.indices, values, language)


def _house(house: Household, opened: Opened | None) -> House:
    status = "belum" if opened is None else "selesai" if opened.interview.completed else "sebagian"
    return replace(house.shown, status=status)


PAGES = {
    "read": Page(read, Action.OPEN_HOUSEHOLD),
    "read_on": Page(read_on, Action.OPEN_HOUSEHOLD),
}
