"""The audit trail as an operator reads it: who did what with what, and when; no name of a family."""

from datetime import datetime, timedelta

from bot.database import open_database
from bot.schedule.overview import table
from bot.settings import Settings
from storage.audit import Noted, trail
from storage.engine import migrate
from storage.staff import names_of

_HEADS = ("when", "who", "action", "of what", "where")


async def trail_lines(
    settings: Settings, now: datetime, *, region: str, days: int, subject: tuple[str, str] | None, reasons: bool
) -> list[str]:
    """The newest rows as a table. A reason is somebody's own words, and comes along only where that is asked for."""
    engine = open_database(settings)
    try:
        await migrate(engine)
        async with engine.begin() as connection:
            since = now - timedelta(days=days)
            rows = await trail(connection, region_code=region, subject=subject, since=since)
            names = await names_of(connection, {row.person_id for row in rows if row.person_id is not None})
    finally:
        await engine.dispose()
    heads = (*_HEADS, *(("why",) if reasons else ()))
    return table(heads, [_row(row, names, reasons) for row in rows])


def _row(row: Noted, names: dict[int, str], reasons: bool) -> list[str]:
    who = f"{names.get(row.person_id, '')} ({row.person_id})" if row.person_id is not None else "operator"
    cells = [f"{row.at:%Y-%m-%d %H:%M}", who.strip(), row.action, f"{row.kind} {row.subject}", row.region_code]
    return [*cells, row.reason or ""] if reasons else cells
