"""Puts all together; knows everyone, known by no one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import demo
from bot.database import open_database
from bot.dialogue import Dialogue
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.privacy import Privacy
from bot.flows.services.directory import load_directory
from bot.interviews.rehearsing import rehearse
from bot.operation.publishing import bring_along
from bot.questionnaires import LIBRARY_FORMS, Questionnaires
from bot.settings import Settings
from storage.engine import migrate, reading
from storage.put_back import use_again
from storage.rotation import check_private_keys
from storage.sealing import ring_of


@dataclass(frozen=True, slots=True)
class Application:
    """What a channel needs: the dialogue, the questionnaires that it asks, and the database under it."""

    dialogue: Dialogue
    questionnaires: Questionnaires
    engine: AsyncEngine

    async def rehearse(self) -> None:
        """Make everything ready that would hold the first messages up."""
        async with reading(self.engine).begin() as connection:
            rehearse(await self.questionnaires.newest(connection), utc_now())

    async def close(self) -> None:
        """Let the database go."""
        await self.engine.dispose()


def utc_now() -> datetime:
    """The instant, with its zone."""
    return datetime.now(UTC)


async def assemble(
    settings: Settings, now: Callable[[], datetime] = utc_now, *, with_demo: bool = False
) -> Application:
    """The application on its database, brought up to date, with the questionnaires of the library published; with a
    made-up village to try it in, where that is wanted.

    Raises MissingKeyError where a key is not there; that for private answers is needed only while any are asked for.
    """
    engine = open_database(settings)
    await migrate(engine)
    ring_of(engine).see_to_a_key()
    await use_again(engine, now())
    directory = load_directory()
    questionnaires = Questionnaires(directory)
    async with engine.begin() as connection:
        for form in LIBRARY_FORMS:
            await bring_along(connection, questionnaires, load(LIBRARY / f"{form}.md"), now())
        if with_demo:
            await demo.settle(connection, directory, now())
            await demo.settle_coordinator(connection, now())
        if await questionnaires.ask_privately(connection):
            await check_private_keys(connection)
    privacy = Privacy(
        settings.controller or "", settings.officer or "", settings.keep_answers_days, settings.keep_delivery_days
    )
    return Application(Dialogue(engine, questionnaires, directory, now, privacy), questionnaires, engine)
