"""Those who work here: who has which role where, how far each cadre has got, and the end of a role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.callers import FIRST_ROLE
from storage.models import ChatRow, HandoverRow, HouseholdRow, InterviewRow, InvitationRow, PersonRow, RoleRow
from storage.sealing import open_name
from storage.statements import Statement
from storage.types import UtcDateTime
from storage.use import IN_USE


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has now, and where."""

    id: int
    person_id: int
    name: str
    role: str
    region_code: str
    rt: str | None
    from_at: datetime
    language: str


_now = bindparam("now", type_=UtcDateTime())
_current = and_(RoleRow.from_at <= _now, or_(RoleRow.until_at.is_(None), RoleRow.until_at > _now))
_ALL_HELD = (
    select(
        RoleRow.id,
        PersonRow.id,
        PersonRow.name,
        RoleRow.role,
        RoleRow.region_code,
        RoleRow.rt,
        RoleRow.from_at,
        PersonRow.language,
    )
    .join_from(RoleRow, PersonRow, PersonRow.id == RoleRow.person_id)
    .where(_current)
)
_HELD = _ALL_HELD.where(RoleRow.id == bindparam("role_id"))
_HELD_BY = _ALL_HELD.where(RoleRow.person_id == bindparam("person")).order_by(FIRST_ROLE, RoleRow.id)
_in_region = or_(RoleRow.region_code == bindparam("region"), RoleRow.region_code.like(bindparam("below")))
_HELD_IN = _ALL_HELD.where(RoleRow.role == bindparam("role_name"), _in_region).order_by(
    RoleRow.region_code, RoleRow.rt, RoleRow.id
)
_done = case((and_(InterviewRow.status == "finished", InterviewRow.year == bindparam("year")), 1), else_=0)
_begun = case((InterviewRow.status == "open", 1), else_=0)
_WORK = (
    select(InterviewRow.cadre_id, func.sum(_done), func.sum(_begun), func.max(InterviewRow.asked_at))
    .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .where(HouseholdRow.region_code == bindparam("village"), IN_USE)
    .group_by(InterviewRow.cadre_id)
)
_END = update(RoleRow).where(RoleRow.id == bindparam("role_id"), _current).values(until_at=_now)


@dataclass(frozen=True, slots=True)
class Work:
    """How far a cadre has got in a village this year, and when something was last heard of her."""

    finished: int = 0
    begun: int = 0
    last_at: datetime | None = None


async def held(connection: AsyncConnection, role_id: int, now: datetime) -> Held | None:
    """The role with this id, if it is still held."""
    row = (await connection.execute(_HELD, {"role_id": role_id, "now": now})).one_or_none()
    return _opened(connection, row) if row is not None else None


async def held_by(connection: AsyncConnection, person_id: int, now: datetime) -> tuple[Held, ...]:
    """All roles of a person, that of a cadre first."""
    rows = await connection.execute(_HELD_BY, {"person": person_id, "now": now})
    return tuple(_opened(connection, row) for row in rows)


async def held_in(connection: AsyncConnection, role: str, region_code: str, now: datetime) -> tuple[Held, ...]:
    """Who has this role in the region or below it."""
    given = {"role_name": role, "region": region_code, "below": f"{region_code}.%", "now": now}
    rows = await connection.execute(_HELD_IN, given)
    return tuple(_opened(connection, row) for row in rows)


async def names_of(connection: AsyncConnection, person_ids: Collection[int]) -> dict[int, str]:
    """What these people are called."""
    statement = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(person_ids))
    return {row.id: open_name(connection, row.name) for row in await connection.execute(statement)}


async def act_as(connection: AsyncConnection, address: str, role_id: int) -> None:
    """Of her roles, the one in which she speaks in this chat from now on."""
    changed = {"role_id": role_id, "interview_id": None, "awaits": None}
    await connection.execute(update(ChatRow).where(ChatRow.address == address).values(**changed))


async def end_role(connection: AsyncConnection, role_id: int, now: datetime) -> bool:
    """Whether the role ends now; not where it had ended before.

    Her chats leave what they were at, and invitations of hers that nobody has used come to nothing.
    """
    ended = await connection.execute(_END.returning(RoleRow.person_id), {"role_id": role_id, "now": now})
    person_id = ended.scalar_one_or_none()
    if person_id is None:
        return False
    hers = update(ChatRow).where(ChatRow.person_id == person_id)
    await connection.execute(hers.values(interview_id=None, awaits=None))
    unused = update(InvitationRow).where(InvitationRow.created_by == person_id, InvitationRow.used_at.is_(None))
    await connection.execute(unused.where(InvitationRow.expires_at > _now).values(expires_at=_now), {"now": now})
    return True


async def work_in(connection: AsyncConnection, village: str, year: int) -> Mapping[int, Work]:
    """How far each cadre has got in a village this year, by person."""
    rows = await connection.execute(_WORK, {"village": village, "year": year})
    return {cadre: Work(int(finished), int(open_), last_at) for cadre, finished, open_, last_at in rows}


# --- households handed on


@dataclass(frozen=True, slots=True)
class Handover:
    """A household that somebody handed on, and how much of it was done."""

    household_id: int
    from_id: int
    done: int
    total: int


async def hand_over(
    connection: AsyncConnection,
    household_id: int,
    *,
    from_id: int,
    to_id: int,
    progress: tuple[int, int],
    now: datetime,
) -> None:
    """Keep that a household went from one cadre to another, until she enters it."""
    await entered(connection, household_id, from_id, now)
    done, total = progress
    row = {"household_id": household_id, "from_id": from_id, "to_id": to_id, "at": now, "done": done, "total": total}
    await connection.execute(_HAND_OVER, row)


async def handed_to(connection: AsyncConnection, person_id: int) -> Sequence[Handover]:
    """The households that were handed on to a cadre and that she has not entered yet."""
    rows = await _HANDED.rows(connection, {"person": person_id})
    return tuple(Handover(*row) for row in rows)


async def entered(connection: AsyncConnection, household_id: int, person_id: int, now: datetime) -> None:
    """She has entered the household: what was told of its hand-over has served."""
    await _ENTERED.rows(connection, {"household": household_id, "person": person_id, "now": now})


async def forget_handovers(connection: AsyncConnection, before: datetime) -> int:
    """Destroy what is known of households that were handed on before. Returns how many there were."""
    old = delete(HandoverRow).where(HandoverRow.at < bindparam("before", before, UtcDateTime()))
    return (await connection.execute(old)).rowcount


_HAND_OVER = HandoverRow.__table__.insert()  # type: ignore[attr-defined]
_ENTERED = Statement(
    update(HandoverRow)
    .where(HandoverRow.household_id == bindparam("household"), HandoverRow.seen_at.is_(None))
    .where(HandoverRow.to_id == bindparam("person"))
    .values(seen_at=bindparam("now", type_=UtcDateTime()))
    .returning(HandoverRow.id)
)
_HANDED = Statement(
    select(HandoverRow.household_id, HandoverRow.from_id, HandoverRow.done, HandoverRow.total)
    .join(HouseholdRow, HouseholdRow.id == HandoverRow.household_id)
    .where(HandoverRow.to_id == bindparam("person"), HandoverRow.seen_at.is_(None))
    .where(HouseholdRow.cadre_id == HandoverRow.to_id, IN_USE)
    .order_by(HandoverRow.id)
)


def _opened(connection: AsyncConnection, row: Any) -> Held:
    role_id, person_id, sealed, *where = row
    return Held(role_id, person_id, open_name(connection, sealed), *where)
