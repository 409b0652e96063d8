"""Visits that led to no interview: what came of them, and when to try again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import HouseholdRow, InterviewRow, VisitRow
from storage.statements import Statement
from storage.types import UtcDateTime

NOBODY_HOME, LATER, REFUSED = "tidak_ada", "nanti", "menolak"
MOVED, EMPTY = "pindah", "kosong"
CLOSING = frozenset({MOVED, EMPTY})  # the household is not listed any more


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit as it was kept; of a family that said no, not by whom."""

    id: int
    household_id: int
    person_id: int | None
    at: datetime
    outcome: str
    back_at: datetime | None


async def keep_visit(
    connection: AsyncConnection,
    household_id: int,
    outcome: str,
    at: datetime,
    *,
    person_id: int | None,
    back_at: datetime | None = None,
) -> int:
    """The id of a visit that led to no interview. Of a refusal only the day is kept: nobody, no hour."""
    if outcome == REFUSED:
        person_id, at = None, at.replace(hour=0, minute=0, second=0, microsecond=0)
    row = {"household_id": household_id, "person_id": person_id, "at": at, "outcome": outcome, "back_at": back_at}
    ((kept,),) = await _KEEP.rows(connection, row)
    return int(kept)


async def visit(connection: AsyncConnection, visit_id: int) -> Visited | None:
    """The visit with this id."""
    row = (await connection.execute(_VISIT.where(VisitRow.id == visit_id))).one_or_none()
    return Visited(*row) if row else None


async def newest_visit(connection: AsyncConnection, household_id: int) -> Visited | None:
    """The last visit to a household that led to no interview."""
    statement = _VISIT.where(VisitRow.household_id == household_id).order_by(VisitRow.id.desc()).limit(1)
    row = (await connection.execute(statement)).one_or_none()
    return Visited(*row) if row else None


async def take_back_visit(connection: AsyncConnection, visit_id: int) -> bool:
    """Whether the visit, noted by mistake, is kept no longer."""
    return (await connection.execute(delete(VisitRow).where(VisitRow.id == visit_id))).rowcount == 1


async def forget_visits_of(connection: AsyncConnection, household_id: int) -> None:
    """Destroy what is known of visits to a household."""
    await connection.execute(delete(VisitRow).where(VisitRow.household_id == household_id))


async def forget_visits(connection: AsyncConnection, before: datetime) -> int:
    """Destroy what is known of visits before an instant; returns how many there were."""
    old = delete(VisitRow).where(VisitRow.at < bindparam("before", before, UtcDateTime()))
    return (await connection.execute(old)).rowcount


def is_newest() -> ColumnElement[bool]:
    """Whether an interview is the newest one of the household beside it, in this year's round: one that was finished
    before the year began does not count, and the household waits anew."""
    newest = select(func.max(InterviewRow.id)).where(InterviewRow.household_id == HouseholdRow.id)
    of_this_round = or_(InterviewRow.finished_at.is_(None), InterviewRow.finished_at >= _anew)
    return and_(of_this_round, InterviewRow.id == newest.correlate(HouseholdRow).scalar_subquery())


def is_newest_visit() -> ColumnElement[bool]:
    """Whether a visit is the newest one of the household beside it, in this year's round."""
    return VisitRow.id == _newest.correlate(HouseholdRow).scalar_subquery()


def standing() -> ColumnElement[str | None]:
    """How a household stands beside its newest interview: `finished` or `open`, else what came of the last visit."""
    return case(
        (InterviewRow.status.is_not(None), InterviewRow.status),
        else_=select(VisitRow.outcome)
        .where(VisitRow.id == _newest.correlate(HouseholdRow).scalar_subquery())
        .correlate(HouseholdRow)
        .scalar_subquery(),
    )


_KEPT = ("household_id", "person_id", "at", "outcome", "back_at")
_KEEP = Statement(insert(VisitRow).values({name: bindparam(name) for name in _KEPT}).returning(VisitRow.id))
_VISIT = select(VisitRow.id, VisitRow.household_id, VisitRow.person_id, VisitRow.at, VisitRow.outcome, VisitRow.back_at)
_anew = bindparam("anew", type_=UtcDateTime())  # when the year began, by the village's clock
_newest = select(func.max(VisitRow.id)).where(VisitRow.household_id == HouseholdRow.id, VisitRow.at >= _anew)
