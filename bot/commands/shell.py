"""What every command shares: the command line itself, settings, the database, and how a mistake is told."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.settings import Settings


cli = typer.Typer(
    help="Kawan Keluarga: village cadres interview households by talking to a bot.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames show local variables, in which answers may stand
)

FORM_HELP = "A workbook (.xlsx or .md), or the name of one of ours: keluarga."
REFUSED = 1  # exit code: the questionnaire cannot be used as it is
BROKEN = 2  # exit code: the operator has something to mend
T = TypeVar("T")


async def with_database(work: "Callable[[AsyncEngine], Coroutine[Any, Any, T]]") -> T:
    """What the work comes to on the database of the settings, brought up to date."""
    from bot.database import open_database
    from storage.engine import migrate

    engine = open_database(settings_or_stop())
    try:
        await migrate(engine)
        return await work(engine)
    finally:
        await engine.dispose()


def protected(settings: "Settings") -> "Settings":
    """The settings, if families' data may be handled with them."""
    from datetime import UTC

    from bot.privacy.protection import check_protection
    from bot.settings import SettingsError

    try:
        check_protection(settings, datetime.now(UTC).date())
    except SettingsError as error:
        stop(*error.lines)
    return settings


def settings_or_stop() -> "Settings":
    """The settings, with the log started by them; a broken one ends the process with how to mend it."""
    from bot.logs import start_logging
    from bot.settings import SettingsError, read_settings

    try:
        settings = read_settings()
    except SettingsError as error:
        stop(*error.lines)
    secrets = (settings.telegram_token, settings.webhook_secret)
    tokens = [secret.get_secret_value() for secret in secrets if secret]
    start_logging(settings.log_level, [*tokens, *settings.keys, *settings.private_keys])
    return settings


def stop(*lines: str, code: int = BROKEN) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(code)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """What the work comes to, on the faster loop where there is one; no database, and the process ends."""
    from socket import gaierror

    from sqlalchemy.exc import SQLAlchemyError

    from bot.boundary import is_away
    from bot.database import SAME, how_to_mend
    from bot.settings import SettingsError
    from storage.engine import WrongDatabaseUrl
    from storage.keyring import MissingKeyError, SameKeyError

    try:
        return _run_loop(work)
    except SettingsError as error:
        stop(*error.lines)
    except MissingKeyError as error:
        stop(how_to_mend(error))
    except SameKeyError:
        stop(SAME)
    except WrongDatabaseUrl as error:
        stop(f"BOT_DATABASE_URL: {error}")
    except (SQLAlchemyError, ConnectionError, TimeoutError, gaierror) as error:
        if not is_away(error):
            raise
        stop(f"BOT_DATABASE_URL: the database cannot be reached ({type(error).__name__}); is it running?")


def _run_loop(work: Coroutine[Any, Any, T]) -> T:
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
