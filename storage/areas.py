"""What the households of an area add up to: counted from their interviews in a village, kept up to date above it.

A household counts in a year with its newest interview finished in that year, unless it was removed, or is held by one
of its rights. `recounting` is the one place where the areas follow what changes, by the difference, so that the cost
does not grow with their households.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from scoring.index import MET, MISSING, NOT_APPLICABLE, UNMET
from scoring.tally import Count, Tally
from storage.inserts import insert_by_dialect
from storage.models import (
    HouseholdRow,
    IndicatorTallyRow,
    IndicatorValueRow,
    InterviewRow,
    ScoreRow,
    ScoreTallyRow,
)
from storage.parts import Part, lies_in
from storage.regions import at_or_above
from storage.statements import Statement, among
from storage.sums import Group, Sums
from storage.use import IN_USE

NATION = "00"  # no Kemendagri code: everything below the nation is counted under it
_Moved = dict[str, dict[tuple[Any, ...], dict[str, int]]]  # by area and key, by how much each number
_COLUMN = {MET: "met", UNMET: "unmet", NOT_APPLICABLE: "na", MISSING: "missing"}


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many households of a village came to what; keys are the columns that the tally tables begin with."""

    indicators: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    scores: Counter[tuple[Any, ...]] = field(default_factory=Counter)


def areas_of(village: str) -> tuple[str, ...]:
    """The areas that a household of the village counts in: the village, those above it, the nation."""
    return (*at_or_above(village), NATION)


@asynccontextmanager
async def recounting(connection: AsyncConnection, *household_ids: int) -> AsyncIterator[None]:
    """Let what these households count for change within; at the end their areas are moved by the difference.

    The households are locked first, in the order of their ids, and the areas last, in the order of their keys: of two
    finishes at once none loses what the other adds, and neither waits for the other in a circle.
    """
    await _lock(connection, household_ids)
    before = await _counted(connection, household_ids)
    yield
    after = await _counted(connection, household_ids)
    await _ADD_INDICATORS.run(connection, *_indicator_rows(_difference(before.indicators, after.indicators)))
    await _ADD_SCORES.run(connection, *_score_rows(_difference(before.scores, after.scores)))


@asynccontextmanager
async def staying_counted(connection: AsyncConnection, household_id: int) -> AsyncIterator[None]:
    """Let what the household said be destroyed within, while its areas go on counting it.

    Their counters are sums without a way back to a household. Counting it down would show what it had said: as the
    difference between an area's figures before and after. Nothing may begin to count within.
    """
    await _lock(connection, [household_id])
    yield


async def tallies(
    connection: AsyncConnection, area: str, year: int, index_id: str, index_version: str
) -> dict[Group, Tally]:
    """What the households of an area above the village came to, by the sex of their heads."""
    return (await tallies_of(connection, [area], year, index_id, index_version)).get(area, {})


async def tallies_of(
    connection: AsyncConnection, areas: Collection[str], year: int, index_id: str, index_version: str
) -> dict[str, dict[Group, Tally]]:
    """The same of several areas at once, without those where nobody counts."""
    indicators, scores = IndicatorTallyRow, ScoreTallyRow
    found: dict[str, Sums] = {area: Sums() for area in areas}
    counts = select(
        *(indicators.region_code, indicators.head, indicators.indicator),
        *(indicators.met, indicators.unmet, indicators.na, indicators.missing),
    ).where(*_of(indicators, areas, year, index_id, index_version))
    for area, head, indicator, *numbers in await connection.execute(counts):
        if any(numbers):
            found[area].count(Group("", head), indicator, Count(*numbers))
    values = select(scores.region_code, scores.head, scores.dimension, scores.value, scores.n)
    for area, head, dimension, value, n in await connection.execute(
        values.where(*_of(scores, areas, year, index_id, index_version), scores.n != 0)
    ):
        found[area].value(Group("", head), dimension, Fraction(value) if value else None, n)
    return {area: tallies for area, sums in found.items() if (tallies := sums.tallies())}


async def village_tallies(
    connection: AsyncConnection, village: str, year: int, index_id: str, index_version: str, *, part: Part | None = None
) -> dict[Group, Tally]:
    """What the households of a village, or of a part of it, came to, by RT and the sex of their heads.

    They are counted from their interviews.
    """
    these = (HouseholdRow.region_code == village, InterviewRow.year == year, *lies_in(part))
    found = Sums()
    counts = _indicator_counts(HouseholdRow.rt, *these).where(
        IndicatorValueRow.index_id == index_id, IndicatorValueRow.index_version == index_version
    )
    for rt, _, head, _, _, indicator, value, n in await connection.execute(counts):
        found.count(Group(rt, head or ""), indicator, Count(**{_COLUMN[value or MISSING]: n}))
    values = _score_counts(HouseholdRow.rt, *these).where(
        ScoreRow.index_id == index_id, ScoreRow.index_version == index_version
    )
    for rt, _, head, _, _, dimension, value, n in await connection.execute(values):
        found.value(Group(rt, head or ""), dimension, value, n)
    return found.tallies()


def _indicator_counts(place: Any, *where: ColumnElement[bool]) -> Select[Any]:
    table = IndicatorValueRow
    return _grouped(table, place, table.index_id, table.index_version, table.indicator, table.value).where(
        table.counted, *where
    )


def _score_counts(place: Any, *where: ColumnElement[bool]) -> Select[Any]:
    table = ScoreRow
    return _grouped(table, place, table.index_id, table.index_version, table.dimension, table.value).where(*where)


def _grouped(table: Any, place: Any, *columns: Any) -> Select[Any]:
    """How many households came to each value, by each one's newest finished interview of each year.

    That no later one is there is looked up where the household's interviews are found anyway: picking the highest id
    first made the database read them, and the households, once more.
    """
    by = (place, InterviewRow.year, InterviewRow.head, *columns)
    later = exists().where(
        _LATER.household_id == InterviewRow.household_id,
        _LATER.year == InterviewRow.year,
        _LATER.status == "finished",
        _LATER.id > InterviewRow.id,
    )
    return (
        select(*by, func.count())
        .select_from(HouseholdRow)
        .join(InterviewRow, InterviewRow.household_id == HouseholdRow.id)
        .join(table, table.interview_id == InterviewRow.id)
        .where(InterviewRow.status == "finished", InterviewRow.year.is_not(None), ~later, IN_USE)
        .group_by(*by)
    )


_LATER = aliased(InterviewRow)
_OF_HOUSEHOLDS = among(InterviewRow.household_id, "ids")
_INDICATORS = Statement(
    {name: _indicator_counts(HouseholdRow.region_code, these) for name, these in _OF_HOUSEHOLDS.items()}
)
_SCORES = Statement({name: _score_counts(HouseholdRow.region_code, these) for name, these in _OF_HOUSEHOLDS.items()})
_LOCK = Statement(
    {
        name: select(HouseholdRow.id).where(these).order_by(HouseholdRow.id).with_for_update(key_share=True)
        for name, these in among(HouseholdRow.id, "ids").items()
    }
)


async def _lock(connection: AsyncConnection, household_ids: Sequence[int]) -> None:
    await _LOCK.rows(connection, {"ids": list(household_ids)})


async def _counted(connection: AsyncConnection, household_ids: Sequence[int]) -> _Counted:
    """What the households count for as it stands."""
    found, ids = _Counted(), {"ids": list(household_ids)}
    for village, year, head, *key, value, n in await _INDICATORS.rows(connection, ids):
        found.indicators[(village, year, *key, head or "", value or MISSING)] += n
    for village, year, head, *key, value, n in await _SCORES.rows(connection, ids):
        found.scores[(village, year, *key, str(value) if value is not None else "", head or "")] += n
    return found


def _difference(before: Counter[tuple[Any, ...]], after: Counter[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    changed = {key: after[key] - before[key] for key in before.keys() | after.keys()}
    return {key: n for key, n in changed.items() if n}


def _indicator_rows(changed: Mapping[tuple[Any, ...], int]) -> list[dict[str, Any]]:
    moved: _Moved = defaultdict(dict)
    for (village, *key, value), n in changed.items():
        moved[village].setdefault(tuple(key), dict.fromkeys(_COLUMN.values(), 0))[_COLUMN[value]] += n
    return _in_areas(moved, ("year", "index_id", "index_version", "indicator", "head"))


def _score_rows(changed: Mapping[tuple[Any, ...], int]) -> list[dict[str, Any]]:
    moved: _Moved = defaultdict(dict)
    for (village, *key), n in changed.items():
        moved[village][tuple(key)] = {"n": n}
    return _in_areas(moved, ("year", "index_id", "index_version", "dimension", "value", "head"))


def _in_areas(moved: _Moved, names: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of all areas in which the villages lie, with what has moved there.

    They are in the same order in every process: villages first, and last the nation, which everybody waits for.
    """
    sums: _Moved = defaultdict(dict)
    for village, of_village in moved.items():
        for area in areas_of(village):
            there = sums[area]
            for key, numbers in of_village.items():
                before = there.get(key)
                there[key] = {name: before[name] + n for name, n in numbers.items()} if before else numbers
    return [
        {"region_code": area, **dict(zip(names, key, strict=True)), **numbers}
        for area in sorted(sums, key=lambda area: (area == NATION, -len(area), area))
        for key, numbers in sorted(sums[area].items())
        if any(numbers.values())
    ]


def _adding(table: type[IndicatorTallyRow | ScoreTallyRow]) -> Statement:
    """The statement that adds the numbers of a row to what the table holds."""
    keys = [column.name for column in table.__table__.primary_key]
    numbers = [column for column in table.__table__.c if not column.primary_key]
    return Statement(
        {
            name: insert.on_conflict_do_update(
                index_elements=keys, set_={column.name: column + insert.excluded[column.name] for column in numbers}
            )
            for name, insert in insert_by_dialect(table).items()
        }
    )


_ADD_INDICATORS, _ADD_SCORES = _adding(IndicatorTallyRow), _adding(ScoreTallyRow)


def _of(
    table: Any, areas: Collection[str], year: int, index_id: str, index_version: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        table.region_code.in_(areas),
        table.year == year,
        table.index_id == index_id,
        table.index_version == index_version,
    )
