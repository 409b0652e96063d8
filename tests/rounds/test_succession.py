"""A cadre leaves, or a house is given to another: what was followed up goes along, and is asked of who goes on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from storage.assignments import keep_apart
from storage.household_lists import households_of
from storage.interviews import start_interview
from storage.models import AuditRow, InterviewRow, ReferralRow
from storage.people import add_person, give_role
from storage.referrals import open_referral
from tests.chat import Conversation

MATTER = "Anak belum punya akta"
ASKED = f"{MATTER} (Rumah Bp. Budi): sudah diurus?"


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    """Bu Ani of RT 03 has finished the first house and follows one matter there."""
    talk = Conversation(engine)
    await talk.settle()
    async with engine.begin() as connection:
        house = (await households_of(connection, demo.VILLAGE, demo.RT))[0].household
        form = (await talk.questionnaires.newest(connection)).form.hash
        interview = await start_interview(
            connection, household_id=house.id, form_hash=form, cadre_id=1, now=talk.now - timedelta(days=30)
        )
        done = update(InterviewRow).where(InterviewRow.id == interview.id)
        await connection.execute(done.values(status="finished", finished_at=talk.now, year=2026))
        assert await open_referral(
            connection,
            household_id=house.id,
            interview_id=interview.id,
            problem="M02",
            matter=MATTER,
            service="dukcapil",
            cadre_id=1,
            now=talk.now - timedelta(days=20),
        )
    return talk


async def add_cadre(talk: Conversation, rt: str | None) -> int:
    async with talk.engine.begin() as connection:
        person = await add_person(connection, "Bu Cadangan", talk.now)
        await give_role(connection, person, "cadre", demo.VILLAGE, talk.now, rt=rt)
    return person


async def whose(talk: Conversation) -> tuple[object, ...]:
    async with talk.engine.begin() as connection:
        row = await connection.execute(
            select(ReferralRow.cadre_id, ReferralRow.status, ReferralRow.asked, ReferralRow.letter)
        )
        return tuple(row.one())


async def brought(talk: Conversation) -> str:
    return "\n".join(await talk.letters())


async def reminded(talk: Conversation, after: timedelta = timedelta(days=1)) -> str:
    talk.now += after
    await talk.happen("pengingat disiapkan")
    return await brought(talk)


async def ended(talk: Conversation, successor: str = "Kader RT-nya saja") -> None:
    for button in ("Kader", "Bu Ani · RT 03", "Akhiri tugasnya"):
        await talk.say(f"[{button}]" if button != "Kader" else "/start", "Koordinator")
        if button == "Kader":
            await talk.say("[Kader]", "Koordinator")
    await talk.say(f"[{successor}]", "Koordinator")


async def begun_house(talk: Conversation) -> None:
    """Bu Ani has begun another house: then the coordinator is asked who goes on."""
    await talk.say("/start")
    await talk.say("[Bu Rahma · belum]")
    await talk.say("[Bersedia]")


async def test_who_goes_on_with_the_houses_follows_what_was_followed_and_is_told_of_both_in_one_letter(
    talk: Conversation,
) -> None:
    await begun_house(talk)
    await ended(talk, "Bu Erna · RT 04")
    told = await brought(talk)
    assert told.count("Surat ke Kader 2") == 1
    assert "Bu Ani menyerahkan 1 rumah" in told
    assert f"{MATTER} (Rumah Bp. Budi), belum ada kabar" in told
    assert "Surat ke Kader:" not in told
    assert ASKED in await reminded(talk)
    shown = await talk.say("[Lihat rujukan]", "Kader 2")
    assert MATTER in shown[0].text
    assert "Syukurlah" in (await talk.say("[Selesai]", "Kader 2"))[0].text
    assert (await whose(talk))[1] == "selesai"


async def test_without_a_successor_the_cadre_of_the_rt_follows(talk: Conversation) -> None:
    another = await add_cadre(talk, demo.RT)
    await ended(talk, "Akhiri tugasnya")
    assert (await whose(talk))[:2] == (another, "terbuka")


async def test_where_nobody_goes_on_the_coordinator_sees_it_at_once(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        await connection.execute(update(ReferralRow).values(due_on=talk.now.date() + timedelta(days=14)))
    await talk.say("/berhenti_kader", "Kader 2")
    await talk.say("[Ya, berhenti]", "Kader 2")
    await ended(talk, "Akhiri tugasnya")
    assert (await whose(talk))[1] == "eskalasi"
    assert MATTER in (await talk.say("/rujukan", "Koordinator"))[0].text


async def test_a_cadre_who_gives_up_leaves_nothing_unfollowed(talk: Conversation) -> None:
    another = await add_cadre(talk, None)
    await talk.say("/berhenti_kader")
    await talk.say("[Ya, berhenti]")
    assert (await whose(talk))[:2] == (another, "terbuka")


async def give_first_house(talk: Conversation, to: str) -> None:
    await talk.say("/start", "Koordinator")
    await talk.say("[Rumah]", "Koordinator")
    await talk.say("[RT 03]", "Koordinator")
    bubble = talk.phones["Koordinator"].bubbles[-1]
    first = next(b.label for row in bubble.rows for b in row if "Bp. Budi" in b.label)
    await talk.say(f"[{first}]", "Koordinator")
    await talk.say("[Ganti kader]", "Koordinator")
    await talk.say(f"[{to}]", "Koordinator")


async def test_a_house_given_to_another_cadre_takes_what_is_followed_there_along(talk: Conversation) -> None:
    async with talk.engine.begin() as connection:
        await connection.execute(update(ReferralRow).values(asked=1, letter="unasked:1:2026-11-20"))
    await give_first_house(talk, "Bu Erna · RT 04")
    assert (await whose(talk))[1:] == ("terbuka", 0, None)
    told = await brought(talk)
    assert MATTER in told
    assert told.count("Surat ke Kader 2") == 1
    asked = await reminded(talk)
    assert asked.count(ASKED) == 1
    assert ASKED in asked.split("Surat ke Kader 2")[1]
    async with talk.engine.begin() as connection:
        actions = list(await connection.scalars(select(AuditRow.action)))
    assert "refer" in actions


async def test_an_answer_of_who_followed_before_changes_nothing_any_more(talk: Conversation) -> None:
    assert ASKED in await reminded(talk)
    await give_first_house(talk, "Bu Erna · RT 04")
    assert "kader lain" in (await talk.say("[Selesai]"))[0].text
    assert (await whose(talk))[1] == "terbuka"


async def test_nobody_who_stays_away_from_the_house_follows(talk: Conversation) -> None:
    another = await add_cadre(talk, demo.RT)
    async with talk.engine.begin() as connection:
        house = (await households_of(connection, demo.VILLAGE, demo.RT))[0].household
        await keep_apart(connection, house.id, another, talk.now)
    await ended(talk, "Akhiri tugasnya")
    assert (await whose(talk))[1] == "eskalasi"
    await talk.say("/rujukan", "Koordinator")
    await talk.say("[1]", "Koordinator")
    assert "Belum ada kader untuk rumah itu" in (await talk.say("[Tanyakan lagi]", "Koordinator"))[0].text
