"""Connections that are handed on in the order of asking."""

import asyncio
from collections import deque
from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty


class _InOrder(AsyncAdaptedQueue[Any]):
    """A pool's idle connections. One that comes back goes to whoever has waited longest.

    SQLAlchemy's own queue, and asyncio's under it, give it to whoever asks first after that, and put the one whom they
    woke in vain at the end again: under load a message waited until its patience was over.
    """

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._waiting: deque[asyncio.Future[Any]] = deque()

    def put_nowait(self, item: Any) -> None:
        """Hand the connection on, or keep it until somebody asks."""
        while self._waiting:
            longest = self._waiting.popleft()
            if not longest.done():  # she has not gone meanwhile
                longest.set_result(item)
                return
        super().put_nowait(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """An idle connection; nobody waits while there is one. Raises Empty."""
        try:
            return self.get_nowait()
        except Empty:
            if not block:
                raise
        handed = asyncio.get_running_loop().create_future()
        self._waiting.append(handed)
        try:
            return await_only(asyncio.wait_for(handed, timeout))
        except TimeoutError:
            raise Empty from None
        except BaseException:
            if handed.done() and not handed.cancelled():  # cancelled just when her turn came
                self.put_nowait(handed.result())
            raise


class Pool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool, but in order."""

    _queue_class = _InOrder
