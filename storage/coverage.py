"""How far a year's interviews have got in an area: households registered, households counted, days and cadres.

Registered are as many households of an RT as the village told of, or, where these are more, as are in the list.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import NATION
from storage.models import HouseholdRow, InterviewRow, NeighbourhoodRow, RegionRow
from storage.parts import Kind, of_household
from storage.regions import within
from storage.use import IN_USE


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of an area: a village, or a part of one; its households, and those finished in the year."""

    part: str
    registered: int
    counted: int


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """When the first and the last of a year's interviews were finished, and by how many cadres."""

    first_at: datetime | None
    last_at: datetime | None
    cadres: int


async def coverage_by_rt(connection: AsyncConnection, village: str, year: int) -> tuple[Covered, ...]:
    """Each RT of a village that has households, or of which the village told how many it has."""
    return await coverage_by_part(connection, village, "rt", year)


async def coverage_by_part(connection: AsyncConnection, village: str, kind: Kind, year: int) -> tuple[Covered, ...]:
    """Each dusun, RW, RT or dasawisma of a village; the name is empty for households of which it is not known."""
    return await _coverage(connection, kind, village, year)


async def coverage_by_village(connection: AsyncConnection, area: str, year: int) -> tuple[Covered, ...]:
    """Each village of an area that has households, or that told how many it has."""
    return await _coverage(connection, "village", area, year)


async def fieldwork(connection: AsyncConnection, area: str, year: int) -> Fieldwork:
    """The days and cadres of a year's interviews."""
    first, last = func.min(InterviewRow.finished_at), func.max(InterviewRow.finished_at)
    statement = (
        select(first, last, func.count(InterviewRow.cadre_id.distinct()))
        .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
        .where(InterviewRow.status == "finished", InterviewRow.year == year, IN_USE)
    )
    if area != NATION:
        statement = statement.where(within(HouseholdRow.region_code, area))
    return Fieldwork(*(await connection.execute(statement)).one())


async def villages_of(connection: AsyncConnection, area: str) -> dict[str, str]:
    """The names of the known villages of an area, by code."""
    statement = select(RegionRow.code, RegionRow.name).where(RegionRow.level == "desa")
    if area != NATION:
        statement = statement.where(within(RegionRow.code, area))
    return {row.code: row.name for row in await connection.execute(statement.order_by(RegionRow.code))}


async def _coverage(
    connection: AsyncConnection, kind: Kind | Literal["village"], area: str, year: int
) -> tuple[Covered, ...]:
    rows = await connection.execute(_parts(kind, area == NATION), {"area": area, "below": f"{area}.%", "year": year})
    return tuple(Covered(name, int(of), int(done)) for name, of, done in rows)


@cache
def _parts(kind: Kind | Literal["village"], nation: bool) -> Select[*tuple[Any, ...]]:
    """The parts of an area by what a household belongs to, and, where RTs belong to them as well, what an RT does.

    Made once for each kind: making it took longer than running it in a village.
    """
    part: ColumnElement[Any] = HouseholdRow.__table__.c.region_code if kind == "village" else of_household(kind)
    column = "region_code" if kind == "village" else kind
    told = None if kind == "dasawisma" else NeighbourhoodRow.__table__.c[column]
    # Looked up for each household: a list of all that count would be one of the whole country.
    counted = exists().where(
        InterviewRow.household_id == HouseholdRow.id,
        InterviewRow.status == "finished",
        InterviewRow.year == bindparam("year", type_=Integer()),
    )
    listed = (
        select(
            HouseholdRow.region_code,
            HouseholdRow.rt,
            func.coalesce(part, "").label("part"),
            func.count().label("listed"),
            func.count(case((counted, 1))).label("counted"),
            literal(0).label("registered"),
        )
        .where(IN_USE, *_in(HouseholdRow.region_code, kind, nation))
        .group_by(HouseholdRow.region_code, HouseholdRow.rt, "part")
    )
    both = listed.subquery()
    if told is not None:
        row = NeighbourhoodRow
        registered = select(row.region_code, row.rt, told, literal(0), literal(0), row.registered)
        registered = registered.where(
            row.registered.is_not(None), told.is_not(None), *_in(row.region_code, kind, nation)
        )
        both = union_all(listed, registered).subquery()
    by_rt = (
        select(
            both.c.part,
            func.sum(both.c.listed).label("listed"),
            func.sum(both.c.counted).label("counted"),
            func.max(both.c.registered).label("registered"),
        )
        .group_by(both.c.region_code, both.c.rt, both.c.part)
        .subquery()
    )
    # A village may have told of fewer households than there are by now.
    households = case((by_rt.c.registered > by_rt.c.listed, by_rt.c.registered), else_=by_rt.c.listed)
    statement = select(by_rt.c.part, func.sum(households), func.sum(by_rt.c.counted)).group_by(by_rt.c.part)
    return statement.order_by(by_rt.c.part)


def _in(
    column: SQLColumnExpression[str], kind: Kind | Literal["village"], nation: bool
) -> tuple[ColumnElement[bool], ...]:
    if nation:
        return ()
    area, below = column == bindparam("area", type_=String()), column.like(bindparam("below", type_=String()))
    return (or_(area, below) if kind == "village" else area,)
