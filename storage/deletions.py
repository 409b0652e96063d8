"""Households that had themselves deleted, that ended their part or froze their data, listed outside the database, where
no copy of it takes the list's place.

A copy from before holds what they said, and the key to it, as if they had never asked. Only the household's code and
the right are listed, which say nothing of where or who; `storage.put_back` does again what a copy undid.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import HouseholdRow
from storage.requests import DELETE
from storage.sealing import source_of

DELETIONS = "kawan_deletions"  # the execution option by which an engine's connections know the files
KEPT = timedelta(days=1825)  # as long as the database knows what it deleted; no copy is kept so long
LET_GO = "dipakai"  # the data are used again, as the household wished: what it said before holds no more
_HEAD = (
    "# Households that had themselves deleted, ended their part or froze their data, by their codes: in a copy that is "
    "put back it is done again. Keep this file.\n"
)

_log = logging.getLogger(__name__)


def beside(database: Path) -> Path:
    """Where the list of a database in that file is, unless the operator says otherwise."""
    return database.with_name(database.name + ".deleted")


async def enlist(connection: AsyncConnection, household_id: int, right: str, now: datetime) -> None:
    """Write what the household had done into the files, before the transaction ends: in between nothing may be lost. A
    file that cannot be written keeps nobody from it."""
    code = await connection.scalar(select(HouseholdRow.code).where(HouseholdRow.id == household_id))
    for file in _files(connection):
        try:
            _append(file, f"{now.isoformat()} {right} {code}\n")
        except OSError as error:
            _log.error("%s: the list of what households had done cannot be written (%s)", file, type(error).__name__)


def _files(connection: AsyncConnection) -> Sequence[Path]:
    files: Sequence[Path] = source_of(connection).get_execution_options()[DELETIONS]
    return files


def listed(connection: AsyncConnection, now: datetime) -> Mapping[str, str]:
    """What each household in the files had done last, by its code; what is deleted stays so. Raises OSError."""
    found: dict[str, str] = {}
    for at, code, right in sorted(line for file in _files(connection) for line in _lines(file)):
        if at > now - KEPT and found.get(code) != DELETE:
            found[code] = right
    return found


def _lines(file: Path) -> Iterator[tuple[datetime, str, str]]:
    """When, which household, and what it had done, of each line. One without a right is an older version's, which
    listed deletions only.

    The code stands last: a line that a power cut left half written names no household, and its transaction never ended.
    """
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        said_at, _, said = line.partition(" ")
        right, _, code = said.rpartition(" ")
        try:
            at = datetime.fromisoformat(said_at).astimezone(UTC)
        except ValueError:  # the heading, or half an instant
            continue
        yield at, code, right or DELETE


def _append(file: Path, line: str) -> None:
    """Add the line, down on the disk; lines of several processes do not mix, and one that a power cut left half written
    takes none after it along."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as out:
        before = _HEAD
        if out.seek(0, os.SEEK_END):
            out.seek(-1, os.SEEK_END)
            before = "" if out.read() == b"\n" else "\n"
        out.write((before + line).encode())
        out.flush()
        os.fsync(out.fileno())
