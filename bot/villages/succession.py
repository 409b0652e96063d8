"""Open referrals go with their houses: to the cadre who goes on, or to the coordinator where nobody is there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.flows.permissions import CADRE, Action
from bot.flows.rounds import referral as states
from bot.letters.reminding import KIND
from bot.visit import Visit
from storage import following, referrals
from storage.assignments import given_to, who_stays_away
from storage.audit import HOUSEHOLD, note
from storage.following import Kept
from storage.outbox import withdraw
from storage.staff import Held, held_in

Following = Mapping[Held, Sequence[Kept]]  # by the cadre who goes on, what she follows from now on


async def of_houses(visit: Visit, house_ids: Sequence[int]) -> Following:
    """What goes along with these houses, which were just given to another cadre."""
    return await pass_on(visit, await following.followed_at(visit.connection, house_ids))


async def pass_on(visit: Visit, followed: Sequence[Kept], successor: Held | None = None) -> Following:
    """Whose each of these referrals is from now on: its house's cadre's, the successor's before others.

    One that nobody can follow is the coordinator's at once: a family must not wait until somebody is missed.
    """
    connection, today = visit.connection, visit.now.date()
    found: dict[Held, list[Kept]] = defaultdict(list)
    for each in followed:
        cadre = await cadre_for(visit, each, successor)
        if cadre is None:
            await referrals.keep(connection, states.escalated(each.referral, today), visit.now)
        elif cadre.person_id != each.cadre_id:
            await referrals.keep(connection, states.handed_on(each.referral), visit.now, cadre_id=cadre.person_id)
            found[cadre].append(each)
        else:
            continue
        await withdraw(connection, visit.now, person_id=each.cadre_id, kinds=(KIND,))
        person, house = visit.role.person_id, each.referral.household_id
        await note(connection, visit.now, person, Action.REFER, HOUSEHOLD, house, each.region_code)
    return found


async def cadre_for(visit: Visit, kept: Kept, successor: Held | None = None) -> Held | None:
    """Who follows the referral: the cadre to whom its house is given, the one who did so far, or one of its RT."""
    house, rt = kept.referral.household_id, kept.asked.house.rt
    away = await who_stays_away(visit.connection, house)
    given = (await given_to(visit.connection, [house])).get(house)
    here = await held_in(visit.connection, CADRE, kept.region_code, visit.now)
    cadres = [each for each in here if each.person_id not in away]
    ranked = [
        *(each for each in cadres if each.person_id == given),
        *(each for each in cadres if successor is not None and each.person_id == successor.person_id),
        *(each for each in cadres if each.person_id == kept.cadre_id and each.rt in {None, rt}),
        *(each for each in cadres if each.rt == rt),
        *(each for each in cadres if each.rt is None),
        *(each for each in cadres if each.person_id == kept.cadre_id),
    ]
    return next(iter(ranked), None)
