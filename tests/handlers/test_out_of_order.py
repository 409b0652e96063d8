"""Two messages of one chat that a webhook brings at once, the later one first.

Nothing is lost, and nothing is kept twice. What came first answers the question that waited, as it must: nobody can
know that something older is still on its way. What came late counts for no other question by itself: it is
read back where it fits there, and else told to be not kept.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import text

from bot.handlers.webhook import SECRET_HEADER, webhook
from storage.engine import connect
from tests.handlers.test_faults import HOUSEHOLD, village
from tests.handlers.test_serving import SECRET, tap, words
from tests.keys import KEYS
from tests.telegram_peer import Bubble, Peer


@dataclass
class Hook:
    """The bot's webhook, and what the chat shows."""

    peer: Peer
    url: str
    client: aiohttp.ClientSession
    number: int = 100

    @property
    def newest(self) -> Bubble:
        return max(self.peer.seen.chats[7], key=lambda bubble: bubble.touched)

    @property
    def texts(self) -> list[str]:
        return [bubble.text for bubble in self.peer.seen.chats[7]]

    async def call(self, update: dict[str, Any]) -> None:
        """Bring one update, and wait until it is acknowledged."""
        self.number += 1
        body = {"update_id": self.number, **update}
        async with self.client.post(self.url, json=body, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 200

    async def press(self, label: str) -> None:
        data = next(data for words, data in self.newest.buttons if label in words)
        await self.call(tap(self.newest, data, query=str(self.number)))

    def said(self, spoken: str, number: int) -> dict[str, Any]:
        """Words that were written in this very second: their time tells nothing of their order."""
        update = words(spoken, number)
        update["message"]["date"] = int(datetime.now(UTC).timestamp())
        return update


@contextlib.asynccontextmanager
async def hooked(database_url: str) -> AsyncIterator[Hook]:
    peer = Peer()
    async with peer.served() as api, village(database_url, api) as service:
        runner = web.AppRunner(webhook(service.bot, service.take, "/telegram", SECRET), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with aiohttp.ClientSession() as client:
            hook = Hook(peer, f"http://127.0.0.1:{runner.addresses[0][1]}/telegram", client)
            await hook.call(words("/start", 101))
            await hook.press("Bp. Budi")
            await hook.press("Bersedia")
            await hook.call(words(HOUSEHOLD, 102))
            await hook.press("Lengkap")
            yield hook
        await runner.cleanup()


async def kept(database_url: str) -> int:
    """How many messages told something of an interview."""
    engine = connect(database_url, KEYS)
    async with engine.begin() as connection:
        rows = await connection.execute(text("SELECT count(*) FROM turns WHERE facts IS NOT NULL"))
    await engine.dispose()
    return int(rows.scalar_one())


@pytest.mark.parametrize("together", [False, True], ids=["one after the other", "at once"])
async def test_words_that_were_overtaken_are_not_taken_for_the_next_question(database_url: str, together: bool) -> None:
    async with hooked(database_url) as hook:
        assert "buku nikah" in hook.newest.text
        before = await kept(database_url)
        later, earlier = hook.said("belum", 104), hook.said("ada", 103)
        if together:
            await asyncio.gather(hook.call(later), hook.call(earlier))
        else:
            await hook.call(later)
            await hook.call(earlier)
        assert "✓ Belum" in hook.texts[-2] and "Surat-surat · 5" in hook.texts[-2]
        assert "Pesan “ada” belum saya catat" in hook.newest.text
        assert await kept(database_url) == before + 1

        shown = hook.texts
        for again in (earlier, later):
            await hook.call(again)
        assert hook.texts == shown, "brought again, they change nothing"
        assert await kept(database_url) == before + 1


async def test_words_brought_in_their_order_are_no_exception(database_url: str) -> None:
    async with hooked(database_url) as hook:
        await hook.call(hook.said("ada", 103))
        assert "✓ Ada" in hook.newest.text
        await hook.call(hook.said("lewati", 104))
        assert "tadi untuk" not in hook.newest.text


async def test_a_tap_counts_for_the_question_that_its_button_names_whatever_overtook_it(database_url: str) -> None:
    async with hooked(database_url) as hook:
        pressed = tap(hook.newest, next(data for label, data in hook.newest.buttons if label == "Ada"), query="late")
        await hook.call(hook.said("belum", 103))
        assert "Surat-surat · 5" in hook.newest.text
        await hook.call(pressed)
        assert "Sudah diubah. Buku nikah: Ada" in hook.newest.text and "Surat-surat · 5" in hook.newest.text


async def test_words_that_fit_the_next_question_as_well_wait_there_until_she_says_so(database_url: str) -> None:
    async with hooked(database_url) as hook:
        later, earlier = hook.said("belum", 104), hook.said("tidak ada", 103)
        await asyncio.gather(hook.call(later), hook.call(earlier))
        assert "✓ Belum" in hook.texts[-2] and "Surat-surat · 5" in hook.texts[-2]
        assert "Surat-surat · 5" in hook.newest.text
        assert {"☑ Tidak ada", "Selesai"} <= set(hook.newest.labels)
