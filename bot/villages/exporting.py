"""`kawan export`: an area's figures as files."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.database import open_database
from bot.flows.reply import Attachment
from bot.flows.services.directory import load_directory
from bot.questionnaires import Questionnaires
from bot.reports.exporting import export_files
from bot.reports.gathering import gather
from bot.settings import Settings
from storage.audit import REGION, note
from storage.engine import migrate


async def exported(settings: Settings, code: str, year: int, now: datetime) -> tuple[Attachment, Attachment]:
    """The files, to be written. Raises TooFewError, and LookupError where the region is not known."""
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with engine.begin() as connection:
            newest = await Questionnaires(load_directory()).newest(connection)
            figures = await gather(connection, code, year, newest, now)
            if figures is None:
                raise LookupError(f"REGION: {code} is not among the regions of this bot")
            files = export_files(figures)
            await note(connection, now, None, "export", REGION, code, code)
    finally:
        await engine.dispose()
    return files


def write(files: Sequence[Attachment], folder: Path) -> list[Path]:
    """Where the files stand now."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.made().content)
    return [folder / file.name for file in files]
