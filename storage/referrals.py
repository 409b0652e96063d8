"""Referrals as they are kept: opened once, changed as `bot.flows.rounds.referral` says, never after their end."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, case, extract, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.rounds.referral import DROPPED, ESCALATED, FIRST, LEFT_ALONE, OPEN, Referral
from storage.inserts import insert_into
from storage.models import HouseholdRow, IndicatorValueRow, ReferralRow, RegionRow
from storage.types import UtcDateTime
from storage.use import IN_USE

IS_OPEN = ReferralRow.closed_at.is_(None)
IS_CADRES = and_(IS_OPEN, ReferralRow.status != ESCALATED)  # to follow; an escalated one is the coordinator's


async def open_referral(
    connection: AsyncConnection,
    *,
    household_id: int,
    interview_id: int,
    problem: str,
    matter: str,
    service: str,
    cadre_id: int,
    now: datetime,
) -> bool:
    """Whether the family is helped with the matter from now on; not where it was already."""
    row = {
        "household_id": household_id,
        "interview_id": interview_id,
        "problem": problem,
        "matter": matter,
        "service": service,
        "cadre_id": cadre_id,
        "status": OPEN,
        "opened_at": now,
        "due_on": now.date() + FIRST,
        "asked": 0,
        "refusals": 0,
    }
    opened = insert_into(ReferralRow, connection).on_conflict_do_nothing().returning(ReferralRow.id)
    return (await connection.execute(opened, row)).one_or_none() is not None


async def is_unmet(connection: AsyncConnection, interview_id: int, indicators: Sequence[str]) -> bool:
    """Whether the finished interview lacks any of these, as it was laid out: nothing private is."""
    statement = select(IndicatorValueRow.indicator).where(
        IndicatorValueRow.interview_id == interview_id,
        IndicatorValueRow.indicator.in_(indicators),
        IndicatorValueRow.value == "0",
    )
    return (await connection.execute(statement.limit(1))).one_or_none() is not None


async def keep(connection: AsyncConnection, changed: Referral, now: datetime, *, cadre_id: int | None = None) -> None:
    """Keep the referral as it is from now on; `cadre_id`: whose it is from now on."""
    await keep_all(connection, [changed], now)
    if cadre_id is not None:
        whose = update(ReferralRow).where(ReferralRow.id == changed.id)
        await connection.execute(whose.values(cadre_id=cadre_id))


async def keep_all(connection: AsyncConnection, changed: Collection[Referral], now: datetime) -> None:
    """Keep the referrals as they are from now on; one that was closed meanwhile stays closed."""
    rows = [
        {
            "number": each.id,
            "service_now": each.service,
            "status_now": each.status,
            "due_now": each.due_on,
            "asked_now": each.asked,
            "letter_now": each.letter,
            "refusals_now": each.refusals,
            "reason_now": each.reason,
            "closed_now": now if each.is_closed else None,
        }
        for each in changed
    ]
    if rows:
        await connection.execute(_KEEP, rows)


_KEEP = (
    update(ReferralRow)
    .where(ReferralRow.id == bindparam("number"), IS_OPEN)
    .values(
        service=bindparam("service_now"),
        status=bindparam("status_now"),
        due_on=bindparam("due_now"),
        asked=bindparam("asked_now"),
        letter=bindparam("letter_now"),
        refusals=bindparam("refusals_now"),
        reason=bindparam("reason_now"),
        closed_at=bindparam("closed_now", type_=UtcDateTime()),
    )
)


async def counts_in(connection: AsyncConnection, villages: Sequence[str], today: date) -> Mapping[str, tuple[int, int]]:
    """How many referrals of each village are open, and how many of them are late: overdue by a week, or stuck."""
    late = case(((ReferralRow.status == ESCALATED) | (ReferralRow.due_on < today - timedelta(days=7)), 1), else_=0)
    statement = (
        select(HouseholdRow.region_code, func.count(), func.sum(late))
        .join(ReferralRow, ReferralRow.household_id == HouseholdRow.id)
        .where(HouseholdRow.region_code.in_(villages), IN_USE, IS_OPEN)
        .group_by(HouseholdRow.region_code)
    )
    return {code: (int(open_ones), int(overdue)) for code, open_ones, overdue in await connection.execute(statement)}


async def done_in(connection: AsyncConnection, village: str, year: int) -> int:
    """How many referrals of a village came to a good end in a year."""
    statement = (
        select(func.count())
        .select_from(ReferralRow)
        .join(HouseholdRow, HouseholdRow.id == ReferralRow.household_id)
        .where(HouseholdRow.region_code == village, IN_USE, ReferralRow.status == "selesai")
        .where(extract("year", ReferralRow.closed_at) == year)
    )
    return (await connection.execute(statement)).scalar_one()


async def escalate_left_alone(connection: AsyncConnection, zone: str, today: date) -> int:
    """How many referrals of the villages by that clock go to their coordinators: nobody could be asked of late."""
    there = select(HouseholdRow.id).join(RegionRow, RegionRow.code == HouseholdRow.region_code)
    there = there.where(RegionRow.timezone == zone, IN_USE)
    changed = (
        update(ReferralRow)
        .where(IS_CADRES, ReferralRow.due_on <= today - LEFT_ALONE, ReferralRow.household_id.in_(there))
        .values(status=ESCALATED, due_on=today, asked=0, letter=None)
    )
    return (await connection.execute(changed)).rowcount


async def end_referrals(connection: AsyncConnection, household_id: int, now: datetime) -> int:
    """How many open referrals of a household come to nothing: it does not want help any more."""
    hers = update(ReferralRow).where(ReferralRow.household_id == household_id, IS_OPEN)
    return (await connection.execute(hers.values(status=DROPPED, due_on=None, letter=None, closed_at=now))).rowcount
