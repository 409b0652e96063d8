"""The courier beside the bot: a process of its own, started again when it ends."""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import AsyncIterator, Sequence

COMMAND = (sys.executable, "-m", "bot", "courier", "--beside")
PAUSES = (1.0, 5.0, 30.0, 60.0)  # seconds before a new start
STEADY = 600.0  # seconds after which an end is the first one again
GOODBYE = 40.0  # seconds for the letter on its way

_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def courier_beside(command: Sequence[str] = COMMAND) -> AsyncIterator[None]:
    """A courier runs as long as this does. It holds the other end of a pipe, and so ends with us, however we end."""
    keeping = asyncio.create_task(_keep_running(command))
    try:
        yield
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


async def _keep_running(command: Sequence[str]) -> None:
    ends = 0
    while True:
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _end(process)
            raise
        ends = 0 if time.monotonic() - began > STEADY else ends
        pause = PAUSES[min(ends, len(PAUSES) - 1)]
        _log.error("the courier ended with %s; it starts again in %.0f s", code, pause)
        ends += 1
        await asyncio.sleep(pause)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GOODBYE)
    except TimeoutError:
        process.kill()
        await process.wait()
