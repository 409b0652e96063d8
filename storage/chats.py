"""Chats: whose each is, what it is pointed at, what it awaits, and what its person chose there."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Button
from storage.inserts import insert_into
from storage.models import ChatRow
from storage.statements import Statement

_POINT = Statement(
    update(ChatRow)
    .where(ChatRow.address == bindparam("chat"))
    .values(interview_id=bindparam("interview"))
    .returning(ChatRow.address)
)


async def register_chat(connection: AsyncConnection, address: str, person_id: int) -> None:
    """The address is this person's from now on; nothing changes where it already is."""
    insert = insert_into(ChatRow, connection).values(address=address, person_id=person_id)
    fresh = ("interview_id", "awaits", "role_id", "language", "place", "letter", "letter_at", "blocked_at")
    changed = {"person_id": person_id, **dict.fromkeys(fresh)}
    hers = ChatRow.person_id.is_not_distinct_from(person_id)
    await connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_=changed, where=~hers))


async def await_words(connection: AsyncConnection, address: str, page: str) -> None:
    """The chat's next words go to that page; empty: to none. No letter is the newest thing there any more. A chat that
    nobody knew becomes known as an address."""
    await _remember(connection, address, {"awaits": page or None, "letter": None, "letter_at": None})


async def letter_came(connection: AsyncConnection, address: str, buttons: Iterable[Button], at: datetime) -> None:
    """A letter with these buttons, or a question back, is the newest thing in the chat until its person says something.

    What stands on them is not kept.
    """
    packed = "\n".join(each.tap.pack() for each in buttons)
    came = update(ChatRow).where(ChatRow.address == address)
    await connection.execute(came.values(letter=packed or None, letter_at=at if packed else None))


async def point(connection: AsyncConnection, address: str, interview_id: int | None) -> None:
    """The chat works on this interview from now on, or on none."""
    await _POINT.rows(connection, {"chat": address, "interview": interview_id})


async def block(connection: AsyncConnection, address: str, at: datetime | None) -> None:
    """Since when the person has blocked the bot; None: she can be reached again."""
    await connection.execute(update(ChatRow).where(ChatRow.address == address).values(blocked_at=at))


async def addresses_of(connection: AsyncConnection, person_id: int) -> tuple[str, ...]:
    """Where a person can be reached: her chats that are not blocked."""
    statement = select(ChatRow.address).where(ChatRow.person_id == person_id, ChatRow.blocked_at.is_(None))
    return tuple((await connection.scalars(statement.order_by(ChatRow.address))).all())


async def look_up_in(connection: AsyncConnection, address: str, place: str | None) -> None:
    """The chat looks up the services of that region from now on."""
    await _remember(connection, address, {"place": place})


async def read_in(connection: AsyncConnection, address: str, language: str) -> None:
    """Whoever writes from there reads this language, as long as she is no known person."""
    await _remember(connection, address, {"language": language})


async def _remember(connection: AsyncConnection, address: str, what: Mapping[str, str | None]) -> None:
    insert = insert_into(ChatRow, connection).values(address=address, **what)
    await connection.execute(insert.on_conflict_do_update(index_elements=["address"], set_=what))
