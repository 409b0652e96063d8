"""The command line: `kawan`."""

import asyncio
import enum
import gc
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

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
_T = TypeVar("_T")


class Role(enum.StrEnum):
    """What somebody may be in a region."""

    CADRE = "cadre"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"


@cli.command()
def run() -> None:
    """Open the bot: on Telegram where BOT_TELEGRAM_TOKEN is set, else in this terminal."""
    settings = _settings()
    if settings.telegram_token is None:
        chat()
        return
    from bot.handlers.serving import CannotListenError, TokenRefusedError

    try:
        _wait_for(_serve(_protected(settings)))
    except TokenRefusedError:
        _stop("BOT_TELEGRAM_TOKEN: Telegram refuses it; copy it anew from @BotFather, and check BOT_TELEGRAM_API")
    except CannotListenError as error:
        _stop(f"BOT_LISTEN: cannot listen at {settings.listen} ({error}); choose another address")


@cli.command()
def chat() -> None:
    """Talk to the bot in this terminal, as the cadre of a made-up village."""
    with suppress(KeyboardInterrupt):
        _wait_for(_chat(_settings()))


@cli.command()
def courier(
    beside: Annotated[bool, typer.Option("--beside", hidden=True, help="Stop when the standard input ends")] = False,
) -> None:
    """Bring what the clock starts: reminders, summaries, files. `run` does it, too, unless BOT_COURIER is off."""
    settings = _settings()
    if settings.telegram_token is None:
        _stop("BOT_TELEGRAM_TOKEN: the courier needs it; without one there is nowhere to bring anything")
    _wait_for(_rounds(_protected(settings), beside))


@cli.command()
def jobs() -> None:
    """Show what is due, on its way, late, sent and given up, and what has run."""
    for line in _wait_for(_overview(_settings())):
        print(line)


@cli.command()
def read(
    kind: Annotated[str | None, typer.Option(help="Of lines that name none: yesno, number, money, date, …")] = None,
) -> None:
    """Understand answers: JSON lines with id and text come in, lines with id and value go out."""
    from bot.flows.reading.lines import KINDS, read_lines

    if kind is not None and kind not in KINDS:
        _stop(f"--kind: {kind} is none of {', '.join(KINDS)}")
    for line in read_lines(sys.stdin, kind):
        print(line, flush=True)


@cli.command()
def paper(
    form: Annotated[str, typer.Argument(help="A questionnaire of the library, such as keluarga, or the file of one")],
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, the page goes to the output")] = None,
    private: Annotated[bool, typer.Option("--private", help="With the private questions")] = False,
) -> None:
    """Make a questionnaire's printed form: a page of HTML for A4, with the bot's numbers and letters."""
    from bot.flows.forms.sheets import WorkbookError
    from bot.flows.forms.xform import FormError
    from bot.paper import printed

    try:
        page = printed(form, private=private)
        if out is not None:
            out.write_text(page, encoding="utf-8")
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")
    except (WorkbookError, FormError, LookupError) as error:
        _stop(*(str(error.args[0]) if error.args else repr(error)).splitlines())
    if out is None:
        print(page, end="")


@cli.command()
def check(form: Annotated[str, typer.Argument(help=FORM_HELP)]) -> None:
    """Say what the author of a questionnaire must mend, by sheet and row, and what might be better."""
    from bot.flows.forms.lint import check as problems_of

    found = problems_of(_workbook(form))
    for problem in found:
        print(f"{'advice' if problem.advice else 'MEND  '} {problem}")
    errors = sum(not problem.advice for problem in found)
    print(f"{form}: {errors} to mend, {len(found) - errors} pieces of advice" if found else f"{form}: nothing to mend")
    if errors:
        raise SystemExit(REFUSED)


@cli.command("try")
def try_out(
    form: Annotated[str, typer.Argument(help=FORM_HELP)],
    seed: Annotated[int, typer.Option(help="Another number, another household.")] = 7,
) -> None:
    """Let a random household answer a questionnaire to the end, and show the conversation."""
    from datetime import UTC, datetime

    from bot.flows.forms import workbook, xform
    from bot.trying import StuckError, conversation

    try:
        book = workbook.load(_workbook(form))
        for line in conversation(xform.read_form(book.xml, book.hash), seed, datetime.now(UTC)):
            print(line)
    except (workbook.WorkbookError, xform.FormError, StuckError) as error:
        _stop(*str(error).splitlines(), code=REFUSED)


@cli.command()
def score(  # noqa: PLR0917 - Typer reads its arguments
    form: Annotated[str, typer.Argument(help=FORM_HELP)],
    answers: Annotated[Path, typer.Argument(help="A file of JSON: the household's answers by question, or a list")],
    day: Annotated[
        str | None, typer.Option("--on", help="Day of the interview, such as 2026-11-22; else today")
    ] = None,
    with_private: Annotated[bool, typer.Option(help="With the private questions and indicators: for tests")] = False,
    with_band: Annotated[bool, typer.Option(help="With the class, which is meant for areas, not for a family")] = False,
    explain: Annotated[
        bool, typer.Option(help="With the answers behind what is unmet, and what would turn it")
    ] = False,
) -> None:
    """Score a household's answers in every index of a questionnaire, as JSON."""
    import json
    from datetime import UTC, date, datetime, time

    from bot.flows.answersheet import AnswersError
    from bot.flows.forms.sheets import WorkbookError
    from bot.flows.forms.xform import FormError
    from bot.scorecard import cards
    from scoring.rows import SheetError

    try:
        now = datetime.combine(date.fromisoformat(day), time(12), UTC) if day else datetime.now(UTC)
        reasons = "id" if explain else ""
        options = {"with_private": with_private, "with_band": with_band, "explain": reasons}
        found = cards(_workbook(form), answers, now, **options)
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}", code=REFUSED)
    except (WorkbookError, FormError, SheetError, AnswersError) as error:
        _stop(*str(error).splitlines(), code=REFUSED)
    except ValueError:
        _stop(f"--on: {day} is no day; write it like 2026-11-22")
    print(json.dumps(found, ensure_ascii=False, indent=2))


def _workbook(form: str) -> Path:
    """The file of that name, else the questionnaire of ours."""
    from bot.flows.forms.workbook import LIBRARY

    found = next((path for path in (Path(form), LIBRARY / f"{form}.md") if path.is_file()), None)
    if found is None:
        ours = ", ".join(sorted(path.stem for path in LIBRARY.glob("*.md")))
        _stop(f"{form}: there is no such file; give the path of an .xlsx or .md, or one of ours: {ours}")
    return found


@cli.command()
def doctor() -> None:
    """Try everything that the bot needs, and say what to mend."""
    from bot.doctor import examine

    async def _examine() -> None:
        async for finding in examine(settings):
            print(f"{'ok  ' if finding.well else 'MEND'} {finding.about}: {finding.told}")
            ails.extend([] if finding.well else [finding])

    settings, ails = _settings(), list[object]()
    _wait_for(_examine())
    if ails:
        raise SystemExit(BROKEN)


keys_cli = typer.Typer(help="The keys that seal names and answers.", no_args_is_help=True)
cli.add_typer(keys_cli, name="keys")


@keys_cli.command("new")
def new_key(
    keep: Annotated[bool, typer.Option("--keep", help="Write it in front of the key file instead")] = False,
) -> None:
    """Print a new key. As the newest it goes before the others, in BOT_KEY or in the file of BOT_KEY_FILE."""
    from bot.keys import add_key
    from bot.settings import SettingsError
    from storage.keyring import new_key as made

    if not keep:
        print(made())
        return
    try:
        print(f"{add_key(_settings())} begins with a new key; now: kawan keys rotate")
    except SettingsError as error:
        _stop(*error.lines)


@keys_cli.command("list")
def list_keys() -> None:
    """Show the ids of the keys, and how much each has sealed."""
    from bot.keys import told

    for line in _wait_for(told(_settings())):
        print(line)


@keys_cli.command("rotate")
def rotate_keys() -> None:
    """Seal everything by the newest key. It can be stopped and goes on next time; the bot may run meanwhile."""
    from rich.progress import Progress

    from bot.keys import rotated

    async def _rotate() -> int:
        done = 0
        with Progress(transient=True) as progress:
            task = progress.add_task("values", total=None)
            async for at in rotated(settings):
                progress.update(task, completed=at.done, total=at.total)
                done = at.done
        return done

    settings = _settings()
    print(f"{_wait_for(_rotate())} values sealed anew; `kawan keys list` shows which keys can be taken away")


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

    from bot.incidents import opened
    from bot.maintaining import UnknownRegionError

    try:
        print(_wait_for(_with_database(lambda engine: opened(engine, region, found or datetime.now(UTC), what, out))))
    except UnknownRegionError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")


@incident_cli.command("list")
def incident_list() -> None:
    """Show the incidents, and how long is left to tell those concerned."""
    from datetime import UTC

    from bot.incidents import told

    async def _told(engine: "AsyncEngine") -> list[str]:
        async with engine.begin() as connection:
            return await told(connection, datetime.now(UTC))

    for line in _wait_for(_with_database(_told)):
        print(line)


@incident_cli.command("close")
def incident_close(number: Annotated[int, typer.Argument(help="As `kawan incident list` shows it")]) -> None:
    """Keep that everybody concerned was told."""
    from datetime import UTC

    from storage.incidents import close_incident

    async def _close(engine: "AsyncEngine") -> bool:
        async with engine.begin() as connection:
            return await close_incident(connection, number, datetime.now(UTC))

    if not _wait_for(_with_database(_close)):
        _stop(f"{number}: there is no open incident with this number")


@cli.command()
def retain() -> None:
    """Destroy what is older than it may be kept, and say what it was. The courier does so every night."""
    from datetime import UTC, datetime

    from bot.retention import destroy_expired, schedule_of

    schedule = schedule_of(_settings())
    destroyed = _wait_for(_with_database(lambda engine: destroy_expired(engine, datetime.now(UTC), schedule)))
    for each in destroyed:
        print(f"{each.n} {each.kind} destroyed: older than {each.kept_days} days")
    if not destroyed:
        print("nothing was old enough")


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
    from bot.inviting import invitation
    from bot.links import qr_picture

    lasting = timedelta(days=days)
    link = _wait_for(invitation(_settings(), name, role=role, region_code=region, rt=rt, lasting=lasting))
    if link is None:
        _stop(f"--region: {region} is not among the regions of this bot")
    try:
        if qr is not None:
            qr.write_bytes(qr_picture(link).content)
    except OSError as error:
        _stop(f"--qr: {error.filename}: {error.strerror}")
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
    from bot.maintaining import UnknownRegionError, keep_poverty_line
    from storage.regions import PovertyLine

    if kind not in {None, "town", "country"}:
        _stop(f"--kind: {kind} is neither town nor country")
    line = PovertyLine(region, None if kind is None else kind == "town", since.date(), rupiah, source)
    try:
        _wait_for(keep_poverty_line(_settings(), line))
    except UnknownRegionError as error:
        _stop(str(error))


@cli.command()
def village(
    code: Annotated[str, typer.Argument(help="Such as 63.02.11.2009")],
    town: Annotated[bool, typer.Option("--town/--country", help="What it counts as")],
) -> None:
    """Keep whether a village counts as town or country; poverty lines may differ by it."""
    from bot.maintaining import UnknownRegionError, keep_kind

    try:
        _wait_for(keep_kind(_settings(), code, town))
    except UnknownRegionError as error:
        _stop(str(error))


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
    from bot.maintaining import UnknownRegionError, keep_neighbourhood
    from storage.neighbourhoods import Neighbourhood

    told = Neighbourhood(village, number, rw, dusun, households, by.date() if by is not None else None)
    try:
        _wait_for(keep_neighbourhood(_settings(), told))
    except UnknownRegionError as error:
        _stop(str(error))


@cli.command()
def contacts(
    file: Annotated[Path, typer.Argument(help="As bot/flows/services/example_contacts.yaml shows it")],
) -> None:
    """Keep a region's local contacts of services; a service without one is hidden there."""
    from bot.flows.services.entries import DirectoryError
    from bot.maintaining import UnknownRegionError, keep_contacts

    try:
        print(f"{_wait_for(keep_contacts(_settings(), file))} contacts kept")
    except (DirectoryError, UnknownRegionError, OSError) as error:
        _stop(*str(error).splitlines())


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
    from bot.importing import NoVillageError, import_households, mending, told
    from bot.language import language
    from storage.engine import migrate

    async def _import() -> None:
        engine = open_database(settings)
        try:
            await migrate(engine)
            taken = await import_households(engine, region, file.read_bytes(), file.name)
        finally:
            await engine.dispose()
        print(language().say(told(taken)))

    settings = _settings()
    try:
        _wait_for(_import())
    except RegisterError as error:
        _stop(*map(language().say, mending(error)), code=REFUSED)
    except NoVillageError:
        _stop(f"--region: {region} is no village; write its code as in 63.02.11.2009")
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")


@importing.command("template")
def import_template(out: Annotated[Path, typer.Argument(help="The workbook to write, such as daftar.xlsx")]) -> None:
    """Make an empty list of households for a village to fill in."""
    from bot.flows.register.template import template

    try:
        out.write_bytes(template())
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")


@cli.command()
def report(
    region: Annotated[str, typer.Argument(help="Code of a village or an area above it, or 00 for all")],
    year: Annotated[int | None, typer.Option(help="Of the interviews; without it, this year")] = None,
    out: Annotated[Path, typer.Option(help="The folder to write to")] = Path(),
    legal: Annotated[str, typer.Option(help="The legal basis to cite, in Indonesian, in place of ours")] = "",
) -> None:
    """Write an area's report of a year, as .docx and .xlsx. No family can be told from it."""
    from datetime import UTC, datetime

    from bot.flows.services.directory import load_directory
    from bot.reports.writing import figures_of, with_legal_basis, write_report

    settings, now = _settings(), datetime.now(UTC)
    try:
        figures = _wait_for(figures_of(settings, load_directory(), region, year or now.year, now))
    except LookupError as error:
        _stop(str(error))
    if figures is None:
        _stop(f"REGION: {region} is not among the regions of this bot")
    try:
        written = write_report(with_legal_basis(figures, legal), out)
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")
    print(f"{written.households} households: {', '.join(map(str, written.files))}")


@cli.command()
def summary(
    region: Annotated[str, typer.Argument(help="Code of a village or an area above it")],
    picture: Annotated[Path | None, typer.Option(help="Write the picture to this file, too")] = None,
) -> None:
    """Print an area's weekly summary as of today, as its coordinator reads it."""
    from datetime import UTC, datetime

    from bot.summarising import printed_summary

    try:
        text, drawn = _wait_for(printed_summary(_settings(), region, datetime.now(UTC)))
        if picture is not None and drawn is not None:
            picture.write_bytes(drawn)
    except LookupError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")
    print(text)


@cli.command()
def rescore(
    index: Annotated[list[str] | None, typer.Option(help="Only this index, such as i29; may be given again")] = None,
) -> None:
    """Work out finished interviews again in the newest published indices. It can be stopped and goes on next time."""
    from rich.progress import Progress

    from bot.database import open_database
    from bot.flows.services.directory import load_directory
    from bot.questionnaires import Questionnaires
    from bot.rescoring import rescore as rescored
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

    settings = _settings()
    try:
        print(_wait_for(_rescore()))
    except LookupError as error:
        _stop(str(error))


@cli.command()
def publish(form: Annotated[str, typer.Argument(help=FORM_HELP)]) -> None:
    """Let new interviews begin with this questionnaire, once nothing is to be mended in it, as `check` says."""
    from datetime import UTC, datetime

    from bot.flows.forms.workbook import WorkbookError
    from bot.flows.forms.xform import FormError
    from bot.flows.services.entries import DirectoryError
    from bot.publishing import NotFitError
    from bot.publishing import publish as published
    from scoring.rows import SheetError

    try:
        told = _wait_for(published(_settings(), _workbook(form), datetime.now(UTC)))
    except (NotFitError, WorkbookError, FormError, SheetError, DirectoryError) as error:
        _stop(*str(error).splitlines(), code=REFUSED)
    print(f"new interviews begin with {told}")


@cli.command()
def export(
    region: Annotated[str, typer.Argument(help="Code of a village or an area above it, or 00 for all")],
    year: Annotated[int | None, typer.Option(help="Of the interviews; without it, this year")] = None,
    out: Annotated[Path, typer.Option(help="The folder to write to")] = Path(),
) -> None:
    """Write an area's figures of a year, a row for each indicator, as .xlsx and .csv: no names, no codes, no words."""
    from datetime import UTC, datetime

    from bot.exporting import exported, write
    from bot.reports.exporting import TooFewError

    settings, now = _settings(), datetime.now(UTC)
    try:
        print(*write(_wait_for(exported(settings, region, year or now.year, now)), out), sep="\n")
    except TooFewError:
        _stop(f"{region}: fewer than ten households are done; nothing can be told of so few", code=REFUSED)
    except LookupError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"{error.filename}: {error.strerror}")


@cli.command()
def audit(
    region: Annotated[str, typer.Option(help="Only of this region and all below it, such as 63.02")] = "",
    household: Annotated[str, typer.Option(help="Only of the household with this number")] = "",
    days: Annotated[int, typer.Option(min=1, help="How far back")] = 30,
    reasons: Annotated[bool, typer.Option("--reasons", help="With the reasons, which may name somebody")] = False,
) -> None:
    """Print who read or changed what: the audit trail, which nobody can change. No family is named."""
    from datetime import UTC, datetime

    from bot.trail import trail_lines

    subject = ("household", household) if household else None
    found = trail_lines(_settings(), datetime.now(UTC), region=region, days=days, subject=subject, reasons=reasons)
    print(*_wait_for(found), sep="\n")


async def _chat(settings: "Settings") -> None:
    from bot.app import assemble
    from bot.boundary import Boundary
    from bot.handlers.terminal import Terminal

    application = await assemble(settings, with_demo=True)
    try:
        await Terminal(Boundary(application.dialogue), application.demo_chat).run()
    finally:
        await application.close()


async def _with_database(work: "Callable[[AsyncEngine], Coroutine[Any, Any, _T]]") -> _T:
    """What the work comes to on the database of the settings, brought up to date."""
    from bot.database import open_database
    from storage.engine import migrate

    engine = open_database(_settings())
    try:
        await migrate(engine)
        return await work(engine)
    finally:
        await engine.dispose()


async def _rounds(settings: "Settings", beside: bool) -> None:
    from bot.database import open_database
    from bot.handlers.rounds import serve_rounds
    from bot.timetable import jobs_of
    from storage.engine import migrate

    if not beside:  # the bot beside it has seen to it
        engine = open_database(settings)
        try:
            await migrate(engine)
        finally:
            await engine.dispose()
    await serve_rounds(settings, jobs_of(settings), beside=beside)


async def _overview(settings: "Settings") -> list[str]:
    from datetime import UTC, datetime

    from bot.database import open_database
    from bot.overview import overview
    from bot.timetable import jobs_of
    from storage.engine import migrate

    engine = open_database(settings)
    try:
        await migrate(engine)
        return await overview(engine, jobs_of(settings), datetime.now(UTC))
    finally:
        await engine.dispose()


def _protected(settings: "Settings") -> "Settings":
    """The settings, if families' data may be handled with them."""
    from datetime import UTC, datetime

    from bot.protection import check_protection
    from bot.settings import SettingsError

    try:
        check_protection(settings, datetime.now(UTC).date())
    except SettingsError as error:
        _stop(*error.lines)
    return settings


async def _serve(settings: "Settings") -> None:
    from contextlib import nullcontext

    from bot.app import assemble
    from bot.beside import courier_beside
    from bot.handlers.serving import serve_polling, serve_webhook

    application = await assemble(settings)
    try:
        gc.collect()
        gc.freeze()  # what is loaded by now stays; searching it for garbage made one reply in a hundred slow
        gc.set_threshold(50_000, 20, 100)
        serve = serve_webhook if settings.webhook_url else serve_polling
        async with courier_beside() if settings.courier == "on" else nullcontext():
            await serve(settings, application.dialogue)
    finally:
        await application.close()


def _settings() -> "Settings":
    """The settings, with the log started by them; a broken one ends the process with how to mend it."""
    from bot.logs import start_logging
    from bot.settings import SettingsError, read_settings

    try:
        settings = read_settings()
    except SettingsError as error:
        _stop(*error.lines)
    secrets = (settings.telegram_token, settings.webhook_secret)
    start_logging(settings.log_level, [*(secret.get_secret_value() for secret in secrets if secret), *settings.keys])
    return settings


def _stop(*lines: str, code: int = BROKEN) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(code)


def _wait_for(work: Coroutine[Any, Any, _T]) -> _T:
    """What the work comes to, on the faster loop where there is one; no database, and the process ends."""
    from socket import gaierror

    from sqlalchemy.exc import SQLAlchemyError

    from bot.boundary import is_away
    from bot.database import how_to_mend
    from bot.settings import SettingsError
    from storage.engine import WrongDatabaseUrl
    from storage.keyring import MissingKeyError

    try:
        return _run_loop(work)
    except SettingsError as error:
        _stop(*error.lines)
    except MissingKeyError as error:
        _stop(how_to_mend(error))
    except WrongDatabaseUrl as error:
        _stop(f"BOT_DATABASE_URL: {error}")
    except (SQLAlchemyError, ConnectionError, TimeoutError, gaierror) as error:
        if not is_away(error):
            raise
        _stop(f"BOT_DATABASE_URL: the database cannot be reached ({type(error).__name__}); is it running?")


def _run_loop(work: Coroutine[Any, Any, _T]) -> _T:
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)


def main() -> None:
    """What `kawan` calls."""
    cli()


if __name__ == "__main__":
    main()
