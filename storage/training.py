"""What cadres have learned, and the practice interview that each is at: in no list, no figure, no export."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into, replacing
from storage.models import PracticeRow, TrainingRow
from storage.sealing import PRACTICE, ring_of
from storage.types import Fact, UtcDateTime


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice interview: the made-up family, the questionnaire, and the facts of each turn."""

    family: str
    form_hash: str
    turns: tuple[tuple[Fact, ...], ...]
    at: datetime


async def keep_lesson(connection: AsyncConnection, person_id: int, lesson: str, now: datetime) -> None:
    """The person has passed the lesson; the first time counts."""
    row = {"person_id": person_id, "lesson": lesson, "passed_at": now}
    await connection.execute(insert_into(TrainingRow, connection).on_conflict_do_nothing(), row)


async def lessons_of(connection: AsyncConnection, person_id: int) -> dict[str, datetime]:
    """The lessons that a person has passed, and when."""
    statement = select(TrainingRow.lesson, TrainingRow.passed_at).where(TrainingRow.person_id == person_id)
    return dict((await connection.execute(statement)).all())


async def practice_of(connection: AsyncConnection, person_id: int) -> Practice | None:
    """The practice interview that a person is at."""
    statement = select(PracticeRow.family, PracticeRow.form_hash, PracticeRow.turns, PracticeRow.at)
    row = (await connection.execute(statement.where(PracticeRow.person_id == person_id))).one_or_none()
    if row is None:
        return None
    turns = orjson.loads(ring_of(connection).open(row.turns, PRACTICE))
    return Practice(row.family, row.form_hash, tuple(map(tuple, turns)), row.at)


async def keep_practice(connection: AsyncConnection, person_id: int, practice: Practice) -> None:
    """Keep the practice interview in place of the one before."""
    sealed = ring_of(connection).seal(orjson.dumps(practice.turns).decode(), PRACTICE)
    columns = {"family": practice.family, "form_hash": practice.form_hash, "turns": sealed, "at": practice.at}
    insert = replacing(insert_into(PracticeRow, connection), ["person_id"], list(columns))
    await connection.execute(insert, {"person_id": person_id, **columns})


async def end_practice(connection: AsyncConnection, person_id: int) -> None:
    """Nothing is left of what she practised."""
    await connection.execute(delete(PracticeRow).where(PracticeRow.person_id == person_id))


async def forget_practices(connection: AsyncConnection, before: datetime) -> int:
    """Destroy practice interviews that nobody went on with since; returns how many there were."""
    old = delete(PracticeRow).where(PracticeRow.at < bindparam("before", before, UtcDateTime()))
    return (await connection.execute(old)).rowcount
