"""Sixteen digits, in any spelling and any part of a message, are seen by nobody, kept nowhere, and taken away."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.messages import Incoming, Kind, Outgoing, Tap
from storage.engine import connect
from storage.household_lists import households_of
from storage.households import add_household
from storage.people import add_person, roles_of
from storage.regions import Contact, contacts, put_contact
from tests.chat import MONDAY, Conversation
from tests.handlers.test_faults import village as working_village
from tests.handlers.test_serving import words
from tests.secrecy.dumps import dump, found_in
from tests.storage.village import NOW, VILLAGE, settle
from tests.telegram_peer import Fault, Peer

DIGITS = "6302112908910007"
SPELLED = (
    DIGITS,
    "6302 1129 0891 0007",
    "6302.1129.0891.0007",
    "6302-1129-0891-0007",
    "630211 290891 0007",
    "63 02 11 290891 0007",
    "6302 1129-0891.0007",
    "6302 . 1129 . 0891 . 0007",
    "6302\u00a01129\u00a00891\u00a00007",
    "6302\u200b1129\u200b0891\u200b0007",
    "6302_1129_0891_0007",
    "6302/1129/0891/0007",
    "6302.1129-0891/0007",
    "6302–1129—0891‑0007",
    "６３０２１１２９０８９１０００７",
    "٦٣٠٢١١٢٩٠٨٩١٠٠٠٧",
    "nik:6302112908910007.",
    "NIK6302112908910007KK",
    "6302\t1129\t0891\t0007",
)
PARTS = {
    "words": lambda text: Incoming("m1", "terminal:demo", MONDAY, words=text, bubble="7"),
    "an argument of /start": lambda text: Incoming(
        "m1", "terminal:demo", MONDAY, Kind.COMMAND, words="start", argument=text, bubble="7"
    ),
    "a changed message": lambda text: Incoming("m1", "terminal:demo", MONDAY, Kind.EDITED, words=text, bubble="7"),
    "a forwarded message": lambda text: Incoming("m1", "terminal:demo", MONDAY, Kind.FORWARDED, words=text, bubble="7"),
    "what stands under a picture": lambda text: Incoming(
        "m1", "terminal:demo", MONDAY, Kind.OTHER, words=text, bubble="7"
    ),
}


async def village(engine: AsyncEngine) -> Conversation:
    talk = Conversation(engine)
    await talk.settle()
    return talk


def shown(replies: tuple[Outgoing, ...]) -> str:
    return "\n".join(reply.text for reply in replies)


@pytest.mark.parametrize("part", PARTS)
async def test_d08_it_is_not_kept_and_taken_away_from_wherever_she_wrote_it(engine: AsyncEngine, part: str) -> None:
    talk = await village(engine)
    replies = await talk.dialogue.receive(PARTS[part](f"ini {DIGITS}"))
    assert "Nomor 16 angka" in shown(replies)
    assert replies[0].deletes == ("7",)
    assert DIGITS not in shown(replies)
    assert found_in(await dump(engine), (DIGITS,)) == []


@pytest.mark.parametrize("spelled", SPELLED)
async def test_d08_however_it_is_spelled(sqlite_url: str, spelled: str) -> None:
    talk = await village(connect(sqlite_url))
    replies = await talk.dialogue.receive(
        Incoming("m9", "terminal:demo", talk.now, words=f"nomor {spelled} ya", bubble="9")
    )
    assert "Nomor 16 angka" in shown(replies)
    assert replies[0].deletes == ("9",)
    assert spelled not in shown(replies)


async def test_d08_a_name_that_the_channel_gives_and_a_forged_button_show_none(engine: AsyncEngine) -> None:
    talk = await village(engine)
    stranger = Incoming("m1", "test:orang", MONDAY, Kind.COMMAND, words="start", name=f"Ani {DIGITS}", bubble="1")
    replies = await talk.dialogue.receive(stranger)
    assert DIGITS not in shown(replies)
    forged = Incoming("q1", "terminal:demo", MONDAY, Kind.TAP, tap=Tap("new", code=DIGITS), bubble="1")
    others = (Tap("a", 1, "3", 1, DIGITS), Tap("role", revision=int(DIGITS)), Tap("give", question=DIGITS))
    for again in (forged, *(replace(forged, id=f"q{n}", tap=tap) for n, tap in enumerate(others, 2))):
        assert DIGITS not in shown(await talk.dialogue.receive(again))
    assert found_in(await dump(engine), (DIGITS,)) == []


async def test_d08_what_coordinators_type_is_covered_before_it_is_kept(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await settle(connection)
        await add_household(connection, VILLAGE, "004", label=f"Pak NIK {DIGITS}")
        await put_contact(
            connection, Contact("bidan", VILLAGE, {"nama": f"Bidan {DIGITS}", "telepon": "0812 7777 1234"})
        )
        person = await add_person(connection, f"Bu {DIGITS}", NOW)
        assert await roles_of(connection, person, NOW) == ()
        kept = (await contacts(connection, VILLAGE))["bidan"].fields
        labels = [each.household.label or "" for each in await households_of(connection, VILLAGE)]
    assert kept["telepon"] == "0812 7777 1234"
    assert DIGITS not in kept["nama"]
    assert not any(DIGITS in label for label in labels)


async def test_d08_on_telegram_her_message_is_deleted(sqlite_url: str) -> None:
    peer = Peer()
    async with peer.served() as api, working_village(sqlite_url, api):
        await peer.send(words("nik 6302 1129 0891 0007", number=142))
        await peer.idle()
    assert peer.seen.deleted == [142]
    assert "Nomor 16 angka" in peer.seen.chats[7][-1].text


async def test_d08_where_telegram_cannot_delete_it_she_is_told_all_the_same(sqlite_url: str) -> None:
    peer = Peer()
    peer.faults.append(Fault("deleteMessages", 501, "Not Implemented", times=9))
    async with peer.served() as api, working_village(sqlite_url, api):
        await peer.send(words(DIGITS, number=142))
        await peer.idle()
    assert peer.seen.deleted == []
    assert "Nomor 16 angka" in peer.seen.chats[7][-1].text
