"""Households: registered by the village or found on the way, and how far each has got."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import recounting
from storage.inserts import insert_into
from storage.interviews import forget_interview
from storage.models import HouseholdRow, InterviewRow, TurnRow
from storage.types import UtcDateTime

_LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"  # none looks like another, and without vowels they make no word
_CODE_LENGTH = 6
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Household:
    """A house to visit."""

    id: int
    code: str
    region_code: str
    rt: str
    number: int
    label: str | None


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """A household and how far it has got: `belum`, `sebagian` (with its turns so far) or `selesai`."""

    household: Household
    status: str
    interview_id: int | None
    turns: int


async def add_household(
    connection: AsyncConnection, region_code: str, rt: str, *, label: str | None = None
) -> Household:
    """A new household with the next number of its RT and a code of its own.

    Of a house that the village did not register, nothing but RT and number is known: it has no label.
    """
    number = (
        select(func.coalesce(func.max(HouseholdRow.number), 0) + 1)
        .where(HouseholdRow.region_code == region_code, HouseholdRow.rt == rt)
        .scalar_subquery()
    )
    for _ in range(_ATTEMPTS):  # another may have taken the number meanwhile, or, once in a lifetime, the code
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        statement = (
            insert_into(HouseholdRow, connection)
            .values(code=code, region_code=region_code, rt=rt, number=number, label=label)
            .on_conflict_do_nothing()
            .returning(HouseholdRow.id, HouseholdRow.number)
        )
        added = (await connection.execute(statement)).one_or_none()
        if added is not None:
            return Household(added.id, code, region_code, rt, added.number, label)
    raise RuntimeError(f"no number free in RT {rt} of {region_code} after {_ATTEMPTS} attempts")


async def remove_household(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """The household moved away or is no more; it is not listed, nor counted in any area, from now on."""
    async with recounting(connection, household_id):
        await connection.execute(update(HouseholdRow).where(HouseholdRow.id == household_id).values(removed_at=now))


async def forget_household(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """Destroy all that was said in a household and its name, as its people asked; its number is not given again."""
    interviews = select(InterviewRow.id).where(InterviewRow.household_id == household_id)
    for interview_id in (await connection.scalars(interviews)).all():
        await forget_interview(connection, interview_id, refused_on=None)
    gone = update(HouseholdRow).where(HouseholdRow.id == household_id)
    await connection.execute(gone.values(label=None, removed_at=func.coalesce(HouseholdRow.removed_at, _at(now))))


async def household(connection: AsyncConnection, household_id: int) -> Household | None:
    """The household with this id, unless it was removed."""
    statement = select(*_HOUSEHOLD).where(HouseholdRow.id == household_id, HouseholdRow.removed_at.is_(None))
    row = (await connection.execute(statement)).one_or_none()
    return Household(*row) if row else None


async def households_of(
    connection: AsyncConnection,
    region_code: str,
    rt: str | None = None,
    *,
    label: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[ListedHousehold, ...]:
    """A village's households, or one RT's, by RT and number, each with how far it has got.

    With `label`, only those whose label holds these words. An interview begun before `since` (an earlier round) does
    not count.
    """
    newest = select(func.max(InterviewRow.id)).where(InterviewRow.household_id == HouseholdRow.id)
    if since is not None:
        newest = newest.where(InterviewRow.started_at >= since)
    turns = (
        select(func.count())
        .where(TurnRow.interview_id == InterviewRow.id, func.json_array_length(TurnRow.facts) > 0)
        .correlate(InterviewRow)
        .scalar_subquery()
    )
    statement = (
        select(*_HOUSEHOLD, InterviewRow.id.label("interview_id"), InterviewRow.status, turns.label("turns"))
        .outerjoin(
            InterviewRow,
            and_(
                InterviewRow.household_id == HouseholdRow.id,
                InterviewRow.id == newest.correlate(HouseholdRow).scalar_subquery(),
            ),
        )
        .where(*_listed(region_code, rt, label))
        .order_by(HouseholdRow.rt, HouseholdRow.number)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        ListedHousehold(
            Household(row.id, row.code, row.region_code, row.rt, row.number, row.household_label),
            _STATUS[row.status],
            row.interview_id,
            row.turns,
        )
        for row in await connection.execute(statement)
    )


async def count_households(
    connection: AsyncConnection, region_code: str, rt: str | None = None, *, label: str | None = None
) -> int:
    """How many households `households_of` would list without a limit."""
    statement = select(func.count()).select_from(HouseholdRow).where(*_listed(region_code, rt, label))
    return (await connection.execute(statement)).scalar_one()


async def rts_of(connection: AsyncConnection, region_code: str) -> tuple[str, ...]:
    """The RTs of a village that have households."""
    statement = select(HouseholdRow.rt).distinct().where(*_listed(region_code, None, None)).order_by(HouseholdRow.rt)
    return tuple((await connection.scalars(statement)).all())


_HOUSEHOLD = (
    HouseholdRow.id,
    HouseholdRow.code,
    HouseholdRow.region_code,
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.label.label("household_label"),
)
_STATUS = {None: "belum", "open": "sebagian", "finished": "selesai"}


def _at(now: datetime) -> BindParameter[datetime]:
    return bindparam("now", now, UtcDateTime())


def _listed(region_code: str, rt: str | None, label: str | None) -> tuple[ColumnElement[bool], ...]:
    return (
        HouseholdRow.region_code == region_code,
        HouseholdRow.removed_at.is_(None),
        HouseholdRow.rt == rt if rt is not None else literal(True),
        HouseholdRow.label.icontains(label, autoescape=True) if label is not None else literal(True),
    )
