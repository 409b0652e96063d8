"""Commands that set a village up."""

import enum
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shell import (
    REFUSED,
    cli,
    settings_or_stop,
    stop,
    wait_for,
)


class Role(enum.StrEnum):
    """What somebody may be in a region."""

    CADRE = "cadre"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"


@cli.command()
def invite(  # noqa: PLR0917 - Typer reads its arguments
    name: Annotated[str, typer.Argument(help="How the bot greets her, such as: Bu Ani")],
    region: Annotated[str, typer.Option(help="Code of her region, such as 63.02.11.2009")],
    rt: Annotated[str | None, typer.Option(help="Only this RT of the village, such as 03")] = None,
    role: Annotated[Role, typer.Option(help="What she is there")] = Role.CADRE,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the link can be used")] = 14,
    qr: Annotated[
        Path | None, typer.Option(help="Write the link as a QR picture, too: a file that ends in .png")
    ] = None,
) -> None:
    """Print a link that makes whoever opens it first a cadre of the village."""
    from bot.villages.inviting import invitation
    from bot.villages.links import qr_picture

    lasting = timedelta(days=days)
    link = wait_for(invitation(settings_or_stop(), name, role=role, region_code=region, rt=rt, lasting=lasting))
    if link is None:
        stop(f"--region: {region} is not among the regions of this bot")
    try:
        if qr is not None:
            qr.write_bytes(qr_picture(link).content)
    except OSError as error:
        stop(f"--qr: {error.filename}: {error.strerror}")
    print(link)


@cli.command("poverty-line")
def poverty_line(
    region: Annotated[str, typer.Argument(help="Code of a region such as 63; it holds for all below it")],
    rupiah: Annotated[int, typer.Argument(min=1, help="For one person and one month")],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day it holds")],
    source: Annotated[str, typer.Option(help="Where the figure comes from")],
    kind: Annotated[str | None, typer.Option(help="Only for `town` or `country`; without it for both")] = None,
) -> None:
    """Keep a region's poverty line; interviews begun afterwards use it. Older lines stay for older days."""
    from bot.villages.maintaining import UnknownRegionError, keep_poverty_line
    from storage.regions import PovertyLine

    if kind not in {None, "town", "country"}:
        stop(f"--kind: {kind} is neither town nor country")
    line = PovertyLine(region, None if kind is None else kind == "town", since.date(), rupiah, source)
    try:
        wait_for(keep_poverty_line(settings_or_stop(), line))
    except UnknownRegionError as error:
        stop(str(error))


@cli.command()
def village(
    code: Annotated[str, typer.Argument(help="Such as 63.02.11.2009")],
    town: Annotated[bool, typer.Option("--town/--country", help="What it counts as")],
) -> None:
    """Keep whether a village counts as town or country; poverty lines may differ by it."""
    from bot.villages.maintaining import UnknownRegionError, keep_kind

    try:
        wait_for(keep_kind(settings_or_stop(), code, town))
    except UnknownRegionError as error:
        stop(str(error))


@cli.command()
def rt(  # noqa: PLR0917 - Typer reads its arguments
    village: Annotated[str, typer.Argument(help="Code of the village, such as 63.02.11.2009")],
    number: Annotated[str, typer.Argument(help="The RT as the village calls it, such as 03")],
    households: Annotated[int | None, typer.Option(min=0, max=100_000, help="How many the village registered")] = None,
    rw: Annotated[str | None, typer.Option(help="Such as 01")] = None,
    dusun: Annotated[str | None, typer.Option(help="As the village names it")] = None,
    by: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day by which all are to be interviewed")
    ] = None,
) -> None:
    """Keep what a village tells of an RT: coverage counts its registered households. What is not given stays."""
    from bot.villages.maintaining import UnknownRegionError, keep_neighbourhood
    from storage.neighbourhoods import Neighbourhood

    told = Neighbourhood(village, number, rw, dusun, households, by.date() if by is not None else None)
    try:
        wait_for(keep_neighbourhood(settings_or_stop(), told))
    except UnknownRegionError as error:
        stop(str(error))


@cli.command()
def contacts(
    file: Annotated[Path, typer.Argument(help="As bot/flows/services/example_contacts.yaml shows it")],
) -> None:
    """Keep a region's local contacts of services; a service without one is hidden there."""
    from bot.flows.services.entries import DirectoryError
    from bot.villages.maintaining import UnknownRegionError, keep_contacts

    try:
        print(f"{wait_for(keep_contacts(settings_or_stop(), file))} contacts kept")
    except (DirectoryError, UnknownRegionError, OSError) as error:
        stop(*str(error).splitlines())


importing = typer.Typer(help="Take over what a village has already.", no_args_is_help=True)


cli.add_typer(importing, name="import")


@importing.command("households")
def import_households(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) as `kawan import template` makes it")],
    region: Annotated[str, typer.Option(help="Code of the village, such as 63.02.11.2009")],
) -> None:
    """Take over a village's list of households; where something must be mended, all of it is told and nothing kept."""
    from bot.database import open_database
    from bot.flows.register.faults import RegisterError
    from bot.language import language
    from bot.villages.importing import NoVillageError, import_households, mending, told
    from storage.engine import migrate

    async def _import() -> None:
        engine = open_database(settings)
        try:
            await migrate(engine)
            taken = await import_households(engine, region, file.read_bytes(), file.name)
        finally:
            await engine.dispose()
        print(language().say(told(taken)))

    settings = settings_or_stop()
    try:
        wait_for(_import())
    except RegisterError as error:
        stop(*map(language().say, mending(error)), code=REFUSED)
    except NoVillageError:
        stop(f"--region: {region} is no village; write its code as in 63.02.11.2009")
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")


@importing.command("template")
def import_template(out: Annotated[Path, typer.Argument(help="The workbook to write, such as daftar.xlsx")]) -> None:
    """Make an empty list of households for a village to fill in."""
    from bot.flows.register.template import template

    try:
        out.write_bytes(template())
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")
