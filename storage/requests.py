"""What families ask about their data: a clock of 72 hours for each, what is open, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.keyring import HouseholdKey
from storage.models import HouseholdKeyRow, HouseholdRow, RegionRow, RequestRow
from storage.sealing import household_key, make_key
from storage.statements import Statement
from storage.use import LISTED

FREEZE, STOP, DELETE = "bekukan", "berhenti", "hapusdata"
DONE, REFUSED = "selesai", "ditolak"
ALLOWED, WARNED_AFTER = timedelta(hours=72), timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Request:
    """A right that a household asked for."""

    id: int
    household_id: int
    kind: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    outcome: str | None
    note: str  # of a correction: the number of the question

    def hours_left(self, now: datetime) -> int:
        """Whole hours until it must be answered; below zero when they are over."""
        return int((self.due_at - now) // timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Unwarned:
    """A village in which requests wait of which its coordinators were not told."""

    village: str
    zone: str
    requests: int


async def ask(
    connection: AsyncConnection,
    household_id: int,
    kind: str,
    now: datetime,
    *,
    by_cadre: int | None = None,
    note: str = "",
    outcome: str | None = None,
) -> int:
    """The id of a new request, or of the same one that is open already; with an `outcome` it is closed at once."""
    if outcome is None and (known := await _same(connection, household_id, kind, note)) is not None:
        return known
    sealed = (await make_key(connection, household_id)).seal_text(note, _place(household_id)) if note else None
    row = {
        "household_id": household_id,
        "kind": kind,
        "by_cadre": by_cadre,
        "opened_at": now,
        "due_at": now + ALLOWED,
        "closed_at": now if outcome is not None else None,
        "outcome": outcome,
        "note": sealed if outcome is None else None,
    }
    statement = insert(RequestRow).values(row).returning(RequestRow.id)
    return (await connection.execute(statement)).scalar_one()


async def close(connection: AsyncConnection, request_id: int, outcome: str, now: datetime) -> bool:
    """Whether the request, which was open, is closed now with that outcome."""
    closed = update(RequestRow).where(RequestRow.id == request_id, RequestRow.closed_at.is_(None))
    return (await connection.execute(closed.values(closed_at=now, outcome=outcome, note=None))).rowcount == 1


async def close_all(connection: AsyncConnection, household_id: int, outcome: str, now: datetime) -> None:
    """Nothing of what the household asked is open any more: it is gone, and so is what was noted."""
    hers = update(RequestRow).where(RequestRow.household_id == household_id)
    await connection.execute(hers.where(RequestRow.closed_at.is_(None)).values(closed_at=now, outcome=outcome))
    await connection.execute(hers.values(note=None))


async def request(connection: AsyncConnection, request_id: int) -> Request | None:
    """The request with this id."""
    found = await _read(connection, _REQUESTS.where(RequestRow.id == request_id))
    return found[0] if found else None


async def requests_of(connection: AsyncConnection, household_id: int, *, ever: bool = False) -> Sequence[Request]:
    """What the household asks for and waits for, or all that it `ever` asked for; oldest first."""
    statement = _REQUESTS.where(RequestRow.household_id == household_id)
    return await _read(connection, statement if ever else statement.where(RequestRow.closed_at.is_(None)))


async def requests_in(connection: AsyncConnection, village: str) -> Sequence[Request]:
    """What waits in a village, the most pressing first."""
    statement = _REQUESTS.where(HouseholdRow.region_code == village, RequestRow.closed_at.is_(None))
    return await _read(connection, statement)


async def count_requests(connection: AsyncConnection, village: str, rt: str | None) -> int:
    """How many requests wait in a village, or of the households in one RT or given to a cadre by name."""
    ((count,),) = await _COUNT.rows(connection, {"village": village, "rt": rt})
    return int(count)


async def requests_near(
    connection: AsyncConnection, villages: Sequence[str], now: datetime
) -> dict[str, tuple[int, int]]:
    """How many requests of each village are within a day of their end, and how many are past it."""
    over = func.sum(case((RequestRow.due_at <= now, 1), else_=0))
    near = func.sum(
        case((and_(RequestRow.due_at > now, RequestRow.due_at <= now + ALLOWED - WARNED_AFTER), 1), else_=0)
    )
    statement = (
        select(HouseholdRow.region_code, near, over)
        .join(RequestRow, RequestRow.household_id == HouseholdRow.id)
        .where(RequestRow.closed_at.is_(None), HouseholdRow.region_code.in_(villages))
        .group_by(HouseholdRow.region_code)
    )
    return {code: (int(n), int(past)) for code, n, past in await connection.execute(statement)}


async def unwarned(connection: AsyncConnection, before: datetime) -> Sequence[Unwarned]:
    """The villages with requests from before that instant which wait and of which nobody was told yet."""
    statement = (
        select(HouseholdRow.region_code, RegionRow.timezone, func.count())
        .select_from(RequestRow)
        .join(HouseholdRow, HouseholdRow.id == RequestRow.household_id)
        .join(RegionRow, RegionRow.code == HouseholdRow.region_code)
        .where(_is_unwarned(before))
        .group_by(HouseholdRow.region_code, RegionRow.timezone)
        .order_by(HouseholdRow.region_code)
    )
    return [Unwarned(*row) for row in await connection.execute(statement)]


async def warned(connection: AsyncConnection, villages: Sequence[str], before: datetime, now: datetime) -> None:
    """The coordinators of these villages were told of the requests from before that instant."""
    there = select(HouseholdRow.id).where(HouseholdRow.region_code.in_(villages))
    told = update(RequestRow).where(_is_unwarned(before), RequestRow.household_id.in_(there))
    await connection.execute(told.values(warned_at=now))


def _is_unwarned(before: datetime) -> ColumnElement[bool]:
    return and_(RequestRow.closed_at.is_(None), RequestRow.warned_at.is_(None), RequestRow.opened_at <= before)


async def deleted_since(connection: AsyncConnection, since: datetime) -> bool:
    """Whether any household was deleted since then."""
    statement = select(RequestRow.id).where(RequestRow.kind == DELETE, RequestRow.closed_at >= since).limit(1)
    return await connection.scalar(statement) is not None


async def forget_requests(connection: AsyncConnection, before: datetime) -> int:
    """Forget requests that were closed before. Returns how many there were."""
    return (await connection.execute(delete(RequestRow).where(RequestRow.closed_at < before))).rowcount


async def _same(connection: AsyncConnection, household_id: int, kind: str, note: str) -> int | None:
    known = await requests_of(connection, household_id)
    return next((each.id for each in known if each.kind == kind and each.note == note), None)


async def _read(connection: AsyncConnection, statement: Select[*tuple[Any, ...]]) -> Sequence[Request]:
    rows = (await connection.execute(statement.order_by(RequestRow.due_at, RequestRow.id))).all()
    return [_request(connection, *row) for row in rows]


def _request(connection: AsyncConnection, *row: Any) -> Request:
    id_, household_id, kind, opened_at, due_at, closed_at, outcome, sealed, wrapped = row
    note = _note(household_key(connection, household_id, wrapped), household_id, sealed)
    return Request(id_, household_id, kind, opened_at, due_at, closed_at, outcome, note)


def _note(key: HouseholdKey | None, household_id: int, sealed: bytes | None) -> str:
    return key.open_text(sealed, _place(household_id)) if key is not None and sealed is not None else ""


def _place(household_id: int) -> str:
    return f"requests.note:{household_id}"


_REQUESTS = (
    select(
        RequestRow.id,
        RequestRow.household_id,
        RequestRow.kind,
        RequestRow.opened_at,
        RequestRow.due_at,
        RequestRow.closed_at,
        RequestRow.outcome,
        RequestRow.note,
        HouseholdKeyRow.wrapped,
    )
    .join(HouseholdRow, HouseholdRow.id == RequestRow.household_id)
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == RequestRow.household_id)
)
_rt = bindparam("rt", type_=String())
_COUNT = Statement(
    select(func.count())
    .select_from(RequestRow)
    .join(HouseholdRow, HouseholdRow.id == RequestRow.household_id)
    .where(RequestRow.closed_at.is_(None), HouseholdRow.region_code == bindparam("village"))
    .where(
        LISTED,
        or_(_rt.is_(None), HouseholdRow.rt == _rt, HouseholdRow.cadre_id.is_not(None)),
    )
)
