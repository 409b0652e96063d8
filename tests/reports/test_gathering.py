"""A report from the database: the village counted from its interviews, the regency from what was kept above it."""

import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from docx import Document
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import demo
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.reports.figures import Figures
from bot.flows.reports.report import report_of
from bot.flows.services.directory import load_directory
from bot.interviews.results import indicators_in, scores_in
from bot.questionnaires import Questionnaire, Questionnaires
from bot.reports.gathering import gather
from storage.engine import connect, migrate
from storage.household_lists import ListedHousehold, households_of
from storage.households import add_household
from storage.interviews import start_interview
from storage.people import add_person
from storage.regions import Region, put_regions
from storage.results import finish
from tests.handlers.test_command_line import kawan
from tests.reports.test_report import said, values

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


async def settle(connection: AsyncConnection, households: int) -> Questionnaire:
    """The demo village, of which so many households were interviewed this year, and all a year before."""
    directory = load_directory()
    questionnaire = await Questionnaires(directory).publish(connection, load(LIBRARY / "keluarga.md"), NOW)
    await demo.settle(connection, directory, NOW)
    cadre = await add_person(connection, "Bu Contoh", NOW)
    chance = Random(4)  # noqa: S311
    houses = await households_of(connection, demo.VILLAGE)
    for year, some in ((2025, houses), (2026, houses[:households])):
        await interviewed(connection, questionnaire, some, year, chance, cadre=cadre)
    return questionnaire


async def interviewed(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    houses: Sequence[ListedHousehold],
    year: int,
    chance: Random,
    *,
    cadre: int = 1,
) -> None:
    """Finished interviews of these households, in that year."""
    for listed in houses:
        started = await start_interview(
            connection,
            household_id=listed.household.id,
            form_hash=questionnaire.form.hash,
            cadre_id=cadre,
            now=NOW,
        )
        found = [(index, values(index, chance, 0.8)) for index in questionnaire.indices]
        await finish(
            connection,
            started.id,
            datetime(year, 3, 1 + chance.randrange(28), tzinfo=UTC),
            answers={},
            indicators=[row for index, known in found for row in indicators_in(index, known)],
            scores=[row for index, known in found for row in scores_in(index, known)],
            head=chance.choice(("laki_laki", "perempuan")),
            scored_by=questionnaire.form.hash,
        )


async def figures_in(engine: AsyncEngine, code: str) -> Figures:
    async with engine.begin() as connection:
        questionnaire = await settle(connection, 30)
        found = await gather(connection, code, 2026, questionnaire, NOW)
    assert found is not None
    return found


async def test_a_village_has_its_rts_its_days_and_its_earlier_self(engine: AsyncEngine) -> None:
    found = await figures_in(engine, demo.VILLAGE)
    assert found.name == "Desa Pondok Labu, Kecamatan Pamukan Selatan, Kabupaten Kotabaru, Provinsi Kalimantan Selatan"
    assert (len(found.parts), found.registered, found.counted, found.cadres) == (11, 88, 30, 1)
    assert found.main is not None
    assert found.main.index.id == "i29"
    assert (found.main.counts.households, found.main.before.households, found.left_out) == (30, 88, 0)
    text = said(report_of(found, str))
    assert "Didata 30 dari 88 keluarga terdaftar (34,1%)" in text
    assert re.search(r"Tahun 2025: \d+", text)


async def test_a_regency_has_the_same_figures_as_its_only_village(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        questionnaire = await settle(connection, 30)
        village = await gather(connection, demo.VILLAGE, 2026, questionnaire, NOW)
        for code in ("63.02.11", "63.02", "63", "00"):
            above = await gather(connection, code, 2026, questionnaire, NOW)
            assert village is not None
            assert above is not None
            assert [part.name for part in above.parts] == ["Desa Pondok Labu"]
            for one, other in zip(village.indices, above.indices, strict=True):
                assert one.area == other.area
                assert one.shown == other.shown
                assert other.by_part[demo.VILLAGE] == one.counts
        assert await gather(connection, "99", 2026, questionnaire, NOW) is None


async def test_a_village_of_six_does_not_follow_from_its_kecamatan(engine: AsyncEngine) -> None:
    """It counts in the regency, where two small villages together are ten and more."""
    async with engine.begin() as connection:
        questionnaire = await settle(connection, 30)
        neighbours = {"63.02.11.2010": 12, "63.02.11.2011": 6, "63.02.12.2001": 7}
        here = Region("63.02.12", "Kecamatan Coba", "kecamatan", "Asia/Makassar", None)
        villages = [Region(code, f"Desa {code[-4:]}", "desa", "Asia/Makassar", None) for code in neighbours]
        await put_regions(connection, [here, *villages])
        for code, size in neighbours.items():
            for _ in range(size):
                await add_household(connection, code, "01", label="Bp. Contoh")
            await interviewed(connection, questionnaire, await households_of(connection, code), 2026, Random(5))  # noqa: S311
        kecamatan = await gather(connection, "63.02.11", 2026, questionnaire, NOW)
        regency = await gather(connection, "63.02", 2026, questionnaire, NOW)
    assert kecamatan is not None and kecamatan.main is not None
    assert regency is not None and regency.main is not None
    assert (kecamatan.counted, kecamatan.main.counts.households, kecamatan.left_out) == (48, 42, 0)
    assert "6 keluarga di desa yang baru mendata kurang dari 10 keluarga belum ikut" in said(report_of(kecamatan, str))
    assert (regency.counted, regency.main.counts.households) == (55, 55)
    assert "belum ikut" not in said(report_of(regency, str))


async def test_the_commands_write_a_report_and_find_nothing_to_work_out_again(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/kawan.db"
    engine = connect(url)
    await migrate(engine)
    async with engine.begin() as connection:
        await settle(connection, 12)
    await engine.dispose()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return kawan(tmp_path, *arguments, BOT_DATABASE_URL=url)

    done = run("report", demo.VILLAGE, "--year", "2026", "--out", "laporan", "--legal", "Pergub 100/2019")
    assert done.stdout.startswith("12 households: laporan/"), done.stderr
    paper = Document(str(tmp_path / "laporan" / f"laporan-{demo.VILLAGE}-2026.docx"))
    assert "Pergub 100/2019" in [paragraph.text for paragraph in paper.paragraphs]
    assert (tmp_path / "laporan" / f"laporan-{demo.VILLAGE}-2026.xlsx").is_file()
    assert run("report", "99").returncode == 2
    assert run("rescore").stdout.strip() == "nothing to do: every interview follows the newest indices"
    assert run("rescore", "--index", "x99").stderr.strip() == "no index x99 in the newest questionnaire"
