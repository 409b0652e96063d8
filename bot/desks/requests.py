"""What households asked for, one after the other: shown to whoever helps them, and answered."""

from bot import reach
from bot.desks.desk import Page
from bot.flows import helping as screens
from bot.flows import own as reading
from bot.flows.helping import Asked
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.interviews.family import newest_of
from bot.privacy.exercising import answered
from bot.visit import Visit
from storage import requests
from storage.households import Household

MOST_SHOWN = 20


async def asked(visit: Visit) -> Reply:
    """What waits among the households that she helps."""
    found = (await reach.asked(visit))[:MOST_SHOWN]
    return screens.requests([_shown(visit, request, house) for request, house in found])


async def one(visit: Visit) -> Reply:
    """One request."""
    found = await _request(visit, visit.tap.number)
    return screens.request(found[1]) if found is not None else (await asked(visit)).after(screens.NOT_OPEN)


async def answer(visit: Visit) -> Reply:
    """The request is answered, and whoever asked is told."""
    found, outcome = await _request(visit, visit.tap.number), visit.tap.question
    if found is None or outcome not in {requests.DONE, requests.REFUSED}:
        return (await asked(visit)).after(screens.NOT_OPEN)
    request, shown = found
    ref = await _ref(visit, request)
    await answered(visit, request, outcome, visit.role.region_code, ref)
    return (await asked(visit)).after(shown.line, screens.ANSWERED)


async def _ref(visit: Visit, request: requests.Request) -> str:
    """Interview and ref of the answer that a request wants mended; empty for none."""
    opened = await newest_of(visit, request.household_id) if request.note else None
    place = reading.place_numbered(opened.interview, request.note) if opened is not None else None
    return f"{opened.interview.id} {place.ref}" if opened is not None and place is not None else ""


async def _request(visit: Visit, number: int | None) -> tuple[requests.Request, Asked] | None:
    found = await requests.request(visit.connection, number) if number is not None else None
    shown = await seen(visit, found) if found is not None and found.closed_at is None else None
    return (found, shown) if found is not None and shown is not None else None


async def seen(visit: Visit, request: requests.Request) -> Asked | None:
    """The request as she sees it; None where the household is not hers to help."""
    house = await reach.house(visit, Action.HELP_WITH_RIGHTS, request.household_id)
    return _shown(visit, request, house) if house is not None else None


def _shown(visit: Visit, request: requests.Request, house: Household) -> Asked:
    return Asked(request.id, house.shown, request.kind, request.note, request.hours_left(visit.now))


PAGES = {
    "minta": Page(asked, Action.HELP_WITH_RIGHTS, commands=frozenset({"permintaan"})),
    "minta1": Page(one, Action.HELP_WITH_RIGHTS),
    "minta2": Page(answer, Action.HELP_WITH_RIGHTS, changes=True),
}
