"""What an operator sets, and what she reads when a setting is broken."""

from pathlib import Path

import pytest

from bot.settings import PUBLIC_API, SettingsError, read_settings

TOKEN = "123456789:AAExample_token-of_a_bot_000000000"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "TELEGRAM_TOKEN",
        "TELEGRAM_API",
        "DATABASE_URL",
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "LISTEN",
        "LOG_LEVEL",
    ):
        monkeypatch.delenv(f"BOT_{name}", raising=False)


def problems() -> list[str]:
    with pytest.raises(SettingsError) as error:
        read_settings()
    return error.value.lines


def test_with_nothing_set_the_bot_starts_on_a_laptop() -> None:
    settings = read_settings()
    assert settings.telegram_token is None
    assert settings.telegram_api == PUBLIC_API
    assert settings.database_url.startswith("sqlite+aiosqlite:///")
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8080)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", "")
    assert read_settings().telegram_token is None


def test_every_broken_setting_is_told_at_once_with_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TELEGRAM_TOKEN": "secret-but-wrong",
        "LISTEN": "8080",
        "WEBHOOK_URL": "http://kawan.example.id/",
        "WEBHOOK_SECRET": "short",
        "DATABASE_URL": "mysql://x",
        "LOG_LEVEL": "loud",
    }.items():
        monkeypatch.setenv(f"BOT_{name}", value)
    lines = problems()
    assert sorted(line.partition(":")[0] for line in lines) == [
        "BOT_DATABASE_URL",
        "BOT_LISTEN",
        "BOT_LOG_LEVEL",
        "BOT_TELEGRAM_TOKEN",
        "BOT_WEBHOOK_SECRET",
        "BOT_WEBHOOK_URL",
    ]
    assert "secret-but-wrong" not in "\n".join(lines)
    assert all("\n" not in line for line in lines)


def test_a_misspelled_variable_is_told_with_the_name_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKN", TOKEN)
    assert problems() == ["BOT_TELEGRAM_TOKN: is no setting; did you mean BOT_TELEGRAM_TOKEN?"]


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_WEBHOOK_URL", "https://kawan.example.id/telegram")
    assert problems()[0].startswith("BOT_WEBHOOK_SECRET:")


def test_a_file_of_settings_may_be_shared_with_other_programs() -> None:
    Path(".env").write_text(f"POSTGRES_USER=kawan\nBOT_TELEGRAM_TOKEN={TOKEN}\nBOT_LOG_LEVEL=warning\n")
    settings = read_settings()
    assert settings.log_level == "WARNING"
    assert TOKEN not in repr(settings)


def test_a_misspelled_line_of_the_file_is_told_too() -> None:
    Path(".env").write_text("BOT_LISTN=127.0.0.1:80\n")
    assert problems() == ["BOT_LISTN: is no setting; did you mean BOT_LISTEN?"]
