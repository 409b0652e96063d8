"""Who is talking, and what she is working on: all that the way of a message needs to know of her."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, and_, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import ChatRow, HouseholdRow, InterviewRow, PersonRow, RegionRow, RoleRow
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class CallerRole:
    """What the caller may do, and the region she does it in."""

    id: int
    person_id: int
    role: str
    region_code: str
    rt: str | None
    region_name: str
    level: str
    timezone: str
    urban: bool | None


@dataclass(frozen=True, slots=True)
class CurrentInterview:
    """The interview that a chat is pointed at, with the household it is of."""

    id: int
    form_hash: str
    revision: int
    status: str
    asked_at: datetime
    started_at: datetime
    household_id: int
    household_code: str
    region_code: str
    rt: str
    number: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever has an address: somebody known, or nobody in particular."""

    address: str
    person_id: int | None = None
    name: str = ""
    language: str | None = None  # None where she never chose one
    blocked_at: datetime | None = None
    role: CallerRole | None = None
    interview: CurrentInterview | None = None
    awaits: str = ""  # the page that gets her next words
    place: str | None = None  # the region whose services she looks up


_now = bindparam("now", type_=UtcDateTime())
_address = bindparam("address", type_=String())

FIRST_ROLE = case((RoleRow.role == "cadre", 0), (RoleRow.role == "coordinator", 1), else_=2)

_holds = and_(
    RoleRow.person_id == PersonRow.id,
    RoleRow.from_at <= _now,
    or_(RoleRow.until_at.is_(None), RoleRow.until_at > _now),
)
_chosen_role = (
    select(RoleRow.id).where(_holds, RoleRow.id == ChatRow.role_id).correlate(PersonRow, ChatRow).scalar_subquery()
)
_first_role = (
    select(RoleRow.id)
    .where(_holds)
    .order_by(FIRST_ROLE, RoleRow.from_at.desc(), RoleRow.id.desc())
    .limit(1)
    .correlate(PersonRow)
    .scalar_subquery()
)
_current_role = func.coalesce(_chosen_role, _first_role)

_INTERVIEW = (
    InterviewRow.id.label("interview_id"),
    InterviewRow.form_hash,
    InterviewRow.revision,
    InterviewRow.status,
    InterviewRow.asked_at,
    InterviewRow.started_at,
    InterviewRow.household_id,
    HouseholdRow.code,
    HouseholdRow.region_code,
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.label.label("household_label"),
)

_LOCK = select(ChatRow.address).where(ChatRow.address == _address).with_for_update()

_CALLER = (
    select(
        ChatRow.address,
        ChatRow.blocked_at,
        ChatRow.awaits,
        ChatRow.place,
        PersonRow.id.label("person_id"),
        PersonRow.name,
        func.coalesce(PersonRow.language, ChatRow.language).label("language"),
        RoleRow.id.label("role_id"),
        RoleRow.role,
        RoleRow.region_code.label("role_region"),
        RoleRow.rt.label("role_rt"),
        RegionRow.name.label("region_name"),
        RegionRow.level,
        RegionRow.timezone,
        RegionRow.urban,
        *_INTERVIEW,
    )
    .select_from(ChatRow)
    .outerjoin(PersonRow, PersonRow.id == ChatRow.person_id)
    .outerjoin(RoleRow, and_(RoleRow.person_id == PersonRow.id, RoleRow.id == _current_role))
    .outerjoin(RegionRow, RegionRow.code == RoleRow.region_code)
    .outerjoin(InterviewRow, InterviewRow.id == ChatRow.interview_id)
    .outerjoin(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .where(ChatRow.address == _address)
)


async def caller(connection: AsyncConnection, address: str, now: datetime) -> Caller:
    """Who has this address. The chat of somebody known is hers alone until the transaction ends.

    PostgreSQL locks her chat in a statement of its own: a statement that had to wait for the lock would still see the
    interview as it was before it began to wait. On SQLite the transaction already holds the write lock.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(_LOCK, {"address": address})
    row = (await connection.execute(_CALLER, {"address": address, "now": now})).one_or_none()
    if row is None:
        return Caller(address)
    return Caller(
        row.address,
        row.person_id,
        row.name or "",
        row.language,
        row.blocked_at,
        _role(row) if row.role_id is not None else None,
        _current(row) if row.interview_id is not None else None,
        row.awaits or "",
        row.place,
    )


def _role(row: Row[*tuple[Any, ...]]) -> CallerRole:
    return CallerRole(
        id=row.role_id,
        person_id=row.person_id,
        role=row.role,
        region_code=row.role_region,
        rt=row.role_rt,
        region_name=row.region_name,
        level=row.level,
        timezone=row.timezone,
        urban=row.urban,
    )


async def current_interview(connection: AsyncConnection, interview_id: int) -> CurrentInterview | None:
    """An interview with its household, as a chat that is pointed at it sees it; None where there is none (any more)."""
    statement = select(*_INTERVIEW).join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    row = (await connection.execute(statement.where(InterviewRow.id == interview_id))).one_or_none()
    return _current(row) if row is not None else None


def _current(row: Row[*tuple[Any, ...]]) -> CurrentInterview:
    return CurrentInterview(
        id=row.interview_id,
        form_hash=row.form_hash,
        revision=row.revision,
        status=row.status,
        asked_at=row.asked_at,
        started_at=row.started_at,
        household_id=row.household_id,
        household_code=row.code,
        region_code=row.region_code,
        rt=row.rt,
        number=row.number,
        label=row.household_label,
    )


async def register_chat(connection: AsyncConnection, address: str, person_id: int) -> None:
    """The address is this person's from now on; nothing changes where it already is."""
    insert = insert_into(ChatRow, connection).values(address=address, person_id=person_id)
    fresh = ("interview_id", "awaits", "role_id", "language", "place", "blocked_at")
    changed = {"person_id": person_id, **dict.fromkeys(fresh)}
    hers = ChatRow.person_id.is_not_distinct_from(person_id)
    await connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_=changed, where=~hers))


async def await_words(connection: AsyncConnection, address: str, page: str) -> None:
    """The chat's next words go to that page; empty: to none. A chat that nobody knew becomes known as an address."""
    insert = insert_into(ChatRow, connection).values(address=address, awaits=page or None)
    await connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_={"awaits": page or None}))


async def point(connection: AsyncConnection, address: str, interview_id: int | None) -> None:
    """The chat works on this interview from now on, or on none."""
    await connection.execute(update(ChatRow).where(ChatRow.address == address).values(interview_id=interview_id))


async def block(connection: AsyncConnection, address: str, at: datetime | None) -> None:
    """Since when the person has blocked the bot; None: she can be reached again."""
    await connection.execute(update(ChatRow).where(ChatRow.address == address).values(blocked_at=at))


async def addresses_of(connection: AsyncConnection, person_id: int) -> tuple[str, ...]:
    """Where a person can be reached: her chats that are not blocked."""
    statement = select(ChatRow.address).where(ChatRow.person_id == person_id, ChatRow.blocked_at.is_(None))
    return tuple((await connection.scalars(statement.order_by(ChatRow.address))).all())
