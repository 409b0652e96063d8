"""Commands for whoever answers for the data: keys, deletion, incidents, the trail."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


from bot.commands.shell import cli, settings_or_stop, stop, wait_for, with_database

keys_cli = typer.Typer(help="The keys that seal names and answers.", no_args_is_help=True)


cli.add_typer(keys_cli, name="keys")


@keys_cli.command("new")
def new_key(
    keep: Annotated[bool, typer.Option("--keep", help="Write it in front of the key file instead")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Write one for private answers; see docs/privat.md first")
    ] = False,
) -> None:
    """Print a new key. As the newest it goes before the others, in BOT_KEY or in the file of BOT_KEY_FILE."""
    from bot.operation.keys import add_key
    from bot.settings import SettingsError
    from storage.keyring import new_key as made

    if not keep and not private:
        print(made())
        return
    try:
        print(f"{add_key(settings_or_stop(), private=private)} begins with a new key; now: kawan keys rotate")
    except SettingsError as error:
        stop(*error.lines)


@keys_cli.command("list")
def list_keys() -> None:
    """Show the ids of the keys, and how much each has sealed."""
    from bot.operation.keys import told

    for line in wait_for(told(settings_or_stop())):
        print(line)


@keys_cli.command("rotate")
def rotate_keys() -> None:
    """Seal everything by the newest key. It can be stopped and goes on next time; the bot may run meanwhile."""
    from rich.progress import Progress

    from bot.operation.keys import rotated

    async def _rotate() -> int:
        done = 0
        with Progress(transient=True) as progress:
            task = progress.add_task("values", total=None)
            async for at in rotated(settings):
                progress.update(task, completed=at.done, total=at.total)
                done = at.done
        return done

    settings = settings_or_stop()
    print(f"{wait_for(_rotate())} values sealed anew; `kawan keys list` shows which keys can be taken away")


incident_cli = typer.Typer(help="When families' data may have come to strangers.", no_args_is_help=True)


cli.add_typer(incident_cli, name="incident")


@incident_cli.command("open")
def incident_open(
    region: Annotated[str, typer.Argument(help="Code of the region it concerns, or 00 for all")],
    found: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="When it was found, by the region's clock"),
    ] = None,
    what: Annotated[str, typer.Option(help="What happened, in a sentence; no names")] = "",
    out: Annotated[Path, typer.Option(help="The folder for its file")] = Path("var/insiden"),
) -> None:
    """Write an incident's file: its deadline of 72 hours, what to do, whom it concerns, and drafts of the letters."""
    from datetime import UTC

    from bot.privacy.incidents import opened
    from bot.villages.maintaining import UnknownRegionError

    try:
        print(wait_for(with_database(lambda engine: opened(engine, region, found or datetime.now(UTC), what, out))))
    except UnknownRegionError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")


@incident_cli.command("list")
def incident_list() -> None:
    """Show the incidents, and how long is left to tell those concerned."""
    from datetime import UTC

    from bot.privacy.incidents import told

    async def _told(engine: "AsyncEngine") -> list[str]:
        async with engine.begin() as connection:
            return await told(connection, datetime.now(UTC))

    for line in wait_for(with_database(_told)):
        print(line)


@incident_cli.command("close")
def incident_close(number: Annotated[int, typer.Argument(help="As `kawan incident list` shows it")]) -> None:
    """Keep that everybody concerned was told."""
    from datetime import UTC

    from storage.incidents import close_incident

    async def _close(engine: "AsyncEngine") -> bool:
        async with engine.begin() as connection:
            return await close_incident(connection, number, datetime.now(UTC))

    if not wait_for(with_database(_close)):
        stop(f"{number}: there is no open incident with this number")


@cli.command()
def retain() -> None:
    """Destroy what is older than it may be kept, and say what it was. The courier does so every night."""
    from datetime import UTC, datetime

    from bot.privacy.retention import destroy_expired, schedule_of

    schedule = schedule_of(settings_or_stop())
    destroyed = wait_for(with_database(lambda engine: destroy_expired(engine, datetime.now(UTC), schedule)))
    for each in destroyed:
        print(f"{each.n} {each.kind} destroyed: older than {each.kept_days} days")
    if not destroyed:
        print("nothing was old enough")


@cli.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where the copy goes, and where older ones expire")]) -> None:
    """Copy an SQLite database while the bot works, and destroy older copies in time. BOT_BACKUPS: every night."""
    from datetime import UTC, datetime

    from bot.operation.backups import BackupError, back_up

    try:
        copy = wait_for(back_up(settings_or_stop(), folder, datetime.now(UTC)))
    except BackupError as error:
        stop(str(error))
    print(f"{copy}: whole, {copy.stat().st_size:,} bytes. Its key is not in it: keep a copy of that somewhere else")


@cli.command()
def audit(
    region: Annotated[str, typer.Option(help="Only of this region and all below it, such as 63.02")] = "",
    household: Annotated[str, typer.Option(help="Only of the household with this number")] = "",
    days: Annotated[int, typer.Option(min=1, help="How far back")] = 30,
    reasons: Annotated[bool, typer.Option("--reasons", help="With the reasons, which may name somebody")] = False,
) -> None:
    """Print who read or changed what: the audit trail, which nobody can change. No family is named."""
    from datetime import UTC, datetime

    from bot.privacy.trail import trail_lines

    subject = ("household", household) if household else None
    found = trail_lines(
        settings_or_stop(), datetime.now(UTC), region=region, days=days, subject=subject, reasons=reasons
    )
    print(*wait_for(found), sep="\n")
