"""Invitations: a link that gives a role in a region to whoever opens it first."""

from datetime import UTC, datetime, timedelta

from bot.database import open_database
from bot.settings import Settings
from bot.villages.regions import official
from storage.engine import migrate
from storage.people import invite
from storage.regions import put_regions, region


async def invitation(
    settings: Settings, name: str, *, role: str, region_code: str, rt: str | None, lasting: timedelta
) -> str | None:
    """A new invitation, to hand over; None where the region is not known.

    It is a link into Telegram, or without a bot there the command to type in the terminal.
    """
    now = datetime.now(UTC)
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with engine.begin() as connection:
            if await region(connection, region_code) is None:
                known = official(region_code)
                if not known:
                    return None
                await put_regions(connection, [each for each in known if await region(connection, each.code) is None])
            token = await invite(
                connection, role=role, region_code=region_code, rt=rt, name=name, now=now, expires_at=now + lasting
            )
    finally:
        await engine.dispose()
    name_of_bot = await _name_of_bot(settings)
    return f"https://t.me/{name_of_bot}?start={token}" if name_of_bot else f"/start {token}"


async def _name_of_bot(settings: Settings) -> str | None:
    if settings.telegram_token is None:
        return None
    from bot.handlers.serving import bot_of  # noqa: PLC0415 - aiogram takes 3 s

    bot = bot_of(settings)
    try:
        return (await bot.get_me()).username
    finally:
        await bot.session.close()
