"""Referrals as whoever follows them sees them: with the house, where that is, and what became of the last letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, String, and_, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from bot.flows.permissions import CADRE
from bot.flows.rounds.morning import Asked
from bot.flows.rounds.referral import ESCALATED, Referral
from storage.models import ApartRow, HouseholdKeyRow, HouseholdRow, OutboxRow, ReferralRow, RoleRow
from storage.referrals import IS_CADRES, IS_OPEN
from storage.sealing import household_key, label_place, open_text
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
        .join(HouseholdRow, and_(HouseholdRow.id == ReferralRow.household_id, IN_USE))
        .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == HouseholdRow.id)
        .outerjoin(OutboxRow, OutboxRow.key == ReferralRow.letter)
        .order_by(ReferralRow.due_on, ReferralRow.id)
    )


_DUE = _with_house().where(
    IS_CADRES, _IS_HERS, ReferralRow.cadre_id.in_(_ids), ReferralRow.due_on <= bindparam("today")
)
_ONE = _with_house().where(ReferralRow.id == bindparam("number", type_=Integer()))
_HERS = _with_house().where(IS_OPEN, _IS_HERS, ReferralRow.cadre_id == bindparam("cadre", type_=Integer()))
_ONE_OF_HERS = _HERS.where(ReferralRow.id == bindparam("number", type_=Integer()))
_AT = _with_house().where(IS_CADRES, ReferralRow.household_id.in_(_ids))
_UNANSWERED = _HERS.where(ReferralRow.status != ESCALATED, ReferralRow.asked > 0)
_villages = bindparam("villages", expanding=True, type_=String())
_STUCK = _with_house().where(IS_OPEN, ReferralRow.status == ESCALATED, HouseholdRow.region_code.in_(_villages))


async def referral(connection: AsyncConnection, number: int) -> Kept | None:
    """The referral with that id, open or closed; None where its house is forgotten or not listed any more."""
    row = (await connection.execute(_ONE, {"number": number})).one_or_none()
    return _kept(connection, row) if row is not None else None


async def one_of_hers(connection: AsyncConnection, number: int, cadre_id: int) -> Kept | None:
    """The open referral with that id, where it is this cadre's to follow."""
    row = (await connection.execute(_ONE_OF_HERS, {"number": number, "cadre": cadre_id})).one_or_none()
    return _kept(connection, row) if row is not None else None


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


def _kept(connection: AsyncConnection, row: Sequence[Any]) -> Kept:
    *told, cadre_id, interview_id, code, region_code, rt, number, sealed, wrapped, fate = row
    told[5] = told[5].date()
    found = Referral(*told)
    label = open_text(household_key(connection, found.household_id, wrapped), sealed, label_place(code))
    house = House(found.household_id, rt, number, label)
    return Kept(Asked(found, house), region_code, cadre_id, interview_id, fate)
