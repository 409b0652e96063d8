"""Which houses wait for which cadres, for many cadres at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, String, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from bot.flows.rounds.nearest import HALF_DONE, NOT_BEGUN, Waiting
from storage.models import ApartRow, HouseholdKeyRow, HouseholdRow, InterviewRow, NeighbourhoodRow
from storage.sealing import household_key, label_place, open_text


@dataclass(frozen=True, slots=True)
class Share:
    """A cadre's share of a village: her own RT, or all of it."""

    person_id: int
    village: str
    rt: str | None


_newest = (
    select(func.max(InterviewRow.id))
    .where(InterviewRow.household_id == HouseholdRow.id)
    .correlate(HouseholdRow)
    .scalar_subquery()
)
_villages = bindparam("villages", expanding=True, type_=String())
_WAITING = (
    select(
        HouseholdRow.id,
        HouseholdRow.region_code,
        HouseholdRow.rt,
        HouseholdRow.number,
        HouseholdRow.cadre_id,
        InterviewRow.status,
        InterviewRow.asked_at,
        NeighbourhoodRow.target_on,
    )
    .select_from(HouseholdRow)
    .outerjoin(InterviewRow, and_(InterviewRow.household_id == HouseholdRow.id, InterviewRow.id == _newest))
    .outerjoin(
        NeighbourhoodRow,
        and_(NeighbourhoodRow.region_code == HouseholdRow.region_code, NeighbourhoodRow.rt == HouseholdRow.rt),
    )
    .where(HouseholdRow.region_code.in_(_villages), HouseholdRow.removed_at.is_(None), HouseholdRow.held.is_(None))
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
    connection: AsyncConnection, shares: Sequence[Share], zone: str
) -> Mapping[int, Sequence[Waiting]]:
    """The houses that wait for each of these cadres: given to her by name, else those of her RT."""
    given = {"villages": sorted({share.village for share in shares})}
    by_village: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        by_village[share.village].append(share)
    apart = {(house, person) for house, person in await connection.execute(_APART, given)} if shares else set()
    found: dict[int, list[Waiting]] = defaultdict(list)
    for id_, village, rt, number, cadre_id, status, asked_at, target_on in (
        await connection.execute(_WAITING, given) if shares else ()
    ):
        touched: date | None = asked_at.astimezone(ZoneInfo(zone)).date() if asked_at is not None else None
        house = Waiting(id_, rt, number, HALF_DONE if status else NOT_BEGUN, touched, None, target_on)
        for share in by_village[village]:
            hers = cadre_id == share.person_id if cadre_id is not None else share.rt in {None, rt}
            if hers and (id_, share.person_id) not in apart:
                found[share.person_id].append(house)
    return found


async def named(connection: AsyncConnection, houses: Sequence[int]) -> Mapping[int, House]:
    """These houses as lists show them."""
    found = {}
    for id_, code, rt, number, sealed, wrapped in await connection.execute(_NAMED, {"ids": list(houses)}):
        label = open_text(household_key(connection, id_, wrapped), sealed, label_place(code))
        found[id_] = House(id_, rt, number, label)
    return found
