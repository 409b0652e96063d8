"""Once, whatever happens: whichever way an interview took, and however often its messages came, it ends where a
straight one with the same answers ends."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.flows.forms.form import Form
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.forms.xform import read_form
from bot.messages import Incoming, Kind
from storage.engine import connect
from tests.chat import Conversation
from tests.test_trouble import LINES, answers, empty, told
from tests.walks import Walk, held_again, in_force, state

OTHER = """
| settings |
| | form_title | form_id | version |
| | Kebun keluarga | kebun | 1 |
| survey |
| | type | name | label | relevant | constraint | required | choice_filter | calculation | repeat_count | trigger |
| | select_one ya_tidak | punya | Punya kebun? | | | yes | | | | |
| | select_one daerah | daerah | Di daerah mana? | ${punya} = 'ya' | | | | | | |
| | select_one desa | desa | Di desa mana? | ${punya} = 'ya' | | | daerah = ${daerah} | | | |
| | begin_repeat | petak | Petak | ${punya} = 'ya' | | | | | | |
| | text | nama | Nama petak ini? | | | yes | | | | |
| | integer | luas | Berapa luas petak ini? | | . >= 0 and . <= 10000 | | | | | |
| | select_multiple tanaman | tanaman | Ditanami? | ${luas} > 0 | . = 'kosong' or not(selected(., 'kosong')) | | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | luas_semua | | | | | | sum(${luas}) | | |
| | select_one ${nama} | terbaik | Petak mana yang paling subur? | count(${petak}) > 1 | | | | | | |
| | integer | pekerja | Berapa orang bekerja di kebun? | ${luas_semua} > 10 | . >= 0 and . <= 4 | | | | | |
| | begin_repeat | orang | Pekerja | | | | | | ${pekerja} | |
| | text | sebutan | Siapa namanya? | | | | | | | |
| | select_one ya_tidak | upah | Diberi upah? | ${sebutan} != '' | | | | | | |
| | integer | besar | Berapa upahnya? | ${upah} = 'ya' | . >= 0 | | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | upah_semua | | | | | | sum(${besar}) | | |
| | note | banyak | Upahnya ${upah_semua}. | ${upah_semua} > 100 | | | | | | |
| | date | panen | Kapan panen terakhir? | ${punya} = 'ya' | . <= today() | | | | | |
| | rank tanaman | urutan | Urutkan menurut hasilnya. | ${luas_semua} > 100 | | | | | | |
| | text | catatan | Ada catatan? | | | | | | | |
| choices |
| | list_name | name | label | daerah |
| | ya_tidak | ya | Ya | |
| | ya_tidak | tidak | Tidak | |
| | daerah | hulu | Hulu | |
| | daerah | hilir | Hilir | |
| | desa | labu | Pondok Labu | hulu |
| | desa | kelua | Kelua | hilir |
| | desa | amuntai | Amuntai | hilir |
| | tanaman | karet | Karet | |
| | tanaman | padi | Padi | |
| | tanaman | kosong | Tidak ditanami | |
"""


def form_of(source: object, name: str = "") -> Form:
    book = load(source, name)  # type: ignore[arg-type]
    return read_form(book.xml, book.hash)


FORMS = {"keluarga": form_of(LIBRARY / "keluarga.md"), "kebun": form_of(OTHER.encode(), "kebun.md")}
GENERATED = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a walk takes minutes
KINDS = ("answer", "answer", "forward", "press", "old", "say", "wait")
DEEDS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 400)), min_size=15, max_size=60)


def walked(name: str, deeds: list[tuple[str, int]]) -> Walk:
    walk = Walk(FORMS[name])
    for kind, number in deeds:
        walk.take(kind, number)
    return walk


@pytest.mark.parametrize("name", FORMS)
@given(deeds=DEEDS)
@settings(max_examples=40, deadline=None, phases=GENERATED)
def test_at_any_moment_another_process_finds_the_interview_as_it_is(name: str, deeds: list[tuple[str, int]]) -> None:
    walk = walked(name, deeds)
    here, stored = walk.interview, walk.from_storage()
    assert state(stored.record) == state(here.record)
    for what in ("opened", "chosen", "misread", "completed", "revision"):
        assert getattr(stored, what) == getattr(here, what), what
    assert (stored.asking and stored.asking.ref) == (here.asking and here.asking.ref)


@pytest.mark.parametrize("name", FORMS)
@given(deeds=DEEDS)
@settings(max_examples=40, deadline=None, phases=GENERATED)
def test_what_was_answered_before_and_counts_no_more_leaves_no_trace(name: str, deeds: list[tuple[str, int]]) -> None:
    walk = walked(name, deeds)
    assert state(walk.straight()) == state(walk.interview.record)


@pytest.mark.parametrize("name", FORMS)
@given(deeds=DEEDS, seed=st.integers(0, 400))
@settings(max_examples=30, deadline=None, phases=GENERATED)
def test_a_fresh_interview_with_the_final_answers_ends_alike(
    name: str, deeds: list[tuple[str, int]], seed: int
) -> None:
    walk = walked(name, deeds)
    walk.finish(seed)
    assert in_force(held_again(walk.interview).record) == in_force(walk.interview.record)


# --- messages that come more than once

COPIES = st.lists(  # of each message: after how many others it comes again, and whether under a new id
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=2), min_size=len(LINES), max_size=len(LINES)
)


async def delivered(talk: Conversation, copies: list[list[tuple[int, bool]]], restarts: frozenset[int]) -> list[str]:
    """Send the lines one after the other, with their copies in between; what the copies were answered with.

    A person writes her next message when she has seen the answer to the last, so that only copies come out of order.
    Telegram gives words that come again their old number, and a tap a new one.
    """
    late: dict[int, list[Incoming]] = defaultdict(list)
    second: list[str] = []
    phone = talk.phones["Kader"]
    for step, line in enumerate((*LINES, *[""] * 5)):
        if line:
            await talk.say(line)
            assert talk.last is not None
            message = talk.last
            for n, (after, renewed) in enumerate(copies[step]):
                fresh = f"{message.id}:{n}" if renewed and message.kind is Kind.TAP else message.id
                late[step + after].append(replace(message, id=fresh))
        if step in restarts:
            talk.start()
        for message in late[step]:
            replies = await talk.dialogue.receive(message)
            second += [reply.text for reply in replies if reply.text]
            for reply in replies:
                phone.show(replace(reply, replaces=None))
    return second


@given(copies=COPIES)
@settings(max_examples=12, deadline=None, phases=GENERATED, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_each_message_up_to_three_times_and_out_of_order_is_answered_once(
    sqlite_url: str, copies: list[list[tuple[int, bool]]]
) -> None:
    engine = connect(sqlite_url)
    await empty(engine)
    expected = await answers(await told(engine))
    await empty(engine)
    talk = Conversation(engine)
    await talk.settle()
    assert await delivered(talk, copies, frozenset()) == []
    assert await answers(talk) == expected
    await engine.dispose()


@given(copies=COPIES, restarts=st.frozensets(st.integers(0, len(LINES)), max_size=4))
@settings(max_examples=12, deadline=None, phases=GENERATED, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_messages_that_come_again_to_a_new_process_change_no_answer(
    sqlite_url: str, copies: list[list[tuple[int, bool]]], restarts: frozenset[int]
) -> None:
    engine = connect(sqlite_url)
    await empty(engine)
    expected = await answers(await told(engine))
    await empty(engine)
    talk = Conversation(engine)
    await talk.settle()
    await delivered(talk, copies, restarts)
    assert await answers(talk) == expected
    await engine.dispose()


async def test_a_new_house_is_made_once_though_its_button_comes_again(engine: AsyncEngine) -> None:
    talk = await told(engine, ("/start", "[Rumah baru]"))
    assert talk.last is not None
    for again in range(3):
        if again == 2:
            talk.start()
        await talk.dialogue.receive(replace(talk.last, id=f"again{again}"))
    async with engine.begin() as connection:
        made = (await connection.execute(text("SELECT count(*) FROM households WHERE label IS NULL"))).scalar_one()
    assert made == 1
    await talk.say("[Bersedia]")
    await talk.say("/menu")
    await talk.say("[Rumah baru]")
    async with engine.begin() as connection:
        made = (await connection.execute(text("SELECT count(*) FROM households WHERE label IS NULL"))).scalar_one()
    assert made == 2, "another house is another one"


async def test_an_invitation_whose_answer_was_lost_welcomes_the_same_person_again(engine: AsyncEngine) -> None:
    talk = await told(engine, ())
    (first,) = await talk.say("/start {undangan}", "Orang")
    assert talk.last is not None
    talk.start()
    (second,) = await talk.dialogue.receive(talk.last)
    assert second == first
    (other,) = await talk.dialogue.receive(replace(talk.last, id="other", chat="test:other"))
    assert "sudah dipakai" in other.text


async def test_when_every_house_is_done_she_hears_that_and_not_that_there_is_none(engine: AsyncEngine) -> None:
    talk = await told(engine, ())
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE households SET removed_at = CURRENT_TIMESTAMP WHERE number <> 1"))
        await connection.execute(
            text(
                "INSERT INTO interviews (household_id, form_hash, cadre_id, status, revision, asked_at, started_at)"
                " SELECT h.id, f.hash, p.id, 'finished', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP"
                " FROM households h, forms f, people p JOIN chats c ON c.person_id = p.id"
                " WHERE h.number = 1 AND h.rt = '03' AND c.address = 'terminal:demo'"
            )
        )
    (home,) = await talk.say("/menu")
    assert "sudah selesai didata" in home.text
    assert [button.label for row in home.rows for button in row] == ["Rumah baru", "Semua"]


async def test_more_buttons_can_be_shown_and_hidden_as_often_as_she_likes(engine: AsyncEngine) -> None:
    talk = await told(engine, LINES[:5])
    for label in ("[Lainnya]", "[Tutup]", "[Lainnya]", "[Tutup]", "[Lainnya]"):
        (shown,) = await talk.say(label)
        assert shown.text, label


async def test_a_list_that_loses_its_head_afterwards_is_shown_again_before_anything_else(engine: AsyncEngine) -> None:
    talk = await told(engine, (*LINES[:5], "/anggota", "[Ubah daftar]", "[Budi]", "[Hubungan]"))
    (shown,) = await talk.say("[Mertua]")
    assert "belum ada kepala keluarga" in shown.text
    assert "Budi" in [button.label for row in shown.rows for button in row]
