"""`kawan rescore`: finished interviews worked out again, when the version of an index has changed.

Values come from an interview's facts and the form it began with; the arithmetic from the newest published indices. Each
batch is a transaction of its own and marks what it has done: stopped at any moment, the next run goes on from there.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.forms.facts import Completed, Fact, from_data
from bot.flows.forms.record import Record
from bot.interviews.results import Results, results_of
from bot.questionnaires import HOUSEHOLD, Questionnaire, Questionnaires
from storage.areas import recounting
from storage.engine import reading
from storage.rescoring import (
    LaidOut,
    Relaid,
    Stale,
    count_stale,
    facts_of_all,
    hold,
    laid_out,
    lay_out_again,
    mark_scored,
    set_head,
    stale,
)
from storage.results import lay_out
from storage.turns import Turn

BATCH = 50  # interviews of a transaction: on SQLite nobody else writes meanwhile


@dataclass(frozen=True, slots=True)
class Rescored:
    """How far it has got: interviews looked at in this run, of them changed, and how many there are."""

    seen: int
    changed: int
    total: int


async def rescore(
    engine: AsyncEngine, questionnaires: Questionnaires, only: Sequence[str] = ()
) -> AsyncIterator[Rescored]:
    """Work out again what follows other indices than the newest; with `only`, every interview in these indices.

    Raises LookupError where nothing is published, or no index has such an id.
    """
    async with reading(engine).begin() as connection:
        newest = await questionnaires.newest(connection, HOUSEHOLD)
        strangers = set(only) - {index.id for index in newest.indices}
        if strangers:
            raise LookupError(f"no index {', '.join(sorted(strangers))} in the newest questionnaire")
        marked = None if only else newest.form.hash
        total = await count_stale(connection, HOUSEHOLD, marked)
    seen = changed = after = 0
    while True:
        async with engine.begin() as connection:
            batch = await stale(connection, HOUSEHOLD, marked, after=after, limit=BATCH)
            if not batch:
                return
            changed += await _work_out(connection, questionnaires, newest, batch, frozenset(only))
        seen, after = seen + len(batch), batch[-1].id
        yield Rescored(seen, changed, total)


async def _work_out(
    connection: AsyncConnection,
    questionnaires: Questionnaires,
    newest: Questionnaire,
    batch: Sequence[Stale],
    only: frozenset[str],
) -> int:
    """Work a batch out again, with its households locked, so that a correction waits; how many were changed."""
    ids = [interview.id for interview in batch]
    await hold(connection, {interview.household_id for interview in batch})
    turns, before = await facts_of_all(connection, ids), await laid_out(connection, ids)
    changed: list[tuple[Stale, Results]] = []
    for interview in batch:
        pinned = await questionnaires.by_hash(connection, interview.form_hash)
        record = record_at_finish(pinned, interview, turns[interview.id])
        begun_on = _by_clock_of(interview, interview.started_at).date()
        found = results_of(record, newest.on(begun_on).indices, _hidden(pinned))
        found = _kept(found, before[interview.id], only)
        if not _same(found, before[interview.id]):
            changed.append((interview, found))
    if changed:
        async with recounting(connection, *{interview.household_id for interview, _ in changed}):
            await _lay_out(connection, changed, before)
    if not only:
        await mark_scored(connection, ids, newest.form.hash)
    return len(changed)


async def _lay_out(
    connection: AsyncConnection, changed: Sequence[tuple[Stale, Results]], before: Mapping[int, LaidOut]
) -> None:
    """Write what differs: nearly always some of the indices, and none of the answers."""
    relaid: list[Relaid] = []
    for interview, found in changed:
        was = before[interview.id]
        if found.answers != was.answers:
            await lay_out(connection, interview.id, found.answers, found.indicators, found.scores, words=found.words)
        elif others := _differing(found, was):
            indicators = [row for row in found.indicators if row.index_id in others]
            scores = [row for row in found.scores if row.index_id in others]
            relaid.append(Relaid(interview.id, others, indicators, scores))
        if found.head != was.head or was.year is None:
            await set_head(connection, interview.id, found.head, _by_clock_of(interview, interview.finished_at).year)
    await lay_out_again(connection, relaid)


def _differing(found: Results, was: LaidOut) -> frozenset[str]:
    """The indices of which something is laid out otherwise."""
    indicators = {*found.indicators} ^ {*was.indicators}
    scores = {*found.scores} ^ {*was.scores}
    return frozenset(row.index_id for row in indicators) | frozenset(row.index_id for row in scores)


def record_at_finish(questionnaire: Questionnaire, interview: Stale, turns: Sequence[Turn]) -> Record:
    """The record as it was when the interview was finished last: a correction that goes on now does not count yet."""
    facts: list[Fact] = []
    last, at = 0, interview.finished_at
    for turn in turns:
        facts += map(from_data, turn.facts)
        if any(isinstance(fact, Completed) for fact in facts[last:]):
            last, at = len(facts), turn.said_at
    record = Record(questionnaire.form, interview.started_at)
    return record.after(facts[:last]).at_time(_by_clock_of(interview, at))


def _by_clock_of(interview: Stale, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(interview.timezone))


def _hidden(questionnaire: Questionnaire) -> frozenset[str]:
    """What the questionnaire calls private: it stays so in newer indices."""
    return frozenset(i.id for index in questionnaire.indices for i in index.indicators if i.private)


def _kept(found: Results, before: LaidOut, only: frozenset[str]) -> Results:
    """The results, or where only some indices are meant, what was there before with these in its place."""
    if not only:
        return found
    indicators = [row for row in before.indicators if row.index_id not in only]
    scores = [row for row in before.scores if row.index_id not in only]
    return Results(
        answers=before.answers,
        words=found.words | (before.answers.keys() - found.answers.keys()),
        indicators=(*indicators, *(row for row in found.indicators if row.index_id in only)),
        scores=(*scores, *(row for row in found.scores if row.index_id in only)),
        head=found.head,
    )


def _same(found: Results, before: LaidOut) -> bool:
    return (
        found.answers == before.answers
        and set(found.indicators) == set(before.indicators)
        and set(found.scores) == set(before.scores)
        and found.head == before.head
        and before.year is not None
    )
