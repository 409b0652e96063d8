"""What ails the bot: each thing it needs, tried once, with how to mend it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import PREFIX, Settings
from storage.engine import WrongDatabaseUrl, connect, reading


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    about: str
    well: bool
    told: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Each thing that the bot needs, and whether it is there."""
    yield await _database(settings)
    if settings.telegram_token is None:
        yield Finding("Telegram", True, f"no {PREFIX}TELEGRAM_TOKEN is set: `kawan run` talks in the terminal")
        return
    async for finding in _telegram(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    try:
        engine = connect(settings.database_url)
    except WrongDatabaseUrl as error:
        return Finding("database", False, f"{PREFIX}DATABASE_URL: {error}")
    try:
        async with reading(engine).begin() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        return Finding("database", False, f"cannot be reached ({type(error).__name__}); see {PREFIX}DATABASE_URL")
    finally:
        await engine.dispose()
    return Finding("database", True, f"{engine.url.get_backend_name()} answers")


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError  # noqa: PLC0415 - takes 3 s

    from bot.handlers.serving import bot_of  # noqa: PLC0415

    bot = bot_of(settings)
    try:
        me = await bot.get_me()
        yield Finding("Telegram", True, f"answers as @{me.username}")
        webhook = await bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound):
        yield Finding("Telegram", False, f"{PREFIX}TELEGRAM_TOKEN is refused; copy it anew from @BotFather")
        return
    except AiogramError as error:
        yield Finding("Telegram", False, f"cannot be reached ({type(error).__name__}) at {settings.telegram_api}")
        return
    finally:
        await bot.session.close()
    if webhook.url != (settings.webhook_url or ""):
        told = f"calls {webhook.url or 'nobody'}, not {settings.webhook_url or 'nobody'}; `kawan run` sets it"
        yield Finding("webhook", False, told)
    elif webhook.url:
        trouble = f", but last failed with: {webhook.last_error_message}" if webhook.last_error_message else ""
        yield Finding("webhook", not trouble, f"is called at {webhook.url}{trouble}")
    yield Finding("messages", True, f"{webhook.pending_update_count} wait for the bot")
