"""Who works where, from invitation to the end: the numbered rules of privacy and safety that concern staff."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.dialogue import Dialogue
from bot.flows.permissions import CADRE, Action
from bot.messages import Incoming, Kind, Outgoing, Tap
from bot.villages.importing import import_households
from bot.villages.regions import official
from storage.assignments import give, given_to
from storage.audit import HOUSEHOLD, PERSON, trail
from storage.callers import caller
from storage.engine import connect
from storage.household_lists import households_of
from storage.households import household
from storage.models import OutboxRow
from storage.people import invite
from storage.regions import put_regions
from storage.staff import held_in
from tests.chat import DIRECTORY, SPEAKERS, Conversation
from tests.keys import KEYS
from tests.register.lists import workbook

ANI, ERNA, RUDI, TUTI, KABUPATEN = (
    *(SPEAKERS["Kader"], SPEAKERS["Kader 2"], SPEAKERS["Koordinator"]),
    *(SPEAKERS["Koordinator 2"], SPEAKERS["Kabupaten"]),
)
ELSEWHERE = "63.03.01.2002"


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    """The demo village at work."""
    conversation = Conversation(engine)
    await conversation.settle()
    return conversation


async def press(talk: Conversation, chat: str, verb: str, code: str = "", question: str = "") -> str:
    """What a forged button leads to, as text with its buttons."""
    talk.count += 1
    talk.now += timedelta(seconds=5)
    tap = Tap(verb, 0, question, talk.count, code)
    return _read(await talk.dialogue.receive(Incoming(f"f{talk.count}", chat, talk.now, Kind.TAP, tap=tap, bubble="0")))


async def write(talk: Conversation, chat: str, words: str) -> str:
    talk.count += 1
    talk.now += timedelta(seconds=5)
    return _read(await talk.dialogue.receive(Incoming(f"f{talk.count}", chat, talk.now, Kind.WORDS, words)))


def _read(replies: tuple[Outgoing, ...]) -> str:
    return "\n".join(line for reply in replies for line in (reply.text, *(b.label for row in reply.rows for b in row)))


async def first_house(talk: Conversation, rt: str = "03") -> int:
    async with talk.engine.begin() as connection:
        return (await households_of(connection, demo.VILLAGE, rt))[0].household.id


async def person(talk: Conversation, name: str) -> int:
    async with talk.engine.begin() as connection:
        cadres = await held_in(connection, CADRE, demo.VILLAGE, talk.now)
    return next(each.person_id for each in cadres if each.name == name)


async def role(talk: Conversation, name: str) -> int:
    async with talk.engine.begin() as connection:
        cadres = await held_in(connection, CADRE, demo.VILLAGE, talk.now)
    return next(each.id for each in cadres if each.name == name)


async def rows_of(talk: Conversation, house: int) -> list[tuple[str, str | None]]:
    async with talk.engine.begin() as connection:
        return [(row.action, row.reason) for row in await trail(connection, subject=(HOUSEHOLD, house))]


async def test_d18_a_cadre_who_enters_a_house_leaves_one_row_however_many_messages_follow(talk: Conversation) -> None:
    house = await first_house(talk)
    for said in ("[Bp. Budi · belum]", "bersedia", "Budi 41 L kepala", "nanti"):
        await talk.say("/start") if said.startswith("[") else None
        await talk.say(said)
    assert await rows_of(talk, house) == [("interview", None)]
    await talk.say("[Bp. Budi · sebagian]")
    assert await rows_of(talk, house) == [("interview", None), ("interview", None)]


async def test_d18_a_coordinator_who_reads_a_house_leaves_her_reason(talk: Conversation) -> None:
    house = await first_house(talk)
    await press(talk, RUDI, "read", str(house))
    assert "alasannya" in await write(talk, RUDI, "mau tahu")
    assert await rows_of(talk, house) == []
    await write(talk, RUDI, "keluarga minta ditinjau")
    assert await rows_of(talk, house) == [("open_household", "keluarga minta ditinjau")]


async def test_d19_a_forged_button_of_anothers_house_opens_nothing(talk: Conversation) -> None:
    house = await first_house(talk, "04")
    assert "tidak berlaku lagi" in await press(talk, ANI, "house", str(house))
    assert await rows_of(talk, house) == []
    assert "tidak berlaku lagi" in await press(talk, ANI, "export")


async def test_d19_what_a_cadre_finished_is_hers_to_see_for_thirty_days(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.fill("Budi", "selesai")
    house = str(await first_house(talk))
    talk.now += timedelta(days=29)
    assert "Selesai" in await press(talk, ANI, "house", house)
    talk.now += timedelta(days=2)
    assert "tidak berlaku lagi" in await press(talk, ANI, "house", house)
    assert "Budi" not in await write(talk, ANI, "menu")


async def test_d20_a_coordinator_reads_without_a_reason_nothing_and_with_one_nothing_private(
    talk: Conversation,
) -> None:
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.fill("Budi", "selesai")
    house = str(await first_house(talk))
    assert "Siti" not in await press(talk, RUDI, "read_on", "0", house)
    await press(talk, RUDI, "read", house)
    await write(talk, RUDI, "keluarga minta ditinjau")
    pages = [await press(talk, RUDI, "read_on", str(page), house) for page in range(9)]
    record = await talk.record(1)
    private = [place for place in record.questions() if place.definition.private]
    assert any("Siti" in page for page in pages)
    assert not [p for p in private for page in pages if str(p.definition.name) in page]
    assert "tidak berlaku lagi" in await press(talk, KABUPATEN, "read", house)


async def test_d21_a_cadre_who_leaves_sees_nothing_any_more_and_gets_no_letter(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.say("bersedia")
    await press(talk, RUDI, "message")
    await write(talk, RUDI, "Besok kumpul di balai.")
    await press(talk, RUDI, "send")
    await press(talk, RUDI, "end", f"{await role(talk, 'Bu Ani')}:{await role(talk, 'Bu Erna')}")
    house = str(await first_house(talk))
    for said in (
        await write(talk, ANI, "Budi 41 L kepala"),
        await press(talk, ANI, "house", house),
        await press(talk, ANI, "all", "0"),
        _read(tuple(await talk.say("[Simpan & lanjut nanti]"))),
        await write(talk, ANI, "budi"),
    ):
        assert "Budi" not in said and "Rahma" not in said
    async with talk.engine.begin() as connection:
        letters = await connection.execute(select(OutboxRow.status).where(OutboxRow.chat == ANI))
        assert set(letters.scalars()) == {"dropped"}
        kept = await connection.scalar(text("SELECT count(*) FROM turns WHERE interview_id IS NOT NULL"))
    assert kept == 2  # the consent and what the form knew; not what she wrote afterwards


async def test_d18_d21_a_cadre_s_leaving_and_the_handing_over_of_her_open_house_both_stand_in_the_trail(
    talk: Conversation,
) -> None:
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.say("bersedia")
    await press(talk, RUDI, "end", f"{await role(talk, 'Bu Ani')}:{await role(talk, 'Bu Erna')}")
    await press(talk, ERNA, "house", str(await first_house(talk)))
    async with talk.engine.begin() as connection:
        who = {chat: (await caller(connection, chat, talk.now)).person_id for chat in (ANI, ERNA, RUDI)}
        noted = [(each.person_id, each.action, each.kind) for each in await trail(connection)]
    assert noted == [
        (who[ANI], Action.INTERVIEW, HOUSEHOLD),
        (who[RUDI], Action.END_ROLE, PERSON),
        (who[RUDI], Action.ASSIGN, HOUSEHOLD),
        (who[ERNA], Action.INTERVIEW, HOUSEHOLD),
    ]


async def test_d31_a_house_is_closed_without_its_answers_being_lost_and_opened_again(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.fill("Budi", "selesai")
    house = await first_house(talk)
    await press(talk, RUDI, "closed", str(house), "pindah")
    async with talk.engine.begin() as connection:
        assert await household(connection, house) is None
        answers = await connection.scalar(text("SELECT count(*) FROM answers"))
        counted = await connection.scalar(text("SELECT coalesce(sum(n), 0) FROM score_tallies WHERE dimension = ''"))
    assert answers and not counted  # its people keep their rights; it is counted no more
    assert "Budi" not in await write(talk, ANI, "jawaban")
    await press(talk, RUDI, "reopen", str(house))
    async with talk.engine.begin() as connection:
        assert await household(connection, house) is not None
        assert await connection.scalar(text("SELECT coalesce(sum(n), 0) FROM score_tallies WHERE dimension = ''"))
    assert [action for action, _ in await rows_of(talk, house)] == ["interview", "close", "reopen"]


async def test_c28_a_cadre_never_comes_back_to_a_house_that_was_not_for_her(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.say("[Lainnya]")
    await talk.say("[Ganti kader]")
    await talk.say("[Biar koordinator]")
    house, ani = await first_house(talk), await person(talk, "Bu Ani")
    assert "tidak berlaku lagi" in await press(talk, ANI, "house", str(house))
    assert "tidak bisa untuk rumah ini" in await press(talk, RUDI, "given", f"{house}:{ani}:0")
    await press(talk, RUDI, "given_all", str(ani), "03")
    async with talk.engine.begin() as connection:
        assert house not in await given_to(connection, [house])
    assert "tidak berlaku lagi" in await press(talk, ANI, "house", str(house))
    assert ("swap", None) in await rows_of(talk, house)  # no reason is asked, and none is kept


async def test_two_coordinators_who_give_a_house_at_once_do_not_overwrite_each_other(
    talk: Conversation, database_url: str
) -> None:
    house = await first_house(talk)
    ani, erna = await person(talk, "Bu Ani"), await person(talk, "Bu Erna")

    async def assign(process: AsyncEngine, cadre: int) -> bool:
        async with process.begin() as connection:
            return await give(connection, house, cadre, talk.now, instead_of=None)

    other = connect(database_url, KEYS)
    won = await asyncio.gather(
        assign(talk.engine, ani), assign(other, erna), assign(other, ani), assign(talk.engine, erna)
    )
    await other.dispose()
    async with talk.engine.begin() as connection:
        kept = (await given_to(connection, [house]))[house]
    assert won.count(True) == 1
    assert kept == (ani, erna, ani, erna)[won.index(True)]


async def test_two_coordinators_at_two_processes_see_who_was_faster(talk: Conversation, database_url: str) -> None:
    house = await first_house(talk)
    ani, erna = await person(talk, "Bu Ani"), await person(talk, "Bu Erna")
    other = connect(database_url, KEYS)
    second = Dialogue(other, talk.questionnaires, DIRECTORY, lambda: talk.now)

    def button(chat: str, cadre: int) -> Incoming:
        return Incoming(
            f"g{chat}", chat, talk.now, Kind.TAP, tap=Tap("given", 0, "", 7, f"{house}:{cadre}:0"), bubble="0"
        )

    told = await asyncio.gather(talk.dialogue.receive(button(RUDI, ani)), second.receive(button(TUTI, erna)))
    await other.dispose()
    assert sorted("Baru saja diubah" in _read(each) for each in told) == [False, True]


@pytest.mark.parametrize(
    ("chat", "question", "code"),
    [
        (RUDI, "cadre", "63-03-01-2002"),  # an RT is asked, not a region
        (RUDI, "coordinator", "63-02"),  # above her
        (RUDI, "coordinator", "63-03"),  # another regency
        (RUDI, "operator", "63-02-11-2009"),
        (KABUPATEN, "coordinator", "63-03-01-2002"),
        (KABUPATEN, "coordinator", "63-02-99-9999"),  # no such village
        (KABUPATEN, "cadre", "03"),  # a cadre belongs to a village
        (ANI, "cadre", "03"),
    ],
)
async def test_a_forged_button_invites_nobody_out_of_scope(
    talk: Conversation, chat: str, question: str, code: str
) -> None:
    assert "tidak berlaku lagi" in await press(talk, chat, "invite_name", code, question)
    assert "Undangan" not in await write(talk, chat, "Pak Palsu")
    async with talk.engine.begin() as connection:
        assert not await connection.scalar(text("SELECT count(*) FROM invitations"))


async def test_where_each_rw_has_an_rt_of_that_number_cadres_are_invited_and_houses_given_by_both(
    talk: Conversation,
) -> None:
    rows = [(rt, rw, f"Keluarga {rt}{rw}") for rt in ("12", "13") for rw in ("01", "02")]
    await import_households(talk.engine, demo.VILLAGE, workbook(*rows, headings=("RT", "RW", "Nama")), "daftar.xlsx")
    for words in ("/start", "[Kader]", "[Undang kader]", "[RT 12/02]"):
        await talk.say(words, "Koordinator")
    assert "kader RT 12/02" in await write(talk, RUDI, "Bu Dewi")
    await press(talk, RUDI, "invite", CADRE)
    asked = await talk.say("rt 13", "Koordinator")
    assert [button.label for row in asked[0].rows[:-2] for button in row] == ["RT 13/01", "RT 13/02"]
    await write(talk, RUDI, "13/1")
    assert "kader RT 13/01" in await write(talk, RUDI, "Bu Wati")
    for words in ("[Menu]", "[Rumah]", "[RT 12/02]", "[Serahkan semua]"):
        told = await talk.say(words, "Koordinator")
    assert "Bu Erna" in " ".join(button.label for row in told[0].rows for button in row)


async def test_words_that_wait_for_a_name_are_judged_again_when_they_come(talk: Conversation) -> None:
    await press(talk, RUDI, "invite_name", "05", "cadre")
    async with talk.engine.begin() as connection:
        await connection.execute(text("UPDATE roles SET until_at = from_at WHERE role = 'coordinator'"))
    assert "Undangan" not in await write(talk, RUDI, "Bu Dewi")


async def test_invitations_of_one_who_has_left_come_to_nothing(talk: Conversation) -> None:
    await talk.say("/start", "Koordinator")
    for said in ("[Kader]", "[Undang kader]", "[RT 05]", "Bu Dewi"):
        await talk.say(said, "Koordinator")
    async with talk.engine.begin() as connection:
        rudi = next(h for h in await held_in(connection, "coordinator", demo.VILLAGE, talk.now) if h.name == "Pak Rudi")
    await press(talk, KABUPATEN, "end", f"{rudi.id}:0")
    assert "sudah dipakai" in _read(tuple(await talk.say("/start {tautan}", "Orang")))


async def test_a_coordinator_of_another_regency_comes_to_nothing_here(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        await put_regions(connection, official(ELSEWHERE))
        token = await invite(
            connection,
            role="coordinator",
            region_code=ELSEWHERE[:5],
            rt=None,
            name="Bu Banjar",
            now=talk.now,
            expires_at=talk.now + timedelta(days=1),
        )
    chat = "test:banjar"
    start = Incoming("s1", chat, talk.now, Kind.COMMAND, "start", argument=token)
    assert "Selamat datang" in _read(await talk.dialogue.receive(start))
    house, ani = await first_house(talk), await role(talk, "Bu Ani")
    for verb, code, question in (
        ("progress", "63-02-11-2009", ""),
        ("by_cadre", "63-02-11-2009", ""),
        ("member", f"{ani}", ""),
        ("end", f"{ani}:0", ""),
        ("kept", f"{house}", ""),
        ("read", f"{house}", ""),
        ("closed", f"{house}", "pindah"),
    ):
        assert "Budi" not in (said := await press(talk, chat, verb, code, question)), verb
        assert "tidak berlaku lagi" in said, verb
    assert "Pondok Labu" not in (await write(talk, chat, "pondok labu")).partition("di Kabupaten")[2]
