"""Finished interviews whose values follow other indices than they should, and what is laid out of them.

Those of households that are held by one of their rights are left alone until they are let go.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import FormRow, HouseholdRow, IndicatorValueRow, InterviewRow, RegionRow, ScoreRow, TurnRow
from storage.results import IndicatorValue, Score, answers_in
from storage.turns import SEALED_TURNS, Turn, opened


@dataclass(frozen=True, slots=True)
class Stale:
    """A finished interview to work out again."""

    id: int
    household_id: int
    form_hash: str
    started_at: datetime
    finished_at: datetime
    timezone: str


@dataclass
class LaidOut:
    """What is laid out of an interview."""

    answers: dict[str, str] = field(default_factory=dict)
    indicators: list[IndicatorValue] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    head: str | None = None
    year: int | None = None


async def count_stale(connection: AsyncConnection, form_id: str, scored_by: str | None) -> int:
    """How many interviews of the form follow other indices than those of `scored_by`; with None, all finished ones."""
    statement = select(func.count()).select_from(InterviewRow).join(FormRow, FormRow.hash == InterviewRow.form_hash)
    return (await connection.execute(statement.where(*_stale(form_id, scored_by)))).scalar_one()


async def stale(
    connection: AsyncConnection, form_id: str, scored_by: str | None, *, after: int, limit: int
) -> tuple[Stale, ...]:
    """The next of them by id."""
    statement = (
        select(
            InterviewRow.id,
            InterviewRow.household_id,
            InterviewRow.form_hash,
            InterviewRow.started_at,
            InterviewRow.finished_at,
            RegionRow.timezone,
        )
        .join(FormRow, FormRow.hash == InterviewRow.form_hash)
        .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
        .join(RegionRow, RegionRow.code == HouseholdRow.region_code)
        .where(*_stale(form_id, scored_by), InterviewRow.id > after)
        .order_by(InterviewRow.id)
        .limit(limit)
    )
    return tuple(
        Stale(row.id, row.household_id, row.form_hash, row.started_at, row.finished_at, row.timezone)
        for row in await connection.execute(statement)
        if row.finished_at is not None  # of a finished interview it never is
    )


async def facts_of_all(connection: AsyncConnection, interview_ids: Sequence[int]) -> dict[int, list[Turn]]:
    """The turns of each interview, oldest first."""
    found: dict[int, list[Turn]] = {id_: [] for id_ in interview_ids}
    for row in await connection.execute(SEALED_TURNS.where(TurnRow.interview_id.in_(interview_ids))):
        if row.interview_id is not None:
            found[row.interview_id].append(opened(connection, row))
    return found


async def laid_out(connection: AsyncConnection, interview_ids: Sequence[int]) -> dict[int, LaidOut]:
    """What is laid out of each interview as it stands."""
    found = {id_: LaidOut() for id_ in interview_ids}
    heads = select(InterviewRow.id, InterviewRow.head, InterviewRow.year).where(InterviewRow.id.in_(interview_ids))
    for id_, head, year in await connection.execute(heads):
        found[id_].head, found[id_].year = head, year
    for id_, answers in (await answers_in(connection, interview_ids)).items():
        found[id_].answers = answers
    table = IndicatorValueRow
    values = select(
        table.interview_id, table.index_id, table.index_version, table.indicator, table.value, table.counted
    )
    for value in await connection.execute(values.where(table.interview_id.in_(interview_ids))):
        found[value[0]].indicators.append(IndicatorValue(*value[1:]))
    scores = select(
        ScoreRow.interview_id,
        ScoreRow.index_id,
        ScoreRow.index_version,
        ScoreRow.dimension,
        ScoreRow.value,
        ScoreRow.met,
        ScoreRow.asked,
        ScoreRow.missing,
    )
    for score in await connection.execute(scores.where(ScoreRow.interview_id.in_(interview_ids))):
        found[score[0]].scores.append(Score(*score[1:]))
    return found


async def hold(connection: AsyncConnection, household_ids: Collection[int]) -> None:
    """Lock the households, so that a correction waits until the transaction is done."""
    locking = select(HouseholdRow.id).where(HouseholdRow.id.in_(household_ids)).order_by(HouseholdRow.id)
    await connection.execute(locking.with_for_update(key_share=True))


@dataclass(frozen=True, slots=True)
class Relaid:
    """What an interview comes to in some indices, in the place of what was laid out of it in these."""

    interview_id: int
    indices: frozenset[str]
    indicators: Sequence[IndicatorValue]
    scores: Sequence[Score]


async def lay_out_again(connection: AsyncConnection, relaid: Sequence[Relaid]) -> None:
    """Put these in the place of those before, many interviews at a time; only within `recounting`."""
    by_indices: dict[frozenset[str], list[Relaid]] = {}
    for each in relaid:
        by_indices.setdefault(each.indices, []).append(each)
    for indices, group in by_indices.items():
        ids = [each.interview_id for each in group]
        indicators = [(each.interview_id, row) for each in group for row in each.indicators]
        scores = [(each.interview_id, row) for each in group for row in each.scores]
        for table, fields, rows in ((IndicatorValueRow, _INDICATOR, indicators), (ScoreRow, _SCORE, scores)):
            await connection.execute(delete(table).where(table.interview_id.in_(ids), table.index_id.in_(indices)))
            if rows:
                laid = [{"interview_id": id_, **{name: getattr(row, name) for name in fields}} for id_, row in rows]
                await connection.execute(insert(table), laid)


_INDICATOR = ("index_id", "index_version", "indicator", "value", "counted")
_SCORE = ("index_id", "index_version", "dimension", "value", "met", "asked", "missing")


async def set_head(connection: AsyncConnection, interview_id: int, head: str, year: int) -> None:
    """Keep under whom and in which year an interview counts; a year that it has stays."""
    statement = update(InterviewRow).where(InterviewRow.id == interview_id)
    await connection.execute(statement.values(head=head, year=func.coalesce(InterviewRow.year, year)))


async def mark_scored(connection: AsyncConnection, interview_ids: Sequence[int], scored_by: str) -> None:
    """Remember whose indices these interviews follow now."""
    statement = update(InterviewRow).where(InterviewRow.id.in_(interview_ids))
    await connection.execute(statement.values(scored_by=scored_by))


def _stale(form_id: str, scored_by: str | None) -> tuple[ColumnElement[bool], ...]:
    held = exists().where(HouseholdRow.id == InterviewRow.household_id, HouseholdRow.held.is_not(None))
    finished = (FormRow.form_id == form_id, InterviewRow.status == "finished", ~held.correlate(InterviewRow))
    return finished if scored_by is None else (*finished, InterviewRow.scored_by.is_distinct_from(scored_by))
