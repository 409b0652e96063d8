"""A coordinator's summary: once more when she asks for it, its tables as a file, and when it comes."""

from datetime import date, datetime

from bot.desks.desk import Page
from bot.flows.coordinating.home import to_home
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.summary.lines import DETAILS, TIMES
from bot.flows.summary.times import CHOOSE_HOUR, DAYS, KEEP, chosen, clock, kept, which_day, which_hour
from bot.flows.texts import Text
from bot.letters.summarising import reply_of, week_now
from bot.letters.weeks import Sources, sources_of, week_of
from bot.reports.weekly import details_file
from bot.visit import Visit
from storage.summaries import regions_of, set_time, time_of

FILE = Text("Rincian {name}, {day}.")
NOTHING_YET = Text("Rangkuman wilayah ini belum dibuat. Rangkuman datang tiap {day} jam {hour}.")
NO_VILLAGE = Text("Belum ada desa yang terdaftar di wilayah ini.")
HOME = ((to_home(),),)


async def now(visit: Visit) -> Reply:
    """The summary as of today."""
    try:
        week = await week_now(visit.connection, await _sources(visit), await _regions(visit), visit.now, visit.language)
    except LookupError:
        return Reply((NO_VILLAGE,), HOME)
    if not week.registered and not week.in_village:
        weekday, at = await time_of(visit.connection, visit.role.person_id)
        return Reply((NOTHING_YET(day=DAYS[weekday], hour=clock(at)),), HOME)
    return reply_of(week, visit.language)


async def file(visit: Visit) -> Reply:
    """The tables of the week that a button stands under."""
    day = _day(visit.tap.code)
    if day is None or day > visit.now.date():
        return await now(visit)
    week = await week_of(visit.connection, await _sources(visit), await _regions(visit), day, visit.language)
    return Reply((FILE(name=week.name, day=week.on),), HOME, attachment=details_file(week, visit.language))


async def day(visit: Visit) -> Reply:
    """When it comes, and the days to choose from."""
    return which_day(*await time_of(visit.connection, visit.role.person_id))


async def hour(visit: Visit) -> Reply:
    """The hours to choose from on the day that she chose."""
    choice = chosen(visit.tap.code)
    return which_hour(choice[0]) if choice is not None else await day(visit)


async def keep(visit: Visit) -> Reply:
    """That it comes then from now on."""
    match chosen(visit.tap.code):
        case (int(weekday), int(at)):
            await set_time(visit.connection, visit.role.person_id, weekday, at)
            return kept(weekday, at)
        case _:
            return (await day(visit)).after(GONE)


async def _sources(visit: Visit) -> Sources:
    return await sources_of(visit.connection, visit.tools.questionnaires, visit.tools.directory)


async def _regions(visit: Visit) -> tuple[str, ...]:
    """All that she coordinates: her summary is one message."""
    return await regions_of(visit.connection, visit.role.person_id, visit.now)


def _day(code: str) -> date | None:
    try:
        return datetime.strptime(code, "%Y%m%d").date()
    except ValueError:
        return None


PAGES = {
    "summary": Page(now, Action.SUMMARIZE, commands=frozenset({"rangkuman"})),
    DETAILS: Page(file, Action.SUMMARIZE),
    TIMES: Page(day, Action.SUMMARIZE),
    CHOOSE_HOUR: Page(hour, Action.SUMMARIZE),
    KEEP: Page(keep, Action.SUMMARIZE, changes=True),
}
