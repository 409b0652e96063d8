"""A file of keys, newest first: beside an embedded database, or where the operator keeps it."""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from storage.keyring import Keyring, new_key

_log = logging.getLogger(__name__)


def beside(database: Path) -> Path:
    """Where the keys of a database in that file are, unless the operator says otherwise."""
    return database.with_name(database.name + ".key")


def keys_in(file: Path, *, make: bool = False) -> tuple[str, ...]:
    """The keys that stand in the file, one a line; with `make`, a new one where there is no file. Raises OSError."""
    if make and not file.exists():
        _make(file)
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(filter(None, lines))


def keys_beside(database: Path) -> Keyring:
    """The keys beside the database in that file; a new one where there are none."""
    file = beside(database)
    return Keyring(keys_in(file, make=True), again=lambda: keys_in(file))


def put_in_front(file: Path, key: str) -> None:
    """Write a key as the newest into the file; whoever reads it sees the old keys or all of them. Raises OSError."""
    new = _written(file, f"{key}\n{file.read_text(encoding='utf-8')}")
    new.replace(file)


def _make(file: Path) -> None:
    """A file with a new key, read by nobody else. Of two processes at once, one makes it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = _written(file, f"# Without this key nobody can read the names and answers. Keep a copy apart.\n{new_key()}\n")
    try:
        with suppress(FileExistsError):  # the other process was quicker: its key counts
            os.link(new, file)
            _log.info("a key was made: %s; keep a copy of it apart from the database", file)
    finally:
        new.unlink()


def _written(file: Path, text: str) -> Path:
    """A new file beside that one with this text, down on the disk."""
    path = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return path
