"""Nothing lost, doubled or guessed: what a button means holds once, and holds again when it is shown anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import load
from bot.flows.forms.xform import read_form
from bot.flows.interview import Interview
from bot.flows.listening import is_in_a_choice
from bot.flows.step import advance
from bot.flows.turn import Outcome, Said
from bot.messages import Incoming, Kind, Tap
from storage.callers import caller
from storage.consents import withdraw
from storage.models import AnswerRow, ConsentRow, InterviewRow, RefusalRow, RoleRow, VisitRow
from storage.people import give_role
from tests.chat import MONDAY, Conversation
from tests.test_consent import HOUSE, agreed, reworded, say


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    conversation = Conversation(engine)
    await conversation.settle()
    return conversation


async def count(talk: Conversation, table: type) -> int:
    async with talk.engine.begin() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def put_new_words(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        await talk.questionnaires.publish(connection, reworded(), talk.now)


async def at_a_button(talk: Conversation) -> None:
    """Until a question that buttons answer waits."""
    await say(talk, "/start", HOUSE, "ya", "Budi 41 L kepala, Siti 38 P istri", "[Lengkap]")


@pytest.mark.parametrize("again", [False, True], ids=["same process", "new process"])
async def test_an_answer_that_new_words_of_consent_held_up_can_be_pressed_again(
    talk: Conversation, *, again: bool
) -> None:
    await at_a_button(talk)
    label = next(b.label for row in talk.phones["Kader"].bubbles[-1].rows for b in row if b.tap.verb == "a")
    asked = talk.phones["Kader"].bubbles[-1].text
    await put_new_words(talk)
    assert "sekali lagi" in await say(talk, f"[{label}]")
    held_up = talk.last
    assert held_up is not None
    if again:
        talk.start()
    assert asked.splitlines()[-1] in await say(talk, "[Bersedia]")
    before = await talk.saved()
    (shown,) = await talk.say(f"[{label}]")
    assert shown.text and not shown.notice
    after = await talk.saved()
    assert len(after) == len(before) + 1
    talk.start()
    await talk.dialogue.receive(replace(held_up, id="again"))
    assert await talk.saved() == after, "the one that was held up, delivered again, answers nothing more"


async def test_an_old_button_about_new_words_of_consent_destroys_nothing_once_they_are_agreed_to(
    talk: Conversation,
) -> None:
    await at_a_button(talk)
    await put_new_words(talk)
    await say(talk, "ada", "ada")  # asked twice: two bubbles
    old = next(b for row in talk.phones["Kader"].bubbles[-2].rows for b in row if b.label == "Tidak")
    await say(talk, "[Bersedia]")
    assert talk.last is not None
    await talk.dialogue.receive(replace(talk.last, id="old", tap=old.tap))
    assert (await count(talk, InterviewRow), await count(talk, RefusalRow)) == (1, 0)
    async with talk.engine.begin() as connection:
        agreed = select(func.count()).select_from(ConsentRow).where(ConsentRow.withdrawn_at.is_(None))
        assert await connection.scalar(agreed) == 2


@pytest.mark.parametrize("again", [False, True], ids=["same process", "new process"])
async def test_nobody_home_on_two_days_is_kept_twice_though_no_answer_came_between(
    talk: Conversation, *, again: bool
) -> None:
    await at_a_button(talk)
    for n in (1, 2):
        await say(talk, "[Lainnya]", "[Tidak ada orang]")
        assert await count(talk, VisitRow) == n
        assert talk.last is not None
        for _ in range(2):
            await talk.dialogue.receive(replace(talk.last, id=f"again{n}"))
            talk.start()
        assert await count(talk, VisitRow) == n
        if again:
            talk.start()
        talk.now = talk.now.replace(day=talk.now.day + 1)
        await say(talk, "/start", "[Bp. Budi · sebagian]")


async def test_giving_up_being_a_cadre_ends_one_role_however_often_the_press_comes(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        who = await caller(connection, demo.CHAT, talk.now)
        assert who.person_id is not None
        await give_role(connection, who.person_id, "cadre", demo.VILLAGE, talk.now, rt="09")
        here = select(func.count()).select_from(RoleRow).where(RoleRow.until_at.is_(None))
        before = await connection.scalar(here) or 0
    await say(talk, "/berhenti_kader", "[Ya, berhenti]")
    assert talk.last is not None
    talk.start()
    await talk.dialogue.receive(replace(talk.last, id="again"))
    async with talk.engine.begin() as connection:
        assert await connection.scalar(here) == before - 1


async def test_a_family_that_leaves_its_children_out_at_the_new_words_is_not_asked_of_them(talk: Conversation) -> None:
    await at_a_button(talk)
    await put_new_words(talk)
    await say(talk, "ada", "[Tanpa data anak]")
    assert (await talk.saved())["persetujuan"] == "tanpa_anak"
    assert set(await agreed(talk)) == {"survei"}
    talk.start()
    assert "2 dari 36 sudah tersimpan" in await say(talk, "/start")


async def of_children(talk: Conversation) -> set[str]:
    """The answers about children that count in results."""
    async with talk.engine.begin() as connection:
        refs = await connection.scalars(select(AnswerRow.ref).where(AnswerRow.ref.contains("akta_belum")))
        return set(refs)


async def test_what_was_said_of_children_counts_no_more_once_the_family_takes_that_leave_back(
    talk: Conversation,
) -> None:
    await say(talk, "/start", HOUSE)
    await talk.happen("Keluarga Budi sampai akhir")
    assert await of_children(talk)
    await say(talk, "[Izin]", "[Cabut: Data anak]")
    assert not await of_children(talk)
    talk.start()
    assert "persetujuan" in (await talk.saved()) and (await talk.saved())["persetujuan"] == "tanpa_anak"
    assert set(await agreed(talk)) == {"survei"}


async def test_a_family_that_stopped_and_joins_again_without_its_children_is_counted_without_them(
    talk: Conversation,
) -> None:
    await say(talk, "/start", HOUSE)
    await talk.happen("Keluarga Budi sampai akhir")
    await say(talk, "[Izin]", "[Hak keluarga]", "[Berhenti ikut]", "[Ya, berhenti]", "[Ikut lagi]")
    await say(talk, "[Tanpa data anak]")
    assert not await of_children(talk)
    assert set(await agreed(talk)) == {"survei"}


async def test_the_leave_for_children_taken_back_before_any_consent_refuses_nothing(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE, "ya")
    assert talk.last is not None
    house = (await agreed_house(talk)) or 0
    async with talk.engine.begin() as connection:
        await withdraw(connection, house, ("survei",), talk.now)
    await talk.dialogue.receive(
        replace(talk.last, id="old", kind=Kind.TAP, words="", tap=Tap("cabut", 0, str(house), 7, "anak"))
    )
    assert (await talk.saved())["persetujuan"] == "bersedia"


async def agreed_house(talk: Conversation) -> int | None:
    async with talk.engine.begin() as connection:
        return await connection.scalar(select(InterviewRow.household_id))


STOPPING = """
| settings |
| | form_title | form_id | version |
| | Kebiasaan | kebiasaan | 1 |
| survey |
| | type | name | label |
| | select_one rokok | rokok | Bapak merokok? |
| | text | alasan | Apa alasannya? |
| choices |
| | list_name | name | label |
| | rokok | masih | Masih |
| | rokok | berhenti | Berhenti merokok |
"""


def test_the_word_for_stopping_is_an_answer_only_where_a_choice_holds_it() -> None:
    book = load(STOPPING.encode(), "kebiasaan.md")
    interview = Interview(1, Record(read_form(book.xml, book.hash), MONDAY))
    assert is_in_a_choice(interview, "berhenti", "id") and not is_in_a_choice(interview, "stop", "id")
    assert advance(interview, Said("stop"), "id").outcome is Outcome.LATER
    turn = advance(interview, Said("berhenti"), "id")
    assert turn.outcome is Outcome.GOES_ON and turn.interview.record.text(turn.interview.record.at("/data/rokok")[0])
    for words in ("berhenti", "stop ya", "saya mau berhenti", "Berhenti diingatkan", "Keluarga berhenti ikut"):
        assert advance(turn.interview, Said(words), "id").facts == ()


async def test_the_word_for_stopping_at_a_finished_house_is_honoured_at_once(talk: Conversation) -> None:
    await say(talk, "/start", HOUSE)
    await talk.happen("Keluarga Budi sampai akhir")
    assert "hanya menjawab kalau disapa" in await say(talk, "berhenti")


async def test_a_reply_to_an_older_bubble_is_read_back_before_it_counts(talk: Conversation) -> None:
    await at_a_button(talk)
    phone, older = talk.phones["Kader"], talk.now
    await say(talk, "ada")
    before = await talk.saved()
    talk.now += timedelta(minutes=1)
    answer = Incoming("reply", phone.chat, talk.now, words="ya, serumah", about_at=older - timedelta(seconds=1))
    (asked,) = await talk.send(answer, phone)
    assert [button.label for row in asked.rows for button in row] == ["Ya, benar", "Bukan"]
    assert await talk.saved() == before
    await say(talk, "[Ya, benar]")
    assert len(await talk.saved()) == len(before) + 1
