"""People, their roles, and the invitations by which they come."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.callers import FIRST_ROLE
from storage.chats import register_chat
from storage.models import ChatRow, InvitationRow, PersonRow, RoleRow
from storage.regions import within
from storage.sealing import open_name, seal_name
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a person has, and where."""

    person_id: int
    name: str
    language: str
    role: str
    region_code: str
    rt: str | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What an invitation gave to whoever used it."""

    person_id: int
    name: str
    role: str
    region_code: str
    rt: str | None


async def add_person(connection: AsyncConnection, name: str, now: datetime, language: str = "id") -> int:
    """The id of a new person."""
    statement = (
        insert(PersonRow)
        .values(name=seal_name(connection, name), language=language, created_at=now)
        .returning(PersonRow.id)
    )
    return (await connection.execute(statement)).scalar_one()


async def speak(connection: AsyncConnection, person_id: int, language: str) -> None:
    """The person reads this language from now on."""
    await connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(language=language))


async def give_role(
    connection: AsyncConnection, person_id: int, role: str, region_code: str, now: datetime, *, rt: str | None = None
) -> None:
    """The person has this role from now on."""
    await connection.execute(
        insert(RoleRow).values(person_id=person_id, role=role, region_code=region_code, rt=rt, from_at=now)
    )


async def roles_of(connection: AsyncConnection, person_id: int, now: datetime) -> tuple[Role, ...]:
    """All roles a person has now, that of a cadre first."""
    statement = _ROLES.where(RoleRow.person_id == person_id, _current(now)).order_by(FIRST_ROLE, RoleRow.id)
    return tuple(_role(connection, row) for row in await connection.execute(statement))


async def with_role_in(connection: AsyncConnection, role: str, region_code: str, now: datetime) -> tuple[Role, ...]:
    """Who has this role in the region or below it now: a village's cadres, a district's coordinators."""
    statement = _ROLES.where(RoleRow.role == role, within(RoleRow.region_code, region_code), _current(now))
    rows = await connection.execute(statement.order_by(RoleRow.region_code, RoleRow.rt, RoleRow.id))
    return tuple(_role(connection, row) for row in rows)


async def with_role_over(connection: AsyncConnection, role: str, region_code: str, now: datetime) -> tuple[Role, ...]:
    """Who has this role for the region, given for it or for one above it: the nearest first."""
    above = literal(region_code).startswith(RoleRow.region_code + ".")
    statement = _ROLES.where(RoleRow.role == role, _current(now), or_(RoleRow.region_code == region_code, above))
    rows = await connection.execute(statement.order_by(func.length(RoleRow.region_code).desc(), RoleRow.id))
    return tuple(_role(connection, row) for row in rows)


async def invite(
    connection: AsyncConnection,
    *,
    role: str,
    region_code: str,
    rt: str | None,
    name: str,
    now: datetime,
    expires_at: datetime,
    by: int | None = None,
) -> str:
    """A token that gives a role to whoever uses it first, until it expires. Only its hash is kept."""
    token = secrets.token_urlsafe(18)  # fits a Telegram link: at most 64 of A-Z a-z 0-9 _ -
    await connection.execute(
        insert(InvitationRow).values(
            token_hash=_hash(token),
            role=role,
            region_code=region_code,
            rt=rt,
            name=seal_name(connection, name),
            created_at=now,
            created_by=by,
            expires_at=expires_at,
        )
    )
    return token


async def use_invitation(
    connection: AsyncConnection, token: str, address: str, now: datetime, language: str = "id"
) -> Welcome | None:
    """Make whoever holds the token a known person with its role; None where it is unknown, expired or used.

    Of two devices at the same moment, one wins: the token is marked before anything else. An address that already
    belongs to somebody gives the role to her. Whoever used it hears the same again: the answer may have been lost.
    """
    used = await connection.execute(
        update(InvitationRow)
        .where(
            InvitationRow.token_hash == _hash(token),
            InvitationRow.used_at.is_(None),
            InvitationRow.expires_at > now,
        )
        .values(used_at=now)
        .returning(InvitationRow.role, InvitationRow.region_code, InvitationRow.rt, InvitationRow.name)
    )
    invitation = used.one_or_none()
    if invitation is None:
        return await _welcome_again(connection, token, address, now)
    holder = select(PersonRow.id, PersonRow.name).join(ChatRow, ChatRow.person_id == PersonRow.id)
    known = (await connection.execute(holder.where(ChatRow.address == address))).one_or_none()
    if known is not None:
        person_id, name = known.id, open_name(connection, known.name)
    else:
        name = open_name(connection, invitation.name)
        person_id = await add_person(connection, name, now, language)
        await register_chat(connection, address, person_id)
    await give_role(connection, person_id, invitation.role, invitation.region_code, now, rt=invitation.rt)
    await connection.execute(
        update(InvitationRow).where(InvitationRow.token_hash == _hash(token)).values(used_by=person_id)
    )
    return Welcome(person_id, name, invitation.role, invitation.region_code, invitation.rt)


async def _welcome_again(connection: AsyncConnection, token: str, address: str, now: datetime) -> Welcome | None:
    """What the token gave to this very address, while she still has the role."""
    statement = (
        select(PersonRow.id, PersonRow.name, InvitationRow.role, InvitationRow.region_code, InvitationRow.rt)
        .join_from(InvitationRow, PersonRow, PersonRow.id == InvitationRow.used_by)
        .join(ChatRow, ChatRow.person_id == PersonRow.id)
        .join(RoleRow, (RoleRow.person_id == PersonRow.id) & (RoleRow.role == InvitationRow.role))
        .where(InvitationRow.token_hash == _hash(token), ChatRow.address == address, InvitationRow.expires_at > now)
        .where(RoleRow.region_code == InvitationRow.region_code, _current(now))
        .limit(1)
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return Welcome(row.id, open_name(connection, row.name), row.role, row.region_code, row.rt)


_ROLES = select(
    PersonRow.id, PersonRow.name, PersonRow.language, RoleRow.role, RoleRow.region_code, RoleRow.rt
).join_from(RoleRow, PersonRow, PersonRow.id == RoleRow.person_id)


def _role(connection: AsyncConnection, row: Row[int, bytes, str, str, str, str | None]) -> Role:
    person_id, name, language, role, region_code, rt = row
    return Role(person_id, open_name(connection, name), language, role, region_code, rt)


def _current(now: datetime) -> ColumnElement[bool]:
    at = bindparam("now", now, UtcDateTime())
    return (RoleRow.from_at <= at) & or_(RoleRow.until_at.is_(None), RoleRow.until_at > at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
