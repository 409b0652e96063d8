"""Commands for those who write questionnaires."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.shell import FORM_HELP, REFUSED, cli, settings_or_stop, stop, wait_for


@cli.command()
def read(
    kind: Annotated[str | None, typer.Option(help="Of lines that name none: yesno, number, money, date, …")] = None,
) -> None:
    """Understand answers: JSON lines with id and text come in, lines with id and value go out."""
    from bot.flows.reading.lines import KINDS, read_lines

    if kind is not None and kind not in KINDS:
        stop(f"--kind: {kind} is none of {', '.join(KINDS)}")
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
    from bot.villages.paper import printed

    try:
        page = printed(form, private=private)
        if out is not None:
            out.write_text(page, encoding="utf-8")
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")
    except (WorkbookError, FormError, LookupError) as error:
        stop(*(str(error.args[0]) if error.args else repr(error)).splitlines())
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
    from datetime import UTC

    from bot.flows.forms import workbook, xform
    from bot.interviews.trying import StuckError, conversation
    from scoring.rows import SheetError
    from scoring.sheets import indices

    try:
        book = workbook.load(_workbook(form))
        form_read, found = xform.read_form(book.xml, book.hash), indices(book.sheets)
        for line in conversation(form_read, seed, datetime.now(UTC), indices=found):
            print(line)
    except (workbook.WorkbookError, xform.FormError, SheetError, StuckError) as error:
        stop(*str(error).splitlines(), code=REFUSED)


@cli.command()
def score(  # noqa: PLR0917 - Typer reads its arguments
    form: Annotated[str, typer.Argument(help=FORM_HELP)],
    answers: Annotated[Path, typer.Argument(help="A file of JSON: the household's answers by question, or a list")],
    day: Annotated[
        str | None, typer.Option("--on", help="Day of the interview, such as 2026-11-22; else today")
    ] = None,
    with_private: Annotated[bool, typer.Option(help="With the private questions and indicators: for tests")] = False,
    with_band: Annotated[bool, typer.Option(help="With the class of its number; no family is shown one")] = True,
    area: Annotated[
        bool, typer.Option(help="All households of the list together, with nothing hidden: for tests")
    ] = False,
    explain: Annotated[
        bool, typer.Option(help="With the answers behind what is unmet, and what would turn it")
    ] = False,
) -> None:
    """Score a household's answers in every index of a questionnaire, as JSON."""
    import json
    from datetime import UTC, date, time

    from bot.flows.answersheet import AnswersError
    from bot.flows.forms.sheets import WorkbookError
    from bot.flows.forms.xform import FormError
    from bot.operation.scorecard import cards
    from scoring.rows import SheetError

    try:
        now = datetime.combine(date.fromisoformat(day), time(12), UTC) if day else datetime.now(UTC)
    except ValueError:
        stop(f"--on: {day} is no day; write it like 2026-11-22")
    try:
        reasons = "id" if explain else ""
        options: dict[str, Any] = {
            "with_private": with_private,
            "with_band": with_band,
            "explain": reasons,
            "area": area,
        }
        found = cards(_workbook(form), answers, now, **options)
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}", code=REFUSED)
    except (WorkbookError, FormError, SheetError, AnswersError) as error:
        stop(*str(error).splitlines(), code=REFUSED)
    print(json.dumps(found, ensure_ascii=False, indent=2))


def _workbook(form: str) -> Path:
    """The file of that name, else the questionnaire of ours."""
    from bot.flows.forms.workbook import LIBRARY

    found = next((path for path in (Path(form), LIBRARY / f"{form}.md") if path.is_file()), None)
    if found is None:
        ours = ", ".join(sorted(path.stem for path in LIBRARY.glob("*.md")))
        stop(f"{form}: there is no such file; give the path of an .xlsx or .md, or one of ours: {ours}")
    return found


@cli.command()
def publish(form: Annotated[str, typer.Argument(help=FORM_HELP)]) -> None:
    """Let new interviews begin with this questionnaire, once nothing is to be mended in it, as `check` says."""
    from datetime import UTC

    from bot.flows.forms.workbook import WorkbookError
    from bot.flows.forms.xform import FormError
    from bot.flows.services.entries import DirectoryError
    from bot.operation.publishing import NotFitError
    from bot.operation.publishing import publish as published
    from scoring.rows import SheetError

    try:
        told = wait_for(published(settings_or_stop(), _workbook(form), datetime.now(UTC)))
    except (NotFitError, WorkbookError, FormError, SheetError, DirectoryError) as error:
        stop(*str(error).splitlines(), code=REFUSED)
    print(f"new interviews begin with {told}")
