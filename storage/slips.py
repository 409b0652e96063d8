"""Codes that a household gets on paper or as a link: of each, only where to look and a mark by the household's key."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.slip import ALPHABET
from storage.models import HouseholdKeyRow, HouseholdRow, SlipRow
from storage.sealing import household_key, make_key
from storage.use import LISTED

_BEGINNING = 3  # characters by which a code is looked for; the rest is known by its mark alone


@dataclass(frozen=True, slots=True)
class Slip:
    """Whose household a code opens, and for whom of the family it was written: a mark of the name."""

    household_id: int
    member: str


async def issue(
    connection: AsyncConnection, household_id: int, member: str, lasting: Mapping[int, datetime]
) -> tuple[str, ...]:
    """A new code for each length, with the instant until which it may be used; those given before are of no use now."""
    await revoke(connection, household_id)
    key = await make_key(connection, household_id)
    codes = tuple("".join(secrets.choice(ALPHABET) for _ in range(length)) for length in lasting)
    rows = [
        {
            "household_id": household_id,
            "beginning": code[:_BEGINNING],
            "mark": key.mark(_marked(code)),
            "member": member,
            "expires_at": expires_at,
        }
        for code, expires_at in zip(codes, lasting.values(), strict=True)
    ]
    await connection.execute(insert(SlipRow), rows)
    return codes


async def redeem(connection: AsyncConnection, code: str, now: datetime) -> Slip | None:
    """What the code opens, once; with it the household's other codes are used, too. None for one that is none (any
    more). Of two chats at the same moment, one wins."""
    found = await connection.execute(
        select(SlipRow.id, SlipRow.household_id, SlipRow.mark, SlipRow.member, HouseholdKeyRow.wrapped)
        .join(HouseholdRow, HouseholdRow.id == SlipRow.household_id)
        .join(HouseholdKeyRow, HouseholdKeyRow.household_id == SlipRow.household_id)
        .where(SlipRow.beginning == code[:_BEGINNING], SlipRow.expires_at > now, LISTED)
    )
    for id_, household_id, mark, member, wrapped in found.all():
        key = household_key(connection, household_id, wrapped)
        if key is None or not secrets.compare_digest(mark, key.mark(_marked(code))):
            continue
        used = delete(SlipRow).where(SlipRow.id == id_).returning(SlipRow.id)
        if (await connection.execute(used)).one_or_none() is None:
            return None
        await revoke(connection, household_id)
        return Slip(household_id, member)
    return None


async def revoke(connection: AsyncConnection, household_id: int) -> None:
    """No code of the household is of use any more."""
    await connection.execute(delete(SlipRow).where(SlipRow.household_id == household_id))


async def forget_slips(connection: AsyncConnection, before: datetime) -> int:
    """Forget codes that could be used until before. Returns how many there were."""
    return (await connection.execute(delete(SlipRow).where(SlipRow.expires_at < before))).rowcount


def _marked(code: str) -> str:
    return f"slip:{code}"
