"""The audit trail: who read or changed what, when and why. Rows are added; the database refuses all else.

Only a reason may change, and only the key that seals it (`storage.rotation`).
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.keyring import HouseholdKey, SpoiledError
from storage.models import AuditRow
from storage.regions import within
from storage.sealing import AUDIT, keys_of, open_text, ring_of
from storage.statements import Statement

HOUSEHOLD, PERSON, REGION, SERVICE, FORM = "household", "person", "region", "service", "form"


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody did: one row of the trail."""

    id: int
    at: datetime
    person_id: int | None
    action: str
    kind: str
    subject: str
    region_code: str
    reason: str | None


_SEALED_AGAIN = "\x1f"  # no reason begins so: what is written is cleaned of it
_COLUMNS = ("at", "person_id", "action", "kind", "subject", "region_code", "reason")
_NOTE = Statement(insert(AuditRow).values({name: bindparam(name) for name in _COLUMNS}).returning(AuditRow.id))
_ROWS = select(
    AuditRow.id,
    AuditRow.at,
    AuditRow.person_id,
    AuditRow.action,
    AuditRow.kind,
    AuditRow.subject,
    AuditRow.region_code,
    AuditRow.reason,
)


async def note(  # noqa: PLR0917 - who, what, where, when and why
    connection: AsyncConnection,
    at: datetime,
    person_id: int | None,
    action: str,
    kind: str,
    subject: str | int,
    region_code: str,
    reason: str | None = None,
) -> None:
    """Add what somebody did; without a person it was the operator, at the command line.

    Why she did it to a household may name its people: it goes with the household's key.
    """
    if reason and kind == HOUSEHOLD:
        reason = await _by_its_key(connection, int(subject), reason)
    sealed = ring_of(connection).seal(reason, AUDIT) if reason else None
    row = {"at": at, "person_id": person_id, "action": action, "kind": kind, "subject": str(subject)}
    await _NOTE.row(connection, {**row, "region_code": region_code, "reason": sealed})


async def trail(
    connection: AsyncConnection,
    *,
    region_code: str = "",
    subject: tuple[str, str | int] | None = None,
    since: datetime | None = None,
    limit: int = 1_000,
) -> Sequence[Noted]:
    """The newest rows, oldest first: of a region and all below it, of one subject, or of everything."""
    statement = _ROWS.order_by(AuditRow.id.desc()).limit(limit)
    if region_code:
        statement = statement.where(within(AuditRow.region_code, region_code))
    if subject is not None:
        statement = statement.where(AuditRow.kind == subject[0], AuditRow.subject == str(subject[1]))
    if since is not None:
        statement = statement.where(AuditRow.at >= since)
    rows = (await connection.execute(statement)).all()[::-1]
    ring = ring_of(connection)
    reasons = [ring.open(row.reason, AUDIT) if row.reason else None for row in rows]
    of = {int(row.subject) for row, why in zip(rows, reasons, strict=True) if why and why.startswith(_SEALED_AGAIN)}
    keys = await keys_of(connection, of)
    return tuple(Noted(*row[:-1], _opened(row.subject, why, keys)) for row, why in zip(rows, reasons, strict=True))


async def _by_its_key(connection: AsyncConnection, household_id: int, reason: str) -> str:
    """The reason, sealed by the key of the household, where it has one."""
    key = (await keys_of(connection, {household_id})).get(household_id)
    if key is None:
        return reason
    return _SEALED_AGAIN + b64encode(key.seal_text(reason, _place(household_id))).decode()


def _opened(subject: str, reason: str | None, keys: Mapping[int, HouseholdKey]) -> str | None:
    """The reason; None where the household's key is gone, or another one by now."""
    if reason is None or not reason.startswith(_SEALED_AGAIN):
        return reason
    try:
        sealed = b64decode(reason.removeprefix(_SEALED_AGAIN))
        return open_text(keys.get(int(subject)), sealed, _place(int(subject)))
    except SpoiledError:
        return None


def _place(household_id: int) -> str:
    return f"audit.reason:{household_id}"


async def was_noted(
    connection: AsyncConnection, person_id: int, action: str, subject: tuple[str, str | int], since: datetime
) -> bool:
    """Whether the person did that to the subject since then."""
    statement = select(AuditRow.id).where(
        AuditRow.person_id == person_id,
        AuditRow.at >= since,
        AuditRow.action == action,
        AuditRow.kind == subject[0],
        AuditRow.subject == str(subject[1]),
    )
    return await connection.scalar(statement.limit(1)) is not None
