"""An area's report and figures as files."""

from collections.abc import Callable

from bot.desks import coordinator
from bot.desks.coordinator import name_of
from bot.desks.desk import Answer, Page
from bot.flows.coordinating import files as screens
from bot.flows.coordinating.home import to_home
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Attachment, Reply
from bot.flows.reports.figures import Figures
from bot.reports.exporting import TooFewError, export_files
from bot.reports.gathering import gather_report
from bot.reports.writing import report_files
from bot.visit import Visit
from storage.audit import REGION, note

Files = tuple[Attachment, Attachment]


async def report(visit: Visit) -> Answer:
    """This year's report of her region, and its tables."""
    files = await _files(visit, Action.SEE_REPORT, report_files)
    if isinstance(files, Reply):
        return files
    return screens.report(name_of(visit.role.region_code), visit.now.year, *files)


async def export(visit: Visit) -> Answer:
    """This year's figures of her region, without names."""
    try:
        files = await _files(visit, Action.EXPORT, export_files)
    except TooFewError:
        return Reply((screens.TOO_FEW(place=visit.role.region_name),), ((to_home(),),))
    if isinstance(files, Reply):
        return files
    return screens.data(name_of(visit.role.region_code), visit.now.year, *files)


async def _files(visit: Visit, action: Action, made: Callable[[Figures], Files]) -> Files | Reply:
    """The files, made once the message is kept: they take a fifth of a second. Kept in the trail."""
    region = visit.role.region_code
    if not visit.may(action, region):
        return (await coordinator.home(visit)).after(GONE)
    try:
        figures = await gather_report(visit.connection, visit.tools.questionnaires, region, visit.now.year, visit.now)
    except LookupError:
        return (await coordinator.home(visit)).after(screens.NO_FORM)
    if figures is None:
        return (await coordinator.home(visit)).after(GONE)
    files = made(figures)
    await note(visit.connection, visit.now, visit.role.person_id, action, REGION, region, region)
    return files


PAGES = {
    "report": Page(report, Action.SEE_REPORT, commands=frozenset({"laporan"})),
    "export": Page(export, Action.EXPORT),
}
