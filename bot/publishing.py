"""`kawan publish`: a workbook becomes the version that new interviews begin with, once nothing is to be mended."""

from datetime import datetime
from pathlib import Path

from bot.database import open_database
from bot.flows.forms.lint import check
from bot.flows.forms.workbook import load
from bot.flows.services.directory import load_directory
from bot.questionnaires import Questionnaires
from bot.settings import Settings
from storage.audit import FORM, note
from storage.engine import migrate
from storage.forms import newest_hash, use_version


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
            await note(connection, now, None, "publish", FORM, book.hash, "")
    finally:
        await engine.dispose()
    return f"{book.form_id}, version {book.version}"
