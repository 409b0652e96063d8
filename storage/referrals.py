"""Referrals as they are kept: opened once, changed as `bot.flows.rounds.referral` says, never after their end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, String, and_, bindparam, case, exists, extract, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from bot.flows.permissions import CADRE
from bot.flows.rounds.morning import Asked
from bot.flows.rounds.referral import DROPPED, ESCALATED, FIRST, LEFT_ALONE, OPEN, Referral
from storage.inserts import insert_into
from storage.models import (
    ApartRow,
    HouseholdKeyRow,
    HouseholdRow,
    IndicatorValueRow,
    OutboxRow,
    ReferralRow,
    RegionRow,
    RoleRow,
)
from storage.sealing import household_key, label_place, open_text
from storage.types import UtcDateTime
from storage.use import IN_USE

UNREAD = frozenset({"waiting", "sending", "dropped", "failed", "unreachable"})  # days later: nobody has read it


@dataclass(frozen=True, slots=True)
class Kept:
    """A referral with its house, where that is, whose it is, and what became of the letter that asked last."""

    asked: Asked
    region_code: str
    cadre_id: int
    interview_id: int
    fate: str | None = None

    @property
    def referral(self) -> Referral:
        """The referral itself."""
        return self.asked.referral


_COLUMNS = (
    ReferralRow.id,
    ReferralRow.household_id,
    ReferralRow.problem,
    ReferralRow.matter,
    ReferralRow.service,
    ReferralRow.opened_at,
    ReferralRow.status,
    ReferralRow.due_on,
    ReferralRow.asked,
    ReferralRow.letter,
    ReferralRow.refusals,
    ReferralRow.reason,
)
_HOUSE = (
    HouseholdRow.code,
    HouseholdRow.region_code,
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.label,
    HouseholdKeyRow.wrapped,
)
_OPEN = ReferralRow.closed_at.is_(None)
_CADRES = and_(_OPEN, ReferralRow.status != ESCALATED)
# Whose it was may not be there any more, or stay away from the house since.
_apart = exists().where(ApartRow.household_id == HouseholdRow.id, ApartRow.person_id == ReferralRow.cadre_id)
_works_there = exists().where(
    RoleRow.person_id == ReferralRow.cadre_id,
    RoleRow.role == CADRE,
    RoleRow.region_code == HouseholdRow.region_code,
    RoleRow.until_at.is_(None),  # it ends the moment that somebody ends it
)
_IS_HERS = and_(_works_there, ~_apart)
_ids = bindparam("ids", expanding=True, type_=Integer())


def _with_house() -> Select[*tuple[Any, ...]]:
    """Referrals of the houses that are listed, each with its house and the fate of its last letter."""
    return (
        select(*_COLUMNS, ReferralRow.cadre_id, ReferralRow.interview_id, *_HOUSE, OutboxRow.status)
        .select_from(ReferralRow)
        .join(
            HouseholdRow,
            and_(HouseholdRow.id == ReferralRow.household_id, IN_USE),
        )
        .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == HouseholdRow.id)
        .outerjoin(OutboxRow, OutboxRow.key == ReferralRow.letter)
        .order_by(ReferralRow.due_on, ReferralRow.id)
    )


_DUE = _with_house().where(_CADRES, _IS_HERS, ReferralRow.cadre_id.in_(_ids), ReferralRow.due_on <= bindparam("today"))
_ONE = _with_house().where(ReferralRow.id == bindparam("number", type_=Integer()))
_HERS = _with_house().where(_OPEN, _IS_HERS, ReferralRow.cadre_id == bindparam("cadre", type_=Integer()))
_ONE_OF_HERS = _HERS.where(ReferralRow.id == bindparam("number", type_=Integer()))
_AT = _with_house().where(_CADRES, ReferralRow.household_id.in_(_ids))
_UNANSWERED = _HERS.where(ReferralRow.status != ESCALATED, ReferralRow.asked > 0)
_villages = bindparam("villages", expanding=True, type_=String())
_STUCK = _with_house().where(_OPEN, ReferralRow.status == ESCALATED, HouseholdRow.region_code.in_(_villages))


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


async def referral(connection: AsyncConnection, number: int) -> Kept | None:
    """The referral with that id, open or closed; None where its house is forgotten or not listed any more."""
    row = (await connection.execute(_ONE, {"number": number})).one_or_none()
    return _kept(connection, row) if row is not None else None


async def one_of_hers(connection: AsyncConnection, number: int, cadre_id: int) -> Kept | None:
    """The open referral with that id, where it is this cadre's to follow."""
    row = (await connection.execute(_ONE_OF_HERS, {"number": number, "cadre": cadre_id})).one_or_none()
    return _kept(connection, row) if row is not None else None


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
    .where(ReferralRow.id == bindparam("number"), _OPEN)
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


async def due_of(connection: AsyncConnection, cadres: Sequence[int], today: date) -> Sequence[Kept]:
    """The referrals that these cadres are to be asked about, the longest due first."""
    rows = await connection.execute(_DUE, {"ids": list(cadres), "today": today})
    return [_kept(connection, row) for row in rows]


async def open_of(connection: AsyncConnection, cadre_id: int) -> Sequence[Kept]:
    """A cadre's open referrals, those due first."""
    return [_kept(connection, row) for row in await connection.execute(_HERS, {"cadre": cadre_id})]


async def followed_by(connection: AsyncConnection, cadre_id: int, village: str) -> Sequence[Kept]:
    """What a cadre follows in a village: her open referrals there that are not the coordinator's."""
    found = await open_of(connection, cadre_id)
    return [each for each in found if each.referral.is_cadres and each.region_code == village]


async def followed_at(connection: AsyncConnection, household_ids: Sequence[int]) -> Sequence[Kept]:
    """What cadres follow at these households."""
    if not household_ids:
        return []
    return [_kept(connection, row) for row in await connection.execute(_AT, {"ids": list(household_ids)})]


async def unanswered(connection: AsyncConnection, cadre_id: int) -> Kept | None:
    """The referral that a cadre was asked about and has not answered."""
    row = (await connection.execute(_UNANSWERED.limit(1), {"cadre": cadre_id})).one_or_none()
    return _kept(connection, row) if row is not None else None


async def stuck_in(connection: AsyncConnection, villages: Sequence[str]) -> Sequence[Kept]:
    """The escalated referrals of these villages."""
    if not villages:
        return []
    return [_kept(connection, row) for row in await connection.execute(_STUCK, {"villages": list(villages)})]


async def counts_in(connection: AsyncConnection, villages: Sequence[str], today: date) -> Mapping[str, tuple[int, int]]:
    """How many referrals of each village are open, and how many of them are late: overdue by a week, or stuck."""
    late = case(((ReferralRow.status == ESCALATED) | (ReferralRow.due_on < today - timedelta(days=7)), 1), else_=0)
    statement = (
        select(HouseholdRow.region_code, func.count(), func.sum(late))
        .join(ReferralRow, ReferralRow.household_id == HouseholdRow.id)
        .where(
            HouseholdRow.region_code.in_(villages),
            IN_USE,
            _OPEN,
        )
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
        .where(_CADRES, ReferralRow.due_on <= today - LEFT_ALONE, ReferralRow.household_id.in_(there))
        .values(status=ESCALATED, due_on=today, asked=0, letter=None)
    )
    return (await connection.execute(changed)).rowcount


async def end_referrals(connection: AsyncConnection, household_id: int, now: datetime) -> int:
    """How many open referrals of a household come to nothing: it does not want help any more."""
    hers = update(ReferralRow).where(ReferralRow.household_id == household_id, _OPEN)
    return (await connection.execute(hers.values(status=DROPPED, due_on=None, letter=None, closed_at=now))).rowcount


def _kept(connection: AsyncConnection, row: Sequence[Any]) -> Kept:
    *told, cadre_id, interview_id, code, region_code, rt, number, sealed, wrapped, fate = row
    told[5] = told[5].date()
    found = Referral(*told)
    label = open_text(household_key(connection, found.household_id, wrapped), sealed, label_place(code))
    house = House(found.household_id, rt, number, label)
    return Kept(Asked(found, house), region_code, cadre_id, interview_id, fate)
