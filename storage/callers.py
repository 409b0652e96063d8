"""Who is talking, and what she is working on: all that the way of a message needs to know of her."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, and_, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Tap
from storage.current_interviews import CURRENT, CurrentInterview, current
from storage.models import ChatRow, HouseholdKeyRow, HouseholdRow, InterviewRow, PersonRow, RegionRow, RoleRow
from storage.sealing import open_name
from storage.statements import Statement
from storage.transactions import Direct
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
    letter: tuple[Tap, ...] = ()  # the buttons of a letter or a question back, where it is the newest thing in the chat
    letter_at: datetime | None = None


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

_LOCK = select(ChatRow.address).where(ChatRow.address == _address).with_for_update()

_CALLER = Statement(
    select(
        ChatRow.address,
        ChatRow.blocked_at,
        ChatRow.awaits,
        ChatRow.place,
        ChatRow.letter,
        ChatRow.letter_at,
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
        *CURRENT,
    )
    .select_from(ChatRow)
    .outerjoin(PersonRow, PersonRow.id == ChatRow.person_id)
    .outerjoin(RoleRow, RoleRow.id == _current_role)
    .outerjoin(RegionRow, RegionRow.code == RoleRow.region_code)
    .outerjoin(InterviewRow, InterviewRow.id == ChatRow.interview_id)
    .outerjoin(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
    .where(ChatRow.address == _address)
)


async def caller(connection: AsyncConnection, address: str, now: datetime) -> Caller:
    """Who has this address. The chat of somebody known is hers alone until the transaction ends.

    PostgreSQL locks her chat in a statement of its own: a statement that had to wait for the lock would still see the
    interview as it was before it began to wait. A transaction `of_chat` has done so, and on SQLite any holds the write
    lock.
    """
    if connection.dialect.name == "postgresql" and not isinstance(connection, Direct):
        await connection.execute(_LOCK, {"address": address})
    row = await _CALLER.row(connection, {"address": address, "now": now})
    if row is None:
        return Caller(address)
    _, blocked_at, awaits, place, letter, letter_at, person_id, name, language, *more = row
    role = CallerRole(more[0], person_id, *more[1:8]) if more[0] is not None else None
    interview = current(connection, more[8:]) if more[8] is not None else None
    name, awaits, letter = open_name(connection, name), awaits or "", _buttons(letter)
    return Caller(address, person_id, name, language, blocked_at, role, interview, awaits, place, letter, letter_at)


def _buttons(kept: str | None) -> tuple[Tap, ...]:
    return tuple(tap for packed in (kept or "").splitlines() if (tap := Tap.unpack(packed)) is not None)
