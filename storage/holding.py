"""Households whose data are used for nothing while they wish it, and answers of which only the newest is left."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import recounting
from storage.family_chats import unbind_household
from storage.forgetting import forget_household
from storage.models import ChatRow, HouseholdRow, InterviewRow, TurnRow
from storage.sealing import facts_place, key_of_interview
from storage.slips import revoke
from storage.turns import facts_of


async def hold(connection: AsyncConnection, household_id: int, right: str) -> None:
    """Use the household's data for nothing from now on: no area counts it, and no chat is at its interview."""
    interviews = select(InterviewRow.id).where(InterviewRow.household_id == household_id)
    # Chats first, as in `forget_interview`.
    await connection.execute(update(ChatRow).where(ChatRow.interview_id.in_(interviews)).values(interview_id=None))
    async with recounting(connection, household_id):
        await connection.execute(update(HouseholdRow).where(HouseholdRow.id == household_id).values(held=right))


async def let_go(connection: AsyncConnection, household_id: int) -> None:
    """Use the household's data again."""
    async with recounting(connection, household_id):
        await connection.execute(update(HouseholdRow).where(HouseholdRow.id == household_id).values(held=None))


async def held_by(connection: AsyncConnection, household_id: int) -> str | None:
    """By which of its rights the household's data are used for nothing; None where they are used."""
    return await connection.scalar(select(HouseholdRow.held).where(HouseholdRow.id == household_id))


async def forget_all_of(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """Destroy all that was said in the household, its name, its key, its codes, and which chats saw it."""
    await revoke(connection, household_id)
    await unbind_household(connection, household_id)
    await forget_household(connection, household_id, now)


async def forget_earlier(connection: AsyncConnection, interview_id: int, ref: str) -> tuple[str, ...]:
    """Destroy what stood at a question before its newest answer. Returns a mark of each value, newest last; nobody can
    tell, or try out, which value it was, and not even that once the household's key is gone."""
    key = await key_of_interview(connection, interview_id)
    if key is None:  # a village's, of which nothing is sealed
        return ()
    turns = await facts_of(connection, interview_id, private=False)
    told = [(turn, n) for turn in turns for n, fact in enumerate(turn.facts) if _tells(fact, ref)]
    gone = {(turn.id, n) for turn, n in told[:-1]}
    message_ids = select(TurnRow.id, TurnRow.message_id).where(TurnRow.id.in_({turn for turn, _ in gone}))
    messages = dict((await connection.execute(message_ids)).all())
    for turn in turns:
        if turn.id not in messages:
            continue
        left = [fact for n, fact in enumerate(turn.facts) if (turn.id, n) not in gone]
        sealed = key.seal(orjson.dumps(left), facts_place(interview_id, messages[turn.id]))
        await connection.execute(update(TurnRow).where(TurnRow.id == turn.id).values(facts=sealed))
    values = [str(turn.facts[n]["value"]) for turn, n in told[:-1] if turn.facts[n]["k"] == "a"]
    return tuple(key.mark(f"{ref}={value}") for value in values)


def _tells(fact: dict[str, Any], ref: str) -> bool:
    """Whether the fact holds a value, or a reason, at that question."""
    return fact.get("ref") == ref and fact["k"] in {"a", "s", "c"}
