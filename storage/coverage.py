"""How far a year's interviews have got in an area: households registered, households counted, days and cadres."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import NATION
from storage.models import HouseholdRow, InterviewRow, RegionRow
from storage.regions import within


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of an area: an RT of a village, or a village; its households, and those finished in the year."""

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
    """Each RT of a village."""
    return await _coverage(connection, HouseholdRow.rt, village, year)


async def coverage_by_village(connection: AsyncConnection, area: str, year: int) -> tuple[Covered, ...]:
    """Each village of an area that has households."""
    return await _coverage(connection, HouseholdRow.region_code, area, year)


async def fieldwork(connection: AsyncConnection, area: str, year: int) -> Fieldwork:
    """The days and cadres of a year's interviews."""
    first, last = func.min(InterviewRow.finished_at), func.max(InterviewRow.finished_at)
    statement = (
        select(first, last, func.count(InterviewRow.cadre_id.distinct()))
        .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
        .where(InterviewRow.status == "finished", InterviewRow.year == year, HouseholdRow.removed_at.is_(None))
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


async def _coverage(connection: AsyncConnection, part: Any, area: str, year: int) -> tuple[Covered, ...]:
    counted = (
        select(InterviewRow.household_id)
        .where(InterviewRow.status == "finished", InterviewRow.year == year)
        .distinct()
        .subquery()
    )
    statement = (
        select(part, func.count(), func.count(counted.c.household_id))
        .select_from(HouseholdRow)
        .outerjoin(counted, counted.c.household_id == HouseholdRow.id)
        .where(HouseholdRow.removed_at.is_(None))
        .group_by(part)
        .order_by(part)
    )
    if area != NATION:
        statement = statement.where(within(HouseholdRow.region_code, area))
    return tuple(Covered(*row) for row in await connection.execute(statement))
