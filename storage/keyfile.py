"""A file of keys, newest first: beside an embedded database, or where the operator keeps it."""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from storage.keyring import Keyring, new_key

_log = logging.getLogger(__name__)


_SAYS = {
    False: "# Without this key nobody can read the names and answers. Keep a copy apart.",
    True: "# Without this key nobody can read the private answers. Keep a copy apart, also from the other key.",
}


def beside(database: Path, *, private: bool = False) -> Path:
    """Where the keys of a database in that file are, unless the operator says otherwise."""
    return database.with_name(database.name + (".private-key" if private else ".key"))


def keys_in(file: Path) -> tuple[str, ...]:
    """The keys that stand in the file, one a line. Raises OSError."""
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(filter(None, lines))


def keys_beside(database: Path) -> Keyring:
    """The keys beside the database in that file; when the first value is sealed, a new one where there are none."""
    file = beside(database)

    def made() -> tuple[str, ...]:
        make_keys(file)
        return keys_in(file)

    return Keyring(again=lambda: keys_in(file) if file.exists() else (), make=made)


def private_keys_beside(database: Path) -> Keyring:
    """The keys for private answers beside the database in that file. They are never made by themselves."""
    file = beside(database, private=True)
    return Keyring(again=lambda: keys_in(file) if file.exists() else (), private=True)


def put_in_front(file: Path, key: str) -> None:
    """Write a key as the newest into the file; whoever reads it sees the old keys or all of them. Raises OSError."""
    new = _written(file, f"{key}\n{file.read_text(encoding='utf-8')}")
    new.replace(file)


def make_keys(file: Path, *, private: bool = False) -> None:
    """A file with a new key, read by nobody else. Of two processes at once, one makes it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = _written(file, f"{_SAYS[private]}\n{new_key()}\n")
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
