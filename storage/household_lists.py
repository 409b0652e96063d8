"""Lists of households, by RT and number, each with how far it has got."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from bot.flows.names import closest
from storage.assignments import Hers, is_hers
from storage.households import HOUSEHOLD, Household, opened, with_key
from storage.models import HouseholdRow, InterviewRow
from storage.statements import Statement
from storage.use import LISTED
from storage.visits import LATER, NOBODY_HOME, REFUSED, is_newest, standing

EVER = datetime(2000, 1, 1, tzinfo=UTC)  # before any interview
MOST = 100_000  # households of a list


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """A household and how far it has got: `belum`, `sebagian`, `selesai`, or what came of the last visit."""

    household: Household
    status: str
    interview_id: int | None

    @property
    def shown(self) -> House:
        """The house as lists show it."""
        return replace(self.household.shown, status=self.status)


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
        ListedHousehold(opened(connection, house), _STATUS[status], interview_id)
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
        with_key(select(*HOUSEHOLD, InterviewRow.id.label("interview_id"), standing().label("standing")))
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


_RTS = Statement(
    select(HouseholdRow.rt)
    .distinct()
    .where(HouseholdRow.region_code == bindparam("village"), LISTED)
    .order_by(HouseholdRow.rt)
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


def _listed(region_code: str, rt: str | None) -> tuple[ColumnElement[bool], ...]:
    return (
        HouseholdRow.region_code == region_code,
        LISTED,
        HouseholdRow.rt == rt if rt is not None else literal(True),
    )
