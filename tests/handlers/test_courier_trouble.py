"""The database goes away while letters are brought, and the bot goes away while its courier works."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.boundary import is_away
from bot.flows.services.directory import load_directory
from bot.handlers import courier as couriers
from bot.messages import Button, Outgoing, Tap
from storage import outbox, settling
from storage.chats import register_chat
from storage.engine import connect
from storage.letters import Letter
from storage.people import add_person, give_role
from tests.handlers.test_courier import Watch, carrying, fates, put, said
from tests.keys import KEYS
from tests.telegram_peer import PATIENCE, Fault, Peer, until
from tests.wire import wire

_HERE = text("SELECT pid FROM pg_stat_activity")
_THROW_OUT = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND NOT pid = ANY(:spared)"
)


@contextlib.asynccontextmanager
async def restarting(url: str, every: float) -> AsyncIterator[list[int]]:
    """PostgreSQL throws out everybody who comes from now on, every so many seconds; how many it threw out."""
    engine, thrown = connect(url, KEYS).execution_options(isolation_level="AUTOCOMMIT"), []
    async with engine.connect() as connection:
        spared = list(await connection.scalars(_HERE))

    async def restart() -> None:
        while True:
            await asyncio.sleep(every)
            async with engine.connect() as connection:
                thrown.append(int(await connection.scalar(_THROW_OUT, {"spared": spared}) or 0))

    task = asyncio.create_task(restart())
    try:
        yield thrown
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await engine.dispose()


async def _put(engine: AsyncEngine, many: int) -> bool:
    try:
        await put(engine, many)
    except Exception as error:
        assert is_away(error), repr(error)
        return False
    return True


async def test_a_database_that_restarts_again_and_again_loses_and_doubles_nothing(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "AGAIN", 0.01)
    peer, watch, engine = Peer(), Watch(), connect(postgresql_url, KEYS)
    peer.faults.append(Fault("sendMessage", 0, after=True, seconds=0.02, times=10**6))
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        async with restarting(postgresql_url, 0.11) as thrown:
            while not await _put(engine, 40):
                pass  # thrown out on the way: once more, by the same keys
            while len(said(peer)) < 40:
                try:
                    await courier.deliver()
                except Exception as error:
                    assert is_away(error), repr(error)
        await courier.deliver()
    assert sum(thrown) > 1
    assert await fates(engine) == {"sent": 40}
    assert set(said(peer).values()) == {1}
    await engine.dispose()


async def test_a_letter_that_was_sent_while_the_database_is_gone_is_kept_as_sent_when_it_is_back(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "AGAIN", 0.01)
    peer, watch = Peer(), Watch()
    away: list[int] = []
    original = settling.sent

    async def gone(*about: object) -> None:
        if len(away) < 5:
            away.append(1)
            raise ConnectionError
        await original(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(settling, "sent", gone)
    await put(engine, 3)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 3
    assert await fates(engine) == {"sent": 3}
    assert set(said(peer).values()) == {1}


async def test_beside_the_bot_a_reminder_comes_with_a_button_that_works_and_goes_when_the_bot_is_killed(
    tmp_path: Path,
) -> None:
    url, now = f"sqlite+aiosqlite:///{tmp_path / 'kawan.db'}", datetime.now(UTC)
    async with wire(tmp_path, BOT_COURIER="on") as phone:
        engine = connect(url)
        async with engine.begin() as connection:
            await demo.settle(connection, load_directory(), now)
            cadre = await add_person(connection, "Bu Uji", now)
            await register_chat(connection, "tg:7", cadre)
            await give_role(connection, cadre, "cadre", demo.VILLAGE, now, rt="03")
        await phone.says("/start")
        label, data = phone.newest.buttons[0]
        house = Tap.unpack(data)
        assert house is not None
        async with engine.begin() as connection:
            bubble = Outgoing("tg:7", "Hari ini satu rumah menunggu.", ((Button("Ke rumah itu", house),),))
            await outbox.put(connection, Letter("k", "visit", (bubble,), now, now + timedelta(hours=1)))
        async with asyncio.timeout(PATIENCE):  # the courier looks every ten seconds
            while phone.newest.text != bubble.text:
                await asyncio.sleep(0.1)
                await phone.look()
        await phone.taps("Ke rumah itu")
        assert label.partition(" ·")[0] in phone.newest.text
        assert await phone.refused() == []
        phone.bot.kill()
        await until(lambda: "stopping" in phone.bot.log)
        await engine.dispose()
