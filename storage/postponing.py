"""The hours of letters: one that nobody asked for comes by day, and what could not come then moves to another day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.rounds.manners import OPENS, by_day, is_open
from storage.letters import unasked_key
from storage.manners import free_day

HARDLY_LATE = timedelta(hours=2)  # behind an hour that somebody chose herself


@dataclass(frozen=True, slots=True)
class Later:
    """When a letter comes instead, and the key under which it does."""

    at: datetime
    key: str


def is_in_hours(zone: str | None, due_at: datetime, now: datetime) -> bool:
    """Whether a letter that goes by that clock may come now; one that goes by none may at any hour.

    One whose person chose an early or a late hour for it may come then, too, and not much later.
    """
    if zone is None or is_open(now.astimezone(ZoneInfo(zone))):
        return True
    return not is_open(due_at.astimezone(ZoneInfo(zone))) and now - due_at < HARDLY_LATE


async def another_day(
    connection: AsyncConnection, key: str, person_id: int | None, local: datetime, *, pressing: bool
) -> Later | None:
    """When a letter comes that is out of its hours; None where its person has stopped such letters.

    A pressing one, or one that takes nobody's day, comes in the morning. Any other is the one message of the first day
    that has room for it: what would have come on that day finds it taken.
    """
    morning = by_day(local)
    if pressing or person_id is None or key == unasked_key(person_id, morning.date()):
        return Later(morning, key)
    day = await free_day(connection, person_id, local)
    return Later(datetime.combine(day, OPENS, local.tzinfo), unasked_key(person_id, day)) if day is not None else None
