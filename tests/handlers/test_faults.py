"""Telegram or the network fails in every way: nothing is lost, and the next step comes, at the latest after her next
message."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import demo
from bot.boundary import Boundary
from bot.dialogue import Dialogue
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.handlers.delivery import Delivery
from bot.handlers.serving import Service
from bot.handlers.telegram import Listener
from bot.questionnaires import Questionnaires
from storage.chats import register_chat
from storage.engine import connect
from storage.people import add_person, give_role
from tests.fuzzed import overheard
from tests.handlers.test_serving import settings, tap, words, working
from tests.keys import KEYS
from tests.telegram_peer import Bubble, Fault, Peer

HOUSEHOLD = "ZulaikhaNama 41 L kepala, MarfuahNama 38 P istri, HalimahNama 15 P anak"
NAMES = ("ZulaikhaNama", "MarfuahNama", "HalimahNama", "AniTelegram", "IbuKader")
FAULTS = {
    "busy": Fault("", 429, "Too Many Requests: retry after 1", retry_after=1),
    "broken": Fault("", 502, "Bad Gateway"),
    "broken for long": Fault("", 502, "Bad Gateway", times=9),
    "dropped": Fault("", 502, dropped=True),
    "sent, and the answer lost": Fault("", 500, after=True),
    "slow": Fault("", 502, seconds=1),
}


@contextlib.asynccontextmanager
async def village(database_url: str, api: str) -> AsyncIterator[Service]:
    """A bot that knows one cadre, and does not wait long before it tries again."""
    engine, directory = connect(database_url, KEYS), load_directory()
    questionnaires, now = Questionnaires(directory), datetime.now(UTC)
    async with engine.begin() as connection:
        await questionnaires.publish(connection, load(LIBRARY / "keluarga.md"), now)
        await demo.settle(connection, directory, now)
        cadre = await add_person(connection, "IbuKader", now)
        await register_chat(connection, "tg:7", cadre)
        await give_role(connection, cadre, "cadre", demo.VILLAGE, now, rt="03")
    dialogue = Dialogue(engine, questionnaires, directory, lambda: datetime.now(UTC))
    service = Service(settings(api), dialogue)
    service._listener = Listener(Boundary(dialogue), Delivery(service.bot, pauses=(0.01, 0.01)))
    try:
        async with working(service.poll()):
            yield service
    finally:
        await service.close()
        await engine.dispose()


async def told(peer: Peer, database_url: str, fault: Fault | None) -> str:
    """What the chat shows in the end, when the fault has hit the answers to a tap and to words."""

    async def send(update: dict[str, Any]) -> Bubble:
        await peer.send(update)
        await peer.idle()
        return max(peer.seen.chats[7], key=lambda bubble: bubble.touched)

    def press(bubble: Bubble, label: str, query: str) -> dict[str, Any]:
        return tap(bubble, next(data for words, data in bubble.buttons if label in words), query)

    def hit(method: str) -> None:
        if fault is not None:
            peer.faults[:] = [replace(fault, method=method)]

    async with peer.served() as api, village(database_url, api):
        newest = await send(words("/start", 101))
        newest = await send(press(newest, "Bp. Budi", "11"))
        hit("editMessageText")
        newest = await send(press(newest, "Bersedia", "12"))
        hit("sendMessage")
        await send(words(HOUSEHOLD, 102))
        peer.faults.clear()
        newest = await send(words("/lanjut", 103))
    return newest.text


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_of_telegram_or_the_network_loses_no_answer_and_no_next_step(
    name: str, sqlite_url: str, tmp_path: Path
) -> None:
    other = shutil.copy(tmp_path / "kawan.db", tmp_path / "other.db")
    undisturbed = await told(Peer(), f"sqlite+aiosqlite:///{other}", None)
    with overheard() as log:
        assert await told(Peer(), sqlite_url, FAULTS[name]) == undisturbed
    assert "MarfuahNama" in undisturbed
    assert [entry for entry in log if any(told in entry for told in NAMES)] == []
