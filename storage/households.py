"""Households: registered by the village or found on the way, and how far each has got."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.names import closest
from storage.areas import recounting
from storage.assignments import Hers, is_hers
from storage.inserts import insert_by_dialect
from storage.models import HouseholdKeyRow, HouseholdRow, InterviewRow
from storage.sealing import household_key, keep_key, label_place, open_text, ring_of, without_numbers
from storage.statements import Statement
from storage.use import LISTED
from storage.visits import LATER, NOBODY_HOME, REFUSED, is_newest, standing

_LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"  # none looks like another, and without vowels they make no word
_CODE_LENGTH = 6
_ATTEMPTS = 20
EVER = datetime(2000, 1, 1, tzinfo=UTC)  # before any interview
MOST = 100_000  # households of a list


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
    """A household and how far it has got: `belum`, `sebagian`, `selesai`, or what came of the last visit."""

    household: Household
    status: str
    interview_id: int | None


def new_code() -> str:
    """A household's code: it says nothing of where or who."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))


async def add_household(
    connection: AsyncConnection, region_code: str, rt: str, *, label: str | None = None
) -> Household:
    """A new household with the next number of its RT and a code of its own.

    Of a house that the village did not register, nothing but RT and number is known: it has no label.
    """
    label = without_numbers(label) if label is not None else None
    key, ready = ring_of(connection).new_household_key()
    for _ in range(_ATTEMPTS):  # another may have taken the number meanwhile, or, once in a lifetime, the code
        code = new_code()
        sealed = ready.seal_text(label, label_place(code)) if label is not None else None
        row = {"code": code, "village": region_code, "its_rt": rt, "sealed": sealed}
        added = await _ADD.row(connection, row)
        if added is not None:
            id_, number = added
            if label is not None:
                await keep_key(connection, id_, key)
            return Household(id_, code, region_code, rt, number, label)
    raise RuntimeError(f"no number free in RT {rt} of {region_code} after {_ATTEMPTS} attempts")


async def remove_household(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """The household moved away or is no more; it is not listed, nor counted in any area, from now on."""
    async with recounting(connection, household_id):
        await connection.execute(update(HouseholdRow).where(HouseholdRow.id == household_id).values(removed_at=now))


async def take_back_household(connection: AsyncConnection, household_id: int) -> bool:
    """Whether the household, which was removed, is listed and counted again; all that was said there is still there."""
    async with recounting(connection, household_id):
        back = update(HouseholdRow).where(HouseholdRow.id == household_id, HouseholdRow.removed_at.is_not(None))
        return (await connection.execute(back.values(removed_at=None))).rowcount == 1


async def household(connection: AsyncConnection, household_id: int) -> Household | None:
    """The household with this id, unless it was removed."""
    row = await _BY_ID.row(connection, {"household": household_id})
    return _opened(connection, row) if row is not None else None


async def households_of(
    connection: AsyncConnection,
    whose: str | Hers,
    rt: str | None = None,
    *,
    label: str | None = None,
    waiting: bool = False,
    only: str = "",
    anew: datetime = EVER,
    limit: int = MOST,
    offset: int = 0,
) -> tuple[ListedHousehold, ...]:
    """A village's households, or those that a cadre may enter, or one RT's of them, by RT and number, each with how far
    it has got.

    With `label`, only those called like these words, the likeliest first: the database cannot read labels, so that all
    are opened.
    `waiting`: only those not finished, half done ones first, those that said no last. `only`: those not begun
    (`belum`) or half done (`sebagian`).
    `anew`: when the round began, where a cadre does not know it; what was finished before it waits again.
    """
    # Of no OFFSET PostgreSQL keeps one plan; of one that it does not know it makes a plan each time.
    part = {"most": offset + limit if label is None else MOST, **({"rt": rt} if rt is not None else {})}
    if isinstance(whose, Hers):
        statement, given = _listed_by(rt is not None, waiting, only, has_rt=whose.has_rt), whose.given
    else:
        statement, given = _listed_by(rt is not None, waiting, only), {"region": whose, "anew": anew}
    rows = await statement.rows(connection, {**given, **part})
    listed = (
        ListedHousehold(_opened(connection, house), _STATUS[status], interview_id)
        for *house, interview_id, status in rows[offset if label is None else 0 :]
    )
    if label is None:
        return tuple(listed)
    found = closest(label, ((each, each.household.label) for each in listed if each.household.label))
    return tuple(each for each, _ in found[offset : offset + limit])


@cache
def _listed_by(in_rt: bool, waiting: bool, only: str, has_rt: bool | None = None) -> Statement:
    """The statement that lists households; made once for each kind of list. `has_rt`: whether the cadre whose they are
    has one; None for a village's."""
    return Statement(_listing(in_rt, waiting, only, has_rt))


def _listing(in_rt: bool, waiting: bool, only: str, has_rt: bool | None) -> Select[*tuple[Any, ...]]:
    """Households with their keys, and how far each has got."""
    statement = (
        _with_key(select(*_HOUSEHOLD, InterviewRow.id.label("interview_id"), standing().label("standing")))
        .outerjoin(InterviewRow, is_newest())
        .where(LISTED, HouseholdRow.region_code == bindparam("region") if has_rt is None else is_hers(has_rt=has_rt))
        .limit(bindparam("most", type_=Integer()))
    )
    if in_rt:
        statement = statement.where(HouseholdRow.rt == bindparam("rt"))
    if waiting:
        statement = statement.where(func.coalesce(InterviewRow.status, "") != "finished")
        said_no = case((standing() == REFUSED, 2), else_=1)
        statement = statement.order_by(case((InterviewRow.status == "open", 0), else_=said_no))
    if only:
        statement = statement.where(_ONLY[only])
    return statement.order_by(HouseholdRow.rt, HouseholdRow.number)


async def count_households(
    connection: AsyncConnection, region_code: str, rt: str | None = None, *, label: str | None = None
) -> int:
    """How many households `households_of` would list without a limit."""
    if label is not None:
        return len(await households_of(connection, region_code, rt, label=label))
    statement = select(func.count()).select_from(HouseholdRow).where(*_listed(region_code, rt))
    return (await connection.execute(statement)).scalar_one()


async def rts_of(connection: AsyncConnection, region_code: str) -> tuple[str, ...]:
    """The RTs of a village that have households."""
    rows = await _RTS.rows(connection, {"village": region_code})
    return tuple(rt for (rt,) in rows)


_next_number = (
    select(func.coalesce(func.max(HouseholdRow.number), 0) + 1)
    .where(HouseholdRow.region_code == bindparam("village"), HouseholdRow.rt == bindparam("its_rt"))
    .scalar_subquery()
)
_ADD = Statement(
    {
        name: insert.values(
            code=bindparam("code"),
            region_code=bindparam("village"),
            rt=bindparam("its_rt"),
            number=_next_number,
            label=bindparam("sealed"),
        )
        .on_conflict_do_nothing()
        .returning(HouseholdRow.id, HouseholdRow.number)
        for name, insert in insert_by_dialect(HouseholdRow).items()
    }
)
_RTS = Statement(
    select(HouseholdRow.rt)
    .distinct()
    .where(HouseholdRow.region_code == bindparam("village"), LISTED)
    .order_by(HouseholdRow.rt)
)
_HOUSEHOLD = (
    HouseholdRow.id,
    HouseholdRow.code,
    HouseholdRow.region_code,
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.label.label("household_label"),
    HouseholdKeyRow.wrapped,
)
_STATUS: dict[str | None, str] = {
    None: "belum",
    LATER: "belum",
    NOBODY_HOME: NOBODY_HOME,
    REFUSED: REFUSED,
    "open": "sebagian",
    "finished": "selesai",
}
_ONLY = {"belum": InterviewRow.status.is_(None), "sebagian": InterviewRow.status == "open"}


def _with_key(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The statement, which selects from households, with the key of each."""
    return statement.select_from(HouseholdRow).outerjoin(
        HouseholdKeyRow, HouseholdKeyRow.household_id == HouseholdRow.id
    )


_BY_ID = Statement(_with_key(select(*_HOUSEHOLD)).where(HouseholdRow.id == bindparam("household"), LISTED))


def _opened(connection: AsyncConnection, row: Sequence[Any]) -> Household:
    id_, code, region_code, rt, number, sealed, wrapped = row
    label = open_text(household_key(connection, id_, wrapped), sealed, label_place(code))
    return Household(id_, code, region_code, rt, number, label)


def _listed(region_code: str, rt: str | None) -> tuple[ColumnElement[bool], ...]:
    return (
        HouseholdRow.region_code == region_code,
        LISTED,
        HouseholdRow.rt == rt if rt is not None else literal(True),
    )
