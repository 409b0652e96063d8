"""What operators do at the command line about people, forms and the trail."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import demo
from bot.database import open_database
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.operation.publishing import NotFitError, bring_along, publish
from bot.privacy.trail import trail_lines
from bot.questionnaires import HOUSEHOLD, Questionnaires
from bot.reports.exporting import TooFewError
from bot.settings import Settings
from bot.villages.exporting import exported, write
from bot.villages.inviting import invitation
from bot.villages.links import qr_picture
from storage.audit import HOUSEHOLD as A_HOUSE
from storage.audit import note
from storage.engine import migrate
from storage.forms import versions_of
from tests.keys import KEY

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A database of the demo village."""
    found = Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{tmp_path}/kawan.db", "key": KEY})
    engine, directory = open_database(found), load_directory()
    await migrate(engine)
    async with engine.begin() as connection:
        await demo.settle(connection, directory, NOW)
    await engine.dispose()
    return found


def village_form(folder: Path, version: str) -> Path:
    """Our questionnaire under another version."""
    book = (LIBRARY / "keluarga.md").read_text()
    ours = next(word for line in book.splitlines() for word in line.split("|") if word.strip().startswith("20261"))
    file = folder / f"keluarga{version}.md"
    file.write_text(book.replace(ours.strip(), version))
    return file


async def test_a_published_form_is_in_use_at_once_and_an_earlier_one_again(settings: Settings, tmp_path: Path) -> None:
    first, second = village_form(tmp_path, "1"), village_form(tmp_path, "2")
    for at, (file, version) in enumerate([(first, "1"), (second, "2"), (first, "1")]):
        assert await publish(settings, file, NOW + timedelta(hours=at)) == f"keluarga, version {version}"
        engine = open_database(settings)
        async with engine.begin() as connection:
            newest = (await versions_of(connection, HOUSEHOLD))[0]
            assert (await Questionnaires(load_directory()).newest(connection)).form.hash == newest.hash
        await engine.dispose()
        assert newest.version == version


async def test_a_start_leaves_an_office_its_own_form_and_takes_what_newly_came_with_the_program(
    settings: Settings, tmp_path: Path
) -> None:
    async def started(book: Path, hours: int) -> str:
        """The version in use after a start of the program with that questionnaire."""
        engine, questionnaires = open_database(settings), Questionnaires(load_directory())
        async with engine.begin() as connection:
            await bring_along(connection, questionnaires, load(book), NOW + timedelta(hours=hours))
            newest = (await versions_of(connection, HOUSEHOLD))[0]
        await engine.dispose()
        return newest.version

    first, second, third = (village_form(tmp_path, f"program{n}") for n in (1, 2, 3))
    assert await started(first, 1) == "program1"
    assert await started(second, 2) == "program2"
    assert await publish(settings, village_form(tmp_path, "kantor"), NOW + timedelta(hours=3))
    assert await started(second, 4) == "kantor"
    assert await started(third, 5) == "kantor"
    assert await publish(settings, third, NOW + timedelta(hours=6))
    assert await started(first, 7) == "program3"
    fourth = village_form(tmp_path, "program4")
    assert await started(fourth, 8) == "program4"


async def test_a_form_with_something_to_mend_is_not_published(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rusak.md"
    file.write_text(
        "| survey |\n| | type | name | label |\n| | select_one tidak_ada | x | Apa? |\n"
        "| settings |\n| | form_id | form_title | version |\n| | rusak | Rusak | 1 |\n"
    )
    with pytest.raises((NotFitError, ValueError)):
        await publish(settings, file, NOW)


async def test_the_trail_is_printed_with_staff_but_without_families_and_reasons(settings: Settings) -> None:
    engine = open_database(settings)
    async with engine.begin() as connection:
        await note(connection, NOW, 1, "open_household", A_HOUSE, 12, demo.VILLAGE, "Bu Rahma minta ditinjau")
        await note(connection, NOW, None, "publish", "form", "abc", "")
    await engine.dispose()
    plain, full = [
        "\n".join(await trail_lines(settings, NOW, region="", days=30, subject=None, reasons=reasons))
        for reasons in (False, True)
    ]
    assert "Bu Ani (1)" in plain and "operator" in plain and "household 12" in plain
    assert "Rahma" not in plain
    assert "minta ditinjau" in full
    below = await trail_lines(settings, NOW, region="63.02", days=30, subject=(A_HOUSE, "12"), reasons=False)
    assert len(below) == 2  # heads, and one row


async def test_a_village_with_few_households_is_not_exported(settings: Settings, tmp_path: Path) -> None:
    await publish(settings, LIBRARY / "keluarga.md", NOW)
    with pytest.raises(TooFewError):
        write(await exported(settings, demo.VILLAGE, 2026, NOW), tmp_path)
    with pytest.raises(LookupError):
        await exported(settings, "99.99", 2026, NOW)


async def test_an_invitation_is_a_link_of_one_token_and_its_picture_a_png(settings: Settings) -> None:
    link = await invitation(
        settings, "Bu Koor", role="coordinator", region_code=demo.VILLAGE, rt=None, lasting=timedelta(days=7)
    )
    assert link is not None and link.startswith("/start ") and len(link.split()[1]) == 24
    picture = qr_picture(f"https://t.me/kawan_contoh_bot?start={link.split()[1]}")
    assert picture.is_picture and picture.content.startswith(b"\x89PNG")
