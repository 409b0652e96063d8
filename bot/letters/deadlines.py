"""What families asked, by the clock: a warning after 48 hours; and what deleting leaves behind, cleared away."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.permissions import COORDINATOR
from bot.flows.rounds.manners import is_open
from bot.flows.texts import Plural
from bot.language import language
from bot.messages import Outgoing
from bot.schedule.jobs import Hourly, Job, Occasion
from storage.chats import addresses_of
from storage.letters import Letter, Priority, key_of, unasked_key
from storage.manners import free_day
from storage.outbox import put
from storage.people import Role, with_role_in
from storage.requests import WARNED_AFTER, deleted_since, unwarned, warned
from storage.scrubbing import scrub

KIND = "deadline"
_USEFUL = timedelta(hours=24)  # then the 72 hours are over
_LOOK_BACK = timedelta(hours=2)  # the job before this one may have been missed
NEAR = Plural(
    "{n} permintaan keluarga tentang datanya harus dijawab dalam 24 jam. Tulis /permintaan, ya.",
    "{n} permintaan keluarga tentang datanya harus dijawab dalam 24 jam. Tulis /permintaan, ya.",
)


async def _warn(occasion: Occasion) -> str:
    """Tell each village's coordinators of requests that are 48 hours old, once, and by day."""
    before, now = occasion.now - WARNED_AFTER, occasion.now
    told = 0
    async with occasion.engine.begin() as connection:
        for each in await unwarned(connection, before):
            local = now.astimezone(ZoneInfo(each.zone))
            if not is_open(local):
                continue
            coordinators = await with_role_in(connection, COORDINATOR, each.village, now)
            reached = [await _tell(connection, one, each.requests, local) for one in coordinators]
            if any(reached):
                await warned(connection, [each.village], before, now)
            told += sum(reached)
    return f"{told} coordinators warned"


async def _tell(connection: AsyncConnection, coordinator: Role, n: int, local: datetime) -> bool:
    """Whether a letter waits for her: her message of the day, and the only one that comes though the day has one.

    The law's 72 hours do not wait for tomorrow.
    """
    person, today = coordinator.person_id, local.date()
    day = await free_day(connection, person, local, also_on_holidays=True)
    if day is None:
        return False
    key = unasked_key(person, today) if day == today else key_of(person, KIND, today)
    for chat in (await addresses_of(connection, person))[:1]:
        bubble = Outgoing(chat, language(coordinator.language).say(NEAR(n)))
        letter = Letter(
            key,
            KIND,
            (bubble,),
            local,
            local + _USEFUL,
            person,
            Priority.IMPORTANT,
            silent=True,
            zone=str(local.tzinfo),
            pressing=True,
        )
        return await put(connection, letter)
    return False


async def _scrub(occasion: Occasion) -> str:
    """Clear what the database keeps of households that were deleted lately."""
    async with occasion.engine.begin() as connection:
        deleted = await deleted_since(connection, occasion.now - _LOOK_BACK)
    if deleted:
        await scrub(occasion.engine)
    return "cleared" if deleted else "nothing was deleted"


DEADLINES: tuple[Job, ...] = (Job("deadlines", Hourly(5), _warn), Job("scrub", Hourly(35), _scrub))
