"""What families asked, by the clock: a warning after 48 hours; and what deleting leaves behind, cleared away."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.texts import Plural
from bot.jobs import Hourly, Job, Occasion
from bot.language import language
from bot.messages import Outgoing
from storage.chats import addresses_of
from storage.letters import Letter, Priority
from storage.outbox import put
from storage.people import Role, with_role_in
from storage.requests import deleted_since, take_unwarned
from storage.scrubbing import scrub

KIND = "deadline"
_USEFUL = timedelta(hours=24)  # then the 72 hours are over
_LOOK_BACK = timedelta(hours=2)  # the job before this one may have been missed
NEAR = Plural(
    "{n} permintaan keluarga tentang datanya harus dijawab dalam 24 jam. Tulis /permintaan, ya.",
    "{n} permintaan keluarga tentang datanya harus dijawab dalam 24 jam. Tulis /permintaan, ya.",
)


async def _warn(occasion: Occasion) -> str:
    """Tell each village's coordinators of requests that are 48 hours old, once."""
    async with occasion.engine.begin() as connection:
        near = await take_unwarned(connection, occasion.now)
        told = [
            await _tell(connection, coordinator, n, occasion)
            for village, n in near.items()
            for coordinator in await with_role_in(connection, "coordinator", village, occasion.now)
        ]
    return f"{sum(told)} coordinators warned"


async def _tell(connection: AsyncConnection, coordinator: Role, n: int, occasion: Occasion) -> bool:
    for chat in (await addresses_of(connection, coordinator.person_id))[:1]:
        key = f"{KIND}:{coordinator.person_id}:{occasion.due_at.isoformat()}"
        bubble = Outgoing(chat, language(coordinator.language).say(NEAR(n)))
        now = occasion.now
        letter = Letter(
            key, KIND, (bubble,), now, now + _USEFUL, coordinator.person_id, Priority.IMPORTANT, silent=True
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
