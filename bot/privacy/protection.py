"""What must be in order before families are interviewed in earnest: a data-protection assessment of this year, and who
answers for their data."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from bot.privacy.processors import LOOPBACK
from bot.settings import PREFIX, Settings, SettingsError

MONTHS = 12  # how long an assessment holds
_DATE = re.compile(r"^[\s*|>-]*Tanggal penilaian[\s*|]*:[\s*|]*(\d{4}-\d{2}-\d{2})", re.M)
_SIGNED = re.compile(r"^[\s*|>-]*Disetujui oleh[\s*|]*:[\s*|]*([^\s_.…][^\n|]*)", re.M)
_WHY = "the law asks for a written assessment before families are scored (docs/dpia.md is a template)"


def is_production(settings: Settings) -> bool:
    """Whether this is in earnest: the operator says so, or Telegram calls a public address of ours."""
    if settings.mode is not None:
        return settings.mode == "production"
    return settings.webhook_url is not None and urlsplit(settings.webhook_url).hostname not in LOOPBACK


def check_protection(settings: Settings, today: date) -> None:
    """Raise SettingsError where it is production and there is no valid assessment, or nobody answers for the data."""
    if is_production(settings):
        trouble = trouble_with(settings.dpia, today)
        lines = [*([f"{PREFIX}DPIA: {trouble}"] if trouble else []), *unnamed(settings)]
        if lines:
            raise SettingsError(lines)


def unnamed(settings: Settings) -> Iterator[str]:
    """What families would read in /privasi as not filled in, each with how to mend it."""
    for name, who, said in (
        ("CONTROLLER", "who answers for their data", settings.controller),
        ("OFFICER", "whom they can ask about their data", settings.officer),
    ):
        if not (said or "").strip():
            yield f"{PREFIX}{name}: is needed in production; families read in /privasi {who}"


def trouble_with(file: Path | None, today: date) -> str:
    """What is wrong with the assessment in the file; empty where it holds."""
    if file is None:
        return f"is needed in production; {_WHY}: name the file with yours"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"{file} cannot be read ({type(error).__name__}); {_WHY}"
    dated, signed = _DATE.search(text), _SIGNED.search(text)
    if dated is None:
        return f"{file} has no line `Tanggal penilaian: 2026-11-22`"
    try:
        day = date.fromisoformat(dated[1])
    except ValueError:
        return f"{file}: {dated[1]} is no day"
    if signed is None:
        return f"{file} is not signed; write who approved it after `Disetujui oleh:`"
    if day > today:
        return f"{file} is dated {day}, which is still to come"
    if _later(day) < today:
        return f"{file} is from {day}, older than {MONTHS} months; assess again, and date and sign it anew"
    return ""


def _later(day: date) -> date:
    """The same day a year later."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)
