"""Inviting somebody: for which place, by which name; then a link that serves once, and its picture."""

from datetime import timedelta

from bot.desks import coordinator
from bot.desks.coordinator import name_of
from bot.desks.desk import Page, awaiting
from bot.desks.houses import ANY_RT, FIRST_RTS
from bot.flows.coordinating import team as screens
from bot.flows.coordinating.codes import on_button, region_on, rt_on
from bot.flows.coordinating.home import to_home
from bot.flows.neighbourhoods import NO_SUCH_RT, meant
from bot.flows.permissions import CADRE, COORDINATOR, VILLAGE, Action, level_of
from bot.flows.places.search import search
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.villages.links import qr_picture
from bot.villages.regions import official
from bot.visit import Visit
from storage.attempts import attempt, attempts
from storage.audit import REGION, note
from storage.household_lists import rts_of
from storage.people import invite
from storage.regions import put_regions, region

LASTS = timedelta(days=7)
MOST_A_DAY = 60  # of one person; a village has 10 to 40 cadres
MOST_FOUND = 6
LONGEST_NAME = 40


async def invite_somebody(visit: Visit) -> Reply:
    """For which place: an RT of the village for a cadre, a region for a coordinator."""
    own = visit.role.region_code
    if visit.tap.code == CADRE and level_of(own) == VILLAGE:
        return await _which_rt(visit, own)
    here = own, visit.role.region_name
    if level_of(own) == VILLAGE:
        return screens.which_region([], here, "")
    words = visit.words.strip()[:60]
    found = search().find(words, within=own, limit=MOST_FOUND) if words else ()
    near = [(each.place.code, each.place.path) for each in found if each.place.code != own]
    return screens.which_region(near, here, awaiting("invite", COORDINATOR), words)


async def _which_rt(visit: Visit, village: str) -> Reply:
    """Which RT, or by which name the cadre is called where she wrote one that there is."""
    rts = await rts_of(visit.connection, village)
    written = meant(visit.words, rts or ANY_RT)
    if len(written) == 1:
        return screens.which_name(awaiting("invite_as", CADRE, written[0]))
    asked = screens.which_rt(written or rts or FIRST_RTS, awaiting("invite", CADRE))
    return asked.after(NO_SUCH_RT) if visit.words and not written else asked


async def name(visit: Visit) -> Reply:
    """By which name; with it, the invitation. `question` says the role, the code its region or RT."""
    role, (code, rt) = visit.tap.question, _place(visit)
    if code is None or not visit.may_give(Action.INVITE, role, code, rt):
        return (await coordinator.home(visit)).after(GONE)
    where = rt or "" if role == CADRE else on_button(code)
    awaits = awaiting("invite_as", role, where)
    return screens.which_name(awaits)


async def named(visit: Visit) -> Reply:
    """The invitation for the name that she wrote."""
    role, _, where = visit.tap.code.partition(":")
    code, rt = _where(visit, role, where)
    if code is None or not visit.may_give(Action.INVITE, role, code, rt):
        return (await coordinator.home(visit)).after(GONE)
    called = " ".join(visit.words.split())
    if not called or len(called) > LONGEST_NAME:
        return screens.which_name(awaiting("invite_as", role, where), again=bool(called))
    return await _invitation(visit, role, code, rt, called)


async def _invitation(visit: Visit, role: str, code: str, rt: str | None, called: str) -> Reply:
    connection, by = visit.connection, visit.role.person_id
    if await attempts(connection, "invite", str(by), visit.now, timedelta(days=1)) >= MOST_A_DAY:
        return Reply((screens.TOO_MANY,), ((to_home(),),))
    await attempt(connection, "invite", str(by), visit.now)
    await put_regions(connection, [each for each in official(code) if await region(connection, each.code) is None])
    until = visit.now + LASTS
    token = await invite(
        connection, role=role, region_code=code, rt=rt, name=called, now=visit.now, expires_at=until, by=by
    )
    await note(connection, visit.now, by, Action.INVITE, REGION, code, code, role)
    begins = visit.incoming.link
    link = f"{begins}{token}" if begins else f"/start {token}"
    place = screens.place_words(name_of(code), rt)
    picture = qr_picture(link) if begins else None
    return screens.invitation(called, role, place, link, until=until.date(), picture=picture)


def _place(visit: Visit) -> tuple[str | None, str | None]:
    return _where(visit, visit.tap.question, visit.tap.code)


def _where(visit: Visit, role: str, where: str) -> tuple[str | None, str | None]:
    """The region and RT that a button or awaited words name: of a cadre an RT of the village, or all of it."""
    if role == CADRE:
        rt = rt_on(where)
        return (visit.role.region_code if rt is not None or not where else None), rt
    code = region_on(where)
    return (code if code is not None and official(code) else None), None


PAGES = {
    "invite": Page(invite_somebody, Action.INVITE, commands=frozenset({"undang"})),
    "invite_name": Page(name, Action.INVITE),
    "invite_as": Page(named, Action.INVITE),
}
