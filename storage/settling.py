"""What becomes of letters: sent, tried again, given up, and in the end forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import buttons_of
from storage.chats import letter_came
from storage.letters import Claimed
from storage.models import AboutRow, AttachmentRow, OutboxRow
from storage.types import UtcDateTime


async def settle(
    connection: AsyncConnection, number: int, status: str, now: datetime, error: str | None = None
) -> None:
    """Keep what became of the letter, and forget what it said."""
    await connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id == number)
        .values(status=status, settled_at=now, error=error, next_at=None, payload=None, claimed_by=None)
    )
    for part in (AttachmentRow, AboutRow):
        await connection.execute(delete(part).where(part.outbox_id == number))


async def part_sent(connection: AsyncConnection, number: int, parts: int) -> None:
    """So many of the letter's messages are out; when it is tried again, they are not sent again."""
    await connection.execute(update(OutboxRow).where(OutboxRow.id == number).values(parts_sent=parts))


async def sent(connection: AsyncConnection, number: int, now: datetime) -> None:
    """The letter has arrived."""
    await settle(connection, number, "sent", now)


async def arrived(connection: AsyncConnection, letter: Claimed, now: datetime) -> None:
    """The letter has arrived, and is the newest thing in its chat."""
    await sent(connection, letter.id, now)
    await letter_came(connection, letter.chat, buttons_of(letter.bubbles), now)


async def put_off(connection: AsyncConnection, number: int, holder: str, retry_at: datetime, error: str) -> None:
    """The letter waits until then, and is tried again; or is dropped then, if it is no longer of use."""
    at = func.min if connection.dialect.name == "sqlite" else func.least
    retry: ColumnElement[Any] = at(bindparam("retry_at", retry_at, UtcDateTime()), OutboxRow.useful_until)
    await connection.execute(
        update(OutboxRow)
        .where(OutboxRow.id == number, OutboxRow.status == "sending", OutboxRow.claimed_by == holder)
        .values(status="waiting", claimed_by=None, next_at=retry, error=error)
    )


async def refused(connection: AsyncConnection, number: int, now: datetime, error: str) -> None:
    """The letter cannot be sent as it is, and is not tried again."""
    await settle(connection, number, "failed", now, error)


async def unreachable(connection: AsyncConnection, chat: str, now: datetime) -> int:
    """How many letters to the chat are given up: nobody can be reached there."""
    there = select(OutboxRow.id).where(OutboxRow.chat == chat, OutboxRow.status.in_(["waiting", "sending"]))
    numbers = (await connection.scalars(there)).all()
    for number in numbers:
        await settle(connection, number, "unreachable", now)
    return len(numbers)


async def forget_settled(connection: AsyncConnection, before: datetime) -> int:
    """How many letters that were settled before that instant are forgotten altogether."""
    gone = await connection.execute(delete(OutboxRow).where(OutboxRow.settled_at < before))
    return gone.rowcount
