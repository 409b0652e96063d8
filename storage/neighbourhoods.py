"""The RTs of a village: their RW and dusun, and how many households the village says each has."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import HouseholdRow, NeighbourhoodRow
from storage.use import LISTED

_SAID = ("rw", "dusun", "registered", "target_on")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An RT of a village; what is not known is None."""

    region_code: str
    rt: str
    rw: str | None = None
    dusun: str | None = None
    registered: int | None = None
    target_on: date | None = None


async def put_neighbourhoods(connection: AsyncConnection, neighbourhoods: Iterable[Neighbourhood]) -> None:
    """Keep what is known of RTs; of one that is there, what is not said now stays as it was."""
    statement = insert_into(NeighbourhoodRow, connection)
    table = NeighbourhoodRow.__table__.c
    kept = {name: func.coalesce(statement.excluded[name], table[name]) for name in _SAID}
    statement = statement.on_conflict_do_update(index_elements=["region_code", "rt"], set_=kept)
    if rows := [asdict(each) for each in neighbourhoods]:
        await connection.execute(statement, rows)


async def neighbourhoods_of(connection: AsyncConnection, region_code: str) -> tuple[Neighbourhood, ...]:
    """The RTs of a village that the village told of, or that have households."""
    row = NeighbourhoodRow
    told = select(row.region_code, row.rt, row.rw, row.dusun, row.registered, row.target_on)
    found = {
        each.rt: Neighbourhood(*each) for each in await connection.execute(told.where(row.region_code == region_code))
    }
    house = HouseholdRow
    lived = (
        select(house.rt, func.min(house.rw), func.min(house.dusun))
        .where(house.region_code == region_code, LISTED)
        .group_by(house.rt)
    )
    for rt, rw, dusun in await connection.execute(lived):
        found.setdefault(rt, Neighbourhood(region_code, rt, rw, dusun))
    return tuple(found[rt] for rt in sorted(found))


async def count_by_rt(connection: AsyncConnection, region_code: str) -> Counter[str]:
    """How many households of a village are listed in each RT."""
    house = HouseholdRow
    listed = select(house.rt, func.count()).where(house.region_code == region_code, LISTED)
    return Counter(dict((await connection.execute(listed.group_by(house.rt))).all()))
