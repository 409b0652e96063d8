"""Households that had themselves deleted, listed outside the database, where no copy of it takes the list's place.

A copy from before holds what they said, and the key to it. Only the household's code is listed, which says nothing of
where or who; `storage.put_back` deletes again what a copy brought back.
"""

import logging
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import HouseholdRow
from storage.sealing import source_of

DELETIONS = "kawan_deletions"  # the execution option by which an engine's connections know the files
KEPT = timedelta(days=1825)  # as long as the database knows what it deleted; no copy is kept so long
_HEAD = "# Households that were deleted, by their codes: a copy that is put back is cleared of them. Keep this file.\n"

_log = logging.getLogger(__name__)


def beside(database: Path) -> Path:
    """Where the list of a database in that file is, unless the operator says otherwise."""
    return database.with_name(database.name + ".deleted")


async def list_deleted(connection: AsyncConnection, household_id: int, now: datetime) -> None:
    """Write the household into the files, before the transaction ends: in between nothing may be lost. A file that
    cannot be written keeps nobody from being deleted."""
    code = await connection.scalar(select(HouseholdRow.code).where(HouseholdRow.id == household_id))
    for file in _files(connection):
        try:
            _append(file, f"{now.isoformat()} {code}\n")
        except OSError as error:
            _log.error("%s: the list of deleted households cannot be written (%s)", file, type(error).__name__)


def _files(connection: AsyncConnection) -> Sequence[Path]:
    files: Sequence[Path] = source_of(connection).get_execution_options()[DELETIONS]
    return files


def deleted_codes(connection: AsyncConnection, now: datetime) -> set[str]:
    """The codes of the households in the files. Raises OSError."""
    found: set[str] = set()
    for file in _files(connection):
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            said_at, _, code = line.partition(" ")
            try:
                at = datetime.fromisoformat(said_at)
            except ValueError:  # the heading, or a line that a power cut left half written: its transaction never ended
                continue
            if at.astimezone(UTC) > now - KEPT:
                found.add(code)
    return found


def _append(file: Path, line: str) -> None:
    """Add the line, down on the disk; lines of several processes do not mix."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as out:
        out.write(line if out.tell() else _HEAD + line)
        out.flush()
        os.fsync(out.fileno())
