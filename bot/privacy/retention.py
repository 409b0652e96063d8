"""How long what is kept: the schedule, and the job that destroys what is older, leaving a record of each time.

The law names no length; the controller sets it and tells it (docs/dpia.md). Sums of areas stay for ever: they lead to
nobody. So do the records of destruction, which say how much of what, and never whose.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.schedule.jobs import Daily, Job, Occasion
from bot.settings import Settings
from storage import destroying
from storage.destroying import Destruction, add_to_record, keep_record
from storage.drafts import forget_drafts
from storage.family_chats import forget_family_chats
from storage.requests import forget_requests
from storage.scrubbing import scrub
from storage.settling import forget_settled
from storage.slips import forget_slips
from storage.staff import forget_handovers
from storage.traces import forget_traces
from storage.training import forget_practices
from storage.turns import forget_messages
from storage.visits import forget_visits

BATCH = 50  # of a transaction: on SQLite nobody else writes meanwhile
Destroy = Callable[[AsyncConnection, datetime, int], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of thing, how many days it is kept, and how some that are older are destroyed; it says how many."""

    kind: str
    days: int
    destroy: Destroy

    def before(self, now: datetime) -> datetime:
        """What is older than this is destroyed."""
        return now - timedelta(days=self.days)


def _at_once(forget: Callable[[AsyncConnection, datetime], Awaitable[int]]) -> Destroy:
    """The same for what is destroyed by one statement, however much of it."""

    async def destroy(connection: AsyncConnection, before: datetime, _: int) -> int:
        return await forget(connection, before)

    return destroy


# A new table with something of a person in it gets its rule here.
SCHEDULE = (
    Rule("interviews", 548, destroying.old_interviews),  # until the next yearly round, at most 18 months
    Rule("households", 548, destroying.gone_households),
    Rule("consents", 548 + 1826, destroying.old_consents),  # the proof: as long as the answers, and five years more
    Rule("visits", 548, _at_once(forget_visits)),
    Rule("practices", 14, _at_once(forget_practices)),
    Rule("drafts", 1, _at_once(forget_drafts)),
    Rule("handovers", 548, _at_once(forget_handovers)),
    Rule("messages", 14, _at_once(forget_messages)),  # what is left of those that belong to no interview: their ids
    Rule("letters", 14, _at_once(forget_settled)),
    Rule("invitations", 14, destroying.spent_invitations),
    Rule("attempts", 14, destroying.old_attempts),
    Rule("slips", 14, _at_once(forget_slips)),
    Rule("family_chats", 14, _at_once(forget_family_chats)),
    Rule("requests", 1825, _at_once(forget_requests)),  # five years, as proof that they were answered
    Rule("traces", 3, _at_once(forget_traces)),  # no channel takes a message back after two days
)
_ANSWERS = {"interviews", "households"}
_DELIVERY = {"messages", "letters", "invitations", "attempts"}


def schedule_of(settings: Settings) -> tuple[Rule, ...]:
    """The schedule with the lengths that the operator has set."""
    days = dict.fromkeys(_ANSWERS, settings.keep_answers_days) | dict.fromkeys(_DELIVERY, settings.keep_delivery_days)
    return tuple(replace(rule, days=days.get(rule.kind, rule.days)) for rule in SCHEDULE)


async def destroy_expired(engine: AsyncEngine, now: datetime, schedule: Sequence[Rule] = SCHEDULE) -> list[Destruction]:
    """Destroy what is older than the schedule says; the records of it, which are kept. A second run finds nothing.

    Each batch is a transaction of its own, with its record: stopped at any moment, the next run goes on.
    """
    found = [destroyed for rule in schedule if (destroyed := await _destroy(engine, now, rule)).n]
    if found:
        await scrub(engine)
    return found


async def _destroy(engine: AsyncEngine, now: datetime, rule: Rule) -> Destruction:
    total, record = Destruction(rule.kind, 0, rule.days, rule.before(now), now), 0
    while True:
        async with engine.begin() as connection:
            n = await rule.destroy(connection, rule.before(now), BATCH)
            if n and record:
                await add_to_record(connection, record, n)
            elif n:
                record = await keep_record(connection, replace(total, n=n))
        total = replace(total, n=total.n + n)
        if n < BATCH:
            return total


def retaining(settings: Settings) -> Job:
    """The job that does so every night."""

    async def run(occasion: Occasion) -> str:
        found = await destroy_expired(occasion.engine, occasion.now, schedule_of(settings))
        return ", ".join(f"{each.n} {each.kind}" for each in found) or "nothing was old enough"

    return Job("retention", Daily(time(19, 0)), run)  # two at night in the west, four in the east
