"""Coordinators hear of people whom no message reaches any more: once a day, all of them in one letter."""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.rounds.manners import OPENS, closing
from bot.flows.texts import Listed, Text
from bot.language import language
from bot.messages import Outgoing
from bot.schedule.jobs import Occasion, by_each_clock
from storage import outbox
from storage.chats import addresses_of
from storage.letters import Letter, Priority, unasked_key
from storage.manners import free_day
from storage.people import Role, roles_of, with_role_over
from storage.regions import region
from storage.unreached import KIND, last_told, out_of_reach

AT = OPENS
LOOK_BACK = timedelta(days=13)  # shorter than it is known who was told (bot/privacy/retention.py)
OUT_OF_REACH = Text(
    "Pesan saya tidak sampai lagi ke {names}. Mungkin HP-nya berganti. Mohon dikabari lewat telepon, ya."
)


async def _tell(occasion: Occasion, zone: str) -> str:
    """Put a letter to each coordinator by that clock who has not heard of somebody yet."""
    local = occasion.due_at.astimezone(ZoneInfo(zone))
    async with occasion.engine.begin() as connection:
        told = await _to_tell(connection, occasion.now)
        letters = [
            await _put(connection, coordinator, names, local)
            for coordinator, names in told.items()
            if await _lives_by(connection, coordinator, zone)
            and await free_day(connection, coordinator.person_id, local) == local.date()
        ]
    return f"{sum(letters)} coordinators told"


async def _to_tell(connection: AsyncConnection, now: datetime) -> dict[Role, list[str]]:
    """The coordinators nearest to each person out of reach, with the names that they have not heard."""
    found: dict[Role, list[str]] = defaultdict(list)
    for person_id, since in await out_of_reach(connection, now - LOOK_BACK):
        for role in (await roles_of(connection, person_id, now))[:1]:
            over = await with_role_over(connection, "coordinator", role.region_code, now)
            others = [each for each in over if each.person_id != person_id]
            for coordinator in others:
                heard = await last_told(connection, coordinator.person_id)
                if coordinator.region_code == others[0].region_code and (heard is None or heard < since):
                    found[coordinator].append(role.name)
    return found


async def _lives_by(connection: AsyncConnection, coordinator: Role, zone: str) -> bool:
    there = await region(connection, coordinator.region_code)
    return there is not None and there.timezone == zone


async def _put(connection: AsyncConnection, coordinator: Role, names: list[str], local: datetime) -> bool:
    """Whether a letter waits for the coordinator at the first place where she can be reached."""
    for chat in (await addresses_of(connection, coordinator.person_id))[:1]:
        words = language(coordinator.language).say(OUT_OF_REACH(names=Listed(tuple(names))))
        letter = Letter(
            unasked_key(coordinator.person_id, local.date()),
            KIND,
            (Outgoing(chat, words),),
            local,
            closing(local),  # who is not told today is told of them tomorrow
            person_id=coordinator.person_id,
            priority=Priority.IMPORTANT,
            silent=True,
            supersedes=True,
            zone=str(local.tzinfo),
        )
        return await outbox.put(connection, letter)
    return False


UNREACHED = by_each_clock("unreached", AT, _tell)
