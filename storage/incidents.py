"""Incidents: opened when families' data may have come to strangers, closed when everybody concerned was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import NATION
from storage.models import ChatRow, FamilyChatRow, HouseholdRow, IncidentRow, InterviewRow, RoleRow
from storage.regions import within

TELL_WITHIN = timedelta(hours=72)  # Art. 46 of the law on personal data: 3×24 hours after it was found


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident, and until when those concerned must be told."""

    id: int
    region_code: str
    found_at: datetime
    closed_at: datetime | None

    @property
    def deadline(self) -> datetime:
        """Until when people and the agency must be told."""
        return self.found_at + TELL_WITHIN


@dataclass(frozen=True, slots=True)
class Concerned:
    """How much data of a region there is, and the chats of everybody there who uses the bot."""

    households: int
    interviews: int
    people: int
    chats: tuple[str, ...]


async def open_incident(connection: AsyncConnection, region_code: str, found_at: datetime) -> Incident:
    """A new incident."""
    statement = insert(IncidentRow).values(region_code=region_code, found_at=found_at).returning(IncidentRow.id)
    return Incident((await connection.execute(statement)).scalar_one(), region_code, found_at, None)


async def close_incident(connection: AsyncConnection, incident: int, now: datetime) -> bool:
    """Those concerned were told; False where there is no such open incident."""
    row = update(IncidentRow).where(IncidentRow.id == incident, IncidentRow.closed_at.is_(None))
    return (await connection.execute(row.values(closed_at=now))).rowcount == 1


async def incidents(connection: AsyncConnection, *, still_open: bool = False) -> Sequence[Incident]:
    """All incidents, or those that are still open, oldest first."""
    row = IncidentRow
    statement = select(row.id, row.region_code, row.found_at, row.closed_at).order_by(row.found_at, row.id)
    if still_open:
        statement = statement.where(row.closed_at.is_(None))
    return [Incident(*each) for each in await connection.execute(statement)]


async def concerned_in(connection: AsyncConnection, region_code: str) -> Concerned:
    """Whom an incident in the region concerns: everybody with a role there, now or before, who looked up its services,
    or who sees a household of it."""
    households = select(func.count()).select_from(HouseholdRow).where(_in(HouseholdRow.region_code, region_code))
    interviews = (
        select(func.count())
        .select_from(InterviewRow)
        .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
        .where(_in(HouseholdRow.region_code, region_code))
    )
    staff = select(RoleRow.person_id).where(_in(RoleRow.region_code, region_code))
    people = select(func.count(RoleRow.person_id.distinct())).where(_in(RoleRow.region_code, region_code))
    chats = select(ChatRow.address).where(or_(ChatRow.person_id.in_(staff), _in(ChatRow.place, region_code)))
    families = (
        select(FamilyChatRow.chat)
        .join(HouseholdRow, HouseholdRow.id == FamilyChatRow.household_id)
        .where(_in(HouseholdRow.region_code, region_code))
    )
    return Concerned(
        (await connection.execute(households)).scalar_one(),
        (await connection.execute(interviews)).scalar_one(),
        (await connection.execute(people)).scalar_one(),
        tuple(sorted(await connection.scalars(chats.union(families)))),
    )


def _in(column: SQLColumnExpression[str] | SQLColumnExpression[str | None], region_code: str) -> ColumnElement[bool]:
    return literal(True) if region_code == NATION else within(column, region_code)  # type: ignore[arg-type]
