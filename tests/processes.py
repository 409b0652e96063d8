"""Processes of the bot's, forked from one that has read the program already: they start at once.

Each has its own memory, environment, folder and log, and can be killed like any other. What an operator starts, `kawan`
itself, is started by `tests/handlers/test_whole_way.py` and by the tests of its commands.
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["bot.app", "bot.handlers.serving", "bot.handlers.rounds", "bot.schedule.timetable", "storage.migrations", "uvloop"]
)


class Forked:
    """`python -m MODULE ARGUMENTS` in a folder, with that environment alone; what it says is added to the log."""

    def __init__(
        self, folder: Path, log: Path, environment: Mapping[str, str], module: str, arguments: Sequence[str]
    ) -> None:
        values = (str(folder), str(log), dict(environment), module, [*arguments])
        self._process: ForkServerProcess = _FORKS.Process(target=_become, args=values, daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        """Send it that signal, if it still runs."""
        if self._process.exitcode is None and self._process.pid is not None:
            os.kill(self._process.pid, how)

    def wait(self, within: float) -> int:
        """Wait until it is gone; its exit code. Raises TimeoutError."""
        self._process.join(within)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError(f"process {self._process.pid} still runs after {within} seconds")
        return code


def _become(folder: str, log: str, environment: dict[str, str], module: str, arguments: list[str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(said, stream.fileno())
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
