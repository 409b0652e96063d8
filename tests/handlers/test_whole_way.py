"""The whole way, as a cadre goes it: from the link that she was given to the result of a household.

Telegram and the bot are processes of their own, and the bot is killed on the way.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import RT, VILLAGE, settle
from bot.flows.services.directory import load_directory
from bot.settings import Settings
from bot.villages.inviting import invitation
from storage.engine import connect, migrate
from tests.respondent import Respondent
from tests.telegram_peer import Bubble
from tests.wire import Phone, wire


@pytest.fixture(params=["polling", "webhook"])
async def phone(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Phone]:
    """A phone, and a bot that knows the made-up village."""
    engine = connect(f"sqlite+aiosqlite:///{tmp_path / 'kawan.db'}")
    await migrate(engine)
    async with engine.begin() as connection:
        await settle(connection, load_directory(), datetime.now(UTC))
    await engine.dispose()
    async with wire(tmp_path, webhook=request.param == "webhook") as held:
        yield held


async def invited(folder: Path) -> str:
    """What the link sends when it is opened."""
    settings = Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{folder / 'kawan.db'}"})
    day = timedelta(days=1)
    command = await invitation(settings, "Bu Ani", role="cadre", region_code=VILLAGE, rt=RT, lasting=day)
    assert command is not None
    return command


def result(bubbles: list[Bubble]) -> str:
    """The newest result card, without whose house it is and how many she has done."""
    card = [bubble.text.partition("tersimpan")[2] for bubble in bubbles if bubble.text.startswith("✅")][-1]
    return "\n".join(line for line in card.splitlines() if not line.startswith("Tersimpan di server"))


async def test_from_her_link_to_the_result_though_the_bot_is_killed_in_between(phone: Phone, tmp_path: Path) -> None:
    welcome = await phone.says(await invited(tmp_path))
    assert "Bu Ani" in welcome[-1].text

    await phone.taps("Mulai mendata")
    await phone.taps("· belum")
    family = Respondent(phone)
    for _ in range(12):
        await family.answer()

    # The bot is gone while she taps; Telegram keeps the tap, and after the start the bot goes on where she was.
    phone.bot.kill()
    asked = phone.newest
    tapped = await phone.sends_tap(asked, asked.buttons[0][1])
    await phone.start_bot(forked=True)
    await phone.answered()
    assert phone.newest.text != asked.text

    # A tap that Telegram delivers again, under a new number, changes nothing.
    after = phone.bubbles
    await phone.passes({"callback_query": {**tapped["callback_query"], "id": "again"}})
    assert await phone.answered() == after

    # Telegram is busy for a moment: the question comes all the same.
    await phone.fault("sendMessage", 429, retry_after=1, description="Too Many Requests: retry after 1")
    await phone.fault("editMessageText", 502, description="Bad Gateway")
    await family.until(lambda bubble: not bubble.buttons)
    disturbed = result(phone.bubbles)
    assert await phone.refused() == []

    # The next household, answered alike and without any disturbance, comes to the same.
    await phone.taps("Rumah berikutnya")
    await phone.taps("· belum")
    await Respondent(phone).until(lambda bubble: not bubble.buttons)
    assert result(phone.bubbles) == disturbed

    assert await phone.refused() == []
    assert phone.bot.stop() == 0
    assert " ERROR " not in phone.bot.log
