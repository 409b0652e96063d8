"""Households that were deleted and are there again, because a copy of the database was put back: deleted once more."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import requests
from storage.audit import HOUSEHOLD, note
from storage.consents import consents_of, withdraw
from storage.deletions import deleted_codes
from storage.family_chats import chats_of
from storage.holding import forget_all_of
from storage.models import HouseholdRow, RequestRow
from storage.outbox import withdraw as give_up_letters
from storage.scrubbing import scrub

AGAIN = "delete_again"  # what the trail calls it
WHY = "a copy from before its deletion was put back"
_AT_ONCE = 500  # codes of a statement

_log = logging.getLogger(__name__)


async def delete_all_of(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """Destroy all that the household said, and all that leads to it; what it agreed to is taken back, what it asked for
    is done."""
    agreed = [each.purpose for each in await consents_of(connection, household_id)]
    await withdraw(connection, household_id, agreed, now)
    await requests.close_all(connection, household_id, requests.DONE, now)
    await forget_all_of(connection, household_id, now)


async def back_again(connection: AsyncConnection, now: datetime) -> Sequence[tuple[int, str]]:
    """The households, each with its region, that are listed and were not deleted in this database. Raises OSError."""
    done = (RequestRow.kind == requests.DELETE, RequestRow.outcome == requests.DONE)
    deleted = exists().where(RequestRow.household_id == HouseholdRow.id, *done)
    found: list[tuple[int, str]] = []
    codes = sorted(deleted_codes(connection, now))
    for n in range(0, len(codes), _AT_ONCE):
        those = select(HouseholdRow.id, HouseholdRow.region_code).where(HouseholdRow.code.in_(codes[n : n + _AT_ONCE]))
        found += [(id_, region) for id_, region in await connection.execute(those.where(~deleted))]
    return found


async def delete_again(engine: AsyncEngine, now: datetime) -> int:
    """Delete the households that are listed and were not deleted in this database; how many they were."""
    async with engine.begin() as connection:
        found = await back_again(connection, now)
        for household_id, region in found:
            await give_up_letters(connection, now, about=household_id)
            for chat in await chats_of(connection, household_id, now):
                await give_up_letters(connection, now, chat=chat)
            await requests.ask(connection, household_id, requests.DELETE, now, outcome=requests.DONE)
            await delete_all_of(connection, household_id, now)
            await note(connection, now, None, AGAIN, HOUSEHOLD, household_id, region, WHY)
    if found:
        _log.warning("households deleted again, for %s: %d", WHY, len(found))
        await scrub(engine)
    return len(found)
