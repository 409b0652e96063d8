"""Webhooks as Telegram calls them: several updates on their way at once, and again what was not acknowledged.

The emulator calls with one update at a time and waits for its answer; Telegram has up to `max_connections` on their
way, also two of one chat.
"""

import asyncio
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from lo_bot_api_emulator import updates

from bot.handlers.webhook import SECRET_HEADER

AGAIN = 0.5  # seconds until an update that was not acknowledged comes again; Telegram takes its time
WITHIN = 60.0  # seconds that Telegram waits for an answer


class Abreast(updates.UpdateQueues):  # type: ignore[misc]  # the emulator has no types
    """Queues whose webhook is called with all that waits at once."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._on_their_way: dict[int, asyncio.Task[None]] = {}

    async def deliver(self, token: str) -> int:
        """Call the webhook with everything that waits and is not on its way; does not wait for answers."""
        inbox = self._state(token)
        for update in inbox.updates if inbox.url else ():
            number = update["update_id"]
            if number not in self._on_their_way:
                task = asyncio.create_task(self._call(inbox, update))
                self._on_their_way[number] = task
        return 0

    async def _call(self, inbox: Any, update: dict[str, Any]) -> None:
        try:
            await self._insist(inbox, update)
        finally:
            del self._on_their_way[update["update_id"]]

    async def _insist(self, inbox: Any, update: dict[str, Any]) -> None:
        async with ClientSession(timeout=ClientTimeout(total=WITHIN)) as client:
            while inbox.url:
                try:
                    headers = {SECRET_HEADER: inbox.secret or ""}
                    async with client.post(inbox.url, json=update, headers=headers) as answer:
                        acknowledged = 200 <= answer.status < 300
                except (ClientError, TimeoutError):
                    acknowledged = False
                if acknowledged:
                    inbox.updates.remove(update)
                    return
                await asyncio.sleep(AGAIN)

    async def stop(self) -> None:
        """Call no more."""
        tasks = list(self._on_their_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
