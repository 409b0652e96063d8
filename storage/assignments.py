"""Whose a household is: given to a cadre by name, else whoever's its RT is; and who stays away from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, exists, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.permissions import Place
from storage.inserts import insert_into
from storage.models import ApartRow, ChatRow, HouseholdRow, InterviewRow
from storage.outbox import withdraw
from storage.statements import Statement
from storage.types import UtcDateTime
from storage.use import LISTED


@dataclass(frozen=True, slots=True)
class Hers:
    """A cadre's share of a village: her own RT or all, and since when what she finished is still hers to see.

    `anew`: when this year's round began; what was finished before it waits again.
    """

    village: str
    person_id: int
    rt: str | None
    since: datetime
    anew: datetime

    @property
    def given(self) -> dict[str, object]:
        """What `is_hers` needs to know."""
        own_rt = {"own_rt": self.rt} if self.has_rt else {}
        return {"village": self.village, "cadre": self.person_id, "since": self.since, "anew": self.anew, **own_rt}

    @property
    def has_rt(self) -> bool:
        """Whether she has an RT of her own, not the whole village."""
        return self.rt is not None


def is_hers(*, has_rt: bool) -> ColumnElement[bool]:
    """Whether a household, beside its newest interview, is one that a cadre may enter; as `Place.is_open_to` says."""
    return and_(is_of_her_share(has_rt=has_rt), may_be_entered())


def is_of_her_share(*, has_rt: bool) -> ColumnElement[bool]:
    """Whether a household is a cadre's: given to her, or given to nobody and in her RT, if she has one; finished or
    not. The village stands beside either, so that each is found by its index instead of reading the whole village."""
    cadre, village = bindparam("cadre", type_=Integer()), HouseholdRow.region_code == bindparam("village")
    apart = exists().where(ApartRow.household_id == HouseholdRow.id, ApartRow.person_id == cadre)
    by_rt = HouseholdRow.rt == bindparam("own_rt", type_=String()) if has_rt else true()
    nobodys = and_(village, by_rt, HouseholdRow.cadre_id.is_(None))
    return and_(~apart, or_(and_(village, HouseholdRow.cadre_id == cadre), nobodys))


def may_be_entered() -> ColumnElement[bool]:
    """Whether a household of hers is not finished, or by herself of late."""
    cadre = bindparam("cadre", type_=Integer())
    of_late = and_(InterviewRow.cadre_id == cadre, InterviewRow.finished_at >= bindparam("since", type_=UtcDateTime()))
    return or_(InterviewRow.finished_at.is_(None), of_late)


_newest = select(func.max(InterviewRow.id)).where(InterviewRow.household_id == HouseholdRow.id)
_PLACE = Statement(
    select(
        HouseholdRow.region_code,
        HouseholdRow.rt,
        HouseholdRow.cadre_id,
        InterviewRow.cadre_id,
        InterviewRow.finished_at,
        exists()
        .where(ApartRow.household_id == HouseholdRow.id, ApartRow.person_id == bindparam("person", type_=Integer()))
        .label("apart"),
        HouseholdRow.removed_at,
        HouseholdRow.held,
    )
    .select_from(HouseholdRow)
    .outerjoin(InterviewRow, InterviewRow.id == _newest.correlate(HouseholdRow).scalar_subquery())
    .where(HouseholdRow.id == bindparam("household", type_=Integer()))
)


async def place_of(connection: AsyncConnection, household_id: int, person_id: int) -> Place | None:
    """A household as permissions see it when this person asks; None where there is none."""
    row = await _PLACE.row(connection, {"household": household_id, "person": person_id})
    if row is None:
        return None
    region_code, rt, cadre_id, finished_by, finished_at, apart, removed_at, held = row
    closed, held = removed_at is not None, held is not None
    return Place(region_code, rt, cadre_id, finished_by, finished_at, bool(apart), closed, held)


async def given_to(connection: AsyncConnection, household_ids: Sequence[int]) -> dict[int, int]:
    """To whom each of these households is given by name; those that are given to nobody are left out."""
    statement = select(HouseholdRow.id, HouseholdRow.cadre_id)
    statement = statement.where(HouseholdRow.id.in_(household_ids), HouseholdRow.cadre_id.is_not(None))
    return {household: cadre for household, cadre in await connection.execute(statement) if cadre is not None}


async def who_stays_away(connection: AsyncConnection, household_id: int) -> frozenset[int]:
    """The cadres who do not enter that household."""
    statement = select(ApartRow.person_id).where(ApartRow.household_id == household_id)
    return frozenset((await connection.scalars(statement)).all())


async def give(
    connection: AsyncConnection, household_id: int, cadre_id: int | None, now: datetime, *, instead_of: int | None
) -> bool:
    """Give a household to a cadre by name, or back to whoever's its RT is; an interview under way goes along.
    Letters on their way that tell others of it are not brought.

    False, and nothing changed, where it is no longer given as `instead_of` says: another coordinator was faster; or
    where she stays away from it, or it is closed.
    """
    if cadre_id is not None and cadre_id in await who_stays_away(connection, household_id):
        return False
    # The interview first, as a cadre does who finishes it at this moment: nobody may wait in a circle.
    under_way = select(InterviewRow.id).where(InterviewRow.household_id == household_id, InterviewRow.status == "open")
    await connection.execute(under_way.with_for_update())
    statement = (
        update(HouseholdRow)
        .where(HouseholdRow.id == household_id, LISTED)
        .where(HouseholdRow.cadre_id.is_not_distinct_from(instead_of))
        .values(cadre_id=cadre_id)
    )
    if (await connection.execute(statement)).rowcount != 1:
        return False
    if cadre_id is not None:
        await _hand_interview(connection, household_id, cadre_id)
    await withdraw(connection, now, about=household_id)
    return True


async def keep_apart(connection: AsyncConnection, household_id: int, person_id: int, now: datetime) -> None:
    """From now on the person does not enter that household, her chats are not at it any more, and no letter on its way
    to her tells of it."""
    row = {"household_id": household_id, "person_id": person_id}
    await connection.execute(insert_into(ApartRow, connection).on_conflict_do_nothing(), row)
    interviews = select(InterviewRow.id).where(InterviewRow.household_id == household_id)
    away = update(ChatRow).where(ChatRow.person_id == person_id, ChatRow.interview_id.in_(interviews))
    await connection.execute(away.values(interview_id=None))
    given = update(HouseholdRow).where(HouseholdRow.id == household_id, HouseholdRow.cadre_id == person_id)
    await connection.execute(given.values(cadre_id=None))
    await withdraw(connection, now, person_id=person_id, about=household_id)


@dataclass(frozen=True, slots=True)
class Left:
    """A household that a cadre leaves behind: given to her by name, or with an interview that she has begun."""

    household_id: int
    interview_id: int | None
    cadre_id: int | None  # to whom it is given by name


async def left_by(connection: AsyncConnection, person_id: int, village: str) -> Sequence[Left]:
    """What a cadre of the village has begun or was given, and has not finished."""
    statement = (
        select(HouseholdRow.id, InterviewRow.id, HouseholdRow.cadre_id)
        .outerjoin(InterviewRow, and_(InterviewRow.household_id == HouseholdRow.id, InterviewRow.status == "open"))
        .where(HouseholdRow.region_code == village, LISTED)
        .where(or_(HouseholdRow.cadre_id == person_id, InterviewRow.cadre_id == person_id))
        .order_by(HouseholdRow.rt, HouseholdRow.number)
    )
    return tuple(Left(*row) for row in await connection.execute(statement))


async def _hand_interview(connection: AsyncConnection, household_id: int, cadre_id: int) -> None:
    going_on = update(InterviewRow).where(InterviewRow.household_id == household_id, InterviewRow.status == "open")
    await connection.execute(going_on.values(cadre_id=cadre_id))
