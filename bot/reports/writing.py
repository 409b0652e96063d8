"""`kawan report`: an area's report as files."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bot.database import open_database
from bot.flows.reply import Attachment
from bot.flows.reports.document import Report
from bot.flows.reports.figures import Figures
from bot.flows.reports.report import report_of
from bot.flows.services.directory import Directory
from bot.language import language
from bot.questionnaires import Questionnaires
from bot.reports.gathering import gather_report
from bot.reports.sheet import write_sheets
from bot.reports.word import write_word
from bot.settings import Settings
from storage.engine import migrate, reading


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a report, and how many households stand in it."""

    files: tuple[Path, ...]
    households: int


async def figures_of(settings: Settings, directory: Directory, code: str, year: int, now: datetime) -> Figures | None:
    """An area's figures of a year; None where the region is not known.

    Raises LookupError where no questionnaire was ever published.
    """
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with reading(engine).begin() as connection:
            return await gather_report(connection, Questionnaires(directory), code, year, now)
    finally:
        await engine.dispose()


def with_legal_basis(figures: Figures, legal: str) -> Figures:
    """The same figures under another legal basis: the sources do not agree on the governor's regulation."""
    return replace(figures, legal=legal)


def write_report(figures: Figures, folder: Path) -> Written:
    """Write the report of these figures as .docx and .xlsx."""
    report = report_of(figures, _day)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"laporan-{figures.code}-{figures.year}"
    word, sheets = folder / f"{name}.docx", folder / f"{name}.xlsx"
    write_word(report, word)
    write_sheets(report, sheets)
    return Written((word, sheets), figures.counted)


def report_files(figures: Figures) -> tuple[Attachment, Attachment]:
    """The report of these figures as .docx and .xlsx, to send: made only when they are."""
    name = f"laporan-{figures.code}-{figures.year}"
    return (
        Attachment(f"{name}.docx", make=partial(_bytes_of, write_word, figures)),
        Attachment(f"{name}.xlsx", make=partial(_bytes_of, write_sheets, figures)),
    )


def _bytes_of(write: Callable[[Report, BinaryIO], None], figures: Figures) -> bytes:
    written = io.BytesIO()
    write(report_of(figures, _day), written)
    return written.getvalue()


def _day(day: date) -> str:
    return language().say(day)
