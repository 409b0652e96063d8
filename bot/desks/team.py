"""The people below a coordinator: who is there, and the end of somebody's work."""

from bot.desks import coordinator
from bot.desks.coordinator import name_of
from bot.desks.desk import Page
from bot.flows.coordinating import team as screens
from bot.flows.coordinating.codes import numbers_on
from bot.flows.coordinating.team import Member
from bot.flows.permissions import CADRE, COORDINATOR, VILLAGE, Action, level_of
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.training.lessons import LESSONS
from bot.interviews.handing import leave
from bot.visit import Visit
from storage.assignments import left_by
from storage.staff import Held, Work, held, held_in, work_in
from storage.training import lessons_of


async def team(visit: Visit) -> Reply:
    """The cadres of a village; above it the coordinators of the places below."""
    own = visit.role.region_code
    village = level_of(own) == VILLAGE
    found = await held_in(visit.connection, CADRE if village else COORDINATOR, own, visit.now)
    members = [_member(each, village=village) for each in found if each.person_id != visit.role.person_id]
    may_invite = visit.may(Action.INVITE, own)
    return screens.team(
        visit.role.region_name, members, page=visit.tap.number or 0, village=village, may_invite=may_invite
    )


async def member(visit: Visit) -> Reply:
    """Somebody with what she has done."""
    found = await _named(visit, visit.tap.number)
    if found is None:
        return (await coordinator.home(visit)).after(GONE)
    work, learned = None, (0, 0)
    if found.role == CADRE:
        passed = await lessons_of(visit.connection, found.person_id)
        learned = len(passed.keys() & LESSONS.keys()), len(LESSONS)
        done = (await work_in(visit.connection, found.region_code, visit.now.year)).get(found.person_id, Work())
        work = done.finished, done.begun
    return screens.member(_member(found), work, learned=learned, may_end=_may_end(visit, found))


async def ending(visit: Visit) -> Reply:
    """Before somebody's work ends: who goes on with her houses."""
    found = await _named(visit, visit.tap.number)
    if found is None or not _may_end(visit, found):
        return (await coordinator.home(visit)).after(GONE)
    if found.role != CADRE:
        return screens.ending(_member(found), 0, ())
    left = await left_by(visit.connection, found.person_id, found.region_code)
    others = await held_in(visit.connection, CADRE, found.region_code, visit.now)
    return screens.ending(
        _member(found), len(left), [_member(each, village=True) for each in others if each.person_id != found.person_id]
    )


async def end(visit: Visit) -> Reply:
    """Her work ends now; who was chosen goes on with her houses."""
    numbers = numbers_on(visit.tap.code, 2) or (0, 0)
    found = await _named(visit, numbers[0])
    successor = await _named(visit, numbers[1]) if numbers[1] else None
    if found is None or not _may_end(visit, found) or (numbers[1] and not _can_follow(found, successor)):
        return (await coordinator.home(visit)).after(GONE)
    handed = await leave(visit, found, successor)
    if handed is None:
        return (await team(visit)).after(screens.ENDED_BEFORE)
    return screens.ended(found.name, handed, successor.name if successor is not None else "")


async def _named(visit: Visit, role_id: int | None) -> Held | None:
    """The role that a button names, where she may see it."""
    found = await held(visit.connection, role_id, visit.now) if role_id else None
    return found if found is not None and visit.may(Action.SEE_PROGRESS, found.region_code) else None


def _may_end(visit: Visit, found: Held) -> bool:
    return visit.may_give(Action.END_ROLE, found.role, found.region_code, found.rt)


def _can_follow(leaver: Held, successor: Held | None) -> bool:
    """Whether the houses of the one may become the other's: another cadre of the same village."""
    return (
        successor is not None
        and successor.role == leaver.role == CADRE
        and successor.region_code == leaver.region_code
        and successor.person_id != leaver.person_id
    )


def _member(found: Held, *, village: bool = False) -> Member:
    """Somebody as lists show her: in her village by the RT alone."""
    place = screens.rt_words(found.rt) if village else screens.place_words(name_of(found.region_code), found.rt)
    return Member(found.id, found.name, found.role, place)


PAGES = {
    "team": Page(team, Action.SEE_PROGRESS),
    "member": Page(member, Action.SEE_PROGRESS),
    "ending": Page(ending, Action.END_ROLE),
    "end": Page(end, Action.END_ROLE, changes=True),
}
