"""What was told of each village on a day, and when each coordinator wants to hear it.

Kept, not worked out again: a correction changes the past of the interviews, but not what was said; and what may be told
next follows from what was told last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Date, String, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.publishing import Figure
from scoring.retelling import HIDDEN, Telling, Told
from scoring.tally import Count, Tally
from storage.inserts import insert_by_dialect, insert_into
from storage.models import ChatRow, MannersRow, PersonRow, RegionRow, RoleRow, SummaryRow, SummaryTimeRow
from storage.regions import within
from storage.types import UtcDateTime
from storage.weeks import Progress

KEPT = timedelta(days=35)  # what is older compares with nothing any more
DEFAULT_WEEKDAY, DEFAULT_HOUR = 0, 7


@dataclass(frozen=True, slots=True)
class VillageTold:
    """A village on a day: its RTs, refusals, RTs of silent cadres, what was told of which index, and what waited."""

    on_day: date
    parts: tuple[Progress, ...] = ()
    refused: int = 0
    silent: tuple[str, ...] = ()
    index: tuple[str, str] | None = None
    told: Told | None = None
    waiting: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """A coordinator: where she is reached, her regions with their clock, and when she wants her summary."""

    person_id: int
    chat: str
    language: str
    timezone: str
    regions: tuple[str, ...]
    weekday: int = DEFAULT_WEEKDAY
    hour: int = DEFAULT_HOUR
    sent_on: date | None = field(default=None)


_villages = bindparam("villages", expanding=True, type_=String())
_NEWEST = (
    select(SummaryRow.region_code, func.max(SummaryRow.on_day).label("on_day"))
    .where(SummaryRow.region_code.in_(_villages), SummaryRow.on_day <= bindparam("until", type_=Date()))
    .group_by(SummaryRow.region_code)
    .subquery()
)
_TOLD = select(SummaryRow.region_code, SummaryRow.on_day, SummaryRow.figures).join(
    _NEWEST, and_(_NEWEST.c.region_code == SummaryRow.region_code, _NEWEST.c.on_day == SummaryRow.on_day)
)
_KEEP = {name: insert.on_conflict_do_nothing() for name, insert in insert_by_dialect(SummaryRow).items()}
_FORGET = delete(SummaryRow).where(
    SummaryRow.region_code.in_(_villages), SummaryRow.on_day < bindparam("before", type_=Date())
)
_at = bindparam("now", type_=UtcDateTime())
_COORDINATORS = (
    select(
        PersonRow.id,
        func.min(ChatRow.address),
        PersonRow.language,
        RegionRow.timezone,
        RoleRow.region_code,
        SummaryTimeRow.weekday,
        SummaryTimeRow.hour,
        SummaryTimeRow.sent_on,
    )
    .join_from(RoleRow, PersonRow, PersonRow.id == RoleRow.person_id)
    .join(RegionRow, RegionRow.code == RoleRow.region_code)
    .join(ChatRow, and_(ChatRow.person_id == PersonRow.id, ChatRow.blocked_at.is_(None)))
    .outerjoin(SummaryTimeRow, SummaryTimeRow.person_id == PersonRow.id)
    .outerjoin(MannersRow, MannersRow.person_id == PersonRow.id)
    .where(
        MannersRow.stopped_at.is_(None),
        RoleRow.role == "coordinator",
        RoleRow.from_at <= _at,
        or_(RoleRow.until_at.is_(None), RoleRow.until_at > _at),
    )
    .group_by(
        PersonRow.id,
        PersonRow.language,
        RegionRow.timezone,
        RoleRow.region_code,
        SummaryTimeRow.weekday,
        SummaryTimeRow.hour,
        SummaryTimeRow.sent_on,
    )
    .order_by(PersonRow.id, RoleRow.region_code)
)


async def told_until(connection: AsyncConnection, villages: Sequence[str], until: date) -> dict[str, VillageTold]:
    """What was told last of each village until that day; nothing of one of which nothing was told."""
    found = {}
    for some in _batches(villages):
        for village, on_day, figures in await connection.execute(_TOLD, {"villages": some, "until": until}):
            found[village] = _from_data(on_day, figures)
    return found


async def keep_told(connection: AsyncConnection, told: Mapping[str, VillageTold]) -> None:
    """Keep what is told of the villages on a day; what was kept for the day already stays. The oldest is forgotten."""
    rows = [{"region_code": code, "on_day": t.on_day, "figures": _to_data(t)} for code, t in sorted(told.items())]
    if rows:
        await connection.execute(_KEEP[connection.dialect.name], rows)
        oldest = min(each.on_day for each in told.values()) - KEPT
        await connection.execute(_FORGET, {"villages": list(told), "before": oldest})


async def villages_in(connection: AsyncConnection, regions: Sequence[str]) -> dict[str, str]:
    """The known villages of these regions, by code, with their clocks."""
    statement = select(RegionRow.code, RegionRow.timezone).where(RegionRow.level == "desa")
    found: dict[str, str] = {}
    for some in _batches(regions):
        inside = statement.where(or_(*(within(RegionRow.code, code) for code in some)))
        found |= {row.code: row.timezone for row in await connection.execute(inside)}
    return dict(sorted(found.items()))


async def names_of(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The names and levels of the known regions among these, by code."""
    found: dict[str, tuple[str, str]] = {}
    for some in _batches(codes):
        statement = select(RegionRow.code, RegionRow.name, RegionRow.level).where(RegionRow.code.in_(some))
        found |= {row.code: (row.name, row.level) for row in await connection.execute(statement)}
    return found


async def recipients(connection: AsyncConnection, now: datetime) -> tuple[Recipient, ...]:
    """Every coordinator who can be reached and wants it, once, with all her regions.

    One within another counts as part of it.
    """
    found: dict[int, Recipient] = {}
    for person, chat, language, timezone, region, weekday, hour, sent_on in await connection.execute(
        _COORDINATORS, {"now": now}
    ):
        if person not in found:
            at = (DEFAULT_WEEKDAY, DEFAULT_HOUR) if weekday is None else (weekday, hour)
            found[person] = Recipient(person, chat, language, timezone, (region,), *at, sent_on)
        elif not any(region.startswith(f"{above}.") for above in found[person].regions):
            found[person] = replace(found[person], regions=(*found[person].regions, region))
    return tuple(found.values())


async def regions_of(connection: AsyncConnection, person_id: int, now: datetime) -> tuple[str, ...]:
    """What the person coordinates; one region within another counts as part of it."""
    current = (RoleRow.from_at <= _at, or_(RoleRow.until_at.is_(None), RoleRow.until_at > _at))
    statement = select(RoleRow.region_code).where(RoleRow.role == "coordinator", *current)
    mine = statement.where(RoleRow.person_id == person_id).order_by(RoleRow.region_code).distinct()
    found: list[str] = []
    for code in await connection.scalars(mine, {"now": now}):
        if not any(code.startswith(f"{above}.") for above in found):
            found.append(code)
    return tuple(found)


async def claim_summary(connection: AsyncConnection, person_id: int, on_day: date) -> bool:
    """Whether nobody has made the person's summary of the day yet; from now on somebody has."""
    at = {"person_id": person_id, "weekday": DEFAULT_WEEKDAY, "hour": DEFAULT_HOUR}
    await connection.execute(insert_into(SummaryTimeRow, connection).values(**at).on_conflict_do_nothing())
    claimed = await connection.execute(
        update(SummaryTimeRow)
        .where(SummaryTimeRow.person_id == person_id)
        .where(or_(SummaryTimeRow.sent_on.is_(None), SummaryTimeRow.sent_on < on_day))
        .values(sent_on=on_day)
    )
    return claimed.rowcount == 1


async def time_of(connection: AsyncConnection, person_id: int) -> tuple[int, int]:
    """The day of the week and the hour at which the person wants her summary."""
    statement = select(SummaryTimeRow.weekday, SummaryTimeRow.hour).where(SummaryTimeRow.person_id == person_id)
    row = (await connection.execute(statement)).one_or_none()
    return (row.weekday, row.hour) if row is not None else (DEFAULT_WEEKDAY, DEFAULT_HOUR)


async def set_time(connection: AsyncConnection, person_id: int, weekday: int, hour: int) -> None:
    """The person gets her summary then from now on."""
    insert = insert_into(SummaryTimeRow, connection).values(person_id=person_id, weekday=weekday, hour=hour)
    await connection.execute(
        insert.on_conflict_do_update(index_elements=["person_id"], set_={"weekday": weekday, "hour": hour})
    )


def _batches(codes: Sequence[str], size: int = 400) -> list[list[str]]:
    """The codes in lots that any database takes in one statement."""
    return [list(codes[start : start + size]) for start in range(0, len(codes), size)]


def _to_data(village: VillageTold) -> dict[str, Any]:
    data: dict[str, Any] = {
        "parts": [[part.rt, part.registered, part.finished, part.begun] for part in village.parts],
        "refused": village.refused,
        "silent": list(village.silent),
        "waiting": list(village.waiting),
    }
    if village.index is not None and village.told is not None:
        counts = village.told.counts
        data["index"] = list(village.index)
        data["counts"] = {id_: [c.met, c.unmet, c.na, c.missing] for id_, c in counts.indicators.items()}
        data["scores"] = {
            dimension: [[str(value) if value is not None else "", n] for value, n in values.items()]
            for dimension, values in counts.scores.items()
        }
        total = village.told.total
        data["total"] = [str(total.value), total.digits] if total.value is not None else None
        data["tellings"] = {id_: [t.unmet, t.households] for id_, t in village.told.tellings.items()}
    return data


def _from_data(on_day: date, data: Mapping[str, Any]) -> VillageTold:
    told = None
    if "index" in data:
        scores = {
            dimension: {Fraction(value) if value else None: n for value, n in values}
            for dimension, values in data["scores"].items()
        }
        counts = Tally({id_: Count(*numbers) for id_, numbers in data["counts"].items()}, scores)
        total = Figure(Fraction(data["total"][0]), data["total"][1]) if data["total"] else HIDDEN
        told = Told(counts, {id_: Telling(*numbers) for id_, numbers in data["tellings"].items()}, total)
    return VillageTold(
        on_day=on_day,
        parts=tuple(Progress(*part) for part in data["parts"]),
        refused=data["refused"],
        silent=tuple(data["silent"]),
        index=(data["index"][0], data["index"][1]) if told is not None else None,
        told=told,
        waiting=tuple(data["waiting"]),
    )
