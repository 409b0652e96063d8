"""Which bubbles stand in a family's chat, so that all of them can be taken away at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import TraceRow


async def keep_traces(connection: AsyncConnection, chat: str, bubbles: Iterable[str], at: datetime) -> None:
    """Remember bubbles of the chat; one that is remembered stays as it is."""
    rows = [{"chat": chat, "bubble": bubble, "at": at} for bubble in bubbles]
    if rows:
        await connection.execute(insert_into(TraceRow, connection).on_conflict_do_nothing(), rows)


async def take_traces(connection: AsyncConnection, chat: str, since: datetime) -> tuple[str, ...]:
    """The chat's bubbles that came since then, oldest first; none of the chat's is remembered any more."""
    recent = select(TraceRow.bubble).where(TraceRow.chat == chat, TraceRow.at >= since).order_by(TraceRow.at)
    bubbles = tuple((await connection.scalars(recent)).all())
    await connection.execute(delete(TraceRow).where(TraceRow.chat == chat))
    return bubbles


async def forget_traces(connection: AsyncConnection, before: datetime) -> int:
    """Forget bubbles that no channel lets us take away any more. Returns how many there were."""
    return (await connection.execute(delete(TraceRow).where(TraceRow.at < before))).rowcount
