"""What ails the bot: each thing it needs, tried once, with how to mend it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import SAME, how_to_mend, open_database
from bot.flows.services.directory import load_directory
from bot.privacy.protection import is_production, trouble_with, unnamed
from bot.questionnaires import Questionnaires
from bot.schedule.lateness import lateness
from bot.schedule.timetable import jobs_of
from bot.settings import PREFIX, Settings, SettingsError
from storage.engine import WrongDatabaseUrl, reading
from storage.incidents import incidents
from storage.keyring import MissingKeyError, SameKeyError
from storage.models import HouseholdKeyRow, JobRunRow
from storage.private_keys import private_ring_of
from storage.put_back import undone
from storage.rotation import check_keys, check_private_keys
from storage.sealing import ring_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    about: str
    well: bool
    told: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Each thing that the bot needs, and whether it is there."""
    async for finding in _database(settings):
        yield finding
    if is_production(settings):
        trouble = trouble_with(settings.dpia, datetime.now(UTC).date())
        told = f"{PREFIX}DPIA: {trouble}" if trouble else f"{settings.dpia} holds"
        yield Finding("data-protection assessment", not trouble, told)
        nobody = "; ".join(unnamed(settings))
        yield Finding("who answers for the data", not nobody, nobody or f"{settings.controller}; {settings.officer}")
    if settings.telegram_token is None:
        yield Finding("Telegram", True, f"no {PREFIX}TELEGRAM_TOKEN is set: `kawan run` talks in the terminal")
        return
    async for finding in _telegram(settings):
        yield finding


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        engine = open_database(settings)
    except WrongDatabaseUrl as error:
        yield Finding("database", False, f"{PREFIX}DATABASE_URL: {error}")
        return
    except SettingsError as error:
        yield Finding("keys", False, str(error))
        return
    try:
        async with reading(engine).begin() as connection:
            yield Finding("database", True, f"{engine.url.get_backend_name()} answers")
            if await connection.run_sync(lambda sync: inspect(sync).has_table(HouseholdKeyRow.__tablename__)):
                await check_keys(connection)
                async for finding in _private(connection):
                    yield finding
                if back := await undone(connection, datetime.now(UTC)):
                    told = f"of {len(back)} a copy that was put back knows nothing; the next start sees to it"
                    yield Finding("deleted, ended and frozen households", False, told)
                for each in await incidents(connection, still_open=True):
                    deadline = f"everybody concerned must be told until {each.deadline:%Y-%m-%d %H:%M} UTC"
                    yield Finding(f"incident {each.id}", False, f"{each.region_code}: {deadline}; kawan incident list")
            if settings.telegram_token is not None and await connection.run_sync(_has_clock):
                for found in await lateness(connection, jobs_of(settings), datetime.now(UTC)):
                    yield Finding(*found)
        ids = ", ".join(ring_of(engine).ids)
        yield Finding("keys", True, f"{ids}: all that is sealed can be read" if ids else "the first start makes one")
    except (SQLAlchemyError, OSError) as error:
        yield Finding("database", False, f"cannot be reached ({type(error).__name__}); see {PREFIX}DATABASE_URL")
    except MissingKeyError as error:
        yield Finding("keys", False, how_to_mend(error))
    except SettingsError as error:
        yield Finding("keys", False, str(error))
    finally:
        await engine.dispose()


async def _private(connection: AsyncConnection) -> AsyncIterator[Finding]:
    """Of the key for private answers, only where any are asked for: else nobody needs one."""
    if not await Questionnaires(load_directory()).ask_privately(connection):
        return
    try:
        await check_private_keys(connection)
        yield Finding("private key", True, ", ".join(private_ring_of(connection).ids))
    except MissingKeyError as error:
        yield Finding("private key", False, how_to_mend(error))
    except SameKeyError:
        yield Finding("private key", False, SAME)


def _has_clock(sync: Connection) -> bool:
    """Whether the database is new enough to know what the clock starts."""
    return inspect(sync).has_table(JobRunRow.__tablename__)


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
