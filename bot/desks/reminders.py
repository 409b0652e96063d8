"""When somebody is reminded, and the buttons under a reminder: tomorrow, next week, never again."""

from datetime import timedelta

from bot.desks.desk import Page
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.rounds import reminding
from bot.flows.rounds.manners import HOURS, USUAL, next_week
from bot.visit import Visit
from storage.manners import manners_of, pause, remind_at, stop
from storage.outbox import withdraw


async def when(visit: Visit) -> Reply:
    """When she is reminded, and the times to choose from."""
    return reminding.when(await manners_of(visit.connection, visit.role.person_id))


async def at(visit: Visit) -> Reply:
    """She is reminded at that time from now on."""
    minutes = visit.tap.number
    if minutes not in {USUAL, *HOURS}:
        return (await when(visit)).after(GONE)
    await remind_at(visit.connection, visit.role.person_id, minutes)
    return reminding.said(reminding.SET(time=reminding.clock(minutes)))


async def tomorrow(visit: Visit) -> Reply:
    """Nothing more comes today."""
    await pause(visit.connection, visit.role.person_id, visit.now.date() + timedelta(days=1))
    return reminding.said(reminding.TOMORROW)


async def after_the_week(visit: Visit) -> Reply:
    """Nothing comes before next Monday."""
    monday = next_week(visit.now.date())
    await pause(visit.connection, visit.role.person_id, monday)
    return reminding.said(reminding.NEXT_WEEK(day=monday))


async def quiet(visit: Visit) -> Reply:
    """Nothing that she did not ask for comes any more, not even what is on its way."""
    person = visit.role.person_id
    await stop(visit.connection, person, visit.now)
    await withdraw(visit.connection, visit.now, person_id=person)
    return reminding.said(reminding.STOPPED)


PAGES = {
    "remind": Page(when, Action.BE_REMINDED, commands=frozenset({"ingatkan"})),
    "remindat": Page(at, Action.BE_REMINDED, changes=True),
    "tomorrow": Page(tomorrow, Action.BE_REMINDED, changes=True),
    "nextweek": Page(after_the_week, Action.BE_REMINDED, changes=True),
    "quiet": Page(quiet, Action.BE_REMINDED, changes=True, commands=frozenset({"berhenti"})),
}
