"""What ails the bot."""

from pathlib import Path
from typing import Any

from bot.doctor import examine
from bot.settings import Settings
from tests.keys import KEY
from tests.telegram_peer import TOKEN, USERNAME, Fault, Peer


async def findings(folder: Path, **more: Any) -> dict[str, tuple[bool, str]]:
    url = f"sqlite+aiosqlite:///{folder / 'kawan.db'}"
    settings = Settings.model_validate({"database_url": url, **more})
    return {finding.about: (finding.well, finding.told) async for finding in examine(settings)}


async def test_without_a_token_nothing_is_missing(tmp_path: Path) -> None:
    found = await findings(tmp_path)
    assert found["database"] == (True, "sqlite answers")
    assert found["Telegram"][0]


async def test_a_bot_that_telegram_knows_is_well(tmp_path: Path) -> None:
    async with Peer().served() as api:
        found = await findings(tmp_path, telegram_token=TOKEN, telegram_api=api)
    assert found["Telegram"] == (True, f"answers as @{USERNAME}")
    assert found["messages"] == (True, "0 wait for the bot")


async def test_a_refused_token_and_a_lost_database_are_told(tmp_path: Path) -> None:
    peer = Peer()
    peer.faults.append(Fault("getMe", 401, "Unauthorized"))
    nowhere = "postgresql://kawan:rahasia@127.0.0.1:1/kawan"
    async with peer.served() as api:
        found = await findings(tmp_path, telegram_token=TOKEN, telegram_api=api, database_url=nowhere, key=KEY)
    assert not found["database"][0]
    assert "rahasia" not in found["database"][1]
    assert "BOT_TELEGRAM_TOKEN" in found["Telegram"][1]


async def test_a_webhook_that_telegram_does_not_call_is_told(tmp_path: Path) -> None:
    async with Peer().served() as api:
        found = await findings(
            tmp_path,
            telegram_token=TOKEN,
            telegram_api=api,
            webhook_url="https://kawan.example.id/telegram",
            webhook_secret="a-secret-of-32-characters-000000",
        )
    assert found["webhook"] == (False, "calls nobody, not https://kawan.example.id/telegram; `kawan run` sets it")
