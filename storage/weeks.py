"""How villages stand now: many of them by a handful of statements, each made once.

Coverage is counted from households and their interviews; what the households came to is read from the villages' own
counters, which `recounting` keeps equal to their interviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.tally import Count, Tally
from storage.models import (
    HouseholdRow,
    IndicatorTallyRow,
    InterviewRow,
    NeighbourhoodRow,
    RefusalRow,
    RoleRow,
    ScoreTallyRow,
)
from storage.types import UtcDateTime
from storage.use import IN_USE

SILENCE = timedelta(days=7)  # after which a cadre may need help


@dataclass(frozen=True, slots=True)
class Progress:
    """An RT of a village: its households, the finished this year, and of the others those begun."""

    rt: str
    registered: int
    finished: int
    begun: int


@dataclass(slots=True)
class VillageNow:
    """A village as it stands: its RTs, how many said no this year, and what its households came to.

    `silent` are the RTs of cadres unheard of for a week; empty for a cadre of the whole village.
    """

    parts: list[Progress] = field(default_factory=list)
    refused: int = 0
    silent: list[str] = field(default_factory=list)
    counts: Tally = field(default_factory=Tally)


_villages = bindparam("villages", expanding=True, type_=String())
_year = bindparam("year", type_=Integer())
_index = bindparam("index", type_=String())
_version = bindparam("version", type_=String())

_OF_HOUSEHOLD = (
    select(
        InterviewRow.household_id,
        func.max(case((and_(InterviewRow.status == "finished", InterviewRow.year == _year), 1), else_=0)).label("done"),
        func.max(case((InterviewRow.status == "open", 1), else_=0)).label("begun"),
    )
    .join(HouseholdRow, HouseholdRow.id == InterviewRow.household_id)
    .where(HouseholdRow.region_code.in_(_villages))
    .group_by(InterviewRow.household_id)
    .subquery()
)
_COVERAGE = (
    select(
        HouseholdRow.region_code,
        HouseholdRow.rt,
        func.count(),
        func.coalesce(func.sum(_OF_HOUSEHOLD.c.done), 0),
        func.coalesce(func.sum(_OF_HOUSEHOLD.c.begun * (1 - _OF_HOUSEHOLD.c.done)), 0),
    )
    .outerjoin(_OF_HOUSEHOLD, _OF_HOUSEHOLD.c.household_id == HouseholdRow.id)
    .where(HouseholdRow.region_code.in_(_villages), IN_USE)
    .group_by(HouseholdRow.region_code, HouseholdRow.rt)
    .order_by(HouseholdRow.region_code, HouseholdRow.rt)
)
_TOLD_OF = select(NeighbourhoodRow.region_code, NeighbourhoodRow.rt, NeighbourhoodRow.registered).where(
    NeighbourhoodRow.region_code.in_(_villages), NeighbourhoodRow.registered.is_not(None)
)
_REFUSED = (
    select(RefusalRow.region_code, func.sum(RefusalRow.n))
    .where(RefusalRow.region_code.in_(_villages), RefusalRow.on_day >= bindparam("first_day"))
    .group_by(RefusalRow.region_code)
)
_since, _now = bindparam("since", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime())
_LAST_HEARD = (
    select(InterviewRow.cadre_id, func.max(InterviewRow.asked_at).label("at"))
    .join(RoleRow, RoleRow.person_id == InterviewRow.cadre_id)
    .where(RoleRow.region_code.in_(_villages))
    .group_by(InterviewRow.cadre_id)
    .subquery()
)
_SILENT = (
    select(RoleRow.region_code, func.coalesce(RoleRow.rt, ""))
    .outerjoin(_LAST_HEARD, _LAST_HEARD.c.cadre_id == RoleRow.person_id)
    .where(RoleRow.role == "cadre", RoleRow.region_code.in_(_villages), RoleRow.from_at <= _since)
    .where(or_(RoleRow.until_at.is_(None), RoleRow.until_at > _now))
    .where(or_(_LAST_HEARD.c.at.is_(None), _LAST_HEARD.c.at <= _since))
    .order_by(RoleRow.region_code, RoleRow.rt, RoleRow.id)
)
_INDICATORS = (
    select(
        IndicatorTallyRow.region_code,
        IndicatorTallyRow.indicator,
        *(
            func.sum(column)
            for column in (
                IndicatorTallyRow.met,
                IndicatorTallyRow.unmet,
                IndicatorTallyRow.na,
                IndicatorTallyRow.missing,
            )
        ),
    )
    .where(IndicatorTallyRow.region_code.in_(_villages), IndicatorTallyRow.year == _year)
    .where(IndicatorTallyRow.index_id == _index, IndicatorTallyRow.index_version == _version)
    .group_by(IndicatorTallyRow.region_code, IndicatorTallyRow.indicator)
)
_SCORES = (
    select(ScoreTallyRow.region_code, ScoreTallyRow.dimension, ScoreTallyRow.value, func.sum(ScoreTallyRow.n))
    .where(ScoreTallyRow.region_code.in_(_villages), ScoreTallyRow.year == _year)
    .where(ScoreTallyRow.index_id == _index, ScoreTallyRow.index_version == _version)
    .group_by(ScoreTallyRow.region_code, ScoreTallyRow.dimension, ScoreTallyRow.value)
)


async def villages_now(
    connection: AsyncConnection, villages: Sequence[str], now: datetime, index: tuple[str, str] | None, *, means: bool
) -> dict[str, VillageNow]:
    """Each of the villages, which share a clock, in the index with that id and version.

    `now` is told by their clock. `means` says that the index is a mean of families' totals, which takes their scores.
    """
    found = {village: VillageNow() for village in villages}
    ids: dict[str, Any] = {"villages": list(villages)}
    for village, parts in (await _progress(connection, {**ids, "year": now.year})).items():
        found[village].parts = parts
    for village, refused in await connection.execute(_REFUSED, {**ids, "first_day": date(now.year, 1, 1)}):
        found[village].refused = refused
    for village, rt in await connection.execute(_SILENT, {**ids, "since": now - SILENCE, "now": now}):
        if _waits(found[village].parts, rt):
            found[village].silent.append(rt)
    if index is not None:
        of_index = {**ids, "year": now.year, "index": index[0], "version": index[1]}
        for village, counts in (await _tallies(connection, of_index, means)).items():
            found[village].counts = counts
    return found


async def _progress(connection: AsyncConnection, of_year: Mapping[str, Any]) -> dict[str, list[Progress]]:
    """The RTs of each village: as many households as it told of, or, where these are more, as are in the list."""
    found: dict[str, dict[str, Progress]] = {}
    for village, rt, *numbers in await connection.execute(_COVERAGE, of_year):
        found.setdefault(village, {})[rt] = Progress(rt, *map(int, numbers))
    for village, rt, told in await connection.execute(_TOLD_OF, {"villages": of_year["villages"]}):
        listed = found.setdefault(village, {}).get(rt, Progress(rt, 0, 0, 0))
        found[village][rt] = replace(listed, registered=max(told or 0, listed.registered))
    return {village: [parts[rt] for rt in sorted(parts)] for village, parts in found.items()}


async def _tallies(connection: AsyncConnection, of_index: Mapping[str, Any], means: bool) -> dict[str, Tally]:
    indicators: dict[str, dict[str, Count]] = {}
    for village, indicator, *numbers in await connection.execute(_INDICATORS, of_index):
        if any(numbers):
            indicators.setdefault(village, {})[indicator] = Count(*map(int, numbers))
    scores: dict[str, dict[str, dict[Fraction | None, int]]] = {}
    for village, dimension, value, n in await connection.execute(_SCORES, of_index) if means else ():
        if n:
            scores.setdefault(village, {}).setdefault(dimension, {})[Fraction(value) if value else None] = int(n)
    return {village: Tally(counts, scores.get(village, {})) for village, counts in indicators.items()}


def _waits(parts: Sequence[Progress], rt: str) -> bool:
    """Whether a cadre of the RT, or of the whole village, still has houses to visit."""
    return any(part.finished < part.registered for part in parts if rt in {"", part.rt})
