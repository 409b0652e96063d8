"""Interviews: begun, found, and moved on from one revision to the next."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_by_dialect
from storage.keyring import HouseholdKey
from storage.models import InterviewRow
from storage.sealing import make_key
from storage.statements import Statement
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview as its row says; where it stands, its facts say."""

    id: int
    household_id: int | None  # None: a village answers for itself
    form_hash: str
    cadre_id: int
    status: str
    revision: int
    asked_at: datetime
    started_at: datetime
    finished_at: datetime | None
    key: HouseholdKey | None = field(default=None, repr=False, compare=False)  # of one that was just begun


INTERVIEW = select(
    InterviewRow.id,
    InterviewRow.household_id,
    InterviewRow.form_hash,
    InterviewRow.cadre_id,
    InterviewRow.status,
    InterviewRow.revision,
    InterviewRow.asked_at,
    InterviewRow.started_at,
    InterviewRow.finished_at,
)
_OF_HOUSEHOLD = INTERVIEW.where(InterviewRow.household_id == bindparam("household"))
_OPEN_OF = Statement(_OF_HOUSEHOLD.where(InterviewRow.status == "open"))
_NEWEST_OF = Statement(_OF_HOUSEHOLD.order_by(InterviewRow.id.desc()).limit(1))
_START = Statement(
    {
        name: insert.values(
            household_id=bindparam("household_id"),
            form_hash=bindparam("form_hash"),
            cadre_id=bindparam("cadre_id"),
            status="open",
            revision=0,
            asked_at=bindparam("now", type_=UtcDateTime()),
            started_at=bindparam("now", type_=UtcDateTime()),
        )
        .on_conflict_do_nothing()
        .returning(*INTERVIEW.selected_columns)
        for name, insert in insert_by_dialect(InterviewRow).items()
    }
)
ADVANCING = (
    update(InterviewRow)
    .where(InterviewRow.id == bindparam("interview"), InterviewRow.revision == bindparam("revision_from"))
    .values(revision=bindparam("revision_to"), asked_at=bindparam("asked", type_=UtcDateTime()))
    .returning(InterviewRow.id)
)
ADVANCE = Statement(ADVANCING)


async def start_interview(
    connection: AsyncConnection, *, household_id: int, form_hash: str, cadre_id: int, now: datetime
) -> Interview:
    """A new open interview of a household, or the one that is already open, even if begun at this very moment."""
    begun = {"household_id": household_id, "form_hash": form_hash, "cadre_id": cadre_id, "now": now}
    row = await _START.row(connection, begun)
    interview = Interview(*row) if row is not None else await open_interview_of(connection, household_id)
    if interview is None:
        raise LookupError(f"household {household_id} has no open interview after one was started")
    return replace(interview, key=await make_key(connection, household_id))


async def open_interview_of(connection: AsyncConnection, household_id: int) -> Interview | None:
    """The open interview of a household, if it has one."""
    row = await _OPEN_OF.row(connection, {"household": household_id})
    return Interview(*row) if row is not None else None


async def newest_interview_of(connection: AsyncConnection, household_id: int) -> Interview | None:
    """The interview of a household that was begun last, open or finished."""
    row = await _NEWEST_OF.row(connection, {"household": household_id})
    return Interview(*row) if row is not None else None


async def interview(connection: AsyncConnection, interview_id: int) -> Interview | None:
    """The interview with this id, or None where there is none (any more)."""
    row = (await connection.execute(INTERVIEW.where(InterviewRow.id == interview_id))).one_or_none()
    return Interview(*row) if row else None


async def advance_interview(
    connection: AsyncConnection, interview_id: int, *, revision_from: int, revision_to: int, asked_at: datetime
) -> bool:
    """Move an interview to its next revision; False, and nothing changed, where somebody else has moved it."""
    moved = {"interview": interview_id, "revision_from": revision_from, "revision_to": revision_to, "asked": asked_at}
    return await ADVANCE.row(connection, moved) is not None


async def begun_before(connection: AsyncConnection, before: datetime, limit: int) -> tuple[int, ...]:
    """The ids of households' interviews begun before an instant, oldest first: those whose time of keeping is over."""
    statement = select(InterviewRow.id).where(InterviewRow.started_at < before, InterviewRow.household_id.is_not(None))
    return tuple((await connection.scalars(statement.order_by(InterviewRow.started_at).limit(limit))).all())
