"""A cadre's day: visits that led to no interview, her houses, and practice that nothing ever counts."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.messages import Outgoing
from storage.coverage import coverage_by_rt
from storage.forgetting import forget_household
from storage.models import (
    AnswerRow,
    Base,
    HouseholdRow,
    InterviewRow,
    PracticeRow,
    RefusalRow,
    TrainingRow,
    TurnRow,
    VisitRow,
)
from tests.chat import Conversation

TO_PASS_OVER = {"training", "story", "home"}


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile, but for the transaction's own."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            heard.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine.sync_engine, "before_cursor_execute", hear)


async def talk_of(engine: AsyncEngine) -> Conversation:
    talk = Conversation(engine)
    await talk.settle()
    return talk


async def rows(connection: AsyncConnection) -> Counter[str]:
    """How many rows each table has."""
    counts: Counter[str] = Counter()
    for table in Base.metadata.sorted_tables:
        counts[table.name] = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
    return counts


async def practise(talk: Conversation) -> list[Outgoing]:
    """Every bubble of a made-up family's interview, from its first question to its end."""
    bubbles = await talk.say("[Mulai]")
    for _ in range(90):
        buttons = [b for row in bubbles[-1].rows for b in row if b.tap.verb not in TO_PASS_OVER]
        if not buttons:
            return bubbles
        by_verb = {button.tap.code.partition(":")[0]: button for button in reversed(buttons)}
        if "Siapa saja yang tinggal" in bubbles[-1].text:
            bubbles += await talk.say("Jaya 41 L kepala, Mela 38 P istri, Tini 3 P anak")
        else:
            pressed = next(by_verb[verb] for verb in ("e", "s", "a") if verb in by_verb)
            bubbles += await talk.say(f"[{pressed.label}]")
    raise AssertionError(f"no end after {bubbles[-1].text}")


async def test_d30_practice_is_marked_in_every_bubble_and_leaves_nothing_but_the_training(engine: AsyncEngine) -> None:
    talk = await talk_of(engine)
    bubbles = await talk.say("/latihan") + await talk.say("[LATIHAN Pak Jaya]")
    async with engine.begin() as connection:
        before = await rows(connection)
    bubbles += await practise(talk)
    async with engine.begin() as connection:
        after = await rows(connection)
        lessons = (await connection.scalars(select(TrainingRow.lesson))).all()
    assert "Selesai" in bubbles[-1].text
    assert all(bubble.text.split("\n")[0].startswith("LATIHAN") for bubble in bubbles)
    assert lessons == ["praktik"]
    messages = {TurnRow.__tablename__}  # their ids, without facts: so that one delivered again is known
    assert {name for name in after if after[name] != before[name]} == {"training", *messages}


async def test_d30_no_listing_and_no_figure_knows_of_practice_under_way(engine: AsyncEngine) -> None:
    talk = await talk_of(engine)
    await talk.say("/latihan")
    await talk.say("[LATIHAN Nenek Ijah]")
    await talk.say("[Mulai]")
    await talk.say("[Bersedia]")
    await talk.say("Ijah 67 P kepala")
    async with engine.begin() as connection:
        assert (await connection.execute(select(func.count()).select_from(PracticeRow))).scalar_one() == 1
        assert (await connection.execute(select(func.count()).select_from(InterviewRow))).scalar_one() == 0
        told = {
            part.part: (part.registered, part.counted) for part in await coverage_by_rt(connection, demo.VILLAGE, 2026)
        }
        sealed = await connection.scalar(select(PracticeRow.turns))
    assert told["03"] == (len(demo.HEADS), 0)
    assert sealed is not None
    assert b"Ijah" not in sealed
    assert not any(
        "Ijah" in button.label for bubble in await talk.say("/rumah") for row in bubble.rows for button in row
    )


async def test_d31_a_household_that_moved_is_closed_and_its_answers_and_rights_stay(engine: AsyncEngine) -> None:
    talk = await talk_of(engine)
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.fill("Budi", "responden")
    await talk.say("istri")
    await talk.say("menu")
    async with engine.begin() as connection:
        house = await connection.scalar(select(InterviewRow.household_id))
        answers = (await connection.execute(select(func.count()).select_from(AnswerRow))).scalar_one()
    assert answers > 20
    await talk.say("[Bu Rahma · belum]")
    await talk.fill("Rahma", "belanja")
    await talk.say("[Lainnya]")
    told = await talk.say("[Sudah pindah]")
    assert "sudah pindah" in told[-1].text
    async with engine.begin() as connection:
        statement = select(InterviewRow.household_id, InterviewRow.status).order_by(InterviewRow.id)
        kept = (await connection.execute(statement)).all()
        moved = kept[1].household_id
        assert [row.status for row in kept] == ["finished", "open"]
        removed = await connection.scalar(select(HouseholdRow.removed_at).where(HouseholdRow.id == moved))
        assert removed is not None
        turns = (await connection.execute(select(func.count()).where(TurnRow.interview_id.is_not(None)))).scalar_one()
        assert (await connection.execute(select(func.count()).select_from(AnswerRow))).scalar_one() == answers
    back = await talk.say("[Batalkan, Bu Rahma masih ada]")
    assert "kembali ke daftar" in back[-1].text
    await talk.say("[Bu Rahma · sebagian]")
    assert "belanja" in talk.phones["Kader"].bubbles[-1].text
    await talk.say("[Lainnya]")
    await talk.say("[Rumah kosong]")
    async with engine.begin() as connection:  # what its people may ask for, they may ask for still
        await forget_household(connection, moved, talk.now)
        left = select(func.count()).where(InterviewRow.household_id == moved)
        assert (await connection.execute(left)).scalar_one() == 0
        assert (await connection.execute(select(func.count()).where(VisitRow.household_id == moved))).scalar_one() == 0
        others = (await connection.execute(select(func.count()).where(TurnRow.interview_id.is_not(None)))).scalar_one()
        assert 0 < others < turns
        assert await connection.scalar(select(HouseholdRow.removed_at).where(HouseholdRow.id == house)) is None


async def test_d02_of_a_refusal_stay_a_count_and_that_the_house_said_no_on_that_day(engine: AsyncEngine) -> None:
    talk = await talk_of(engine)
    await talk.say("/start")
    await talk.say("[Bu Rahma · belum]")
    listed = await talk.say("[Tidak]")
    assert "[Bu Rahma · menolak]" in [f"[{b.label}]" for row in listed[-1].rows for b in row]
    async with engine.begin() as connection:
        refusal = (await connection.execute(select(RefusalRow.rt, RefusalRow.n))).one()
        noted = (await connection.execute(select(VisitRow.person_id, VisitRow.outcome, VisitRow.at))).one()
        interviews = (await connection.execute(select(func.count()).select_from(InterviewRow))).scalar_one()
    assert (refusal.rt, refusal.n) == ("03", 1)
    assert (noted.person_id, noted.outcome) == (None, "menolak")
    assert noted.at.astimezone(talk.now.tzinfo).minute == 0
    assert interviews == 0


async def test_nobody_home_comes_back_in_two_days_at_another_time_of_the_day(engine: AsyncEngine) -> None:
    talk = await talk_of(engine)
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.say("[Tidak ada orang]")
    async with engine.begin() as connection:
        noted = (await connection.execute(select(VisitRow.at, VisitRow.back_at))).one()
        begun = (await connection.execute(select(func.count()).select_from(InterviewRow))).scalar_one()
    assert begun == 0
    assert (noted.back_at.date() - noted.at.date()).days == 2
    assert (noted.back_at.hour + 8) % 24 == 16  # she came in the morning, by the clock of Pondok Labu


async def test_an_answer_costs_no_statement_more_and_her_lists_a_few(engine: AsyncEngine) -> None:
    talk = await talk_of(engine)
    await talk.say("/start")
    await talk.say("[Bp. Budi · belum]")
    await talk.fill("Budi", "serumah")
    counts: dict[str, int] = {}
    for said in ("[Ya, serumah]", "menu", "/rumah", "[Sebagian]", "/kemajuan"):
        with statements(engine) as heard:
            await talk.say(said)
        counts[said] = len(heard)
    most = {"[Ya, serumah]": 3, "menu": 7, "/rumah": 4, "[Sebagian]": 4, "/kemajuan": 4}
    assert {said: n for said, n in counts.items() if n > most[said]} == {}
