"""Letters are put once, claimed by one, and forgotten when they are settled."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.reply import Attachment
from bot.messages import Button, Outgoing, Tap
from storage import claiming, leases, outbox, settling
from storage.engine import connect
from storage.leases import Lease
from storage.letters import Claimed, Letter, Priority, key_of, unasked_key
from tests.keys import KEYS

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BUTTON = Button("Lanjutkan", Tap("go", 12, "q", 3, "a"))


def letter(key: str = "visit:1", chat: str = "tg:7", **more: object) -> Letter:
    bubble = Outgoing(chat, f"Halo {key}", ((BUTTON,),))
    written = Letter(key, "visit", (bubble,), NOW, NOW + timedelta(hours=10))
    return replace(written, **more)  # type: ignore[arg-type]


async def claimed(engine: AsyncEngine, now: datetime = NOW, holder: str = "a") -> Claimed | None:
    async with engine.begin() as connection:
        return await claiming.claim(connection, "tg", holder, now)


async def kept(connection: AsyncConnection, *, key: str = "visit:1") -> dict[str, object]:
    row = await connection.execute(text("SELECT * FROM outbox WHERE key = :key"), {"key": key})
    return dict(row.one()._mapping)


async def test_a_letter_is_put_once_and_comes_out_as_it_was(engine: AsyncEngine) -> None:
    file = Attachment("grafik.png", b"\x89PNG")
    whole = letter(bubbles=(Outgoing("tg:7", "Rangkuman", ((BUTTON,),), attachment=file), Outgoing("tg:7", "Dua")))
    async with engine.begin() as connection:
        assert await outbox.put(connection, whole)
        assert not await outbox.put(connection, letter(bubbles=(Outgoing("tg:7", "Lain"),)))
    found = await claimed(engine)
    assert found is not None
    assert (found.bubbles, found.chat, found.tries, found.parts_sent) == (whole.bubbles, "tg:7", 1, 0)
    assert await claimed(engine) is None


async def test_what_a_letter_says_is_sealed_in_the_database(engine: AsyncEngine) -> None:
    file = Attachment("rt.xlsx", b"Bu Contoh")
    async with engine.begin() as connection:
        await outbox.put(connection, letter(bubbles=(Outgoing("tg:7", "Bu Contoh", ((BUTTON,),), attachment=file),)))
        row = await kept(connection)
        content = await connection.scalar(text("SELECT content FROM attachments"))
    for sealed in (row["payload"], content):
        assert isinstance(sealed, bytes)
        assert not any(words in sealed for words in (b"Contoh", b"Lanjutkan", b"rt.xlsx", b"QnUg"))


async def test_keys_let_one_letter_a_day_through_for_a_person() -> None:
    today = date(2026, 11, 23)
    assert key_of(1, "visit", today) != key_of(1, "visit", today + DAY) != key_of(2, "visit", today + DAY)
    assert unasked_key(1, today) == unasked_key(1, today) != unasked_key(11, today)


async def test_nothing_is_claimed_before_it_is_due_and_what_is_important_goes_first(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await outbox.put(connection, letter("later", due_at=NOW + MINUTE))
        await outbox.put(connection, letter("usual"))
        await outbox.put(connection, letter("important", priority=Priority.IMPORTANT, due_at=NOW + MINUTE / 2))
        assert await claiming.anything_due(connection, "tg", NOW)
        assert not await claiming.anything_due(connection, "tg", NOW - MINUTE)
        assert not await claiming.anything_due(connection, "wa", NOW)
    order = []
    while (found := await claimed(engine, NOW + MINUTE)) is not None:
        order.append(found.bubbles[0].text)
    assert order == ["Halo important", "Halo usual", "Halo later"]


async def test_what_is_no_longer_of_use_is_dropped(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await outbox.put(connection, letter("old", useful_until=NOW + MINUTE))
        await outbox.put(connection, letter("new"))
    found = await claimed(engine, NOW + MINUTE)
    assert found is not None
    assert found.bubbles[0].text == "Halo new"
    async with engine.begin() as connection:
        old = await kept(connection, key="old")
    assert (old["status"], old["payload"]) == ("dropped", None)


async def test_what_is_settled_says_nothing_any_more(engine: AsyncEngine) -> None:
    file = Attachment("grafik.png", b"\x89PNG")
    async with engine.begin() as connection:
        await outbox.put(connection, letter(bubbles=(Outgoing("tg:7", "Bu Ani", attachment=file),)))
    found = await claimed(engine)
    assert found is not None
    async with engine.begin() as connection:
        await settling.sent(connection, found.id, NOW)
        row = await kept(connection)
        assert await connection.scalar(text("SELECT count(*) FROM attachments")) == 0
        assert await settling.forget_settled(connection, NOW) == 0
        assert await settling.forget_settled(connection, NOW + MINUTE) == 1
    assert (row["status"], row["payload"], row["next_at"]) == ("sent", None, None)


async def test_a_letter_put_off_waits_but_never_longer_than_it_is_of_use(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await outbox.put(connection, letter(useful_until=NOW + 5 * MINUTE))
    first = await claimed(engine)
    assert first is not None
    async with engine.begin() as connection:
        await settling.put_off(connection, first.id, "a", NOW + MINUTE, "Bad Gateway")
    assert await claimed(engine, NOW + MINUTE / 2) is None
    second = await claimed(engine, NOW + MINUTE)
    assert second is not None
    assert second.tries == 2
    async with engine.begin() as connection:
        await settling.put_off(connection, second.id, "somebody else", NOW, "")  # who lost it cannot give it back
        await settling.put_off(connection, second.id, "a", NOW + 60 * MINUTE, "Bad Gateway")
    assert await claimed(engine, NOW + 5 * MINUTE) is None
    async with engine.begin() as connection:
        assert (await kept(connection))["status"] == "dropped"


async def test_of_a_letter_in_parts_what_is_out_is_not_sent_again(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await outbox.put(connection, letter())
    first = await claimed(engine)
    assert first is not None
    async with engine.begin() as connection:
        await settling.part_sent(connection, first.id, 1)
        await settling.put_off(connection, first.id, "a", NOW, "")
    second = await claimed(engine)
    assert second is not None
    assert second.parts_sent == 1


async def test_a_newer_letter_takes_the_place_of_what_waits_of_its_kind(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for key in ("monday", "tuesday"):
            await outbox.put(connection, letter(key))
        await outbox.put(connection, letter("summary", kind="summary"))
        await outbox.put(connection, letter("neighbour", "tg:8"))
        for _ in range(2):  # the second time it is there already, and changes nothing
            await outbox.put(connection, letter("wednesday", supersedes=True))
    found = [await claimed(engine) for _ in range(4)]
    assert [one and one.bubbles[0].text for one in found] == ["Halo summary", "Halo neighbour", "Halo wednesday", None]


async def test_letters_of_a_courier_who_died_wait_again(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await outbox.put(connection, letter())
    dead = await claimed(engine)
    assert dead is not None
    async with engine.begin() as connection:
        assert await claiming.adopt(connection, "tg", "b", NOW) == [dead.id]
    again = await claimed(engine, holder="b")
    assert again is not None
    assert again.id == dead.id
    async with engine.begin() as connection:
        assert await claiming.adopt(connection, "tg", "b", NOW) == []  # its own, that it never came to send
    assert await claimed(engine, holder="b") is not None


async def test_who_is_unreachable_gets_nothing_more(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for key in ("one", "two"):
            await outbox.put(connection, letter(key))
        await outbox.put(connection, letter("three", "tg:8"))
    assert await claimed(engine) is not None
    async with engine.begin() as connection:
        assert await settling.unreachable(connection, "tg:7", NOW) == 2
    found = await claimed(engine)
    assert found is not None
    assert found.chat == "tg:8"


async def test_a_wait_that_a_clock_made_too_long_is_over(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await outbox.put(connection, letter(useful_until=NOW + 40 * DAY))
    ahead = await claimed(engine, NOW + 30 * DAY)
    assert ahead is not None
    async with engine.begin() as connection:
        await settling.put_off(connection, ahead.id, "a", NOW + 30 * DAY + MINUTE, "")
    assert await claimed(engine) is None
    async with engine.begin() as connection:
        await claiming.adopt(connection, "tg", "a", NOW)
    assert await claimed(engine) is not None


async def test_several_who_claim_at_once_get_each_letter_once(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        for n in range(30):
            await outbox.put(connection, letter(f"visit:{n}", f"tg:{n}"))
    engines = [connect(database_url, KEYS) for _ in range(3)]
    got: list[int] = []

    async def work(own: AsyncEngine, name: str) -> None:
        while (found := await claimed(own, holder=name)) is not None:
            got.append(found.id)

    await asyncio.gather(*(work(own, str(n)) for n, own in enumerate(engines)))
    for own in engines:
        await own.dispose()
    assert sorted(got) == sorted(set(got))
    assert len(got) == 30


@pytest.mark.parametrize(
    ("later", "taken"),
    [(0 * MINUTE, False), (MINUTE, True), (-10 * DAY, True)],
    ids=["while it holds", "when it ran out", "when it was given by a clock that ran ahead"],
)
async def test_a_lease_is_one_holders_until_it_runs_out(engine: AsyncEngine, later: timedelta, taken: bool) -> None:
    async with engine.begin() as connection:
        assert await leases.take(connection, "courier", "a", NOW, MINUTE) == Lease(False, None)
        assert await leases.take(connection, "courier", "a", NOW, MINUTE) == Lease(False, None)
        others = await leases.take(connection, "courier", "b", NOW + later, MINUTE)
        assert others == (Lease(True, None) if taken else None)
        assert await leases.renew(connection, "courier", "a", NOW, MINUTE) is not taken


async def test_a_lease_given_back_is_free_and_keeps_its_pause(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await leases.take(connection, "courier", "a", NOW, MINUTE)
        await leases.pause(connection, "courier", NOW + DAY)
        await leases.release(connection, "courier", "b")
        assert await leases.holder_of(connection, "courier") == "a"
        await leases.release(connection, "courier", "a")
        assert await leases.take(connection, "courier", "b", NOW, MINUTE) == Lease(False, NOW + DAY)
