"""What a finished interview came to, laid out in tables that SQL can count: answers, indicators, scores."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import recounting
from storage.models import AnswerRow, HouseholdKeyRow, IndicatorValueRow, InterviewRow, ScoreRow
from storage.sealing import answer_place, household_key, key_of_interview, open_text
from storage.statements import Statement
from storage.types import UtcDateTime


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


_THIS = InterviewRow.id == bindparam("interview")
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
    await clear(connection, interview_id)
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


async def _households_of(connection: AsyncConnection, interview_id: int) -> tuple[int, ...]:
    """The household of an interview; none where a village answers. Raises LookupError for no such interview."""
    row = await _HOUSEHOLD_OF.row(connection, {"interview": interview_id})
    if row is None:
        raise LookupError(f"interview {interview_id} is not there (any more)")
    return (row[0],) if row[0] is not None else ()


async def clear(connection: AsyncConnection, interview_id: int) -> None:
    """Take away the values that were laid out of an interview; only within `recounting`."""
    for statement in _CLEAR:
        await statement.run(connection, {"interview": interview_id})
