"""Which published version of the questionnaire new interviews begin with.

A workbook is published at the command line (`kawan publish`): what must be mended in one is told by sheet and row and
needs a computer to mend. Going back to an earlier version must be possible at once, wherever its coordinator is.
"""

from bot.desks import coordinator
from bot.desks.desk import Page
from bot.flows.coordinating import files as screens
from bot.flows.coordinating.files import FormVersion
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.questionnaires import HOUSEHOLD
from bot.visit import Visit
from storage.audit import FORM, note
from storage.forms import use_version, versions_of

_SIGNS = 16  # of a hash, on a button


async def versions(visit: Visit) -> Reply:
    """The published versions, the one in use first."""
    if not visit.may(Action.PUBLISH, visit.role.region_code):
        return (await coordinator.home(visit)).after(GONE)
    return screens.versions(list((await _versions(visit)).values()))


async def sure(visit: Visit) -> Reply:
    """Before another version is in use."""
    one = (await _versions(visit)).get(visit.tap.code)
    return screens.sure(one) if one is not None else await versions(visit)


async def use(visit: Visit) -> Reply:
    """New interviews begin with that version from now on."""
    code, region = visit.tap.code, visit.role.region_code
    one = (await _versions(visit)).get(code)
    if one is None or not visit.may(Action.PUBLISH, region):
        return await versions(visit)
    for each in await versions_of(visit.connection, HOUSEHOLD):
        if each.hash[:_SIGNS] == code:
            await use_version(visit.connection, each.hash, visit.now)
            await note(visit.connection, visit.now, visit.role.person_id, Action.PUBLISH, FORM, each.hash, region)
    return (await versions(visit)).after(screens.IN_USE(version=one.version))


async def _versions(visit: Visit) -> dict[str, FormVersion]:
    zone = visit.now.tzinfo
    return {
        each.hash[:_SIGNS]: FormVersion(
            each.hash[:_SIGNS], each.title, each.version, each.published_at.astimezone(zone).date()
        )
        for each in await versions_of(visit.connection, HOUSEHOLD)
    }


PAGES = {
    "forms": Page(versions, Action.PUBLISH),
    "form": Page(sure, Action.PUBLISH),
    "form_use": Page(use, Action.PUBLISH, changes=True),
}
