"""What people said is forgotten: an interview, or all of a household, is destroyed, and nothing stays but figures."""

from contextlib import nullcontext
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import recounting, staying_counted
from storage.inserts import insert_by_dialect
from storage.models import ApartRow, ChatRow, HandoverRow, HouseholdRow, InterviewRow, RefusalRow, TurnRow
from storage.results import clear
from storage.sealing import destroy_key, renew_key
from storage.statements import Statement
from storage.types import UtcDateTime
from storage.visits import forget_visits_of

_THIS = InterviewRow.id == bindparam("interview")
_PLACE_OF = Statement(
    select(HouseholdRow.id, HouseholdRow.region_code, HouseholdRow.rt)
    .join(InterviewRow, InterviewRow.household_id == HouseholdRow.id)
    .where(_THIS)
)
_FINISHED = Statement(select(InterviewRow.id).where(_THIS, InterviewRow.year.is_not(None)))
_UNPOINT = Statement(
    update(ChatRow)
    .where(ChatRow.interview_id == bindparam("interview"))
    .values(interview_id=None)
    .returning(ChatRow.address)
)
_SILENCE = Statement(
    update(TurnRow)
    .where(TurnRow.interview_id == bindparam("interview"))
    .values(interview_id=None, facts=None, private=None)
    .returning(TurnRow.id)
)
_REFUSED = ("region_code", "rt", "on_day")
_REFUSE = Statement(
    {
        name: insert.values(n=1, **{column: bindparam(column) for column in _REFUSED})
        .on_conflict_do_update(index_elements=_REFUSED, set_={"n": RefusalRow.n + 1})
        .returning(RefusalRow.n)
        for name, insert in insert_by_dialect(RefusalRow).items()
    }
)
_DESTROY = Statement(delete(InterviewRow).where(_THIS).returning(InterviewRow.id))


async def forget_interview(
    connection: AsyncConnection, interview_id: int, *, refused_on: date | None, stays_counted: bool = False
) -> None:
    """Destroy an interview and everything said in it: nothing stays but, where it was refused, a count for the RT.

    The ids of its messages stay, without an interview and without facts, so that one delivered again is known. Where it
    `stays_counted`, so do the sums of its areas, which nobody can tell a household from.
    """
    this = {"interview": interview_id}
    place = await _PLACE_OF.row(connection, this)
    if place is None:
        return
    household_id, region_code, rt = place
    # Chats first: a message locks its chat before its household, and nobody may wait in a circle.
    await _UNPOINT.rows(connection, this)
    async with staying_counted(connection, household_id):
        was_finished = await _FINISHED.row(connection, this) is not None  # before that nothing counts, or is laid out
        counts = was_finished and not stays_counted
        async with recounting(connection, household_id) if counts else nullcontext():
            if was_finished:
                await clear(connection, interview_id)
            await _SILENCE.rows(connection, this)
            await _DESTROY.rows(connection, this)
    await renew_key(connection, household_id)
    if refused_on is not None:
        await refuse(connection, region_code, rt, refused_on)


async def refuse(connection: AsyncConnection, region_code: str, rt: str, on_day: date) -> None:
    """Count one household of an RT that said no on this day; of who it was, nothing is kept."""
    await _REFUSE.rows(connection, {"region_code": region_code, "rt": rt, "on_day": on_day})


async def forget_household(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """Destroy all that was said in a household, its name and its key, as its people asked.

    Its areas go on counting it: see `staying_counted`. Its number is not given again. What is left of the values in the
    database's free room is cleared by `storage.scrubbing.scrub`, after the transaction.
    """
    interviews = select(InterviewRow.id).where(InterviewRow.household_id == household_id)
    for interview_id in (await connection.scalars(interviews)).all():
        await forget_interview(connection, interview_id, refused_on=None, stays_counted=True)
    await forget_visits_of(connection, household_id)
    for table in (ApartRow, HandoverRow):  # whose family it is, or which cadre it did not want; who went there
        await connection.execute(delete(table).where(table.household_id == household_id))
    await destroy_key(connection, household_id)
    gone = update(HouseholdRow).where(HouseholdRow.id == household_id)
    nothing = {"label": None, "dusun": None, "rw": None, "dasawisma": None, "cadre_id": None}
    removed_at = func.coalesce(HouseholdRow.removed_at, bindparam("now", now, UtcDateTime()))
    await connection.execute(gone.values(**nothing, removed_at=removed_at))
