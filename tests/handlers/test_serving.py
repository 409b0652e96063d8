"""The bot at work against a strict Telegram: asking for messages, and being called with them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.handlers.menu import COMMANDS
from bot.handlers.serving import CannotListenError, Service, TokenRefusedError, serve_webhook
from bot.handlers.webhook import SECRET_HEADER
from bot.language import LANGUAGES
from bot.messages import Button, Incoming, Outgoing, Tap
from bot.settings import Settings
from tests.handlers.standin import Standin
from tests.telegram_peer import PATIENCE, TOKEN, Bubble, Fault, Peer, until

SECRET = "a-secret-of-32-characters-000000"
ANI = {"id": 7, "is_bot": False, "first_name": "Ani"}
CHAT = {"id": 7, "type": "private", "first_name": "Ani"}


def words(text: str, number: int = 101, sender: int = 7) -> dict[str, Any]:
    person, chat = {**ANI, "id": sender}, {**CHAT, "id": sender}
    return {"message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text}}


def tap(bubble: Bubble, data: str, query: str = "1") -> dict[str, Any]:
    shown = {"message_id": bubble.id, "date": 1_790_000_000, "chat": CHAT, "text": bubble.text}
    return {"callback_query": {"id": query, "from": ANI, "chat_instance": "1", "message": shown, "data": data}}


def settings(api: str, **more: Any) -> Settings:
    return Settings.model_validate({"telegram_token": TOKEN, "telegram_api": api, **more})


@contextlib.asynccontextmanager
async def working(work: Any) -> AsyncIterator[asyncio.Task[Any]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def polling(api: str, dialogue: Standin) -> AsyncIterator[Service]:
    service = Service(settings(api), dialogue)
    try:
        async with working(service.poll()):
            yield service
    finally:
        await service.close()


@contextlib.asynccontextmanager
async def called(peer: Peer, api: str, dialogue: Standin) -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/telegram"
    here = settings(api, webhook_url=url, webhook_secret=SECRET, listen=f"127.0.0.1:{port}")
    async with working(serve_webhook(here, dialogue)):
        await until(lambda: peer.state()["url"])
        yield url


def said(peer: Peer, chat: int = 7) -> list[str]:
    return [bubble.text for bubble in peer.seen.chats.get(chat, [])]


async def test_by_polling_words_and_taps_are_answered() -> None:
    peer, dialogue = Peer(), Standin()
    ada = Tap("jawab", 12, "akta", 3, "ada")
    dialogue.replies.append((Outgoing("tg:7", "Ada akta?", ((Button("Ada", ada),),)),))
    dialogue.replies.append((Outgoing("tg:7", "Ada.", replaces="1"), Outgoing("tg:7", "", notice="Tersimpan.")))
    async with peer.served() as api, polling(api, dialogue):
        await peer.send(words("halo"))
        await peer.idle()
        (asked,) = peer.seen.chats[7]
        assert asked.labels == ["Ada"]
        await peer.send(tap(asked, asked.buttons[0][1]))
        await peer.idle()
    assert said(peer) == ["Ada."]
    assert [heard.tap for heard in dialogue.heard] == [None, ada]
    assert {"kode", "privasi"} < set(COMMANDS)  # d24: how data are kept is told from every chat


async def test_the_menu_of_commands_speaks_the_language_of_the_phone() -> None:
    peer, dialogue = Peer(), Standin()
    async with peer.served() as api, polling(api, dialogue):
        await until(lambda: len(peer.seen.commands) == len(LANGUAGES))
    assert {code: list(menu) for code, menu in peer.seen.commands.items()} == {"": list(COMMANDS), "en": list(COMMANDS)}
    assert [menu["rumah"] for menu in peer.seen.commands.values()] == ["Rumah saya", "My houses"]


async def test_a_message_is_confirmed_after_its_answer_so_that_a_crash_loses_none() -> None:
    peer, dialogue = Peer(), Standin()
    started = asyncio.Event()

    class Stuck(Standin):
        async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
            started.set()
            await asyncio.Event().wait()
            return ()

    async with peer.served() as api:
        service = Service(settings(api), Stuck())
        async with working(service.poll()):
            await peer.send(words("lima"))
            await asyncio.wait_for(started.wait(), PATIENCE)
        assert peer.state()["pending"] == 1
        for task in asyncio.all_tasks() - {asyncio.current_task()}:  # the crash
            if "Service._take" in repr(task):
                task.cancel()
        await service.bot.session.close()
        async with polling(api, dialogue):
            await peer.idle()
    assert [heard.words for heard in dialogue.heard] == ["lima"]
    assert said(peer) == ["Baik: lima"]


async def test_one_slow_chat_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.serving.PATIENCE", 0.05)
    peer, dialogue = Peer(), Standin()
    peer.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 2", retry_after=2))
    async with peer.served() as api, polling(api, dialogue):
        await peer.send(words("lima"))
        await until(lambda: not peer.faults[0].times)
        await peer.send(words("tetangga", sender=8))
        await until(lambda: said(peer, 8))
        assert said(peer) == []
        await until(lambda: said(peer))


async def test_a_slow_message_is_not_confirmed_though_later_ones_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.serving.PATIENCE", 0.05)
    peer, heard, go_on = Peer(), list[str](), asyncio.Event()

    class Slow(Standin):
        async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
            heard.append(incoming.words)
            if incoming.words == "lima":
                await go_on.wait()
            return await super().receive(incoming)

    async with peer.served() as api, polling(api, Slow()):
        await peer.send(words("lima"))
        await until(lambda: heard)
        for number in range(102, 105):
            await peer.send(words(f"tetangga {number}", number, sender=8))
            await until(lambda many=number - 101: len(said(peer, 8)) == many)  # type: ignore[misc]
        assert peer.state()["pending"] == 4, "a crash now would lose nothing"
        go_on.set()
        await peer.idle()
    assert said(peer) == ["Baik: lima"]
    assert heard == ["lima", "tetangga 102", "tetangga 103", "tetangga 104"], "what comes once more is taken once"


async def test_so_many_messages_behind_a_slow_one_are_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.serving.PATIENCE", 0.05)
    monkeypatch.setattr("bot.handlers.serving.MOST_AT_ONCE", 3)
    peer, go_on = Peer(), asyncio.Event()

    class Slow(Standin):
        async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
            if incoming.words == "lima":
                await go_on.wait()
            return await super().receive(incoming)

    async with peer.served() as api, polling(api, Slow()):
        await peer.send(words("lima"))
        for number in range(102, 112):
            await peer.send(words(f"tetangga {number}", number, sender=8))
        await until(lambda: len(said(peer, 8)) == 10)
        go_on.set()
        await until(lambda: said(peer))
    assert said(peer, 8) == [f"Baik: tetangga {number}" for number in range(102, 112)]


async def test_polling_takes_over_from_a_webhook() -> None:
    peer, dialogue = Peer(), Standin()
    async with peer.served() as api:
        await peer._update_queues.set_webhook(TOKEN, {"url": "https://kawan.example.id/"})
        async with polling(api, dialogue):
            await until(lambda: peer.state()["polling"])
            await peer.send(words("halo"))
            await peer.idle()
    assert said(peer) == ["Baik: halo"]


async def test_an_update_that_cannot_be_read_is_left_aside(caplog: pytest.LogCaptureFixture) -> None:
    peer, dialogue = Peer(), Standin()
    odd = words("aneh")
    odd["message"]["date"] = "kapan"
    async with peer.served() as api:
        await peer.send(odd)
        await peer.send(words("halo", 102))
        async with polling(api, dialogue):
            await peer.idle()
    assert said(peer) == ["Baik: halo"]
    assert "aneh" not in caplog.text


async def test_a_refused_token_stops_the_start() -> None:
    peer = Peer()
    peer.faults.append(Fault("getMe", 401, "Unauthorized"))
    async with peer.served() as api:
        service = Service(settings(api), Standin())
        with pytest.raises(TokenRefusedError):
            await service.poll()
        await service.close()


async def test_by_webhook_words_are_answered_before_telegram_is() -> None:
    peer, dialogue = Peer(), Standin()
    async with peer.served() as api, called(peer, api, dialogue):
        await peer.send(words("halo"))
        assert said(peer) == ["Baik: halo"]
        assert peer.state()["pending"] == 0


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "rahasia-é"])
async def test_who_does_not_show_the_secret_is_not_heard(secret: str | None) -> None:
    peer, dialogue = Peer(), Standin()
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with peer.served() as api, called(peer, api, dialogue) as url, aiohttp.ClientSession() as client:
        answer = await client.post(url, json={"update_id": 1, **words("halo")}, headers=headers)
        assert (answer.status, await answer.text()) == (401, "")
    assert dialogue.heard == []


async def test_a_body_that_is_too_large_or_no_update_is_refused_without_harm() -> None:
    peer, dialogue = Peer(), Standin()
    headers = {SECRET_HEADER: SECRET}
    async with peer.served() as api, called(peer, api, dialogue) as url, aiohttp.ClientSession() as client:
        async with client.post(url, data=b"x" * 300_000, headers=headers) as answer:
            assert answer.status == 413
        async with client.post(url, data=b"not json", headers=headers) as answer:
            assert answer.status == 200
        async with client.get(url.replace("/telegram", "/sehat")) as answer:
            assert (answer.status, await answer.text()) == (200, "sehat\n")
    assert dialogue.heard == []


async def test_told_to_stop_the_bot_answers_what_it_has_heard_and_confirms_it() -> None:
    started = asyncio.Event()

    class Slow(Standin):
        async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
            started.set()
            await asyncio.sleep(0.2)
            return await super().receive(incoming)

    peer = Peer()
    async with peer.served() as api:
        async with polling(api, Slow()):
            await peer.send(words("lima"))
            await asyncio.wait_for(started.wait(), PATIENCE)
        assert said(peer) == ["Baik: lima"]
        assert peer.state()["pending"] == 0


async def test_an_address_that_is_taken_is_told() -> None:
    peer = Peer()
    async with peer.served() as api:
        taken = api.removeprefix("http://")
        here = settings(api, webhook_url="http://127.0.0.1:1/telegram", webhook_secret=SECRET, listen=taken)
        with pytest.raises(CannotListenError):
            await serve_webhook(here, Standin())
