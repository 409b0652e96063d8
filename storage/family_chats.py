"""Chats in which a household sees its own result, since somebody there had its code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into
from storage.models import FamilyChatRow, HouseholdRow, InterviewRow
from storage.use import LISTED


@dataclass(frozen=True, slots=True)
class FamilyChat:
    """Whose chat it is, for whom of the family, and how far the household's data may be used.

    A telephone of which nobody said whose it is counts as shared.
    """

    household_id: int
    member: str
    shared: bool
    held: str | None
    region_code: str


async def bind(connection: AsyncConnection, chat: str, household_id: int, member: str, until_at: datetime) -> None:
    """The chat sees that household from now on; no other chat sees it any more."""
    await unbind_household(connection, household_id)
    row = {"chat": chat, "household_id": household_id, "member": member, "shared": None, "until_at": until_at}
    insert = insert_into(FamilyChatRow, connection).values(row)
    await connection.execute(insert.on_conflict_do_update(index_elements=["chat"], set_=row))


async def family_chat(connection: AsyncConnection, chat: str, now: datetime) -> FamilyChat | None:
    """Whose household the chat sees now; None for none."""
    statement = (
        select(
            FamilyChatRow.household_id,
            FamilyChatRow.member,
            FamilyChatRow.shared,
            HouseholdRow.held,
            HouseholdRow.region_code,
        )
        .join(HouseholdRow, HouseholdRow.id == FamilyChatRow.household_id)
        .where(FamilyChatRow.chat == chat, FamilyChatRow.until_at > now, LISTED)
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    household_id, member, shared, held, region_code = row
    return FamilyChat(household_id, member, shared is not False, held, region_code)


async def say_whose(connection: AsyncConnection, chat: str, *, shared: bool) -> None:
    """The telephone of that chat is shared, or one person's own. It is said once: else whoever shares it could say
    otherwise later."""
    untold = update(FamilyChatRow).where(FamilyChatRow.chat == chat, FamilyChatRow.shared.is_(None))
    await connection.execute(untold.values(shared=shared))


async def unbind(connection: AsyncConnection, chat: str) -> None:
    """The chat sees no household any more."""
    await connection.execute(delete(FamilyChatRow).where(FamilyChatRow.chat == chat))


async def unbind_household(connection: AsyncConnection, household_id: int) -> None:
    """No chat sees the household any more."""
    await connection.execute(delete(FamilyChatRow).where(FamilyChatRow.household_id == household_id))


async def chats_of(connection: AsyncConnection, household_id: int, now: datetime) -> tuple[str, ...]:
    """The chats that see the household."""
    statement = select(FamilyChatRow.chat).where(
        FamilyChatRow.household_id == household_id, FamilyChatRow.until_at > now
    )
    return tuple((await connection.scalars(statement.order_by(FamilyChatRow.chat))).all())


async def newest_result(connection: AsyncConnection, household_id: int) -> int | None:
    """The household's newest finished interview; None where it has none."""
    statement = select(func.max(InterviewRow.id)).where(
        InterviewRow.household_id == household_id, InterviewRow.status == "finished"
    )
    return await connection.scalar(statement)


async def forget_family_chats(connection: AsyncConnection, before: datetime) -> int:
    """Forget which chats saw a household until before. Returns how many there were."""
    return (await connection.execute(delete(FamilyChatRow).where(FamilyChatRow.until_at < before))).rowcount
