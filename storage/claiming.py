"""Letters that are due, claimed one after the other by whoever holds the courier's lease, and by nobody else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, String, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Outgoing
from storage.keyring import MissingKeyError
from storage.letters import Claimed, Priority, open_letter
from storage.models import AttachmentRow, OutboxRow
from storage.postponing import another_day, is_in_hours
from storage.settling import put_off, refused, settle
from storage.types import UtcDateTime

LONGEST_PAUSE = timedelta(minutes=15)  # between two tries of a letter

_now = bindparam("now", type_=UtcDateTime())
_channel = bindparam("channel", type_=String())

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
    await settle(connection, found.id, "dropped", now, "no longer of use")
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
