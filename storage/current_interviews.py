"""The interview that a chat is pointed at, with the household it is of: what its next message needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.keyring import HouseholdKey
from storage.models import HouseholdKeyRow, HouseholdRow, InterviewRow
from storage.sealing import household_key, label_place, open_text
from storage.statements import Statement


@dataclass(frozen=True, slots=True)
class CurrentInterview:
    """The interview that a chat is pointed at, with the household it is of; of a village, there is none."""

    id: int
    form_hash: str
    revision: int
    status: str
    asked_at: datetime
    started_at: datetime
    household_id: int | None  # None: a village answers for itself
    household_code: str | None
    region_code: str
    rt: str | None
    number: int | None
    given_to: int | None  # whose the household is by name
    closed_at: datetime | None
    cadre_id: int  # who began the interview, or went on with it
    finished_at: datetime | None
    held: str | None  # by which of the household's rights its data are used for nothing
    label: str | None
    key: HouseholdKey | None = field(default=None, repr=False, compare=False)  # seals what is said there


CURRENT = (
    InterviewRow.id.label("interview_id"),
    InterviewRow.form_hash,
    InterviewRow.revision,
    InterviewRow.status,
    InterviewRow.asked_at,
    InterviewRow.started_at,
    InterviewRow.household_id,
    HouseholdRow.code,
    func.coalesce(HouseholdRow.region_code, InterviewRow.region_code).label("interview_region"),
    HouseholdRow.rt,
    HouseholdRow.number,
    HouseholdRow.cadre_id,
    HouseholdRow.removed_at,
    InterviewRow.cadre_id.label("interviewer_id"),
    InterviewRow.finished_at,
    HouseholdRow.held,
    HouseholdRow.label.label("household_label"),
    HouseholdKeyRow.wrapped,
)
_INTERVIEWS = (
    select(*CURRENT)
    .select_from(InterviewRow)
    .outerjoin(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
)
_INTERVIEW_OF = Statement(_INTERVIEWS.where(InterviewRow.id == bindparam("interview")))
_NEWEST_IN = Statement(
    _INTERVIEWS.where(InterviewRow.household_id == bindparam("household")).order_by(InterviewRow.id.desc()).limit(1)
)


async def current_interview(connection: AsyncConnection, interview_id: int) -> CurrentInterview | None:
    """An interview, with its household if it is of one, as a chat that is pointed at it sees it; or None."""
    row = await _INTERVIEW_OF.row(connection, {"interview": interview_id})
    return current(connection, row) if row is not None else None


async def newest_interview_in(connection: AsyncConnection, household_id: int) -> CurrentInterview | None:
    """The interview of a household that was begun last, open or finished, as a chat that is pointed at it sees it."""
    row = await _NEWEST_IN.row(connection, {"household": household_id})
    return current(connection, row) if row is not None else None


def current(connection: AsyncConnection, row: Sequence[Any]) -> CurrentInterview:
    """The interview of a row of `CURRENT`, with the key of its household and the label unsealed."""
    *known, sealed, wrapped = row
    household_id, code = known[6:8]
    key = household_key(connection, household_id, wrapped)
    label = open_text(key, sealed, label_place(code)) if code is not None else None
    values = (*known, label, key)
    return CurrentInterview(*values)
