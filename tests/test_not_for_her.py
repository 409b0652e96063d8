"""What a person must not see (any more): looked for where a right, a role or another cadre's name lies in between."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.flows.reply import Reply
from bot.interviews.handing import LEAVING
from bot.letters.posting import post
from bot.letters.reminding import KIND, remind
from bot.messages import Incoming, Kind, Outgoing, Tap
from bot.privacy.retention import destroy_expired
from bot.villages.regions import official
from storage.assignments import keep_apart
from storage.audit import HOUSEHOLD, trail
from storage.chats import register_chat
from storage.claiming import claim
from storage.consents import consents_of
from storage.drafts import keep_draft, take_draft
from storage.following import open_of
from storage.holding import held_by
from storage.letters import Letter
from storage.models import (
    AboutRow,
    ApartRow,
    FamilyChatRow,
    HandoverRow,
    HouseholdRow,
    InterviewRow,
    OutboxRow,
    ReferralRow,
    RoleRow,
    SlipRow,
    VisitRow,
)
from storage.outbox import put
from storage.people import add_person, give_role
from storage.referrals import open_referral
from storage.regions import put_regions
from storage.settling import put_off
from tests.chat import FAMILIES, Conversation
from tests.rounds.test_trouble import TUESDAY, brought, helped
from tests.storage.village import NOW, settle
from tests.test_rights import came_in, house_of, said
from tests.test_roles import ANI, ELSEWHERE, RUDI, person, press, write

DAY = timedelta(days=1)
WITA = ZoneInfo("Asia/Makassar")


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    """Bp. Budi's household, interviewed to the end."""
    conversation = Conversation(engine)
    await conversation.settle()
    await said(conversation, "/start", "[Bp. Budi · belum]", by="Kader")
    await conversation.happen("Keluarga Budi sampai akhir")
    return conversation


async def referred(connection: AsyncConnection, house: int, now: datetime) -> int:
    """Open a referral of the house; the cadre who interviewed there has it."""
    interview, cadre = (await connection.execute(select(InterviewRow.id, InterviewRow.cadre_id))).one()
    assert await open_referral(
        connection,
        household_id=house,
        interview_id=interview,
        problem="M02",
        matter="Anak belum punya akta",
        service="dukcapil",
        cadre_id=cadre,
        now=now,
    )
    return int(cadre)


# --- a household whose data are used for nothing


async def test_d12_a_frozen_household_is_not_named_as_one_that_may_be_told_twice(talk: Conversation) -> None:
    await press(talk, ANI, "hak2", "bekukan", str(await house_of(talk)))
    await said(talk, "/start", "[Rumah baru]", "[Bersedia]", "Budi 41 L kepala, Siti 38 P istri", by="Kader")
    assert "Mirip" not in (told := await said(talk, "lengkap", by="Kader")) and "sudah didata" not in told


async def test_d12_a_coordinator_does_not_read_a_frozen_household_and_reads_it_again_when_it_is_used(
    talk: Conversation,
) -> None:
    house = str(await house_of(talk))
    await press(talk, RUDI, "read", house)
    await write(talk, RUDI, "keluarga minta ditinjau")
    assert "Siti" in await press(talk, RUDI, "read_on", "0", house)
    await press(talk, ANI, "hak2", "bekukan", house)
    assert "Siti" not in await press(talk, RUDI, "read_on", "0", house)
    assert "tidak berlaku lagi" in await press(talk, RUDI, "read", house)
    kept = await press(talk, RUDI, "kept", house)
    assert "Hak keluarga" in kept and "Baca jawaban" not in kept  # she still helps it with its rights
    await press(talk, ANI, "ikut", house)
    assert "alasannya" in await press(talk, RUDI, "read", house)


async def test_d13_a_household_that_joins_again_did_not_ask_for_help_again(talk: Conversation) -> None:
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        cadre = await referred(connection, house, talk.now)
    await press(talk, ANI, "hak2", "berhenti", str(house))
    await press(talk, ANI, "ikut", str(house))
    await press(talk, ANI, "ikut1", "bersedia", str(house))
    async with talk.engine.begin() as connection:
        assert {each.purpose for each in await consents_of(connection, house)} >= {"survei"}
        assert await open_of(connection, cadre) == []


@pytest.mark.parametrize("right", ["bekukan", "berhenti", "hapusdata"])
async def test_d13_a_letter_that_names_the_household_is_not_brought_any_more(talk: Conversation, right: str) -> None:
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        cadre = await connection.scalar(select(InterviewRow.cadre_id))
        for kind in (KIND, LEAVING):
            bubble = Outgoing(ANI, "Selamat pagi.\nRumah Bp. Budi: sudah diurus?", protected=True)
            until = talk.now + 3 * DAY
            await put(connection, Letter(kind, kind, (bubble,), talk.now, until, cadre, about=(house,)))
        bubble = Outgoing(ANI, "Selamat pagi.\nRumah Ibu Wati: sudah diurus?", protected=True)
        await put(connection, Letter("other", KIND, (bubble,), talk.now, until, cadre, about=(house + 1,)))
        assert await claim(connection, ANI.partition(":")[0], "kurir", talk.now)  # on its way, and may fail
    await press(talk, ANI, "hak2", right, str(house))
    async with talk.engine.begin() as connection:
        await put_off(connection, 1, "kurir", talk.now, "no network")
        letter = await claim(connection, ANI.partition(":")[0], "kurir", talk.now)
        assert letter is not None and "Wati" in letter.bubbles[0].text
        assert await claim(connection, ANI.partition(":")[0], "kurir", talk.now) is None
        assert await connection.scalar(select(func.count()).select_from(AboutRow)) == 1


async def test_d13_every_letter_that_names_a_household_says_so_and_is_not_brought_once_it_is_not_hers(
    talk: Conversation,
) -> None:
    house = str(await house_of(talk))
    await press(talk, ANI, "swap_to", f"{house}:0")  # to the coordinator: by its number
    await talk.happen("pengingat disiapkan")
    async with talk.engine.begin() as connection:
        told = set((await connection.execute(select(OutboxRow.kind, AboutRow.household_id).join(AboutRow))).all())
    assert ("swap", int(house)) in told and KIND in {kind for kind, _ in told}
    await press(talk, RUDI, "given", f"{house}:{await person(talk, 'Bu Erna')}:0")
    async with talk.engine.begin() as connection:
        told = set((await connection.execute(select(OutboxRow.kind, AboutRow.household_id).join(AboutRow))).all())
    assert {kind for kind, about in told if about == int(house)} == {LEAVING}
    await press(talk, RUDI, "given", f"{house}:0:{await person(talk, 'Bu Erna')}")
    async with talk.engine.begin() as connection:
        told = set(await connection.scalars(select(AboutRow.household_id)))
    assert int(house) not in told


async def test_d13_who_stopped_cannot_be_frozen_and_so_used_again_without_consent(talk: Conversation) -> None:
    await came_in(talk, "Siti")
    house = await house_of(talk)
    await press(talk, ANI, "hak2", "berhenti", str(house))
    await press(talk, ANI, "hak2", "bekukan", str(house))
    assert "sudah dilakukan" in await said(talk, "/bekukan")
    orang = talk.phones["Orang"].chat
    await press(talk, orang, "laksanakan", "bekukan")
    await press(talk, orang, "cairkan")
    await press(talk, ANI, "ikut", str(house))
    async with talk.engine.begin() as connection:
        assert await held_by(connection, house) == "berhenti"
        assert await consents_of(connection, house) == ()


async def test_d14_of_a_deleted_household_nothing_leads_to_its_people_or_to_whom_it_did_not_want(
    talk: Conversation,
) -> None:
    house = str(await house_of(talk))
    await press(talk, RUDI, "read", house)
    await write(talk, RUDI, "Ibu Siti minta ditinjau")
    await press(talk, RUDI, "given", f"{house}:{await person(talk, 'Bu Erna')}:0")
    await press(talk, RUDI, "given", f"{house}:0:{await person(talk, 'Bu Erna')}")
    await press(talk, ANI, "swap_to", f"{house}:0")
    async with talk.engine.begin() as connection:
        reasons = [each.reason for each in await trail(connection, subject=(HOUSEHOLD, house)) if each.reason]
        assert reasons == ["Ibu Siti minta ditinjau"]
    await press(talk, RUDI, "hak2", "hapusdata", house)
    async with talk.engine.begin() as connection:
        noted = await trail(connection, subject=(HOUSEHOLD, house))
        assert "open_household" in {each.action for each in noted} and not any(each.reason for each in noted)
        for table in (ApartRow, HandoverRow, AboutRow, VisitRow, SlipRow, FamilyChatRow):
            left = select(func.count()).select_from(table).where(table.household_id == int(house))
            assert await connection.scalar(left) == 0, table
        row = (await connection.execute(select(HouseholdRow).where(HouseholdRow.id == int(house)))).mappings().one()
        assert not any(row[name] for name in ("label", "dusun", "rw", "dasawisma", "cadre_id"))
        keys = await connection.scalars(select(OutboxRow.key))
        assert not [key for key in keys if house in key.split(":")]


async def test_words_that_were_never_sent_are_gone_after_a_day(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await keep_draft(connection, village.cadre_id, 1, "Tolong tengok Bu Saniah.", NOW)
    await destroy_expired(engine, NOW + 2 * DAY)
    async with engine.begin() as connection:
        assert await take_draft(connection, village.cadre_id, 1) is None


# --- a chat that was opened for one person of the household


async def test_d10_a_code_for_one_person_never_opens_another_s_answers_when_the_list_is_told_anew(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await came_in(talk, "Siti")
    assert "Siti" in await said(talk, "/dataku", "[Lihat jawaban]")
    turned = "Siti 39 P kepala, Budi 42 L suami, Rani 13 P anak, Dafa 5 L anak"
    monkeypatch.setitem(FAMILIES, "Terbalik", {**FAMILIES["Budi"], "anggota": turned})
    talk.now += 60 * DAY  # another year
    await said(talk, "/start", "[Bp. Budi · belum]", by="Kader")
    await talk.happen("Keluarga Terbalik sampai akhir")
    shown = await said(talk, "/dataku", "[Lihat jawaban]")
    while "halaman 7 dari 7" not in shown:
        shown += await said(talk, "[Berikutnya ›]")
    assert "Budi" not in shown and "Siti, Umur: 39" in shown
    assert "Ibadah rutin" in shown  # the joint answers are still there


# --- a cadre for whom the household is not any more


async def test_c28_of_a_family_that_wants_another_cadre_the_first_is_asked_nothing(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        await helped(connection, village, at=TUESDAY - 30 * DAY)
        await keep_apart(connection, village.household.id, village.cadre_id, NOW)
        assert await open_of(connection, village.cadre_id) == []
    await remind(engine, TUESDAY)
    assert not [letter for letter in await brought(engine, TUESDAY) if "Misal" in letter]


async def test_c28_what_is_stuck_is_not_given_back_to_a_cadre_whom_the_family_did_not_want(talk: Conversation) -> None:
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        cadre = await referred(connection, house, talk.now)
        await connection.execute(update(ReferralRow).values(status="eskalasi"))
        number = await connection.scalar(select(ReferralRow.id))
        await keep_apart(connection, house, cadre, talk.now)
    told = await press(talk, RUDI, "stuckans", "tanya", str(number))
    assert "Bu Ani" not in told and "Belum ada kader untuk rumah itu" in told
    await press(talk, RUDI, "given", f"{house}:{await person(talk, 'Bu Erna')}:0")
    assert "Bu Erna" in await press(talk, RUDI, "stuckans", "tanya", str(number))


async def test_d21_whose_role_in_a_village_has_ended_is_not_reminded_of_its_households(talk: Conversation) -> None:
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        cadre = await referred(connection, house, talk.now - 30 * DAY)
        await put_regions(connection, official(ELSEWHERE))
        await connection.execute(update(RoleRow).where(RoleRow.person_id == cadre).values(until_at=talk.now))
        await give_role(connection, cadre, "cadre", ELSEWHERE, talk.now)
    assert "Budi" not in await write(talk, ANI, "/rujukan") + await press(talk, ANI, "referrals")
    await talk.happen("pengingat disiapkan")
    async with talk.engine.begin() as connection:
        waiting = (await connection.scalars(select(OutboxRow.person_id).where(OutboxRow.kind == KIND))).all()
    assert not [line for line in await talk.letters() if "Budi" in line and "Surat ke Kader:" in line]
    assert cadre not in waiting


async def test_d19_of_a_double_in_her_rt_that_was_given_to_another_no_name_is_told(talk: Conversation) -> None:
    house = await house_of(talk)
    await press(talk, RUDI, "given", f"{house}:{await person(talk, 'Bu Erna')}:0")
    await said(talk, "/start", "[Rumah baru]", "[Bersedia]", "Budi 41 L kepala, Siti 38 P istri", by="Kader")
    told = await said(talk, "lengkap", by="Kader")
    assert "sepertinya sudah didata kader lain" in told and "Bp. Budi" not in told


# --- letters and drafts


async def test_c25_every_bubble_that_calls_a_household_by_its_name_is_protected(talk: Conversation) -> None:
    house = str(await house_of(talk))
    for chat, verb, code in (
        (RUDI, "give", house),
        (RUDI, "close", house),
        (RUDI, "given", f"{house}:{await person(talk, 'Bu Erna')}:0"),
        (RUDI, "given", f"{house}:0:{await person(talk, 'Bu Erna')}"),
        (ANI, "swap_to", f"{house}:0"),
    ):
        talk.count += 1
        tap = Tap(verb, 0, "", talk.count, code)
        told = await talk.dialogue.receive(Incoming(f"f{talk.count}", chat, talk.now, Kind.TAP, tap=tap, bubble="0"))
        assert all(each.protected for each in told if "Rumah Bp. Budi" in each.text), verb
        assert any("Rumah Bp. Budi" in each.text for each in told), verb


async def test_d20_above_the_village_nobody_is_told_which_family_wants_another_cadre(talk: Conversation) -> None:
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        here = update(RoleRow).where(RoleRow.role == "coordinator", RoleRow.region_code == demo.VILLAGE)
        await connection.execute(here.values(until_at=talk.now))
    await press(talk, ANI, "swap_to", f"{house}:0")
    talk.now += 2 * DAY  # her summary comes on Monday, and nothing else that day
    letter = "\n".join(await talk.letters())
    assert "Surat ke Kabupaten: Di Desa Pondok Labu ada rumah" in letter
    assert "RT 03" not in letter and "Budi" not in letter


async def test_c25_a_letter_that_tells_of_a_household_is_not_forwarded(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        village = await settle(connection)
        told = Reply((village.household.code,), protected=True)
        assert await post(connection, village.cadre_id, "id", told, kind="x", local=NOW.astimezone(WITA))
        letter = await claim(connection, "tg", "kurir", NOW + 2 * DAY)
    assert letter is not None and letter.bubbles[0].protected


async def test_a_message_that_was_written_in_one_village_is_not_sent_in_another(talk: Conversation) -> None:
    await press(talk, RUDI, "message")
    await write(talk, RUDI, "Tolong tengok Bu Saniah besok, ya.")
    async with talk.engine.begin() as connection:
        rudi = await connection.scalar(
            select(RoleRow.person_id).where(RoleRow.role == "coordinator").order_by(RoleRow.id)
        )
        await put_regions(connection, official(ELSEWHERE))
        await give_role(connection, rudi or 0, "coordinator", ELSEWHERE, talk.now)
        other = await add_person(connection, "Bu Jauh", talk.now)
        await give_role(connection, other, "cadre", ELSEWHERE, talk.now)
        await register_chat(connection, "test:orang3", other)
        role = await connection.scalar(select(RoleRow.id).where(RoleRow.region_code == ELSEWHERE).limit(1))
    assert "Sekarang" in await press(talk, RUDI, "role", str(role))
    assert "Terkirim" not in await press(talk, RUDI, "send")
    assert not [line for line in await talk.letters() if "Saniah" in line]


async def test_d10_somebody_who_does_not_live_there_any_more_sees_nothing_of_those_who_do(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await came_in(talk, "Budi")
    others = "Joko 44 L kepala, Siti 39 P istri, Rani 13 P anak, Dafa 5 L anak"
    monkeypatch.setitem(FAMILIES, "Tanpa", {**FAMILIES["Budi"], "anggota": others})
    talk.now += 60 * DAY  # another year
    await said(talk, "/start", "[Bp. Budi · belum]", by="Kader")
    await talk.happen("Keluarga Tanpa sampai akhir")
    for line in ("/kode", "/dataku", "/perbaiki 12", "/hapusdata", "/berhenti"):
        told = await said(talk, line)
        assert "kode" in told and "Rani" not in told and "Siti" not in told, line
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        assert {each.purpose for each in await consents_of(connection, house)} >= {"survei"}
