"""What households agreed to: each purpose for itself, by which words, and when it was taken back. Kept as proof."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import ConsentRow
from storage.statements import Statement
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Consent:
    """A purpose that a household agreed to."""

    purpose: str
    text_hash: str
    language: str
    given_at: datetime
    cadre_id: int | None
    channel: str
    method: str
    withdrawn_at: datetime | None = None


_GIVEN = ("household_id", "purpose", "text_hash", "language", "given_at", "cadre_id", "channel", "method")
_AGREE = Statement(insert(ConsentRow).values({name: bindparam(name) for name in _GIVEN}).returning(ConsentRow.id))
_WITHDRAW = Statement(
    update(ConsentRow)
    .where(
        ConsentRow.household_id == bindparam("household"),
        ConsentRow.purpose == bindparam("of"),
        ConsentRow.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("at", type_=UtcDateTime()))
    .returning(ConsentRow.id)
)


async def consents_of(connection: AsyncConnection, household_id: int, *, ever: bool = False) -> tuple[Consent, ...]:
    """What the household agrees to now, or all that it `ever` agreed to, oldest first."""
    statement = select(
        ConsentRow.purpose,
        ConsentRow.text_hash,
        ConsentRow.language,
        ConsentRow.given_at,
        ConsentRow.cadre_id,
        ConsentRow.channel,
        ConsentRow.method,
        ConsentRow.withdrawn_at,
    ).where(ConsentRow.household_id == household_id)
    if not ever:
        statement = statement.where(ConsentRow.withdrawn_at.is_(None))
    return tuple(Consent(*row) for row in await connection.execute(statement.order_by(ConsentRow.id)))


async def agree(connection: AsyncConnection, household_id: int, consent: Consent) -> None:
    """The household agrees to that purpose by these words from now on; what it agreed to before is taken back."""
    await withdraw(connection, household_id, (consent.purpose,), consent.given_at)
    given = {name: getattr(consent, name) for name in _GIVEN[1:]}
    await _AGREE.rows(connection, {"household_id": household_id, **given})


async def withdraw(connection: AsyncConnection, household_id: int, purposes: Collection[str], at: datetime) -> int:
    """The household does not agree to these purposes any more. Returns how many it had agreed to."""
    taken_back = 0
    for purpose in purposes:
        taken_back += len(await _WITHDRAW.rows(connection, {"household": household_id, "of": purpose, "at": at}))
    return taken_back
