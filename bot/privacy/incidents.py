"""`kawan incident`: what has to be done, and written to whom, when families' data may have come to strangers."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.villages.maintaining import UnknownRegionError
from bot.villages.regions import official
from storage.areas import NATION
from storage.incidents import Incident, concerned_in, incidents, open_incident

TEMPLATE = Path(__file__).with_name("insiden.md")
_NATIONAL = "Asia/Jakarta"
_ABBREVIATIONS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


async def opened(engine: AsyncEngine, region_code: str, found: datetime, what: str, folder: Path) -> Path:
    """The file of a new incident: its deadline, what to do, whom it concerns, drafts of what is written to them.

    `found` is told by the region's clock where it has no zone. Nobody else can read the file. Raises
    UnknownRegionError, OSError.
    """
    name, zone = _place(region_code)
    found_at = found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(zone))
    async with engine.begin() as connection:
        incident = await open_incident(connection, region_code, found_at)
        page = await _page(connection, incident, name, zone, what)
        return _write(folder / f"insiden-{incident.id}.md", page)


async def told(connection: AsyncConnection, now: datetime) -> list[str]:
    """Each incident with the hours that are left, those still open first."""
    found = sorted(await incidents(connection), key=lambda each: (each.closed_at is not None, each.found_at))
    return [
        f"{each.id}  {each.region_code}  found {each.found_at:%Y-%m-%d %H:%M} UTC, {_left(each, now)}" for each in found
    ]


def _left(incident: Incident, now: datetime) -> str:
    if incident.closed_at is not None:
        return f"closed {incident.closed_at:%Y-%m-%d %H:%M}"
    hours = int((incident.deadline - now).total_seconds() // 3600)
    return f"{hours} hours left to tell everybody" if hours >= 0 else f"OVERDUE by {-hours} hours"


async def _page(connection: AsyncConnection, incident: Incident, name: str, zone: str, what: str) -> str:
    concerned = await concerned_in(connection, incident.region_code)
    fields = {
        "number": incident.id,
        "region": f"{name} ({incident.region_code})",
        "found": _clock(incident.found_at, zone),
        "deadline": _clock(incident.deadline, zone),
        "what": what.strip() or "…",
        "households": concerned.households,
        "interviews": concerned.interviews,
        "people": concerned.people,
        "chats": "\n".join(f"- `{chat}`" for chat in concerned.chats) or "(tidak ada)",
    }
    return TEMPLATE.read_text(encoding="utf-8").format_map(fields)


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%d-%m-%Y pukul %H.%M} {_ABBREVIATIONS.get(zone, zone)}"


def _place(region_code: str) -> tuple[str, str]:
    if region_code == NATION:
        return "Indonesia", _NATIONAL
    known = official(region_code)
    if not known:
        raise UnknownRegionError(f"{region_code}: there is no region with this code; write it as in 63.02.11.2009")
    return known[0].name, known[0].timezone


def _write(file: Path, page: str) -> Path:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(page)
    return file
