"""Which houses wait for which cadres, for many cadres at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from bot.flows.rounds.manners import new_year
from bot.flows.rounds.nearest import EMPTY, HALF_DONE, NOT_BEGUN, Waiting
from storage.models import ApartRow, HouseholdKeyRow, HouseholdRow, InterviewRow, NeighbourhoodRow, VisitRow
from storage.sealing import household_key, label_place, open_text
from storage.use import IN_USE
from storage.visits import NOBODY_HOME, REFUSED, is_newest, is_newest_visit


@dataclass(frozen=True, slots=True)
class Share:
    """A cadre's share of a village: her own RT, or all of it."""

    person_id: int
    village: str
    rt: str | None


_villages = bindparam("villages", expanding=True, type_=String())
_WAITING = (
    select(
        HouseholdRow.region_code,
        HouseholdRow.cadre_id,
        HouseholdRow.id,
        HouseholdRow.rt,
        HouseholdRow.number,
        InterviewRow.status,
        InterviewRow.asked_at,
        VisitRow.outcome,
        VisitRow.at,
        VisitRow.back_at,
        NeighbourhoodRow.target_on,
    )
    .select_from(HouseholdRow)
    .outerjoin(InterviewRow, is_newest())
    .outerjoin(VisitRow, is_newest_visit())
    .outerjoin(
        NeighbourhoodRow,
        and_(NeighbourhoodRow.region_code == HouseholdRow.region_code, NeighbourhoodRow.rt == HouseholdRow.rt),
    )
    .where(HouseholdRow.region_code.in_(_villages), IN_USE)
    .where(or_(InterviewRow.status.is_(None), InterviewRow.status == "open"))
)
_APART = (
    select(ApartRow.household_id, ApartRow.person_id)
    .join(HouseholdRow, HouseholdRow.id == ApartRow.household_id)
    .where(HouseholdRow.region_code.in_(_villages))
)
_NAMED = (
    select(
        HouseholdRow.id,
        HouseholdRow.code,
        HouseholdRow.rt,
        HouseholdRow.number,
        HouseholdRow.label,
        HouseholdKeyRow.wrapped,
    )
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == HouseholdRow.id)
    .where(HouseholdRow.id.in_(bindparam("ids", expanding=True, type_=Integer())))
)


async def waiting_for(
    connection: AsyncConnection, shares: Sequence[Share], local: datetime
) -> Mapping[int, Sequence[Waiting]]:
    """The houses that wait for each of these cadres: given to her by name, else those of her RT."""
    given = {"villages": sorted({share.village for share in shares}), "anew": new_year(local)}
    by_village: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        by_village[share.village].append(share)
    apart = {(house, person) for house, person in await connection.execute(_APART, given)} if shares else set()
    found: dict[int, list[Waiting]] = defaultdict(list)
    for village, cadre_id, *told in await connection.execute(_WAITING, given) if shares else ():
        house = _waiting(told, local)
        if house is None:
            continue
        for share in by_village[village]:
            hers = cadre_id == share.person_id if cadre_id is not None else share.rt in {None, house.rt}
            if hers and (house.id, share.person_id) not in apart:
                found[share.person_id].append(house)
    return found


def _waiting(told: Sequence[Any], local: datetime) -> Waiting | None:
    """How the house waits; None for a family that said no: it is left in peace until the next round."""
    id_, rt, number, status, asked_at, outcome, at, back_at, target_on = told
    if outcome is not None and asked_at is not None and at < asked_at:
        outcome = back_at = None  # since then the interview went on
    if outcome == REFUSED and status is None:
        return None
    touched_on = asked_at.astimezone(local.tzinfo).date() if asked_at is not None else None
    back_on = back_at.astimezone(local.tzinfo).date() if back_at is not None else None
    stands = EMPTY if outcome == NOBODY_HOME else HALF_DONE if status else NOT_BEGUN
    return Waiting(id_, rt, number, stands, touched_on, back_on, target_on)


async def named(connection: AsyncConnection, houses: Sequence[int]) -> Mapping[int, House]:
    """These houses as lists show them."""
    found = {}
    for id_, code, rt, number, sealed, wrapped in await connection.execute(_NAMED, {"ids": list(houses)}):
        label = open_text(household_key(connection, id_, wrapped), sealed, label_place(code))
        found[id_] = House(id_, rt, number, label)
    return found
