"""The courier against a strict Telegram that answers, is busy, breaks, hangs up, or is gone for an hour."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.flows.reply import Attachment
from bot.handlers import courier as couriers
from bot.handlers.courier import Courier
from bot.handlers.post import Post
from bot.messages import Button, Outgoing, Tap
from storage import outbox
from storage.chats import register_chat
from storage.engine import connect
from storage.keyring import Keyring, new_key
from storage.letters import Letter
from storage.people import add_person
from tests.handlers.test_serving import settings, working
from tests.keys import KEYS
from tests.telegram_peer import Fault, Peer, until

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
FAST = 500.0  # calls a second: the pace itself is tested by `bench.courier` and below
MINUTE = timedelta(minutes=1)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "GRACE", 0.01)
    monkeypatch.setattr(couriers, "AGAIN", 0.01)


@contextlib.asynccontextmanager
async def carrying(
    engine: AsyncEngine, api: str, now: Callable[[], datetime], pace: float = FAST
) -> AsyncIterator[Courier]:
    post = Post(settings(api), per_second=pace)
    try:
        yield Courier(engine, post, now)
    finally:
        await post.close()


async def put(engine: AsyncEngine, count: int = 1, first: int = 7, **more: timedelta) -> None:
    async with engine.begin() as connection:
        for chat in range(first, first + count):
            bubble = Outgoing(f"tg:{chat}", f"Surat {chat}")
            until_ = NOW + more.get("useful", timedelta(hours=10))
            await outbox.put(connection, Letter(f"k{chat}", "visit", (bubble,), NOW, until_))


async def fates(engine: AsyncEngine) -> Counter[str]:
    async with engine.begin() as connection:
        rows = await connection.execute(text("SELECT status FROM outbox"))
        return Counter(row.status for row in rows)


def said(peer: Peer) -> Counter[str]:
    return Counter(bubble.text for bubbles in peer.seen.chats.values() for bubble in bubbles)


async def test_what_is_due_arrives_as_it_was_written(engine: AsyncEngine, watch: Watch) -> None:
    peer, go = Peer(), Tap("go", 12, "q", 3, "a")
    summary = Outgoing("tg:7", "Rangkuman", ((Button("Lihat", go),),), attachment=Attachment("minggu.png", b"\x89PNG"))
    table = Outgoing("tg:7", "", attachment=Attachment("rt.xlsx", b"PK"))
    async with engine.begin() as connection:
        whole = Letter("s", "summary", (summary, table, Outgoing("tg:7", "x" * 5000)), NOW, NOW + MINUTE, silent=True)
        await outbox.put(connection, whole)
        later = Letter("l", "visit", (Outgoing("tg:7", "Nanti"),), NOW + MINUTE, NOW + 2 * MINUTE)
        await outbox.put(connection, later)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 1
        assert await courier.deliver() == 0
    shown = peer.seen.chats[7]
    assert [(bubble.text[:9], bubble.file, bubble.silent) for bubble in shown] == [
        ("Rangkuman", "minggu.png", True),
        ("", "rt.xlsx", True),
        ("xxxxxxxxx", "", True),
        ("xxxxxxxxx", "", True),
    ]
    assert [Tap.unpack(data) for _, data in shown[0].buttons] == [go]
    assert await fates(engine) == {"sent": 1, "waiting": 1}


async def test_no_call_but_those_that_send(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        await courier.deliver()
        assert peer.seen.calls == []
        await put(engine)
        await courier.deliver()
    assert [call["method"] for call in peer.seen.calls] == ["sendMessage"]


async def test_telegram_asks_to_wait_a_moment_and_is_obeyed(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1))
    await put(engine, 3)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 2
        assert loop.time() - began >= 1
        watch.now += timedelta(seconds=1)
        assert await courier.deliver() == 1
    assert set(said(peer).values()) == {1}


async def test_telegram_refuses_for_an_hour_and_is_not_asked_before(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 3600", retry_after=3600))
    await put(engine, 5)
    async with peer.served() as api, carrying(engine, api, watch) as one, carrying(engine, api, watch) as other:
        assert await one.deliver() == 0
        for minutes in range(0, 60, 10):
            watch.now = NOW + minutes * MINUTE
            assert await other.deliver() == 0  # another process obeys, too
        assert len(peer.seen.calls) == 1
        watch.now = NOW + 60 * MINUTE
        assert await other.deliver() == 5
    assert set(said(peer).values()) == {1}


@pytest.mark.parametrize(
    "fault",
    [Fault("sendMessage", 500), Fault("sendMessage", 502, "Bad Gateway"), Fault("sendMessage", 502, dropped=True)],
)
async def test_what_is_lost_is_tried_again_with_growing_pauses(engine: AsyncEngine, watch: Watch, fault: Fault) -> None:
    peer = Peer()
    fault.times = 3
    peer.faults.append(fault)
    await put(engine)
    tried = []
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        courier._rest = _at_once  # type: ignore[method-assign]
        for seconds in range(0, 600, 5):
            watch.now = NOW + timedelta(seconds=seconds)
            before = len(peer.seen.calls)
            await courier.deliver()
            if len(peer.seen.calls) > before:
                tried.append(seconds)
    assert tried == [0, 5, 35, 155]
    assert said(peer) == {"Surat 7": 1}


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault("sendMessage", 502, "Bad Gateway"), 1),
        (Fault("sendMessage", 500, after=True, dropped=True), 2),  # sent, and the answer lost
    ],
)
async def test_the_log_says_which_letter_may_come_twice(
    engine: AsyncEngine, watch: Watch, fault: Fault, arrived: int, caplog: pytest.LogCaptureFixture
) -> None:
    peer = Peer()
    peer.faults.append(replace(fault))
    await put(engine)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        await courier.deliver()
        watch.now += MINUTE
        assert await courier.deliver() == 1
    assert said(peer) == {"Surat 7": arrived}
    assert ("maybe twice" in caplog.text) is (arrived == 2)
    assert "Surat" not in caplog.text


async def test_while_telegram_is_down_it_is_asked_once_each_time_and_then_all_arrive(
    engine: AsyncEngine, watch: Watch
) -> None:
    peer = Peer()
    down = Fault("sendMessage", 502, times=10**6)
    peer.faults.append(down)
    await put(engine, 40)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        courier._rest = _at_once  # type: ignore[method-assign]
        await courier.deliver()
        assert len(peer.seen.calls) == couriers.OUT
        for minutes in range(1, 61):
            watch.now = NOW + minutes * MINUTE
            await courier.deliver()
        assert len(peer.seen.calls) <= couriers.OUT + 60
        down.times = 0
        for minutes in range(61, 80):
            watch.now = NOW + minutes * MINUTE
            await courier.deliver()
    assert len(said(peer)) == 40
    assert set(said(peer).values()) == {1}


async def test_who_blocked_the_bot_is_marked_and_gets_nothing_more(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 403, "Forbidden: bot was blocked by the user"))
    async with engine.begin() as connection:
        await register_chat(connection, "tg:7", await add_person(connection, "Bu Contoh", NOW))
        for key in ("one", "two"):
            await outbox.put(connection, Letter(key, key, (Outgoing("tg:7", key),), NOW, NOW + MINUTE))
    await put(engine, first=8)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 1
    assert await fates(engine) == {"unreachable": 2, "sent": 1}
    async with engine.begin() as connection:
        row = (await connection.execute(text("SELECT blocked_at FROM chats WHERE blocked_at IS NOT NULL"))).all()
    assert len(row) == 1


async def test_what_telegram_will_not_take_is_not_tried_again(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 400, "Bad Request: can't parse entities"))
    peer.faults.append(Fault("sendMessage", 400, "Bad Request: chat not found"))
    await put(engine, 3)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 1
        assert await courier.deliver() == 0
    assert await fates(engine) == {"failed": 1, "unreachable": 1, "sent": 1}


async def test_a_letter_that_cannot_be_sent_or_read_holds_up_no_other(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    async with engine.begin() as connection:
        for key, chat in (("nowhere", "tg:nobody"), ("spoiled", "tg:7"), ("lost key", "tg:7"), ("good", "tg:8")):
            await outbox.put(connection, Letter(key, key, (Outgoing(chat, key),), NOW, NOW + 60 * MINUTE))
        spoil = text("UPDATE outbox SET payload = :payload WHERE key = :key")
        await connection.execute(spoil, {"key": "spoiled", "payload": b"spoiled"})
        other = Keyring([new_key()]).seal("[]", "outbox.payload")
        await connection.execute(spoil, {"key": "lost key", "payload": other})
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 1
        assert await fates(engine) == {"failed": 2, "waiting": 1, "sent": 1}
    assert said(peer) == {"good": 1}


async def test_a_refused_token_keeps_the_letters(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 401, "Unauthorized"))
    await put(engine, 2)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 0
        watch.now += timedelta(minutes=6)
        assert await courier.deliver() == 2


async def test_no_more_than_fifteen_calls_in_a_second(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    await put(engine, 24)
    async with peer.served() as api, carrying(engine, api, watch, pace=15) as courier:
        assert await courier.deliver() == 24
    at = [call["at"] for call in peer.seen.calls]
    assert max(sum(start <= each < start + 1 for each in at) for start in at) <= 17


async def test_three_couriers_at_once_bring_each_letter_once(
    engine: AsyncEngine, database_url: str, watch: Watch
) -> None:
    peer = Peer()
    await put(engine, 60)
    engines = [engine, *(connect(database_url, KEYS) for _ in range(2))]
    async with peer.served() as api, contextlib.AsyncExitStack() as stack:
        three = [await stack.enter_async_context(carrying(own, api, watch)) for own in engines]
        arrived = await asyncio.gather(*(one.deliver() for one in three))
    assert sorted(arrived) == [0, 0, 60]
    assert set(said(peer).values()) == {1}
    for own in engines[1:]:
        await own.dispose()


async def test_a_killed_courier_is_followed_by_another_that_says_what_may_come_twice(
    engine: AsyncEngine, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 500, after=True, seconds=30))  # sent, and nobody hears of it
    await put(engine, 3)
    async with peer.served() as api, carrying(engine, api, watch) as dead, carrying(engine, api, watch) as other:
        async with working(dead.deliver()):
            await until(lambda: said(peer))
        with caplog.at_level(logging.WARNING):
            assert await other.deliver() == 0  # the dead one's lease still holds
            watch.now += couriers.LEASE
            assert await other.deliver() == 3
    assert sorted(said(peer).values()) == [1, 1, 2]
    assert "maybe twice" in caplog.text


async def test_who_lost_the_lease_sends_nothing_more(engine: AsyncEngine, watch: Watch) -> None:
    peer = Peer()
    slow = Fault("sendMessage", 0, after=True, seconds=0.3)
    peer.faults.append(slow)
    await put(engine, 4)
    async with peer.served() as api, carrying(engine, api, watch) as stalled, carrying(engine, api, watch) as other:
        first = asyncio.create_task(stalled.deliver())
        await until(lambda: said(peer))
        watch.now += 2 * couriers.LEASE - timedelta(seconds=1)
        second = asyncio.create_task(other.deliver())
        await asyncio.gather(first, second)
    assert max(said(peer).values()) <= 2  # the one on its way
    assert sum(count - 1 for count in said(peer).values()) <= 1
    assert len(said(peer)) == 4


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(hours=5)])
async def test_a_clock_that_jumps_neither_stops_nor_doubles(engine: AsyncEngine, watch: Watch, jump: timedelta) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 502))
    await put(engine, 3)
    async with peer.served() as api, carrying(engine, api, watch) as courier:
        assert await courier.deliver() == 2
        watch.now += jump
        await put(engine, 2, first=20)
        watch.now += MINUTE
        await courier.deliver()
        watch.now = NOW + MINUTE  # set right
        await courier.deliver()
    assert len(said(peer)) == 5
    assert set(said(peer).values()) == {1}


async def test_told_to_stop_it_ends_the_letter_on_its_way_and_leaves_the_rest(
    engine: AsyncEngine, watch: Watch
) -> None:
    peer = Peer()
    peer.faults.append(Fault("sendMessage", 0, after=True, seconds=0.05))
    await put(engine, 3)
    async with peer.served() as api, carrying(engine, api, watch) as courier, carrying(engine, api, watch) as next_one:
        delivering = asyncio.create_task(courier.deliver())
        await until(lambda: said(peer))
        courier.stop()
        await delivering
        assert len(said(peer)) == 1
        assert await next_one.deliver() == 2
    assert said(peer) == {"Surat 7": 1, "Surat 8": 1, "Surat 9": 1}


async def _at_once(seconds: float) -> None:
    """No wait."""
