"""Who calls the webhook shows a secret; no token is in the repository; no table has room for what must not be kept."""

import re
import subprocess
from pathlib import Path

import aiohttp
import pytest

from bot.settings import Settings
from storage.models import Base
from tests.handlers.standin import Standin
from tests.handlers.test_command_line import kawan
from tests.handlers.test_serving import SECRET, called, words
from tests.telegram_peer import TOKEN, Peer

ROOT = Path(__file__).parent.parent.parent
FORBIDDEN = re.compile(
    r"nik|kk|no_?kk|ktp|rekening|bank|lahir|birth|gps|lat|lon|latitude|longitude|koordinat|foto|photo|face|wajah", re.I
)
MADE_UP = "123456789:"  # no bot has this number
_TOKEN = re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b")


def test_d07_no_table_has_a_column_for_what_must_not_be_kept() -> None:
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns]
    words_of = {column: re.split(r"[._]", column) for column in columns}
    assert not [column for column, parts in words_of.items() if any(FORBIDDEN.fullmatch(part) for part in parts)]


@pytest.mark.parametrize("secret", [None, "", "a-secret-of-32-characters-000001", SECRET[:-1], SECRET + "0", "é"])
async def test_d29_who_does_not_show_the_secret_is_not_heard(secret: str | None) -> None:
    peer, dialogue = Peer(), Standin()
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with peer.served() as api, called(peer, api, dialogue) as address, aiohttp.ClientSession() as client:
        body = {"update_id": 1, **words("halo")}
        async with client.post(address, json=body, headers=headers) as answer:
            assert answer.status == 401
    assert dialogue.heard == []


def test_d29_no_token_and_no_key_is_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository here")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        file = ROOT / name
        if not file.is_file() or file.suffix in {".lock", ".png", ".jpg", ".xlsx"}:
            continue
        found = _TOKEN.findall(file.read_text(encoding="utf-8", errors="ignore"))
        assert not [token for token in found if not token.startswith(MADE_UP)], name


def test_d29_a_broken_setting_is_told_without_quoting_a_secret(tmp_path: Path) -> None:
    secret = "123456789:AAEsecret of somebody"
    told = kawan(tmp_path, "doctor", BOT_TELEGRAM_TOKEN=secret, BOT_KEY="very-secret", BOT_WEBHOOK_SECRET="kurz!")
    assert told.returncode == 2
    for quoted in ("AAEsecret", "very-secret", "kurz!"):
        assert quoted not in told.stdout + told.stderr
    assert "BOT_KEY" in told.stderr and "BOT_TELEGRAM_TOKEN" in told.stderr


def test_d29_neither_token_nor_key_shows_when_settings_are_printed() -> None:
    settings = Settings.model_validate({"telegram_token": TOKEN, "key": "k" * 43, "webhook_secret": SECRET})
    for shown in (repr(settings), str(settings)):
        assert TOKEN not in shown and "k" * 43 not in shown and SECRET not in shown


def test_d25_all_that_runs_opens_the_database_with_the_keys_of_the_settings() -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        if path.name != "database.py":
            assert not re.search(r"storage\.engine import [^\n]*\bconnect\b", path.read_text()), path
