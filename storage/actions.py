"""The actions of villages' plans as they are kept."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.rounds.action import PLANNED, Planned
from storage.inserts import insert_into
from storage.models import ActionRow
from storage.regions import within
from storage.types import UtcDateTime

_COLUMNS = (
    ActionRow.id,
    ActionRow.region_code,
    ActionRow.year,
    ActionRow.matter,
    ActionRow.activity,
    ActionRow.office,
    ActionRow.by_on,
    ActionRow.status,
    ActionRow.due_on,
    ActionRow.asked,
    ActionRow.letter,
    ActionRow.reason,
    ActionRow.moved_to,
)
_DUE = (
    select(*_COLUMNS)
    .where(ActionRow.region_code.in_(bindparam("villages", expanding=True, type_=String())))
    .where(ActionRow.closed_at.is_(None), ActionRow.due_on <= bindparam("today"))
    .order_by(ActionRow.due_on, ActionRow.id)
)


async def plan(connection: AsyncConnection, actions: Collection[Planned]) -> int:
    """How many of these actions are new in their village's plan of the year; they are asked about on their day."""
    added = 0
    statement = insert_into(ActionRow, connection).on_conflict_do_nothing().returning(ActionRow.id)
    for each in actions:
        row = {
            "region_code": each.region_code,
            "year": each.year,
            "matter": each.matter,
            "activity": each.activity,
            "office": each.office,
            "status": PLANNED,
            "by_on": each.by_on,
            "due_on": each.by_on,
            "asked": 0,
        }
        added += (await connection.execute(statement, row)).one_or_none() is not None
    return added


async def action(connection: AsyncConnection, number: int) -> Planned | None:
    """The action with that id."""
    statement = select(*_COLUMNS).where(ActionRow.id == bindparam("number", type_=Integer()))
    row = (await connection.execute(statement, {"number": number})).one_or_none()
    return _planned(row) if row is not None else None


async def actions_of(connection: AsyncConnection, village: str, year: int) -> Sequence[Planned]:
    """A village's actions of a year and of those to come, the open ones first, by their day; what is still open of
    years before is among them."""
    waits = case((ActionRow.closed_at.is_(None), 0), else_=1)
    statement = select(*_COLUMNS).where(ActionRow.region_code == village)
    mine = statement.where((ActionRow.year >= year) | ActionRow.closed_at.is_(None))
    return [_planned(row) for row in await connection.execute(mine.order_by(waits, ActionRow.by_on, ActionRow.id))]


async def actions_in(connection: AsyncConnection, area: str, year: int) -> Sequence[Planned]:
    """The actions of a year in an area's villages, by village and day."""
    statement = select(*_COLUMNS).where(within(ActionRow.region_code, area), ActionRow.year == year)
    rows = await connection.execute(statement.order_by(ActionRow.region_code, ActionRow.by_on, ActionRow.id))
    return [_planned(row) for row in rows]


async def due_actions(connection: AsyncConnection, villages: Sequence[str], today: date) -> Sequence[Planned]:
    """The actions of these villages that are to be asked about, the longest due first."""
    if not villages:
        return []
    return [_planned(row) for row in await connection.execute(_DUE, {"villages": list(villages), "today": today})]


async def keep_actions(connection: AsyncConnection, changed: Collection[Planned], now: datetime) -> None:
    """Keep the actions as they are from now on; one that was closed meanwhile stays closed."""
    rows = [
        {
            "number": each.id,
            "status_now": each.status,
            "due_now": each.due_on,
            "asked_now": each.asked,
            "letter_now": each.letter,
            "reason_now": each.reason,
            "moved_now": each.moved_to,
            "closed_now": now if each.status != PLANNED else None,
        }
        for each in changed
    ]
    if rows:
        await connection.execute(_KEEP, rows)


_KEEP = (
    update(ActionRow)
    .where(ActionRow.id == bindparam("number"), ActionRow.closed_at.is_(None))
    .values(
        status=bindparam("status_now"),
        due_on=bindparam("due_now"),
        asked=bindparam("asked_now"),
        letter=bindparam("letter_now"),
        reason=bindparam("reason_now"),
        moved_to=bindparam("moved_now"),
        closed_at=bindparam("closed_now", type_=UtcDateTime()),
    )
)


def _planned(row: Sequence[Any]) -> Planned:
    return Planned(*row)
