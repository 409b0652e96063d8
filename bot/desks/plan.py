"""A village's plan at its coordinator's hands: taken from the report, followed up to done, or moved to next year."""

from datetime import timedelta

from bot.desks.coordinator import name_of
from bot.desks.desk import Page
from bot.flows.permissions import VILLAGE, Action, level_of
from bot.flows.reply import Reply
from bot.flows.reports.follow_up import matters_due
from bot.flows.reports.plan import load_plan
from bot.flows.rounds import action as states
from bot.flows.rounds import planning
from bot.flows.rounds.action import Planned
from bot.letters.reminding import KIND
from bot.messages import Tap
from bot.reports.gathering import gather
from bot.visit import Visit
from storage.actions import action, actions_in, actions_of, keep_actions, plan
from storage.outbox import withdraw

MOST_NEW = 8
FRESH = timedelta(days=30)  # an action whose quarter ends sooner belongs to the next year's


async def shown(visit: Visit) -> Reply:
    """The village's actions; of an area above it those of its villages, by who answers for them."""
    village = visit.role.region_code
    if level_of(village) != VILLAGE:
        years = (visit.now.year, visit.now.year + 1)  # late in a year most is for the next
        planned = [each for year in years for each in await actions_in(visit.connection, village, year)]
        of_villages = [each for each in planned if level_of(each.region_code) == VILLAGE]
        return planning.gathered(name_of(village), of_villages)
    return planning.plan(name_of(village), await actions_of(visit.connection, village, visit.now.year))


async def from_report(visit: Visit) -> Reply:
    """What the figures of the year say is to be done, with the services and by when."""
    village, today = visit.role.region_code, visit.now.date()
    if level_of(village) != VILLAGE:
        return await shown(visit)
    questionnaire = await visit.tools.questionnaires.current(visit.connection, visit.now)
    figures = await gather(visit.connection, village, today.year, questionnaire, visit.now)
    main = figures.main if figures is not None else None
    due = matters_due(figures, main, load_plan()) if figures is not None and main is not None else []
    found = []
    for matter, _ in due[:MOST_NEW]:
        by_on = states.by_when(matter.when, today + FRESH)
        office = ", ".join(matter.services)
        found.append(Planned(0, village, by_on.year, matter.problem, matter.activity, office, by_on))
    added = await plan(visit.connection, found)
    return (await shown(visit)).after(planning.ADDED(added) if added else planning.NOTHING_NEW)


async def one(visit: Visit) -> Reply:
    """One action, and whether it has taken place."""
    found = await _hers(visit, visit.tap.number)
    return planning.one(found) if found is not None else (await shown(visit)).after(planning.ASKED_ALREADY)


async def answer(visit: Visit) -> Reply:
    """What came of it."""
    found = await _hers(visit, _number(visit))
    if found is None or visit.tap.code not in {"selesai", "belum"}:
        return (await shown(visit)).after(planning.ASKED_ALREADY)
    changed = states.done(found) if visit.tap.code == "selesai" else states.not_yet(found, visit.now.date())
    await _keep(visit, changed)
    return planning.heard(changed)


async def why(visit: Visit) -> Reply:
    """Why it is moved to next year."""
    found = await _hers(visit, _number(visit))
    return planning.why(found) if found is not None else (await shown(visit)).after(planning.ASKED_ALREADY)


async def move(visit: Visit) -> Reply:
    """It is moved to next year for that reason."""
    found = await _hers(visit, _number(visit))
    if found is None or visit.tap.code not in states.REASONS:
        return (await shown(visit)).after(planning.ASKED_ALREADY)
    changed, later = states.moved(found, visit.tap.code)
    await _keep(visit, changed)
    await plan(visit.connection, [later])
    return planning.heard(changed)


async def _keep(visit: Visit, changed: Planned) -> None:
    await keep_actions(visit.connection, [changed], visit.now)
    await withdraw(visit.connection, visit.now, person_id=visit.role.person_id, kinds=(KIND,))


async def _hers(visit: Visit, number: int | None) -> Planned | None:
    """The action, where it is of her village and still to come."""
    found = await action(visit.connection, number) if number is not None else None
    if found is None or found.status != states.PLANNED:
        return None
    return found if visit.may(Action.FOLLOW_UP, found.region_code) else None


def _number(visit: Visit) -> int | None:
    return Tap("", code=visit.tap.question).number


PAGES = {
    "plan": Page(shown, Action.FOLLOW_UP, commands=frozenset({"rtl"})),
    "plannew": Page(from_report, Action.FOLLOW_UP, changes=True),
    "plan1": Page(one, Action.FOLLOW_UP),
    "planans": Page(answer, Action.FOLLOW_UP, changes=True),
    "planwhy": Page(why, Action.FOLLOW_UP),
    "planmove": Page(move, Action.FOLLOW_UP, changes=True),
}
