"""The outbox: a letter is put once, joins one that still waits, or is withdrawn before it went."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_by_dialect, insert_into
from storage.letters import Letter, open_letter, seal_files, seal_words, together
from storage.models import AboutRow, AttachmentRow, OutboxRow
from storage.settling import settle

_PUT = {
    dialect: statement.on_conflict_do_nothing(index_elements=["key"]).returning(OutboxRow.id)
    for dialect, statement in insert_by_dialect(OutboxRow).items()
}


async def put(connection: AsyncConnection, letter: Letter) -> bool:
    """Whether the letter waits to be sent from now on; not where one with its key was put before."""
    if letter.supersedes:
        await _supersede(connection, letter)
    row = {
        "key": letter.key,
        "channel": letter.chat.partition(":")[0],
        "chat": letter.chat,
        "person_id": letter.person_id,
        "kind": letter.kind,
        "payload": seal_words(connection, letter),
        "silent": letter.silent,
        "priority": int(letter.priority),
        "due_at": letter.due_at,
        "useful_until": letter.useful_until,
        "next_at": letter.due_at,
        "zone": letter.zone,
        "pressing": letter.pressing,
        "status": "waiting",
        "tries": 0,
        "parts_sent": 0,
    }
    number = (await connection.execute(_PUT[connection.dialect.name], row)).scalar_one_or_none()
    if number is None:
        return False
    await _note_about(connection, number, letter)
    files = seal_files(connection, number, letter)
    if rows := [{"outbox_id": number, "bubble": n, "content": sealed} for n, sealed in files.items()]:
        await connection.execute(insert(AttachmentRow), rows)
    return True


async def join(connection: AsyncConnection, letter: Letter) -> bool:
    """Whether the letter goes along with one of its kind that still waits in its chat, in the same message if it fits.

    It must be without files.
    """
    waiting = (
        select(OutboxRow.id, OutboxRow.payload)
        .where(OutboxRow.chat == letter.chat, OutboxRow.kind == letter.kind, OutboxRow.status == "waiting")
        .where(OutboxRow.tries == 0)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await connection.execute(waiting)).one_or_none()
    if row is None:
        return False
    before = open_letter(connection, row.id, letter.chat, row.payload, {})
    payload = seal_words(connection, replace(letter, bubbles=together(before, letter.bubbles)))
    await connection.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(payload=payload))
    await _note_about(connection, row.id, letter)
    return True


async def _note_about(connection: AsyncConnection, number: int, letter: Letter) -> None:
    """Keep which households the letter tells of."""
    if told_of := [{"outbox_id": number, "household_id": each} for each in dict.fromkeys(letter.about)]:
        await connection.execute(insert_into(AboutRow, connection).on_conflict_do_nothing(), told_of)


async def _supersede(connection: AsyncConnection, letter: Letter) -> None:
    """Drop what waits in the chat of the letter's kind; nothing where the letter itself is there already."""
    there = exists().where(OutboxRow.key == letter.key).correlate(None)
    older = select(OutboxRow.id).where(
        OutboxRow.chat == letter.chat, OutboxRow.kind == letter.kind, OutboxRow.status == "waiting", ~there
    )
    for number in (await connection.scalars(older)).all():
        await settle(connection, number, "dropped", letter.due_at, "superseded")


async def withdraw(
    connection: AsyncConnection,
    now: datetime,
    *,
    person_id: int | None = None,
    chat: str | None = None,
    kinds: Collection[str] | None = None,
    about: int | None = None,
) -> int:
    """How many letters are given up, of those that wait for a person, or a chat, are of these kinds, or are `about` a
    household: they may tell of what must not be seen any more, or nobody wants them.

    One that is being sent, too: when that fails, it is not tried again.
    """
    gone = select(OutboxRow.id).where(OutboxRow.status.in_(["waiting", "sending"]))
    if person_id is not None:
        gone = gone.where(OutboxRow.person_id == person_id)
    if chat is not None:
        gone = gone.where(OutboxRow.chat == chat)
    if kinds is not None:
        gone = gone.where(OutboxRow.kind.in_(kinds))
    if about is not None:
        gone = gone.join(AboutRow, AboutRow.outbox_id == OutboxRow.id).where(AboutRow.household_id == about)
    numbers = (await connection.scalars(gone)).all()
    for number in numbers:
        await settle(connection, number, "dropped", now, "withdrawn")
    return len(numbers)
