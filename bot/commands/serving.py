"""Commands that open the bot, and tell how it is."""

from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

from bot.commands.shell import BROKEN, cli, protected, settings_or_stop, stop, wait_for


@cli.command()
def run() -> None:
    """Open the bot: on Telegram where BOT_TELEGRAM_TOKEN is set, else in this terminal."""
    settings = settings_or_stop()
    if settings.telegram_token is None:
        _talk(settings, "kader", None)
        return
    from bot.handlers.serving import CannotListenError, TokenRefusedError

    try:
        wait_for(_serve(protected(settings)))
    except TokenRefusedError:
        stop("BOT_TELEGRAM_TOKEN: Telegram refuses it; copy it anew from @BotFather, and check BOT_TELEGRAM_API")
    except CannotListenError as error:
        stop(f"BOT_LISTEN: cannot listen at {settings.listen} ({error}); choose another address")


class Who(StrEnum):
    """As whom one may talk in the terminal; `bot.demo.CHATS` has their chats."""

    KADER = "kader"
    KOORDINATOR = "koordinator"
    KELUARGA = "keluarga"


@cli.command()
def chat(
    who: Annotated[Who, typer.Option("--as", help="Who you are in the made-up village")] = Who.KADER,
    at: Annotated[
        datetime | None, typer.Option(help="Let it be that moment there, such as 2027-01-04T07:05:00")
    ] = None,
) -> None:
    """Talk to the bot in this terminal, as somebody of a made-up village; what the clock has for her comes, too."""
    _talk(settings_or_stop(), who, at)


def _talk(settings: "Settings", who: str, at: datetime | None) -> None:
    with suppress(KeyboardInterrupt):
        wait_for(_chat(settings, who, at))


@cli.command()
def courier(
    beside: Annotated[bool, typer.Option("--beside", hidden=True, help="Stop when the standard input ends")] = False,
) -> None:
    """Bring what the clock starts: reminders, summaries, files. `run` does it, too, unless BOT_COURIER is off."""
    settings = settings_or_stop()
    if settings.telegram_token is None:
        stop("BOT_TELEGRAM_TOKEN: the courier needs it; without one there is nowhere to bring anything")
    wait_for(_rounds(protected(settings), beside))


@cli.command()
def jobs() -> None:
    """Show what is due, on its way, late, sent and given up, and what has run."""
    for line in wait_for(_overview(settings_or_stop())):
        print(line)


@cli.command()
def doctor() -> None:
    """Try everything that the bot needs, and say what to mend."""
    from bot.operation.doctor import examine

    async def _examine() -> None:
        async for finding in examine(settings):
            print(f"{'ok  ' if finding.well else 'MEND'} {finding.about}: {finding.told}")
            ails.extend([] if finding.well else [finding])

    settings, ails = settings_or_stop(), list[object]()
    wait_for(_examine())
    if ails:
        raise SystemExit(BROKEN)


async def _chat(settings: "Settings", who: str, at: datetime | None) -> None:
    from bot import demo
    from bot.app import assemble, utc_now
    from bot.boundary import Boundary
    from bot.handlers.letterbox import Letterbox
    from bot.handlers.terminal import Terminal
    from bot.schedule.timetable import jobs_of

    ahead = at.replace(tzinfo=demo.ZONE) - utc_now() if at is not None else timedelta()

    def now() -> datetime:
        return utc_now() + ahead

    application = await assemble(settings, now, with_demo=True)
    chat = demo.CHATS[who]
    letterbox = Letterbox(application.engine, jobs_of(settings), chat, now)
    try:
        await Terminal(Boundary(application.dialogue), chat, now=now, letters=letterbox.letters).run()
    finally:
        await application.close()


async def _rounds(settings: "Settings", beside: bool) -> None:
    from datetime import UTC

    from bot.database import open_database
    from bot.handlers.rounds import serve_rounds
    from bot.schedule.timetable import jobs_of
    from storage.engine import migrate
    from storage.put_back import use_again

    if not beside:  # the bot beside it has seen to it
        engine = open_database(settings)
        try:
            await migrate(engine)
            await use_again(engine, datetime.now(UTC))
        finally:
            await engine.dispose()
    await serve_rounds(settings, jobs_of(settings), beside=beside)


async def _overview(settings: "Settings") -> list[str]:
    from datetime import UTC

    from bot.database import open_database
    from bot.schedule.overview import overview
    from bot.schedule.timetable import jobs_of
    from storage.engine import migrate

    engine = open_database(settings)
    try:
        await migrate(engine)
        return await overview(engine, jobs_of(settings), datetime.now(UTC))
    finally:
        await engine.dispose()


async def _serve(settings: "Settings") -> None:
    from contextlib import nullcontext

    from bot.app import assemble
    from bot.handlers.serving import serve_polling, serve_webhook
    from bot.schedule.beside import courier_beside
    from bot.schedule.garbage import search_seldom

    application = await assemble(settings)
    try:
        await application.rehearse()
        search_seldom()
        serve = serve_webhook if settings.webhook_url else serve_polling
        async with courier_beside() if settings.courier == "on" else nullcontext():
            await serve(settings, application.dialogue)
    finally:
        await application.close()
