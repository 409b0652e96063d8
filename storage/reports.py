"""What summaries and exports count: finished interviews, by region."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import HouseholdRow, IndicatorValueRow, InterviewRow, RefusalRow, ScoreRow
from storage.parts import Part, lies_in
from storage.regions import within
from storage.results import IndicatorValue, Score, answers_in
from storage.use import IN_USE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an RT has got: its households, and of them those begun and those finished."""

    region_code: str
    rt: str
    households: int
    begun: int
    finished: int


@dataclass(frozen=True, slots=True)
class IndicatorCount:
    """In how many households of a region an indicator came to a value."""

    indicator: str
    value: str | None
    households: int


@dataclass(frozen=True, slots=True)
class HouseholdScore:
    """A score of one household, with its code and region."""

    household_code: str
    region_code: str
    score: Score


async def progress(
    connection: AsyncConnection, region_code: str, since: datetime, part: Part | None = None
) -> tuple[Progress, ...]:
    """How far each RT in a region, or in a part of a village, has got in the round that began at `since`."""
    newest = _newest(since).subquery()
    statement = (
        select(
            HouseholdRow.region_code,
            HouseholdRow.rt,
            func.count(),
            func.count().filter(InterviewRow.status == "open"),
            func.count().filter(InterviewRow.status == "finished"),
        )
        .select_from(HouseholdRow)
        .outerjoin(newest, newest.c.household_id == HouseholdRow.id)
        .outerjoin(InterviewRow, InterviewRow.id == newest.c.id)
        .where(
            within(HouseholdRow.region_code, region_code),
            IN_USE,
            *lies_in(part),
        )
        .group_by(HouseholdRow.region_code, HouseholdRow.rt)
        .order_by(HouseholdRow.region_code, HouseholdRow.rt)
    )
    return tuple(Progress(*row) for row in await connection.execute(statement))


async def finished_between(connection: AsyncConnection, region_code: str, start: datetime, end: datetime) -> int:
    """How many interviews of a region were finished from `start` until before `end`."""
    statement = (
        select(func.count())
        .select_from(InterviewRow)
        .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
        .where(within(HouseholdRow.region_code, region_code), IN_USE)
        .where(InterviewRow.finished_at >= start, InterviewRow.finished_at < end)
    )
    return (await connection.execute(statement)).scalar_one()


async def refusals_between(connection: AsyncConnection, region_code: str, first: date, last: date) -> int:
    """How many households of a region said no from one day to another, both counted."""
    statement = select(func.coalesce(func.sum(RefusalRow.n), 0)).where(
        within(RefusalRow.region_code, region_code), RefusalRow.on_day.between(first, last)
    )
    return (await connection.execute(statement)).scalar_one()


async def indicator_counts(
    connection: AsyncConnection,
    region_code: str,
    index_id: str,
    index_version: str,
    since: datetime,
    *,
    part: Part | None = None,
) -> tuple[IndicatorCount, ...]:
    """What the indicators of an index came to in a region, or in a part of a village.

    Each household is counted once, by its newest interview.
    """
    newest = _newest(since, status="finished").subquery()
    statement = (
        select(IndicatorValueRow.indicator, IndicatorValueRow.value, func.count())
        .join(newest, newest.c.id == IndicatorValueRow.interview_id)
        .join(HouseholdRow, HouseholdRow.id == newest.c.household_id)
        .where(IndicatorValueRow.index_id == index_id, IndicatorValueRow.index_version == index_version)
        .where(
            within(HouseholdRow.region_code, region_code),
            IN_USE,
            *lies_in(part),
        )
        .group_by(IndicatorValueRow.indicator, IndicatorValueRow.value)
        .order_by(IndicatorValueRow.indicator, IndicatorValueRow.value.nulls_last())
    )
    return tuple(IndicatorCount(*row) for row in await connection.execute(statement))


async def household_scores(
    connection: AsyncConnection, region_code: str, index_id: str, index_version: str, since: datetime
) -> tuple[HouseholdScore, ...]:
    """The scores of a region's households, by their newest finished interviews; the area's is arithmetic on them."""
    newest = _newest(since, status="finished").subquery()
    statement = (
        select(HouseholdRow.code, HouseholdRow.region_code, *_SCORE)
        .join(newest, newest.c.id == ScoreRow.interview_id)
        .join(HouseholdRow, HouseholdRow.id == newest.c.household_id)
        .where(ScoreRow.index_id == index_id, ScoreRow.index_version == index_version)
        .where(
            within(HouseholdRow.region_code, region_code),
            IN_USE,
        )
        .order_by(HouseholdRow.code, ScoreRow.dimension)
    )
    return tuple(HouseholdScore(row[0], row[1], Score(*row[2:])) for row in await connection.execute(statement))


async def answers_of(connection: AsyncConnection, interview_id: int) -> dict[str, str]:
    """The answers of a finished interview, as they were laid out."""
    return (await answers_in(connection, [interview_id]))[interview_id]


async def indicators_of(connection: AsyncConnection, interview_id: int) -> tuple[IndicatorValue, ...]:
    """What the indicators of a finished interview came to."""
    statement = (
        select(
            IndicatorValueRow.index_id,
            IndicatorValueRow.index_version,
            IndicatorValueRow.indicator,
            IndicatorValueRow.value,
            IndicatorValueRow.counted,
        )
        .where(IndicatorValueRow.interview_id == interview_id)
        .order_by(IndicatorValueRow.index_id, IndicatorValueRow.index_version, IndicatorValueRow.indicator)
    )
    return tuple(IndicatorValue(*row) for row in await connection.execute(statement))


async def scores_of(connection: AsyncConnection, interview_id: int) -> tuple[Score, ...]:
    """The scores of a finished interview; that of the whole index comes before its dimensions."""
    statement = (
        select(*_SCORE)
        .where(ScoreRow.interview_id == interview_id)
        .order_by(ScoreRow.index_id, ScoreRow.index_version, ScoreRow.dimension)
    )
    return tuple(Score(*row) for row in await connection.execute(statement))


_SCORE = (
    ScoreRow.index_id,
    ScoreRow.index_version,
    ScoreRow.dimension,
    ScoreRow.value,
    ScoreRow.met,
    ScoreRow.asked,
    ScoreRow.missing,
)


def _newest(since: datetime, status: str | None = None) -> Select[int, int | None]:
    """Each household's newest interview begun since, of any status or of one."""
    begun = and_(InterviewRow.started_at >= since, InterviewRow.household_id.is_not(None))
    counts = begun if status is None else and_(begun, InterviewRow.status == status)
    return (
        select(func.max(InterviewRow.id).label("id"), InterviewRow.household_id)
        .where(counts)
        .group_by(InterviewRow.household_id)
    )
