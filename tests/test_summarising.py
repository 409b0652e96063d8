"""The weekly summary from the database: recounted by SQL of its own, made once, and safe from week to week."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache

import pytest
from openpyxl import load_workbook
from PIL import Image, ImageFont
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.dialogue import Dialogue
from bot.flows.forms.facts import Fact
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.flows.summary.lines import lines
from bot.flows.summary.week import Waiting, Week
from bot.language import language
from bot.letters import pictures
from bot.letters.summarising import KIND, reply_of, week_now, weekly_summaries
from bot.letters.weekly import SUMMARIES
from bot.letters.weeks import Sources
from bot.messages import Incoming, Kind, Outgoing, Tap
from bot.questionnaires import Questionnaire, Questionnaires
from bot.reports.weekly import details_file
from bot.schedule.jobs import Planner
from scoring.score import shown
from storage.chats import register_chat
from storage.claiming import claim
from storage.engine import reading
from storage.households import add_household, remove_household
from storage.models import InterviewRow, NeighbourhoodRow, OutboxRow, SummaryRow
from storage.people import add_person, give_role
from storage.summaries import recipients, set_time, time_of, told_until
from tests.finished import keep_finished, turns_of
from tests.jobs.test_jobs import Watch
from tests.weeks import coordinator, count_village, finish_more, settle_regency, settle_village, village_codes

MONDAY = datetime(2026, 8, 16, 23, 10, tzinfo=UTC)  # 07.10 in Central Indonesia
WEEK = timedelta(days=7)
VILLAGE, NEXT = village_codes(2)
DIRECTORY = load_directory()
QUESTIONNAIRES = Questionnaires(DIRECTORY)
LACKING = {"I15": 20, "I16": 14, "I02": 8, "I09": 3}

# What an indicator of the library asks, told once more, and as SQL sees it: the answer's name, and when it is unmet.
BY_HAND = {
    "I05": ("gizi", "value = 'ada'"),
    "I06": ("sakit_menahun", "value = 'tidak_rutin'"),
    "I10": ("milik_rumah", "value <> 'milik'"),
    "I12": ("penghasilan_cukup", "value = 'kurang'"),
    "I15": ("simpanan", "value <> 'ya'"),
    "I25": ("kegiatan_warga", "value NOT IN ('sering', 'kadang')"),
    "I26": ("kegiatan_agama", "value = 'tidak'"),
    "I27": ("ibadah", "value <> 'semua'"),
}
NEWEST = """
    SELECT max(i.id) FROM interviews i JOIN households h ON h.id = i.household_id
    WHERE h.region_code = :village AND h.removed_at IS NULL AND i.status = 'finished' AND i.year = 2026
    GROUP BY i.household_id
"""


async def publish(connection: AsyncConnection) -> Questionnaire:
    return await QUESTIONNAIRES.publish(connection, load(LIBRARY / "keluarga.md"), MONDAY - 10 * WEEK)


async def settle(engine: AsyncEngine, *villages: str, households: int = 60, finished: int = 30) -> Sources:
    """A regency with these villages, each half done."""
    async with engine.begin() as connection:
        questionnaire = await publish(connection)
        await settle_regency(connection, list(villages))
        cadre = await add_person(connection, "Kader Contoh", MONDAY)
        for code in villages:
            await settle_village(
                connection,
                questionnaire,
                code,
                cadre,
                MONDAY,
                households=households,
                finished=finished,
                unmet=LACKING,
            )
    return Sources(questionnaire, DIRECTORY)


async def week(engine: AsyncEngine, sources: Sources, *regions: str, at: datetime = MONDAY) -> Week:
    async with engine.begin() as connection:
        return await week_now(connection, sources, list(regions), at, "id")


async def run(engine: AsyncEngine, at: datetime) -> int:
    return await weekly_summaries(engine, QUESTIONNAIRES, DIRECTORY, at)


def said(found: Week, code: str = "id") -> str:
    return "\n".join(language(code).say(line) for line in lines(found, code))


@cache
def households(questionnaire: Questionnaire) -> list[list[tuple[Fact, ...]]]:
    found = [turns_of(questionnaire, seed, MONDAY - WEEK) for seed in range(40)]
    return [turns for turns in found if turns is not None]


async def test_the_summary_recounted_from_the_raw_answers_is_the_same(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        questionnaire = await publish(connection)
        await settle_regency(connection, [VILLAGE, NEXT])
        cadre = await add_person(connection, "Kader Contoh", MONDAY)
        houses = []
        for number, turns in enumerate(households(questionnaire)):
            house = await add_household(
                connection, VILLAGE if number % 5 else NEXT, f"{number % 3 + 1:02}", label="Bp. Rahasia"
            )
            houses.append(house.id)
            for each in (households(questionnaire)[0], turns) if number % 7 == 1 else (turns,):  # asked once more
                await keep_finished(
                    connection, questionnaire, each, household_id=house.id, cadre_id=cadre, now=MONDAY - WEEK
                )
        for id_ in houses[3:6]:
            await remove_household(connection, id_, MONDAY - WEEK)
        await add_household(connection, VILLAGE, "03")
        found = await week_now(connection, Sources(questionnaire, DIRECTORY), [VILLAGE], MONDAY, "id")
        told = (await told_until(connection, [VILLAGE], found.on))[VILLAGE].told

        of_village = {"village": VILLAGE}
        registered = "SELECT count(*) FROM households WHERE region_code = :village AND removed_at IS NULL"
        assert found.registered == await connection.scalar(text(registered), of_village)
        finished = await connection.scalar(text(f"SELECT count(*) FROM ({NEWEST}) AS newest"), of_village)  # noqa: S608
        assert found.finished == finished
        assert found.left == 1
        assert "Rahasia" not in said(found)
        assert told is not None
        assert told.counts.households == finished > 20
        for indicator, (name, unmet) in BY_HAND.items():
            answers = (
                f"SELECT count(*) FROM answers WHERE ref LIKE '%/{name}' AND {unmet} AND interview_id IN ({NEWEST})"  # noqa: S608
            )
            assert told.counts.indicators[indicator].unmet == await connection.scalar(text(answers), of_village)
        assert found.standing is not None
        assert found.standing.total.value == await _total_by_sql(connection, questionnaire)


async def _total_by_sql(connection: AsyncConnection, questionnaire: Questionnaire) -> Fraction:
    """The village's index, by its definition: the mean of the dimensions, each the mean of its indicators' shares."""
    rows = await connection.execute(
        text(
            "SELECT indicator, sum(CASE WHEN value = '1' THEN 1 ELSE 0 END), count(*) FROM indicator_values "  # noqa: S608
            f"WHERE index_id = 'i29' AND value IN ('0', '1') AND interview_id IN ({NEWEST}) GROUP BY indicator"
        ),
        {"village": VILLAGE},
    )
    shares = {indicator: Fraction(100 * int(met), known) for indicator, met, known in rows}
    index = next(index for index in questionnaire.indices if index.id == "i29")
    means = []
    for dimension in index.dimensions:
        known = [shares[i.id] for i in index.public if i.dimension == dimension.id and i.id in shares]
        means.append(sum(known, Fraction()) / len(known))
    return sum(means, Fraction()) / len(means)


async def test_a_village_hears_how_it_stands_and_what_changed(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE)
    first = await week(engine, sources, VILLAGE)
    assert (first.registered, first.finished, first.begun, first.added) == (60, 30, 30, None)
    assert [(each.label.indonesian, each.families) for each in first.unmet] == [
        ("belum punya tabungan", 20),
        ("jaminan kesehatan belum lengkap", 14),
        ("akta kelahiran belum lengkap", 8),
    ]
    async with engine.begin() as connection:
        unmet = {**LACKING, "I15": 25, "I16": 17}
        await finish_more(connection, sources.questionnaire, VILLAGE, MONDAY + WEEK, 12, unmet)
    then = await week(engine, sources, VILLAGE, at=MONDAY + WEEK)
    assert (then.finished, then.added, then.since) == (42, 12, date(2026, 8, 17))
    assert [(each.families, each.trend) for each in then.unmet] == [(25, 0), (14, 3), (8, 0)]
    assert "naik 12 seminggu ini" in said(then)
    assert "2 jaminan kesehatan belum lengkap: 14 keluarga, bertambah sedikit" in said(then)
    assert then.standing is not None
    assert then.standing.change is not None


async def test_one_family_more_changes_nothing_that_is_told_of_families(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE)
    before = await week(engine, sources, VILLAGE)
    async with engine.begin() as connection:
        unmet = {id_: n + 1 for id_, n in LACKING.items()}
        await finish_more(connection, sources.questionnaire, VILLAGE, MONDAY + WEEK, 1, unmet)
    then = await week(engine, sources, VILLAGE, at=MONDAY + WEEK)
    assert then.finished == 31
    assert then.unmet == before.unmet
    assert then.standing is not None
    assert before.standing is not None
    assert then.standing.total == before.standing.total
    assert then.standing.households == 30


async def test_a_correction_does_not_change_what_was_said_last_week(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE)
    before = await week(engine, sources, VILLAGE)
    async with engine.begin() as connection:
        await finish_more(connection, sources.questionnaire, VILLAGE, MONDAY + WEEK, 20, {"I15": 40})
    await week(engine, sources, VILLAGE, at=MONDAY + WEEK)
    async with engine.begin() as connection:
        assert (await told_until(connection, [VILLAGE], before.on))[VILLAGE].told is not None
        again = await week_now(connection, sources, [VILLAGE], MONDAY, "id")
    assert again == before


async def test_an_area_is_what_its_villages_were_told_added_up_and_rounded(engine: AsyncEngine) -> None:
    villages = village_codes(3, per_district=2)
    sources = await settle(engine, *villages)
    found = await week(engine, sources, "99.01")
    assert [part.name for part in found.parts] == ["Kecamatan 01", "Kecamatan 02"]
    assert [(part.registered, part.finished) for part in found.parts] == [(120, 60), (60, 30)]
    assert found.parts[0].total.value == found.parts[1].total.value
    assert [each.families for each in found.unmet] == [60, 40, 25, 10]
    assert all(each.rounded for each in found.unmet)
    assert "sekitar 60 keluarga" in said(found)
    assert "RT" not in said(found)


async def test_a_village_without_households_gets_one_line(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        sources = Sources(await publish(connection), DIRECTORY)
        await settle_regency(connection, [VILLAGE])
    found = await week(engine, sources, VILLAGE)
    reply = reply_of(found, "id")
    assert said(found) == "Rangkuman Desa 01.2001: belum ada rumah yang terdaftar. Kader bisa mulai dengan Rumah baru."
    assert reply.attachment is None


async def test_a_coordinator_of_300_villages_gets_one_short_message_and_one_picture(engine: AsyncEngine) -> None:
    villages = village_codes(300, per_district=300)
    async with engine.begin() as connection:
        questionnaire = await publish(connection)
        await settle_regency(connection, villages)
        cadre = await add_person(connection, "Kader Contoh", MONDAY)
        await coordinator(connection, "tg:1", MONDAY, *villages)
        for code in villages[:40]:
            await settle_village(
                connection, questionnaire, code, cadre, MONDAY, households=20, finished=11, unmet={"I15": 6}
            )
        assert len((await recipients(connection, MONDAY))[0].regions) == 300
    assert await run(engine, MONDAY) == 1
    async with engine.begin() as connection:
        letter = await claim(connection, "tg", "test", MONDAY)
    assert letter is not None
    (bubble,) = letter.bubbles
    assert bubble.text.startswith("Rangkuman 300 wilayah, 17 Agustus 2026\nDidata 440 dari 800 rumah (55%).")
    assert len(bubble.text) < 1000
    assert bubble.attachment is not None
    assert len(bubble.attachment.content) < pictures.MOST_BYTES
    assert Image.open(io.BytesIO(bubble.attachment.content)).width == 720


async def test_each_coordinator_gets_hers_once_on_her_day_and_late_on_the_same_day(engine: AsyncEngine) -> None:
    await settle(engine, VILLAGE, NEXT)
    async with engine.begin() as connection:
        await coordinator(connection, "tg:1", MONDAY, VILLAGE)
        other = await coordinator(connection, "tg:2", MONDAY, NEXT, "99.01")
        await set_time(connection, other, 3, 16)
    assert await run(engine, MONDAY - timedelta(hours=1)) == 0
    assert await run(engine, MONDAY + timedelta(hours=9)) == 1
    assert await run(engine, MONDAY + timedelta(hours=10)) == 0
    thursday = MONDAY + timedelta(days=3)
    assert await run(engine, thursday) == 0
    assert await run(engine, thursday + timedelta(hours=9)) == 1
    assert await run(engine, MONDAY + WEEK - timedelta(days=1)) == 0
    assert await run(engine, MONDAY + WEEK) == 1
    async with reading(engine).begin() as connection:
        chats = (await connection.scalars(select(OutboxRow.chat).where(OutboxRow.kind == KIND))).all()
    assert sorted(chats) == ["tg:1", "tg:1", "tg:2"]


async def test_what_telegram_did_not_take_all_day_comes_the_next_morning_with_its_date(engine: AsyncEngine) -> None:
    await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        await coordinator(connection, "tg:1", MONDAY, VILLAGE)

    async def brought(at: datetime) -> list[str]:
        async with engine.begin() as connection:
            letter = await claim(connection, "tg", "test", at)
            return [bubble.text.partition("\n")[0] for bubble in letter.bubbles] if letter is not None else []

    assert await run(engine, MONDAY) == 1
    night, tuesday = MONDAY + timedelta(hours=14), MONDAY + timedelta(days=1)
    assert await brought(night) == []
    assert await brought(tuesday) == []  # before eight: the hour that she chose was Monday's
    [title] = await brought(tuesday + timedelta(hours=1))
    assert "17 Agustus 2026" in title
    async with reading(engine).begin() as connection:
        keys = (await connection.scalars(select(OutboxRow.key))).all()
    assert [key.rpartition(":")[2] for key in keys] == ["2026-08-18"]  # it is that day's one message
    assert await run(engine, tuesday + timedelta(hours=2)) == 0


async def test_a_summary_that_waited_until_the_next_one_is_not_brought(engine: AsyncEngine) -> None:
    await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        await coordinator(connection, "tg:1", MONDAY, VILLAGE)
    assert await run(engine, MONDAY) == 1
    assert await run(engine, MONDAY + WEEK) == 1
    async with engine.begin() as connection:
        letter = await claim(connection, "tg", "test", MONDAY + WEEK)
        assert letter is not None
        assert "24 Agustus 2026" in letter.bubbles[0].text
        assert await claim(connection, "tg", "test", MONDAY + WEEK) is None


async def test_words_go_out_where_the_picture_cannot_be_drawn(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = await settle(engine, VILLAGE)
    found = await week(engine, sources, VILLAGE)
    monkeypatch.setattr(ImageFont, "load_default", lambda size: 1 / 0)
    pictures._font.cache_clear()
    reply = reply_of(found, "id")
    assert reply.attachment is None
    assert reply.lines
    monkeypatch.undo()
    assert reply_of(found, "id").attachment is not None


async def test_what_waits_is_asked_for_and_kept(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE, NEXT)

    async def waiting_in(_: AsyncConnection, villages: object, __: datetime) -> dict[str, Waiting]:
        return {VILLAGE: Waiting(12, 3, 1, 1)}

    sources = Sources(sources.questionnaire, DIRECTORY, waiting_in)
    found = await week(engine, sources, "99.01")
    assert found.waiting == Waiting(12, 3, 1, 1)
    assert "1 Jawab 2 permintaan keluarga tentang datanya, batasnya 3 x 24 jam." in said(found)
    assert "2 Tanyakan 3 rujukan yang lewat waktu." in said(found)


async def test_a_cadre_unheard_of_for_a_week_is_told_by_her_rt_while_houses_wait_there(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        for rt in ("02", "04"):
            person = await add_person(connection, "Bu Rahasia", MONDAY)
            await give_role(connection, person, "cadre", VILLAGE, MONDAY - 4 * WEEK, rt=rt)
    found = await week(engine, sources, VILLAGE)
    assert (found.silent, found.silent_cadres) == (("RT 02", "RT 04"), 2)
    assert "Temani kader RT 02, RT 04: seminggu ini belum ada kabar." in said(found)
    assert "Rahasia" not in said(found)
    above = await week(engine, sources, "99.01")
    assert "Temani 2 kader yang seminggu ini belum ada kabar." in said(above)


async def test_the_file_says_the_same_and_nothing_small(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE, NEXT)
    for region, head in ((VILLAGE, "RT"), ("99.01.01", "Wilayah")):
        found = await week(engine, sources, region)
        book = load_workbook(io.BytesIO(details_file(found, "id").content))
        cells = [
            [cell for cell in row if cell is not None] for sheet in book for row in sheet.iter_rows(values_only=True)
        ]
        assert [head, "Terdaftar", "Selesai"] in [row[:3] for row in cells]
        assert ["Seluruhnya", found.registered, found.finished] in [row[:3] for row in cells]
        small = [row[1] for row in cells if str(row[:1]).startswith("['air minum")]
        assert small == ([] if region == VILLAGE else [5])  # 3 families of the village, 6 of the district
        assert found.standing is not None
        assert found.standing.total.value is not None
        total = float(shown(found.standing.total.value, found.standing.total.digits))
        assert ["Indeks Kualitas Keluarga (IKK) (indikatif)", total] in cells
        assert not re.search(r"Kader Contoh|99\.01\.01\.200\d-\d", str(cells))


class Phone:
    """A coordinator's chat with the bot."""

    def __init__(self, engine: AsyncEngine, now: datetime) -> None:
        self.dialogue = Dialogue(engine, QUESTIONNAIRES, DIRECTORY, lambda: now)
        self.now, self.count, self.newest = now, 0, Outgoing("", "")

    async def send(self, words: str = "", tap: Tap | None = None) -> Outgoing:
        """Say a command or press a button; the bubble that comes back."""
        self.count += 1
        kind = Kind.TAP if tap is not None else Kind.COMMAND
        incoming = Incoming(f"m{self.count}", "tg:1", self.now, kind, words, tap=tap, bubble="1" if tap else None)
        (self.newest,) = await self.dialogue.receive(incoming)
        return self.newest

    async def press(self, label: str) -> Outgoing:
        """Press a button of the newest bubble."""
        buttons = {button.label: button.tap for row in self.newest.rows for button in row}
        return await self.send(tap=buttons[label])


async def test_a_coordinator_asks_for_her_summary_opens_its_file_and_moves_it_to_another_day(
    engine: AsyncEngine,
) -> None:
    await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        person = await coordinator(connection, "tg:1", MONDAY, VILLAGE)
    phone = Phone(engine, MONDAY)
    summary = await phone.send("rangkuman")
    assert summary.text.startswith("Rangkuman Desa 01.2001, 17 Agustus 2026\nDidata 30 dari 60 rumah")
    assert summary.attachment is not None
    assert summary.attachment.is_picture
    file = await phone.press("Rincian")
    assert file.text == "Rincian Desa 01.2001, 17 Agustus 2026."
    assert file.attachment is not None
    assert file.attachment.name == "rangkuman-2026-08-17.xlsx"
    phone.newest = summary
    assert (await phone.press("Ubah jadwal")).text == ("Rangkuman sekarang datang tiap Senin jam 07.00. Mau hari apa?")
    await phone.press("Kamis")
    assert (await phone.press("16.00")).text == "Baik. Rangkuman datang tiap Kamis jam 16.00."
    async with engine.begin() as connection:
        assert await time_of(connection, person) == (3, 16)


async def test_a_cadre_does_not_get_at_summaries(engine: AsyncEngine) -> None:
    await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        cadre = await add_person(connection, "Bu Contoh", MONDAY)
        await register_chat(connection, "tg:1", cadre)
        await give_role(connection, cadre, "cadre", VILLAGE, MONDAY - WEEK)
    phone = Phone(engine, MONDAY)
    assert "Rangkuman" not in (await phone.send("rangkuman")).text
    assert (await phone.send(tap=Tap("sumfile", code="20260817"))).attachment is None


async def test_the_clock_makes_summaries_each_hour_for_whom_it_is_time(engine: AsyncEngine) -> None:
    await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        await coordinator(connection, "tg:1", MONDAY, VILLAGE)
    watch = Watch(MONDAY - timedelta(hours=2))
    told = []
    for _ in range(5):
        await Planner(engine, [SUMMARIES], watch).run_due()
        async with engine.begin() as connection:
            told.append(await claim(connection, "tg", "test", watch.now) is not None)
        watch.now += timedelta(hours=1)
    assert told == [False, False, True, False, False]


async def test_a_village_that_told_of_more_households_than_it_listed_has_as_many_to_visit(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE)
    async with engine.begin() as connection:
        told = [{"region_code": VILLAGE, "rt": rt, "registered": n} for rt, n in (("01", 20), ("02", 3), ("11", 7))]
        await connection.execute(insert(NeighbourhoodRow), told)
    found = await week(engine, sources, VILLAGE)
    registered = {part.code: part.registered for part in found.parts}
    assert (registered["01"], registered["02"], registered["11"]) == (20, 6, 7)
    assert found.registered == 60 + 14 + 7


async def test_one_village_that_fails_costs_no_other_its_summary(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    await settle(engine, VILLAGE, NEXT)
    async with engine.begin() as connection:
        await coordinator(connection, "tg:1", MONDAY, VILLAGE)
        await coordinator(connection, "tg:2", MONDAY, NEXT)
        broken = {"region_code": VILLAGE, "on_day": date(2026, 8, 10), "figures": {"broken": "Bp. Rahasia"}}
        await connection.execute(insert(SummaryRow), broken)
    assert await run(engine, MONDAY) == 1
    assert f"the figures of village {VILLAGE} failed" in caplog.text
    assert "Rahasia" not in caplog.text
    async with engine.begin() as connection:
        await connection.execute(delete(SummaryRow).where(SummaryRow.region_code == VILLAGE))
    assert await run(engine, MONDAY + timedelta(hours=1)) == 1


async def test_a_new_year_begins_anew_and_is_compared_with_nothing(engine: AsyncEngine) -> None:
    sources = await settle(engine, VILLAGE)
    december, january = datetime(2026, 12, 28, 1, tzinfo=UTC), datetime(2027, 1, 4, 1, tzinfo=UTC)
    await week(engine, sources, VILLAGE, at=december)
    async with engine.begin() as connection:
        done = {"status": "finished", "finished_at": january, "year": 2027}
        await connection.execute(update(InterviewRow).where(InterviewRow.status == "open").values(**done))
        await count_village(connection, sources.questionnaire, VILLAGE, 2027, 30, {"I15": 21})
    found = await week(engine, sources, VILLAGE, at=january)
    assert (found.finished, found.added, found.since) == (30, None, None)
    assert [(each.families, each.trend) for each in found.unmet] == [(21, 0)]
    assert found.standing is not None
    assert found.standing.change is None
