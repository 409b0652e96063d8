"""Households: registered by the village or found on the way, removed, and taken back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.arrival import House
from storage.areas import recounting
from storage.inserts import insert_by_dialect
from storage.models import HouseholdKeyRow, HouseholdRow
from storage.sealing import household_key, keep_key, label_place, open_text, ring_of, without_numbers
from storage.statements import Statement
from storage.use import LISTED

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

    @property
    def shown(self) -> House:
        """The house as screens show it, where nothing is said of how far it has got."""
        return House(self.id, self.rt, self.number, self.label)


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
    return opened(connection, row) if row is not None else None


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
HOUSEHOLD = (
    HouseholdRow.id,
    HouseholdRow.code,
    HouseholdRow.region_code,
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.label.label("household_label"),
    HouseholdKeyRow.wrapped,
)


def with_key(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The statement, which selects from households, with the key of each."""
    return statement.select_from(HouseholdRow).outerjoin(
        HouseholdKeyRow, HouseholdKeyRow.household_id == HouseholdRow.id
    )


_BY_ID = Statement(with_key(select(*HOUSEHOLD)).where(HouseholdRow.id == bindparam("household"), LISTED))


def opened(connection: AsyncConnection, row: Sequence[Any]) -> Household:
    """The household of a row of `HOUSEHOLD`, its label unsealed."""
    id_, code, region_code, rt, number, sealed, wrapped = row
    label = open_text(household_key(connection, id_, wrapped), sealed, label_place(code))
    return Household(id_, code, region_code, rt, number, label)
