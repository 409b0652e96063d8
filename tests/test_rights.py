"""A family's own household and its rights: what it sees, what takes effect at once, and what no screen gives away.

Tests named c.. and d.. hold the behaviours of those numbers.
"""

import asyncio
import re
from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.dialogue import Dialogue
from bot.flows.forms.facts import Answered, Fact, Skipped
from bot.flows.forms.private import kept
from bot.flows.interview import Interview
from bot.flows.own import adults, answers
from bot.flows.privacy import Privacy
from bot.flows.showing import echo
from bot.flows.slip import ALPHABET, in_a_link, looks_like_one, typed
from bot.language import language
from bot.letters.deadlines import DEADLINES
from bot.letters.waiting import waiting_in
from bot.letters.weeks import sources_of, take
from bot.messages import Incoming, Kind, Outgoing, Tap
from bot.schedule.jobs import Occasion
from scoring.tally import Tally
from storage import requests
from storage.areas import NATION, tallies, village_tallies
from storage.audit import trail
from storage.consents import consents_of
from storage.engine import connect
from storage.holding import held_by
from storage.letters import Letter
from storage.models import (
    AnswerRow,
    FamilyChatRow,
    HouseholdKeyRow,
    HouseholdRow,
    InterviewRow,
    OutboxRow,
    RequestRow,
    SlipRow,
    TurnRow,
)
from storage.outbox import put
from storage.scrubbing import scrub
from storage.slips import issue, redeem
from storage.summaries import villages_in
from storage.turns import facts_of, keep_turn
from tests.chat import DIRECTORY, Conversation
from tests.keys import KEYS, PRIVATE_KEYS
from tests.secrecy.dumps import dump
from tests.storage.laid_out import scores_of

NAMES = ("Budi", "Siti", "Rani", "Dafa")


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    """Bp. Budi's household, interviewed to the end."""
    conversation = Conversation(engine)
    await conversation.settle()
    for line in ("/start", "[Bp. Budi · belum]"):
        await conversation.say(line)
    await conversation.happen("Keluarga Budi sampai akhir")
    return conversation


async def said(talk: Conversation, *lines: str, by: str = "Orang") -> str:
    """All that the last of these lines is answered with."""
    found = ""
    for line in lines:
        found = "\n".join(each.text for each in await talk.say(line, by))
    return found


async def came_in(talk: Conversation, who: str = "Siti", phone: str = "[Sendiri]") -> str:
    """The family opens its result with a code for one of them."""
    await said(talk, "/start", "budi", "[Bp. Budi · selesai]", "[Izin]", by="Kader")
    await talk.say("[Kode untuk keluarga]", "Kader")
    await talk.say(f"[{who}]", "Kader")
    return await said(talk, talk.slip, phone)


async def house_of(talk: Conversation) -> int:
    """The household of the one interview."""
    async with talk.engine.begin() as connection:
        return int(await connection.scalar(select(InterviewRow.household_id)) or 0)


async def count(talk: Conversation, table: type) -> int:
    async with talk.engine.begin() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


# --- the code on paper


def test_a_code_is_known_however_it_is_written_and_nothing_else_is_one() -> None:
    assert typed("bcdf-gh23") == typed(" BCDF GH23 ") == "BCDFGH23"
    assert typed("akta anak") is None and typed("BCDFGH2") is None and typed("12345678") is None
    assert looks_like_one("bcdf-gh2") and not looks_like_one("bpjs mati") and not looks_like_one("0812345678901")
    assert not set("AEIOU01L") & set(ALPHABET)


async def test_d32_without_its_code_a_chat_sees_nothing_of_any_household(talk: Conversation) -> None:
    for command in ("/dataku", "/perbaiki 12", "/bekukan", "/hapusdata", "/berhenti", "/tinjau"):
        assert "perlu kode dari kertas" in await said(talk, command)
    assert await count(talk, RequestRow) == 0
    assert "terpenuhi" in await came_in(talk)


async def test_d32_a_code_opens_once_and_a_new_one_ends_the_old_and_its_chat(talk: Conversation) -> None:
    await came_in(talk)
    first = talk.slip
    await said(talk, "tutup")
    assert "tidak berlaku" in await said(talk, first)
    await came_in(talk)
    assert await count(talk, FamilyChatRow) == 1 and await count(talk, SlipRow) == 0


async def test_d32_guessing_codes_is_slow_and_says_nothing(talk: Conversation) -> None:
    refusals = {
        await said(talk, guess) for guess in ("BCDFGH23", "XXXX-2222", "/kode ZZZZ9999", "bcdf-gh2", "KKKKKKKK")
    }
    assert len(refusals) == 1
    assert "Coba satu jam lagi" in await said(talk, "BCDFGH24")
    talk.now += timedelta(hours=2)
    assert "tidak berlaku" in await said(talk, "BCDFGH24")


async def test_c25_a_code_stands_nowhere_as_it_is_and_names_no_house(talk: Conversation) -> None:
    await came_in(talk)
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        code = await connection.scalar(select(HouseholdRow.code).where(HouseholdRow.id == house))
    assert code and code not in talk.slip
    dumped = await dump(talk.engine)
    assert talk.slip.encode() not in dumped and talk.slip.replace("-", "").encode() not in dumped


async def test_c25_a_link_is_opaque_and_valid_once_for_a_day(talk: Conversation) -> None:
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        (token,) = await issue(connection, house, "2", {24: talk.now + timedelta(hours=24)})
        assert in_a_link(token) == token and set(token) <= set(ALPHABET)
        assert await redeem(connection, token, talk.now + timedelta(hours=25)) is None
        assert await redeem(connection, token, talk.now) is not None
        assert await redeem(connection, token, talk.now) is None


async def test_c25_what_tells_of_a_household_is_not_forwarded_and_can_be_taken_away(talk: Conversation) -> None:
    await came_in(talk)
    for line in ("/kode", "[Saran]", "/dataku", "[Lihat jawaban]", "/dataku Budi"):
        for reply in await talk.say(line, "Orang"):
            assert reply.protected and reply.fleeting, line
            assert reply.attachment is None  # c26: no file with answers


async def test_d06_a_code_is_for_an_adult_only(talk: Conversation) -> None:
    record = await talk.record(1)
    assert list(adults(record).values()) == ["Budi", "Siti"]
    await said(talk, "/start", by="Kader")
    shown = (await talk.say("[Izin]", "Kader"), await talk.say("[Kode untuk keluarga]", "Kader"))[1]
    labels = [button.label for row in shown[0].rows for button in row]
    assert "Siti" in labels and "Rani" not in labels and "Dafa" not in labels


# --- what is seen


async def test_c21_a_telephone_counts_as_shared_until_somebody_says_otherwise_and_once(talk: Conversation) -> None:
    first = await came_in(talk, phone="/kode")
    assert "Sudah terpenuhi" in first and "▰" not in first
    for line in ("/kode", "[Saran]", "/dataku", "/kode"):
        told = await said(talk, line)
        assert not [name for name in NAMES if name in told], line
        assert "▰" not in told and "%" not in told and " dari 21" not in told
    alone = await said(talk, "HP ini dipakai [Sendiri]")
    assert "20 dari 21" in alone
    assert not [name for name in NAMES if name in alone]


async def test_c21_on_a_shared_telephone_only_harmless_tips_are_shown(talk: Conversation) -> None:
    await came_in(talk, phone="[Bersama]")
    shown = await said(talk, "[Saran]")
    questionnaire = next(iter(talk.questionnaires._compiled.values()))
    careful = [tip.text.indonesian for tip in questionnaire.tips if tip.delivery != "U"]
    assert careful and not [tip for tip in careful if tip in shown]


async def test_c17_c26_nothing_is_sent_that_was_not_asked_for_but_that_a_request_was_answered(
    talk: Conversation,
) -> None:
    await came_in(talk)
    talk.now += timedelta(days=40)
    assert await talk.letters() == []


async def test_c22_a_locked_screen_shows_nothing_personal(talk: Conversation) -> None:
    await came_in(talk)
    lines = ("/kode", "[Saran]", "/dataku", "[Lihat jawaban]", "/perbaiki", "x1", "/bekukan", "/hapusdata", "/privasi")
    for line in lines:
        for reply in await talk.say(line, "Orang"):
            first = reply.text[:60]
            assert first.startswith("Info Keluarga."), line
            assert not [name for name in NAMES if name in first] and not any(c.isdigit() for c in first[:20])


async def test_d22_the_result_is_called_an_aid_and_a_person_can_be_asked_to_look(talk: Conversation) -> None:
    shown = await came_in(talk)
    assert "bukan penentu bantuan" in shown
    card = next(b for b in talk.phones["Kader"].bubbles if b.text.startswith("✅ Selesai"))
    assert "bukan penentu bantuan" in card.text
    assert "Minta ditinjau petugas" in [button.label for row in card.rows for button in row]
    assert "petugas akan mengecek" in await said(talk, "[Minta ditinjau petugas]")
    assert "cek oleh petugas · sisa 7" in await said(talk, "/permintaan", by="Koordinator")


async def test_d09_what_is_kept_who_opened_it_until_when_own_and_joint_answers(talk: Conversation) -> None:
    await came_in(talk)
    about = await said(talk, "/dataku")
    assert "Pendataan keluarga (23 November 2026)" in about and "Data anak" in about
    assert "kader 2 kali" in about and "Bu Ani" not in about
    assert "24 Mei 2028" in about
    shown = await said(talk, "[Lihat jawaban]")
    assert "Siti" in shown and "Budi" not in shown


async def test_d09_private_answers_are_never_among_them(talk: Conversation) -> None:
    record = await talk.record(1)
    private = [d for d in record.form.ordered if d.private and d.is_asked]
    lines = "\n".join(map(str, answers(Interview(1, record), "2", "id")))
    assert private and not [d.name for d in private if str(d.label.parts["id"][0]) in lines]


async def test_d10_another_adult_s_answers_are_refused_in_the_same_words_whatever_is_there(talk: Conversation) -> None:
    await came_in(talk, "Budi")
    await said(talk, "/dataku")
    refusals = {await said(talk, f"/dataku {name}") for name in ("Siti", "Budi", "Rani", "Nobody", "istri saya")}
    refusals.add(await said(talk, "/dataku", "[Jawaban anggota lain]"))
    assert len(refusals) == 1 and "Pasal 33" in refusals.pop()


async def test_d10_who_lacks_what_among_other_adults_cannot_be_told_from_what_is_shown(talk: Conversation) -> None:
    record = await talk.record(1)
    paths = {d.name: d.path for d in record.form.ordered}
    told = (Answered(paths["jaminan_belum"], "2"), Answered(paths["jaminan_tanpa"], "2"))
    for facts in ((Answered(paths["jaminan_belum"], "tidak_ada"),), told):
        lines = "\n".join(map(str, answers(Interview(1, record.after(facts)), "1", "id")))
        assert "jaminan" not in lines
    own = "\n".join(map(str, answers(Interview(1, record.after(told)), "2", "id")))
    assert "Tanpa jaminan aktif" in own and "Siti" in own


async def test_d24_the_notice_is_there_for_everybody_and_names_what_it_must(engine: AsyncEngine) -> None:
    talk = Conversation(engine)
    await talk.settle()
    for who in ("Orang", "Kader", "Koordinator"):
        notice = await said(talk, "/privasi", by=who)
        for word in (
            "Pengendali",
            "Petugas",
            "Untuk apa",
            "Dasar",
            "548 hari",
            "Yang melihat",
            "luar negeri",
            "Keberatan",
        ):
            assert word in notice, word
        assert "BOT_CONTROLLER" in notice
    named = Privacy("Dinas P3AKB Kotabaru", "Ibu Wati, 0000-1", keep_days=365, keep_delivery_days=30)
    talk.dialogue = Dialogue(engine, talk.questionnaires, DIRECTORY, lambda: talk.now, named)
    notice = await said(talk, "/privasi")
    assert "Dinas P3AKB Kotabaru" in notice and "Ibu Wati" in notice and "BOT_" not in notice
    assert "365 hari" in notice and "pesan 30 hari" in notice


# --- rights that take effect


async def areas(talk: Conversation) -> tuple[int, int]:
    """How many households the nation counts, and how many the village's own figures have."""
    questionnaire = next(iter(talk.questionnaires._compiled.values()))
    index = next(each for each in questionnaire.indices if each.kind == "score")
    async with talk.engine.begin() as connection:
        counted = await tallies(connection, NATION, 2026, index.id, index.version)
        village = await village_tallies(connection, demo.VILLAGE, 2026, index.id, index.version)
    return households_in(counted.values()), households_in(village.values())


def households_in(groups: Iterable[Tally]) -> int:
    """How many households the groups have, told by the indicator that counts most of them."""
    return sum(max(c.met + c.unmet + c.na + c.missing for c in group.indicators.values()) for group in groups)


async def test_d12_frozen_data_are_counted_nowhere_until_they_are_used_again(talk: Conversation) -> None:
    assert await areas(talk) == (1, 1)
    await came_in(talk)
    assert "Bekukan?" in await said(talk, "/bekukan")
    assert "Sudah dibekukan" in await said(talk, "[Ya, bekukan]")
    assert await areas(talk) == (0, 0)
    assert "sedang dibekukan" in await said(talk, "/kode")
    assert "datanya tidak dipakai" in await said(talk, "/start", "budi", "[Bp. Budi · selesai]", by="Kader")
    assert "dipakai lagi" in await said(talk, "[Pakai lagi]")
    assert await areas(talk) == (1, 1)


async def test_d13_who_ends_it_in_the_middle_of_an_interview_is_asked_nothing_more(engine: AsyncEngine) -> None:
    talk = Conversation(engine)
    await talk.settle()
    await said(talk, "/start", "[Bp. Budi · belum]", "ya", "budi 41 l kepala, siti 38 istri", "lengkap", by="Kader")
    async with engine.begin() as connection:
        house = await connection.scalar(select(InterviewRow.household_id))
    tap = Tap("hak2", question=str(house), code="berhenti")
    incoming = Incoming("stop", demo.CHAT, talk.now, Kind.TAP, tap=tap, bubble="0")
    replies = await talk.dialogue.receive(incoming)
    assert "sudah berhenti" in replies[0].text
    before = await count(talk, TurnRow)
    assert "jamban" not in await said(talk, "ada", by="Kader")
    async with engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(InterviewRow)) == 0
        assert await consents_of(connection, house or 0) == ()
        assert await held_by(connection, house or 0) == "berhenti"
        left = await connection.scalar(select(func.count()).select_from(TurnRow).where(TurnRow.facts.is_not(None)))
        assert left == 0 and before


async def test_d13_what_waits_to_be_sent_is_not_sent_any_more(talk: Conversation) -> None:
    await came_in(talk)
    async with talk.engine.begin() as connection:
        bubble = Outgoing("test:orang", "Posyandu besok.")
        await put(connection, Letter("x", "news", (bubble,), talk.now, talk.now + timedelta(days=3)))
    await said(talk, "/berhenti", "[Ya, berhenti]")
    assert await talk.letters() == []
    assert await areas(talk) == (0, 0)


async def test_d14_deleting_destroys_values_name_and_key_and_keeps_the_sums(talk: Conversation) -> None:
    await came_in(talk)
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        wrapped = select(HouseholdKeyRow.wrapped).where(HouseholdKeyRow.household_id == house)
        key = await connection.scalar(wrapped)
        facts = [each for each in (await connection.scalars(select(TurnRow.facts))).all() if each]
    assert "Hapus?" in await said(talk, "/hapusdata")
    assert "sudah dihapus" in await said(talk, "[Ya, hapus]")
    await DEADLINES[1].run(Occasion(talk.engine, talk.now, talk.now))
    await scrub(talk.engine)
    dumped = await dump(talk.engine)
    assert key and key not in dumped and not [each for each in facts if each in dumped]
    for table in (AnswerRow, InterviewRow, FamilyChatRow, SlipRow):
        assert await count(talk, table) == 0
    assert (await areas(talk))[0] == 1
    assert "perlu kode" in await said(talk, "/dataku")
    assert "Bp. Budi" not in await said(talk, "/start", by="Kader")


async def test_d14_deleting_while_a_summary_is_made_breaks_neither(talk: Conversation) -> None:
    await came_in(talk)
    await said(talk, "/hapusdata")

    async def summary() -> None:
        async with talk.engine.begin() as connection:
            sources = await sources_of(connection, talk.questionnaires, DIRECTORY)
            await take(connection, sources, await villages_in(connection, [demo.VILLAGE]), talk.now)

    await asyncio.gather(summary(), said(talk, "[Ya, hapus]"), summary())
    assert await count(talk, InterviewRow) == 0


async def test_d11_a_corrected_answer_leaves_of_the_old_one_a_mark_alone_and_the_family_is_told(
    talk: Conversation,
) -> None:
    await came_in(talk)
    record = await talk.record(1)
    place = next(p for p in record.questions() if p.definition.name == "buku_nikah")
    number = place.definition.number
    assert "Nomor itu tidak bisa" in await said(talk, "/perbaiki", "999")
    assert f"nomor {number} akan ditanyakan" in await said(talk, str(number))
    assert f"betulkan jawaban nomor {number} · sisa 7" in await said(talk, "/permintaan", by="Kader")
    await said(talk, "/start", "budi", "[Bp. Budi · selesai]", by="Kader")
    async with talk.engine.begin() as connection:
        before = [f for t in await facts_of(connection, 1) for f in t.facts if f.get("ref") == place.ref]
    await said(talk, "[Lihat jawaban]", f"[{number}]", "[Belum]", by="Kader")
    await said(talk, "/permintaan", "[1]", by="Kader")
    assert "Keluarga diberi tahu" in await said(talk, "[Sudah]", by="Kader")
    async with talk.engine.begin() as connection:
        after = [
            f for t in await facts_of(connection, 1) for f in t.facts if f.get("ref") == place.ref and f["k"] == "a"
        ]
        noted = [each for each in await trail(connection) if each.action == "perbaiki selesai"]
    assert len(before) == 1 and len(after) == 1 and after[0]["value"] != before[0]["value"]
    assert noted[0].reason and before[0]["value"] not in noted[0].reason
    (letter, *_) = await talk.letters()
    assert letter.startswith("Surat ke Orang:") and "sudah dijawab" in letter


async def test_d16_every_request_has_its_clock_a_warning_and_a_place_in_the_summary(talk: Conversation) -> None:
    await came_in(talk)
    await said(talk, "[Minta ditinjau petugas]")
    assert "sisa 71 jam" in await said(talk, "/permintaan", by="Koordinator")
    talk.now += timedelta(hours=49)
    for _ in range(2):
        await DEADLINES[0].run(Occasion(talk.engine, talk.now, talk.now))
    letters = await talk.letters()
    assert sum("dijawab dalam 24 jam" in line for line in letters) == 2  # each of the two coordinators, once
    assert "⚠ sisa 22 jam" in await said(talk, "/permintaan", by="Koordinator")
    async with talk.engine.begin() as connection:
        assert (await waiting_in(connection, [demo.VILLAGE], talk.now))[demo.VILLAGE].requests_near == 1
        late = talk.now + timedelta(hours=24)
        assert (await waiting_in(connection, [demo.VILLAGE], late))[demo.VILLAGE].requests_overdue == 1
    await said(talk, "[1]", "[Ditolak (Pasal 33)]", by="Koordinator")
    async with talk.engine.begin() as connection:
        assert await requests.requests_in(connection, demo.VILLAGE) == []
        assert await waiting_in(connection, [demo.VILLAGE], talk.now) == {}


async def test_coordinators_elsewhere_see_no_request(talk: Conversation) -> None:
    await came_in(talk)
    await said(talk, "[Minta ditinjau petugas]")
    assert "Budi" not in await said(talk, "/permintaan", by="Kabupaten")
    assert "Tidak ada permintaan" in await said(talk, "/permintaan", by="Kader 2")


async def test_the_same_request_twice_is_one_and_many_are_too_many(talk: Conversation) -> None:
    await came_in(talk)
    for _ in range(3):
        await said(talk, "/tinjau")
    house = await house_of(talk)
    async with talk.engine.begin() as connection:
        assert len(await requests.requests_of(connection, house)) == 1


async def test_who_works_here_uses_no_family_s_code(talk: Conversation) -> None:
    await came_in(talk)
    await said(talk, "tutup")
    for who in ("Kader", "Koordinator"):
        assert "Bagian ini untuk keluarga" in await said(talk, f"/kode {talk.slip}", by=who)
        assert "Bagian ini untuk keluarga" in await said(talk, "/dataku", by=who)
    assert await count(talk, FamilyChatRow) == 0 and await count(talk, OutboxRow) == 0


# --- private answers change nothing that anybody sees


async def seen_by_all(talk: Conversation) -> list[str]:
    """What the family, the cadre and the coordinator read of the household, every button, and what is laid out."""
    seen: list[str] = []
    for who, line in (
        ("Orang", "/kode"),
        ("Orang", "[Saran]"),
        ("Orang", "/dataku"),
        *(("Orang", "[Berikutnya ›]" if n else "[Lihat jawaban]") for n in range(4)),
        ("Kader", "/start"),
        ("Kader", "budi"),
        ("Kader", "[Bp. Budi · selesai]"),
        ("Kader", "[Apa yang bisa dilakukan]"),
        ("Koordinator", "/rangkuman"),
        ("Koordinator", "/kemajuan"),
    ):
        for reply in await talk.say(line, who):
            labels = [[button.label for button in row] for row in reply.rows]
            told = re.sub(r"kader \d+ kali", "kader n kali", reply.text)  # she comes in each time
            seen.append(f"{line}: {told} {labels} {reply.protected} {reply.fleeting}")
    async with talk.engine.begin() as connection:
        laid = await connection.execute(select(AnswerRow.ref, AnswerRow.value).order_by(AnswerRow.ref))
        seen.append(repr(laid.all()))
        for interview_id in await connection.scalars(select(InterviewRow.id).order_by(InterviewRow.id)):
            seen.extend(map(repr, await scores_of(connection, interview_id)))
    return seen


async def test_c10_c11_private_answers_change_no_byte_of_what_family_cadre_and_coordinator_see(
    talk: Conversation, database_url: str
) -> None:
    await came_in(talk)
    talk.engine = connect(database_url, KEYS, PRIVATE_KEYS)
    record = await talk.record(1)
    paths = {d.name: d.path for d in record.form.ordered}
    switched_on = [Answered(paths["modul_pribadi"], "ya"), Answered(paths["berdua_saja"], "ya")]
    private = [d for d in record.form.ordered if d.private and d.is_asked and d.control == "select1"]
    dice = Random(10)  # noqa: S311 - chance in a test
    shown = []
    for n in range(4):
        facts: list[Fact] = [*switched_on]
        for each in private:
            codes = [choice.code for choice in each.choices.listed.values()] if each.choices else []
            skipped = dice.random() < 0.3
            facts.append(Skipped(each.path, "tidak_jawab") if skipped else Answered(each.path, dice.choice(codes)))
        async with talk.engine.begin() as connection:
            await keep_turn(
                connection,
                chat="x",
                message_id=f"private{n}",
                interview_id=1,
                facts=kept(record.form, facts),
                said_at=talk.now,
            )
            await connection.execute(update(InterviewRow).values(revision=InterviewRow.revision + 1))
        talk.start()
        shown.append(await seen_by_all(talk))
    await talk.engine.dispose()
    for other in shown[1:]:
        assert other == shown[0]


async def test_c01_c09_private_questions_come_last_and_an_answer_to_one_is_never_repeated(talk: Conversation) -> None:
    record = await talk.record(1)
    asked = [d for d in record.form.ordered if d.is_asked]
    private = [d.private for d in asked]
    assert True in private and private == sorted(private)
    for definition in (d for d in asked if d.private and d.choices is not None):
        place = record.place(definition.path)
        codes = [choice.code for choice in definition.choices.listed.values()] if definition.choices else []
        assert place is not None
        assert {language().say(echo(record, place, code, "id")) for code in codes} == {"Tersimpan."}
