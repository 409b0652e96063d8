"""A village answering a questionnaire itself, once a year: begun, found again.

What it says stands in its report for everybody to read, so that nothing of it is sealed. It counts as no household: it
is in no list, no coverage and no sum of an area.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.interviews import INTERVIEW, Interview
from storage.models import IndicatorValueRow, InterviewRow, RegionRow
from storage.regions import within


@dataclass(frozen=True, slots=True)
class Graded:
    """A village's grades by indicator, in a version of the index."""

    version: str
    values: dict[str, str]


async def start_village_interview(
    connection: AsyncConnection, *, region_code: str, form_hash: str, person_id: int, now: datetime
) -> Interview:
    """A new open interview of a village, or the one that is already open, even if begun at this very moment."""
    begun = {"region_code": region_code, "form_hash": form_hash, "cadre_id": person_id, "status": "open", "revision": 0}
    statement = insert_into(InterviewRow, connection).on_conflict_do_nothing()
    await connection.execute(statement.values(**begun, asked_at=now, started_at=now))
    row = (await connection.execute(_of(region_code).where(InterviewRow.status == "open"))).one()
    return Interview(*row)


async def newest_village_interview(connection: AsyncConnection, region_code: str) -> Interview | None:
    """The interview of a village that was begun last, open or finished."""
    row = (await connection.execute(_of(region_code).order_by(InterviewRow.id.desc()).limit(1))).one_or_none()
    return Interview(*row) if row is not None else None


async def finished_village_interview(connection: AsyncConnection, region_code: str, until_year: int) -> int | None:
    """The id of a village's newest finished interview of that year, or else of one before; None where there is none."""
    finished = select(InterviewRow.id).where(
        InterviewRow.region_code == region_code, InterviewRow.status == "finished", InterviewRow.year <= until_year
    )
    newest: int | None = await connection.scalar(
        finished.order_by(InterviewRow.year.desc(), InterviewRow.id.desc()).limit(1)
    )
    return newest


async def grades_in(connection: AsyncConnection, area: str, index_id: str, until_year: int) -> dict[str, Graded]:
    """What the villages of an area last told by then, in an index of grades: by the village's code."""
    newest = (
        select(func.max(InterviewRow.id))
        .join(RegionRow, RegionRow.code == InterviewRow.region_code)
        .where(within(RegionRow.code, area), InterviewRow.status == "finished")
        .where(InterviewRow.year <= until_year)
        .group_by(InterviewRow.region_code)
    )
    value = IndicatorValueRow
    statement = (
        select(InterviewRow.region_code, value.index_version, value.indicator, value.value)
        .join(value, value.interview_id == InterviewRow.id)
        .where(InterviewRow.id.in_(newest), value.index_id == index_id)
    )
    found: dict[str, Graded] = {}
    for code, version, indicator, grade in await connection.execute(statement):
        if code is not None:
            found.setdefault(code, Graded(version, {})).values[indicator] = grade or ""
    return found


def _of(region_code: str) -> Select[*tuple[Any, ...]]:
    return INTERVIEW.where(InterviewRow.region_code == region_code)
