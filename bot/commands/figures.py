"""Commands for figures: reports, summaries, exports, rescoring."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shell import REFUSED, cli, settings_or_stop, stop, wait_for


@cli.command()
def report(
    region: Annotated[str, typer.Argument(help="Code of a village or an area above it, or 00 for all")],
    year: Annotated[int | None, typer.Option(help="Of the interviews; without it, this year")] = None,
    out: Annotated[Path, typer.Option(help="The folder to write to")] = Path(),
    legal: Annotated[str, typer.Option(help="The legal basis to cite, in Indonesian, in place of ours")] = "",
) -> None:
    """Write an area's report of a year, as .docx and .xlsx. No family can be told from it."""
    from datetime import UTC

    from bot.flows.services.directory import load_directory
    from bot.reports.writing import figures_of, with_legal_basis, write_report

    settings, now = settings_or_stop(), datetime.now(UTC)
    try:
        figures = wait_for(figures_of(settings, load_directory(), region, year or now.year, now))
    except LookupError as error:
        stop(str(error))
    if figures is None:
        stop(f"REGION: {region} is not among the regions of this bot")
    try:
        written = write_report(with_legal_basis(figures, legal), out)
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")
    print(f"{written.households} households: {', '.join(map(str, written.files))}")


@cli.command()
def summary(
    region: Annotated[str, typer.Argument(help="Code of a village or an area above it")],
    picture: Annotated[Path | None, typer.Option(help="Write the picture to this file, too")] = None,
) -> None:
    """Print an area's weekly summary as of today, as its coordinator reads it."""
    from datetime import UTC

    from bot.letters.summarising import printed_summary

    try:
        text, drawn = wait_for(printed_summary(settings_or_stop(), region, datetime.now(UTC)))
        if picture is not None and drawn is not None:
            picture.write_bytes(drawn)
    except LookupError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")
    print(text)


@cli.command()
def rescore(
    index: Annotated[list[str] | None, typer.Option(help="Only this index, such as i29; may be given again")] = None,
) -> None:
    """Work out finished interviews again in the newest published indices. It can be stopped and goes on next time."""
    from rich.progress import Progress

    from bot.database import open_database
    from bot.flows.services.directory import load_directory
    from bot.operation.rescoring import rescore as rescored
    from bot.questionnaires import Questionnaires
    from storage.engine import migrate

    async def _rescore() -> str:
        engine = open_database(settings)
        told = "nothing to do: every interview follows the newest indices"
        try:
            await migrate(engine)
            with Progress(transient=True) as progress:
                task = progress.add_task("interviews", total=None)
                async for at in rescored(engine, Questionnaires(load_directory()), index or ()):
                    progress.update(task, completed=at.seen, total=at.total)
                    told = f"{at.seen} interviews worked out again, {at.changed} of them changed"
        finally:
            await engine.dispose()
        return told

    settings = settings_or_stop()
    try:
        print(wait_for(_rescore()))
    except LookupError as error:
        stop(str(error))


@cli.command()
def export(
    region: Annotated[str, typer.Argument(help="Code of a village or an area above it, or 00 for all")],
    year: Annotated[int | None, typer.Option(help="Of the interviews; without it, this year")] = None,
    out: Annotated[Path, typer.Option(help="The folder to write to")] = Path(),
) -> None:
    """Write an area's figures of a year, a row for each indicator, as .xlsx and .csv: no names, no codes, no words."""
    from datetime import UTC

    from bot.reports.exporting import TooFewError
    from bot.villages.exporting import exported, write

    settings, now = settings_or_stop(), datetime.now(UTC)
    try:
        print(*write(wait_for(exported(settings, region, year or now.year, now)), out), sep="\n")
    except TooFewError:
        stop(f"{region}: fewer than ten households are done; nothing can be told of so few", code=REFUSED)
    except LookupError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")
