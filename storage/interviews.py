"""Interviews: begun, carried on, finished, forgotten."""

from collections.abc import Mapping, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import recounting, staying_counted
from storage.inserts import insert_by_dialect
from storage.keyring import HouseholdKey
from storage.models import (
    AnswerRow,
    ChatRow,
    HouseholdKeyRow,
    HouseholdRow,
    IndicatorValueRow,
    InterviewRow,
    RefusalRow,
    ScoreRow,
    TurnRow,
)
from storage.sealing import answer_place, household_key, key_of_interview, make_key, open_text, renew_key
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


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """What an indicator came to: `1`, `0`, `na`, or None where it is not known.

    Where its rule does not concern the household, it is not `counted` in areas.
    """

    index_id: str
    index_version: str
    indicator: str
    value: str | None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """An exact score of a dimension, or of the whole index where `dimension` is empty."""

    index_id: str
    index_version: str
    dimension: str
    value: Fraction | None
    met: int
    asked: int
    missing: int


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
_FINISH = Statement(
    update(InterviewRow)
    .where(_THIS)
    .values(
        status="finished",
        finished_at=func.coalesce(InterviewRow.finished_at, bindparam("at", type_=UtcDateTime())),
        year=func.coalesce(InterviewRow.year, bindparam("its_year", type_=Integer())),
        head=bindparam("its_head"),
        scored_by=bindparam("by"),
    )
)
_HOUSEHOLD_OF = Statement(select(InterviewRow.household_id).where(_THIS))
_LAID_OUT: tuple[type[AnswerRow | IndicatorValueRow | ScoreRow], ...] = (AnswerRow, IndicatorValueRow, ScoreRow)
_LAY_OUT = [Statement(insert(table)) for table in _LAID_OUT]
_CLEAR = [Statement(delete(table).where(table.interview_id == bindparam("interview"))) for table in _LAID_OUT]


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


async def finish(
    connection: AsyncConnection,
    interview_id: int,
    at: datetime,
    *,
    answers: Mapping[str, str],
    indicators: Sequence[IndicatorValue],
    scores: Sequence[Score],
    head: str = "",
    scored_by: str | None = None,
    words: Set[str] = frozenset(),
) -> None:
    """Finish an interview and lay its values out; those of an earlier finish, before a correction, are replaced.

    Answers whose refs are among the `words` are sealed. `at` is told by the village's clock. `finished_at` stays that
    of the first time, and so does its year: a correction does not move an interview into another week.
    """
    async with recounting(connection, *await _households_of(connection, interview_id)):
        done = {"at": at, "its_year": at.year, "its_head": head, "by": scored_by}
        await _FINISH.run(connection, {"interview": interview_id, **done})
        await lay_out(connection, interview_id, answers, indicators, scores, words=words)


async def lay_out(
    connection: AsyncConnection,
    interview_id: int,
    answers: Mapping[str, str],
    indicators: Sequence[IndicatorValue],
    scores: Sequence[Score],
    *,
    words: Set[str] = frozenset(),
) -> None:
    """Put the values of a finished interview in the place of those laid out before; only within `recounting`."""
    await _clear(connection, interview_id)
    key = await key_of_interview(connection, interview_id) if words else None
    rows = (
        [
            {"ref": ref, "value": None, "sealed": key.seal_text(value, answer_place(interview_id, ref))}
            if key is not None and ref in words
            else {"ref": ref, "value": value, "sealed": None}
            for ref, value in answers.items()
        ],
        [_as_row(indicator) for indicator in indicators],
        [_as_row(score) for score in scores],
    )
    for statement, laid_out in zip(_LAY_OUT, rows, strict=True):
        await statement.run(connection, *({"interview_id": interview_id, **row} for row in laid_out))


def _as_row(value: IndicatorValue | Score) -> dict[str, Any]:
    return {column.name: getattr(value, column.name) for column in fields(value)}  # asdict would copy each value


async def answers_in(connection: AsyncConnection, interview_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The answers that are laid out of each interview, by ref; those in words are opened."""
    statement = (
        select(
            AnswerRow.interview_id,
            AnswerRow.ref,
            AnswerRow.value,
            AnswerRow.sealed,
            InterviewRow.household_id,
            HouseholdKeyRow.wrapped,
        )
        .join(InterviewRow, InterviewRow.id == AnswerRow.interview_id)
        .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
        .where(AnswerRow.interview_id.in_(interview_ids))
        .order_by(AnswerRow.interview_id, AnswerRow.ref)
    )
    found: dict[int, dict[str, str]] = {id_: {} for id_ in interview_ids}
    for id_, ref, value, sealed, household_id, wrapped in await connection.execute(statement):
        key = household_key(connection, household_id, wrapped)
        words = open_text(key, sealed, answer_place(id_, ref))
        found[id_][ref] = value or "" if words is None else words
    return found


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
                await _clear(connection, interview_id)
            await _SILENCE.rows(connection, this)
            await _DESTROY.rows(connection, this)
    await renew_key(connection, household_id)
    if refused_on is not None:
        await refuse(connection, region_code, rt, refused_on)


async def begun_before(connection: AsyncConnection, before: datetime, limit: int) -> tuple[int, ...]:
    """The ids of households' interviews begun before an instant, oldest first: those whose time of keeping is over."""
    statement = select(InterviewRow.id).where(InterviewRow.started_at < before, InterviewRow.household_id.is_not(None))
    return tuple((await connection.scalars(statement.order_by(InterviewRow.started_at).limit(limit))).all())


async def refuse(connection: AsyncConnection, region_code: str, rt: str, on_day: date) -> None:
    """Count one household of an RT that said no on this day; of who it was, nothing is kept."""
    await _REFUSE.rows(connection, {"region_code": region_code, "rt": rt, "on_day": on_day})


async def _households_of(connection: AsyncConnection, interview_id: int) -> tuple[int, ...]:
    """The household of an interview; none where a village answers. Raises LookupError for no such interview."""
    row = await _HOUSEHOLD_OF.row(connection, {"interview": interview_id})
    if row is None:
        raise LookupError(f"interview {interview_id} is not there (any more)")
    return (row[0],) if row[0] is not None else ()


async def _clear(connection: AsyncConnection, interview_id: int) -> None:
    for statement in _CLEAR:
        await statement.run(connection, {"interview": interview_id})
