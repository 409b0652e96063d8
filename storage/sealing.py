"""What the database keeps sealed, and by which key: the operator's ring, or the key of a household."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, bindparam, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.inserts import insert_by_dialect
from storage.keyring import HouseholdKey, Keyring
from storage.models import (
    AttachmentRow,
    AuditRow,
    Base,
    ContactRow,
    DraftRow,
    HouseholdKeyRow,
    HouseholdRow,
    InterviewRow,
    InvitationRow,
    OutboxRow,
    PersonRow,
    PracticeRow,
)
from storage.statements import Statement

RING = "kawan_keys"  # the execution option by which an engine's connections know its keys
PERSON = "people.name"
AUDIT = "audit.reason"
LETTER = "outbox.payload"
PRACTICE = "practices.turns"
DRAFT = "drafts.words"

_KEEP_KEY = Statement(
    {
        name: insert.values({column: bindparam(column) for column in ("household_id", "key_id", "wrapped")})
        .on_conflict_do_nothing()
        .returning(HouseholdKeyRow.household_id)
        for name, insert in insert_by_dialect(HouseholdKeyRow).items()
    }
)
_WRAPPED = select(HouseholdKeyRow.wrapped).where(HouseholdKeyRow.household_id == bindparam("household_id"))
_ATTEMPTS = 5
_KNOWN_KEY = Statement(_WRAPPED.with_for_update(read=True))
_LOCKED_KEY = Statement(_WRAPPED.with_for_update())
_DESTROY_KEY = Statement(
    delete(HouseholdKeyRow)
    .where(HouseholdKeyRow.household_id == bindparam("household_id"))
    .returning(HouseholdKeyRow.household_id)
)
_WITHOUT_INTERVIEW = Statement(
    select(HouseholdRow.code, HouseholdRow.label).where(
        HouseholdRow.id == bindparam("household_id"), ~exists().where(InterviewRow.household_id == HouseholdRow.id)
    )
)
_RELABEL = Statement(
    update(HouseholdRow)
    .where(HouseholdRow.id == bindparam("household_id"))
    .values(label=bindparam("sealed"))
    .returning(HouseholdRow.id)
)
_OF_INTERVIEW = Statement(
    select(InterviewRow.household_id, HouseholdKeyRow.wrapped)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
    .where(InterviewRow.id == bindparam("interview_id"))
)


def ring_of(of: AsyncConnection | AsyncEngine) -> Keyring:
    """The operator's keys that the engine was opened with."""
    ring: Keyring = source_of(of).get_execution_options()[RING]
    return ring


def source_of(of: AsyncConnection | AsyncEngine) -> Connection | Engine:
    """What knows with which options the engine was opened."""
    source = of.sync_engine if isinstance(of, AsyncEngine) else of.sync_connection
    if source is None:
        raise RuntimeError("the connection is not open yet")
    return source


def without_numbers(text: str) -> str:
    """The text with every number of a person or family card covered: whoever typed it, it is never kept."""
    from bot.flows.reading.masking import masked  # noqa: PLC0415 - the courier need not load all words to read

    return masked(text)[0]


def seal_name(connection: AsyncConnection, name: str) -> bytes:
    """The name of somebody who talks to the bot, or is invited to."""
    return ring_of(connection).seal(without_numbers(name), PERSON)


def open_name(connection: AsyncConnection, sealed: bytes | None) -> str:
    """That name; empty where there is none."""
    return ring_of(connection).open(sealed, PERSON) if sealed is not None else ""


def seal_fields(connection: AsyncConnection, fields: Mapping[str, Any], place: str) -> bytes:
    """A small table of fields, as one value."""
    shown = {name: without_numbers(value) if isinstance(value, str) else value for name, value in fields.items()}
    return ring_of(connection).seal(orjson.dumps(shown).decode(), place)


def open_fields(connection: AsyncConnection, sealed: bytes, place: str) -> dict[str, Any]:
    """The fields that were sealed for this place."""
    fields: dict[str, Any] = orjson.loads(ring_of(connection).open(sealed, place))
    return fields


# --- the keys of households


def household_key(connection: AsyncConnection, household_id: int | None, wrapped: bytes | None) -> HouseholdKey | None:
    """The key that was wrapped for the household, or None where it has none."""
    if household_id is None or wrapped is None:
        return None
    return ring_of(connection).unwrap(wrapped, household_id)


def open_text(key: HouseholdKey | None, sealed: bytes | None, place: str) -> str | None:
    """The text that was sealed for this place, or None where there is none (any more)."""
    return key.open_text(sealed, place) if key is not None and sealed is not None else None


async def keys_of(connection: AsyncConnection, household_ids: Collection[int]) -> dict[int, HouseholdKey]:
    """The keys of these households, of those that have one."""
    wrapped = select(HouseholdKeyRow.household_id, HouseholdKeyRow.wrapped)
    ring, rows = ring_of(connection), wrapped.where(HouseholdKeyRow.household_id.in_(household_ids))
    found = await connection.execute(rows) if household_ids else ()
    return {household_id: ring.unwrap(key, household_id) for household_id, key in found}


async def key_of_interview(connection: AsyncConnection, interview_id: int) -> HouseholdKey | None:
    """The key of the household of an interview, made where it has none; None where a village answers, which is no
    secret. Raises LookupError for no such interview."""
    row = await _OF_INTERVIEW.row(connection, {"interview_id": interview_id})
    if row is None:
        raise LookupError(f"interview {interview_id} is not there (any more)")
    household_id, wrapped = row
    if household_id is None:
        return None
    return household_key(connection, household_id, wrapped) or await make_key(connection, household_id)


async def make_key(connection: AsyncConnection, household_id: int) -> HouseholdKey:
    """The key of the household: a new one, unless it has one, even if made at this very moment.

    It stays until the transaction ends: `renew_key` waits, and sees then what was begun with it.
    """
    ring = ring_of(connection)
    for _ in range(_ATTEMPTS):  # the one that was there may be destroyed meanwhile
        key, ready = ring.new_household_key()
        if await keep_key(connection, household_id, key):
            return ready
        known = await _KNOWN_KEY.row(connection, {"household_id": household_id})
        if known is not None:
            return ring.unwrap(known[0], household_id)
    raise RuntimeError(f"household {household_id} has no key after {_ATTEMPTS} attempts to make one")


async def keep_key(connection: AsyncConnection, household_id: int, key: bytes) -> bool:
    """Keep a new key of the household; False, and nothing kept, where it has one."""
    ring = ring_of(connection)
    row = {"household_id": household_id, "key_id": ring.newest, "wrapped": ring.wrap(key, household_id)}
    return await _KEEP_KEY.row(connection, row) is not None


async def destroy_key(connection: AsyncConnection, household_id: int) -> None:
    """Destroy the key of the household: what it sealed can be read no more, wherever a copy of it is left."""
    await _DESTROY_KEY.rows(connection, {"household_id": household_id})


async def renew_key(connection: AsyncConnection, household_id: int) -> None:
    """Destroy the key of a household in which no interview is left; its label is sealed by a new one.

    With an interview left nothing changes: the key seals that one, too.
    """
    this = {"household_id": household_id}
    locked = await _LOCKED_KEY.row(connection, this)
    house = await _WITHOUT_INTERVIEW.row(connection, this) if locked is not None else None
    if locked is None or house is None:
        return
    (wrapped,), (code, label) = locked, house
    key = ring_of(connection).unwrap(wrapped, household_id)
    await destroy_key(connection, household_id)
    if label is not None:
        place = label_place(code)
        sealed = (await make_key(connection, household_id)).seal_text(key.open_text(label, place), place)
        await _RELABEL.rows(connection, {**this, "sealed": sealed})


# --- where values stand


def label_place(code: str) -> str:
    """Where the label of the household with this code stands."""
    return f"households.label:{code}"


def facts_place(interview_id: int, message_id: str) -> str:
    """Where the facts of a turn stand."""
    return f"turns.facts:{interview_id}:{message_id}"


def private_place(interview_id: int, message_id: str) -> str:
    """Where the private facts of a turn stand."""
    return f"turns.private:{interview_id}:{message_id}"


def answer_place(interview_id: int, ref: str) -> str:
    """Where an answer stands."""
    return f"answers.sealed:{interview_id}:{ref}"


def contact_place(region_code: str, service_id: str) -> str:
    """Where the fields of a contact stand."""
    return f"contacts.fields:{region_code}:{service_id}"


def file_place(outbox_id: int, bubble: int) -> str:
    """Where the file of a letter's bubble stands."""
    return f"attachments.content:{outbox_id}:{bubble}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column that the operator's keys seal themselves, and where a value of it stands, by the row's key."""

    table: type[Base]
    column: str
    place: Callable[..., str]


# Whoever adds such a column names it here, or its values are left behind when the key is changed.
BY_RING = (
    Sealed(PersonRow, "name", lambda *_: PERSON),
    Sealed(InvitationRow, "name", lambda *_: PERSON),
    Sealed(ContactRow, "fields", contact_place),
    Sealed(OutboxRow, "payload", lambda *_: LETTER),
    Sealed(AttachmentRow, "content", file_place),
    Sealed(PracticeRow, "turns", lambda *_: PRACTICE),
    Sealed(AuditRow, "reason", lambda *_: AUDIT),
    Sealed(DraftRow, "words", lambda *_: DRAFT),
)
