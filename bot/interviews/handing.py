"""Houses that go from one cadre to another: in the middle of an interview, with a recap, and in the audit trail."""

from collections.abc import Sequence

from bot.flows.coordinating.team import Handed, recap
from bot.flows.permissions import CADRE, COORDINATOR, Action
from bot.flows.reply import Reply
from bot.interviews.loading import Interviews
from bot.letters.posting import post
from bot.villages.succession import Following, of_houses, pass_on
from bot.visit import Visit
from storage.assignments import Left, give, left_by
from storage.audit import HOUSEHOLD, PERSON, note
from storage.current_interviews import current_interview
from storage.following import Kept, followed_by
from storage.holding import held_by
from storage.households import household
from storage.interviews import open_interview_of
from storage.outbox import withdraw
from storage.people import Role, with_role_over
from storage.staff import Held, end_role, hand_over

LEAVING = "handover"


async def leave(visit: Visit, leaver: Held, successor: Held | None) -> int | None:
    """How many houses the successor goes on with, now that the leaver's role ends; None where it had ended before.

    Without a successor they are whoever's their RT is. What she followed up goes on, too.
    """
    connection = visit.connection
    left: Sequence[Left] = ()
    followed: Sequence[Kept] = ()
    if leaver.role == CADRE:
        left = await left_by(connection, leaver.person_id, leaver.region_code)
        followed = await followed_by(connection, leaver.person_id, leaver.region_code)
    if not await end_role(connection, leaver.id, visit.now):
        return None
    by = visit.role.person_id
    await note(connection, visit.now, by, Action.END_ROLE, PERSON, leaver.person_id, leaver.region_code, leaver.role)
    await withdraw(connection, visit.now, person_id=leaver.person_id)
    handed = await _hand(visit, left, leaver, successor)
    told = [(successor, handed)] if successor is not None else []
    await _tell_all(visit, leaver.name, told, await pass_on(visit, followed, successor))
    return len(handed)


async def _hand(visit: Visit, left: Sequence[Left], leaver: Held, successor: Held | None) -> Sequence[Handed]:
    """Give the houses on; those that the successor is told of."""
    handed: list[Handed] = []
    for each in left:
        to = successor.person_id if successor is not None else None
        if not await give(visit.connection, each.household_id, to, visit.now, instead_of=each.cadre_id):
            continue
        region = leaver.region_code
        await note(
            visit.connection, visit.now, visit.role.person_id, Action.ASSIGN, HOUSEHOLD, each.household_id, region
        )
        if successor is not None:
            handed += await keep_handover(visit, each.household_id, leaver.person_id, successor.person_id)
    return handed


async def given_on(visit: Visit, cadre: Held | None, house_ids: Sequence[int]) -> None:
    """Tell a cadre that these houses are hers now: in a letter, and on her first screen until she enters each.

    What is followed up there goes along, and whoever follows it now is told, too.
    """
    giver = visit.role.person_id
    handed = (
        [one for each in house_ids for one in await keep_handover(visit, each, giver, cadre.person_id)] if cadre else []
    )
    told = [(cadre, handed)] if cadre is not None else []
    await _tell_all(visit, visit.who.name, told, await of_houses(visit, house_ids))


async def _tell_all(
    visit: Visit, giver: str, houses: Sequence[tuple[Held, Sequence[Handed]]], following: Following
) -> None:
    """A letter to each cadre who goes on with something, of all that she goes on with."""
    cadres = {each.person_id: each for each in (*(cadre for cadre, _ in houses), *following)}
    for person_id, cadre in cadres.items():
        handed = [each for to, some in houses if to.person_id == person_id for each in some]
        followed = [each.asked for to, some in following.items() if to.person_id == person_id for each in some]
        if handed or followed:
            about = [each.household_id for each in handed] + [each.house.id for each in followed]
            await _tell(visit, cadre, recap(giver, handed, followed), about)


async def keep_handover(visit: Visit, household_id: int, from_id: int, to_id: int) -> Sequence[Handed]:
    """The house as it goes to another cadre; kept until she enters it. Nothing where its data are used for nothing: it
    is hers, but nothing is told of it."""
    connection = visit.connection
    house = await household(connection, household_id)
    if house is None:
        raise LookupError(f"household {household_id} is not there (any more)")
    if await held_by(connection, household_id) is not None:
        return ()
    done, total = await _progress(visit, household_id)
    await hand_over(connection, household_id, from_id=from_id, to_id=to_id, progress=(done, total), now=visit.now)
    return (Handed(house.shown.title, done, total, house.id),)


async def _tell(visit: Visit, successor: Held, reply: Reply, about: Sequence[int]) -> None:
    """A letter to the cadre who goes on."""
    to = successor.person_id
    await post(visit.connection, to, successor.language, reply, kind=LEAVING, local=visit.now, about=about)


async def coordinators_over(visit: Visit, village: str) -> list[Role]:
    """The coordinators nearest to the village, but not the one who speaks."""
    over = await with_role_over(visit.connection, COORDINATOR, village, visit.now)
    others = [each for each in over if each.person_id != visit.role.person_id]
    return [each for each in others if each.region_code == others[0].region_code]


async def _progress(visit: Visit, household_id: int) -> tuple[int, int]:
    """How many questions are answered, of how many that apply; nothing where no interview is open."""
    begun = await open_interview_of(visit.connection, household_id)
    row = await current_interview(visit.connection, begun.id) if begun is not None else None
    if row is None:
        return 0, 0
    opened = await Interviews(visit.tools.questionnaires).load(visit.connection, row, visit.now)
    return opened.interview.progress
