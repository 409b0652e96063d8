"""Households that had themselves deleted, ended their part or froze their data, and a copy of the database was put back
from before: it is done once more."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import requests
from storage.audit import HOUSEHOLD, note
from storage.consents import consents_of, withdraw
from storage.deletions import listed
from storage.family_chats import chats_of
from storage.forgetting import forget_interview
from storage.holding import forget_all_of, hold
from storage.interviews import open_interview_of
from storage.models import HouseholdRow, RequestRow
from storage.outbox import withdraw as give_up_letters
from storage.referrals import end_referrals
from storage.scrubbing import scrub

AGAIN = {  # what the trail calls it
    requests.DELETE: "delete_again",
    requests.STOP: "stop_again",
    requests.FREEZE: "freeze_again",
}
WHY = "a copy from before it was put back"
_AT_ONCE = 500  # codes of a statement
_HOLDING = {  # what holds a household's data as much as the right, or more
    requests.FREEZE: frozenset((requests.FREEZE, requests.STOP)),
    requests.STOP: frozenset((requests.STOP,)),
    requests.DELETE: frozenset(),
}

_log = logging.getLogger(__name__)


class Undone(NamedTuple):
    """A household, with the right of which nothing is known in this database."""

    id: int
    region_code: str
    right: str


async def use(connection: AsyncConnection, household_id: int, right: str, now: datetime) -> None:
    """Do what the household wants: its data are frozen, its part is ended, or all that it said is destroyed."""
    match right:
        case requests.FREEZE:
            await hold(connection, household_id, right)
        case requests.STOP:
            await _take_back_all(connection, household_id, now)
            await end_referrals(connection, household_id, now)
            begun = await open_interview_of(connection, household_id)
            if begun is not None:
                await forget_interview(connection, begun.id, refused_on=now.date())
            await hold(connection, household_id, right)
        case requests.DELETE:
            await _take_back_all(connection, household_id, now)
            await requests.close_all(connection, household_id, requests.DONE, now)
            await forget_all_of(connection, household_id, now)


async def _take_back_all(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    agreed = [each.purpose for each in await consents_of(connection, household_id)]
    await withdraw(connection, household_id, agreed, now)


async def undone(connection: AsyncConnection, now: datetime) -> Sequence[Undone]:
    """The households that are listed, where this database knows nothing of it. Raises OSError.

    One that ended its part is not taken for frozen: a word would use its data again, without its consent.
    """
    done = (RequestRow.kind == requests.DELETE, RequestRow.outcome == requests.DONE)
    deleted = exists().where(RequestRow.household_id == HouseholdRow.id, *done)
    rights = listed(connection, now)
    codes = sorted(rights)
    found: list[Undone] = []
    for n in range(0, len(codes), _AT_ONCE):
        those = select(HouseholdRow.id, HouseholdRow.region_code, HouseholdRow.code, HouseholdRow.held)
        those = those.where(HouseholdRow.code.in_(codes[n : n + _AT_ONCE]), ~deleted)
        for id_, region, code, held in await connection.execute(those):
            if (right := rights[code]) in _HOLDING and held not in _HOLDING[right]:
                found.append(Undone(id_, region, right))
    return found


async def use_again(engine: AsyncEngine, now: datetime) -> int:
    """Do again what listed households had done, where this database knows nothing of it; how many they were."""
    async with engine.begin() as connection:
        found = await undone(connection, now)
        for household_id, region, right in found:
            await give_up_letters(connection, now, about=household_id)
            for chat in await chats_of(connection, household_id, now):
                await give_up_letters(connection, now, chat=chat)
            await requests.ask(connection, household_id, right, now, outcome=requests.DONE)
            await use(connection, household_id, right, now)
            await note(connection, now, None, AGAIN[right], HOUSEHOLD, household_id, region, WHY)
    if found:
        _log.warning("households deleted, ended or frozen again, for %s: %d", WHY, len(found))
        await scrub(engine)
    return len(found)
