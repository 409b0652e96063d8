"""The files of a week: its picture, and its tables as a spreadsheet."""

import io
import logging
from datetime import timedelta

from bot.flows.reply import Attachment
from bot.flows.summary.details import details
from bot.flows.summary.week import Week
from bot.flows.texts import Text
from bot.language import language as spoken
from bot.letters.pictures import Bar, bars_png
from bot.logs import where
from bot.reports.sheet import write_sheets

DONE, NEW, OTHERS = Text("Selesai didata"), Text("Baru minggu ini"), Text("Lainnya")
NEW_SINCE = Text("Baru sejak {day}")
_AWEEK = timedelta(days=7)
_TITLES = ("Desa ", "Kelurahan ", "Kecamatan ", "Distrik ", "Kabupaten ", "Provinsi ")

_log = logging.getLogger(__name__)


def picture(week: Week, language: str) -> Attachment | None:
    """The week's bars; None where there are none, or they cannot be drawn: the words go without them."""
    say = spoken(language).say
    bars = [
        Bar(_short(part.name), part.registered, part.finished, part.finished - part.before)
        if part.before is not None
        else Bar(_short(part.name), part.registered, part.finished)
        for part in week.parts
    ]
    if not any(bar.total for bar in bars):
        return None
    recent = week.since is None or week.on - week.since <= _AWEEK
    new = say(NEW) if recent or week.since is None else say(NEW_SINCE(day=week.since))
    try:
        return Attachment(f"rangkuman-{week.on}.png", bars_png(week.name, bars, say(DONE), new, say(OTHERS)))
    except Exception as error:  # whatever fails in drawing must not cost her the words
        _log.error("a summary's picture could not be drawn\n%s", where(error))
        return None


def details_file(week: Week, language: str) -> Attachment:
    """The week's tables as a spreadsheet."""
    written = io.BytesIO()
    write_sheets(details(week, language, spoken(language).say), written)
    return Attachment(f"rangkuman-{week.on}.xlsx", written.getvalue())


def _short(name: str) -> str:
    """The name without what kind of place it is: there is little room beside a bar."""
    return next((name.removeprefix(title) for title in _TITLES if name.startswith(title)), name)
