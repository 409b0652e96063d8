"""Before the first message the bot has gone through an interview by itself."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import assemble
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.forms.xform import read_form
from bot.flows.services.directory import load_directory
from bot.interviews.rehearsing import rehearse
from bot.questionnaires import Questionnaires
from bot.settings import Settings
from storage.models import InterviewRow

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
STUCK = """
    | survey |
    | | type | name | label | constraint | required |
    | | integer | a | A | . > 5 and . < 3 | yes |
    """


async def test_a_rehearsal_leaves_nothing_behind(tmp_path: Path) -> None:
    settings = Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{tmp_path}/kawan.db"})
    application = await assemble(settings)
    await application.rehearse()
    async with application.engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(InterviewRow)) == 0
    await application.close()


async def test_a_questionnaire_that_a_random_household_cannot_answer_stops_no_start(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        ours = await Questionnaires(load_directory()).publish(connection, load(LIBRARY / "keluarga.md"), NOW)
    book = load(STUCK.encode(), "uji.md")
    rehearse(replace(ours, form=read_form(book.xml, book.hash)), NOW)
