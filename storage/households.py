"""Households: registered by the village or found on the way, and how far each has got."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import recounting
from storage.inserts import insert_into
from storage.interviews import forget_interview
from storage.models import HouseholdRow, InterviewRow
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
    """A household and how far it has got: `belum`, `sebagian` or `selesai`."""

    household: Household
    status: str
    interview_id: int | None


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
    waiting: bool = False,
    limit: int = 100_000,
    offset: int = 0,
) -> tuple[ListedHousehold, ...]:
    """A village's households, or one RT's, by RT and number, each with how far it has got.

    With `label`, only those whose label holds these words; `waiting`, only those not finished, half done ones first.
    """
    statement = _listing(rt is not None, label is not None, waiting)
    words = label.replace("/", "//").replace("%", "/%").replace("_", "/_") if label is not None else None
    given = {"region": region_code, "rt": rt, "label": words, "most": limit, "skip": offset}
    rows = await connection.execute(statement, {name: each for name, each in given.items() if each is not None})
    return tuple(
        ListedHousehold(
            Household(row.id, row.code, row.region_code, row.rt, row.number, row.household_label),
            _STATUS[row.status],
            row.interview_id,
        )
        for row in rows
    )


@cache
def _listing(in_rt: bool, labelled: bool, waiting: bool) -> Select[*tuple[Any, ...]]:
    """The statement that lists households; made once for each kind of list."""
    newest = select(func.max(InterviewRow.id)).where(InterviewRow.household_id == HouseholdRow.id)
    statement = (
        select(*_HOUSEHOLD, InterviewRow.id.label("interview_id"), InterviewRow.status)
        .outerjoin(
            InterviewRow,
            and_(
                InterviewRow.household_id == HouseholdRow.id,
                InterviewRow.id == newest.correlate(HouseholdRow).scalar_subquery(),
            ),
        )
        .where(HouseholdRow.region_code == bindparam("region"), HouseholdRow.removed_at.is_(None))
        .limit(bindparam("most", type_=Integer()))
        .offset(bindparam("skip", type_=Integer()))
    )
    if in_rt:
        statement = statement.where(HouseholdRow.rt == bindparam("rt"))
    if labelled:
        statement = statement.where(HouseholdRow.label.icontains(bindparam("label", type_=String()), escape="/"))
    if waiting:
        statement = statement.where(func.coalesce(InterviewRow.status, "") != "finished")
        statement = statement.order_by(InterviewRow.status.is_(None))
    return statement.order_by(HouseholdRow.rt, HouseholdRow.number)


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
