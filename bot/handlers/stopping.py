"""Working until the process is told to stop."""

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_log = logging.getLogger(__name__)


async def until_stopped(work: Coroutine[Any, Any, None], *, beside: bool = False) -> None:
    """Do the work until it fails or the process gets SIGINT or SIGTERM.

    One that works `beside` another also stops when that one is gone: the standard input ends then.
    """
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    alone = asyncio.create_task(_input_ends()) if beside else None
    try:
        for name in _SIGNALS:
            with suppress(NotImplementedError):  # Windows: Ctrl-C ends the process
                loop.add_signal_handler(name, task.cancel)
        await asyncio.wait({task, alone} if alone else {task}, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()
        _log.info("stopping")
    finally:
        task.cancel()
        if alone is not None:
            alone.cancel()
        for name in _SIGNALS:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(name)


async def _input_ends() -> None:
    """Returns when nobody holds the other end of the standard input any more."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
