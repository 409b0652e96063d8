"""The outbox: letters are put once, claimed by one courier, and settled as sent, failed, dropped or unreachable."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, String, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Outgoing, buttons_of
from storage.chats import letter_came
from storage.inserts import insert_by_dialect, insert_into
from storage.keyring import MissingKeyError
from storage.letters import Letter, Priority, open_letter, seal_files, seal_words, together
from storage.models import AboutRow, AttachmentRow, OutboxRow
from storage.postponing import another_day, is_in_hours
from storage.types import UtcDateTime

LONGEST_PAUSE = timedelta(minutes=15)  # between two tries of a letter

_now = bindparam("now", type_=UtcDateTime())
_channel = bindparam("channel", type_=String())


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that this courier, and nobody else, is sending."""

    id: int
    kind: str
    chat: str
    person_id: int | None
    bubbles: tuple[Outgoing, ...]
    silent: bool
    due_at: datetime
    tries: int  # this one among them
    parts_sent: int


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
        await _settle(connection, number, "dropped", letter.due_at, "superseded")


# --- one after the other, by whoever holds the courier's lease

# The earliest of each priority. Asked with "is there one until now?", PostgreSQL would, once it plans for any moment,
# expect a third of all letters to be due, and read through every one that waits for later.
_EARLIEST = select(
    *(
        select(func.min(OutboxRow.next_at))
        .where(OutboxRow.channel == _channel, OutboxRow.priority == priority)
        .scalar_subquery()
        .label(priority.name)
        for priority in Priority
    )
)
_NEXT = [
    select(
        OutboxRow.id,
        OutboxRow.key,
        OutboxRow.person_id,
        OutboxRow.due_at,
        OutboxRow.useful_until,
        OutboxRow.zone,
        OutboxRow.pressing,
    )
    .where(OutboxRow.channel == _channel, OutboxRow.priority == priority, OutboxRow.next_at <= _now)
    .where(OutboxRow.status == "waiting")
    .order_by(OutboxRow.next_at, OutboxRow.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    for priority in Priority
]
_TAKE = (
    update(OutboxRow)
    .where(OutboxRow.id == bindparam("number"), OutboxRow.status == "waiting")
    .values(
        status="sending", claimed_by=bindparam("holder", type_=String()), claimed_at=_now, tries=OutboxRow.tries + 1
    )
    .returning(
        OutboxRow.id,
        OutboxRow.kind,
        OutboxRow.chat,
        OutboxRow.person_id,
        OutboxRow.payload,
        OutboxRow.silent,
        OutboxRow.due_at,
        OutboxRow.tries,
        OutboxRow.parts_sent,
    )
)


async def anything_due(connection: AsyncConnection, channel: str, now: datetime) -> bool:
    """Whether a courier of the channel has anything to do, or to take over from one who died."""
    earliest = (await connection.execute(_EARLIEST, {"channel": channel})).one()
    return any(at is not None and at <= now for at in earliest)


async def claim(connection: AsyncConnection, channel: str, holder: str, now: datetime) -> Claimed | None:
    """The next letter that is due, of use, and not out of its hours, now this courier's to send; None where there is
    none.

    It skips what another transaction has its hands on (SQLite: the transaction has the database to itself anyway).
    """
    while (found := await _next(connection, channel, now)) is not None:
        number = found.id
        if not await _may_come(connection, found, now):
            continue
        taken = await connection.execute(_TAKE, {"number": number, "holder": holder, "now": now})
        row = taken.one_or_none()
        if row is None:
            continue
        try:
            bubbles = await _opened(connection, row)
        except MissingKeyError as error:  # the operator may still bring it
            await put_off(connection, number, holder, now + LONGEST_PAUSE, str(error))
        except (ValueError, LookupError) as error:
            await refused(connection, number, now, f"cannot be read: {type(error).__name__}")
        else:
            return Claimed(
                number, row.kind, row.chat, row.person_id, bubbles, row.silent, row.due_at, row.tries, row.parts_sent
            )
    return None


async def _opened(connection: AsyncConnection, row: Row[*tuple[Any, ...]]) -> tuple[Outgoing, ...]:
    files = await connection.execute(
        select(AttachmentRow.bubble, AttachmentRow.content).where(AttachmentRow.outbox_id == row.id)
    )
    return open_letter(connection, row.id, row.chat, row.payload, dict(files.all()))


async def _next(connection: AsyncConnection, channel: str, now: datetime) -> Row[*tuple[Any, ...]] | None:
    for statement in _NEXT:
        found = (await connection.execute(statement, {"channel": channel, "now": now})).one_or_none()
        if found is not None:
            return found
    return None


async def _may_come(connection: AsyncConnection, found: Row[*tuple[Any, ...]], now: datetime) -> bool:
    """Whether the letter is of use, and may come at this hour; one that may come later waits until then."""
    if found.useful_until > now:
        if is_in_hours(found.zone, found.due_at, now):
            return True
        local = now.astimezone(ZoneInfo(found.zone))
        later = await another_day(connection, found.key, found.person_id, local, pressing=found.pressing)
        if later is not None and later.at < found.useful_until:
            moved = update(OutboxRow).where(OutboxRow.id == found.id)
            await connection.execute(moved.values(key=later.key, due_at=later.at, next_at=later.at))
            return False
    await _settle(connection, found.id, "dropped", now, "no longer of use")
    return False


async def adopt(connection: AsyncConnection, channel: str, holder: str, now: datetime) -> Sequence[int]:
    """The letters that were being sent when their courier died; they wait again, and may come twice.

    The holder's own, which it claimed and never came to send, wait again, too. One that waits longer than a courier
    lets any wait was put off by a clock that ran ahead: it is due now.
    """
    ours = (OutboxRow.channel == channel, OutboxRow.next_at.is_not(None))
    left = select(OutboxRow.id).where(*ours, OutboxRow.status == "sending")
    found = (await connection.scalars(left.where(OutboxRow.claimed_by != holder))).all()
    await connection.execute(update(OutboxRow).where(OutboxRow.id.in_(left)).values(status="waiting", claimed_by=None))
    ahead = (OutboxRow.tries > 0, OutboxRow.next_at > now + LONGEST_PAUSE, OutboxRow.due_at <= now)
    await connection.execute(update(OutboxRow).where(*ours, *ahead, OutboxRow.status == "waiting").values(next_at=now))
    return sorted(found)


async def part_sent(connection: AsyncConnection, number: int, parts: int) -> None:
    """So many of the letter's messages are out; when it is tried again, they are not sent again."""
    await connection.execute(update(OutboxRow).where(OutboxRow.id == number).values(parts_sent=parts))


async def sent(connection: AsyncConnection, number: int, now: datetime) -> None:
    """The letter has arrived."""
    await _settle(connection, number, "sent", now)


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
    await _settle(connection, number, "failed", now, error)


async def unreachable(connection: AsyncConnection, chat: str, now: datetime) -> int:
    """How many letters to the chat are given up: nobody can be reached there."""
    there = select(OutboxRow.id).where(OutboxRow.chat == chat, OutboxRow.status.in_(["waiting", "sending"]))
    numbers = (await connection.scalars(there)).all()
    for number in numbers:
        await _settle(connection, number, "unreachable", now)
    return len(numbers)


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
        await _settle(connection, number, "dropped", now, "withdrawn")
    return len(numbers)


async def _settle(
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


async def forget_settled(connection: AsyncConnection, before: datetime) -> int:
    """How many letters that were settled before that instant are forgotten altogether."""
    gone = await connection.execute(delete(OutboxRow).where(OutboxRow.settled_at < before))
    return gone.rowcount
