"""A workbook becomes the version that new interviews begin with: by `kawan publish`, once nothing is to be mended, or
because it came with the program."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import open_database
from bot.flows.forms.lint import check
from bot.flows.forms.workbook import Workbook, load
from bot.flows.services.directory import load_directory
from bot.questionnaires import Questionnaires
from bot.settings import Settings
from storage.audit import FORM, note, trail
from storage.engine import migrate
from storage.forms import newest_hash, use_version

_PUBLISH, _BRING = "publish", "bring"  # in the trail: somebody chose it, or it came with the program


class NotFitError(ValueError):
    """The workbook cannot be used as it is; every line says what must be mended."""


async def publish(settings: Settings, workbook: Path, now: datetime) -> str:
    """The id and version that is in use from now on; one that was published before is in use again.

    Raises NotFitError, and what reading a workbook raises.
    """
    problems = [problem for problem in check(workbook) if not problem.advice]
    if problems:
        raise NotFitError("\n".join(map(str, problems)))
    book, engine = load(workbook), open_database(settings)
    try:
        await migrate(engine)
        async with engine.begin() as connection:
            await Questionnaires(load_directory()).publish(connection, book, now)
            if await newest_hash(connection, book.form_id) != book.hash:
                await use_version(connection, book.hash, now)
            await note(connection, now, None, _PUBLISH, FORM, book.hash, "")
    finally:
        await engine.dispose()
    return f"{book.form_id}, version {book.version}"


async def bring_along(
    connection: AsyncConnection, questionnaires: Questionnaires, book: Workbook, now: datetime
) -> None:
    """Publish a workbook that comes with the program. Where somebody chose one of her own, that one stays in use, and
    this one can be chosen."""
    in_use = await newest_hash(connection, book.form_id)
    await questionnaires.publish(connection, book, now)
    if _BRING not in await _done_with(connection, book.hash):
        await note(connection, now, None, _BRING, FORM, book.hash, "")
    if in_use is None or in_use == await newest_hash(connection, book.form_id):
        return
    done = await _done_with(connection, in_use)
    if _PUBLISH in done and _BRING not in done:
        await use_version(connection, in_use, now + timedelta(microseconds=1))


async def _done_with(connection: AsyncConnection, form_hash: str) -> set[str]:
    return {row.action for row in await trail(connection, subject=(FORM, form_hash))}
