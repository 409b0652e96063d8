"""Nothing starts in earnest without an assessment, and nothing is sent to anybody who is not on the list."""

import ast
from datetime import date
from pathlib import Path

import pytest

from bot.privacy.processors import OURS, ProcessorsError, is_listed, processors
from bot.privacy.protection import check_protection, is_production, trouble_with
from bot.settings import Settings, SettingsError, read_settings
from tests.handlers.test_command_line import kawan
from tests.telegram_peer import TOKEN

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "docs" / "dpia.md"
PUBLIC = {
    "telegram_token": TOKEN,
    "webhook_url": "https://kawan.example.id/telegram",
    "webhook_secret": "a-secret-of-32-characters-000000",
}
NAMED = {"controller": "Dinas Contoh, Kotabaru", "officer": "Ibu Contoh, 0000-1"}
# Whoever opens a connection to the world, and by whose address.
CLIENTS = {"aiohttp", "telegram", "httpx", "requests", "urllib.request", "http.client", "socket", "smtplib", "ftplib"}
SENDERS = {"bot/handlers/serving.py", "bot/handlers/post.py"}  # both take their address from the settings


def signed(folder: Path, day: str = "2026-11-01", by: str = "Hj. Contoh, Kepala Dinas") -> Path:
    text = TEMPLATE.read_text().replace("Tanggal penilaian: …", f"Tanggal penilaian: {day}")
    file = folder / "dpia.md"
    file.write_text(text.replace("Disetujui oleh: …", f"Disetujui oleh: {by}"))
    return file


def settings(**more: object) -> Settings:
    return Settings.model_validate(more)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, False),
        ({"telegram_token": TOKEN}, False),
        (PUBLIC, True),
        (PUBLIC | {"webhook_url": "http://127.0.0.1:8080/telegram"}, False),
        ({"mode": "production"}, True),
        (PUBLIC | {"mode": "trial"}, False),
    ],
)
def test_d23_it_is_earnest_where_telegram_calls_a_public_address_or_the_operator_says_so(
    more: dict[str, str], expected: bool
) -> None:
    assert is_production(settings(**more)) == expected


def test_d23_the_demo_needs_no_assessment_and_production_does_not_start_without(tmp_path: Path) -> None:
    check_protection(settings(), TODAY)
    with pytest.raises(SettingsError, match="BOT_DPIA: is needed in production"):
        check_protection(settings(mode="production"), TODAY)
    check_protection(settings(mode="production", dpia=signed(tmp_path), **NAMED), TODAY)


@pytest.mark.parametrize("name", ["controller", "officer"])
def test_d24_production_does_not_start_where_families_could_not_read_who_answers_for_their_data(
    tmp_path: Path, name: str
) -> None:
    for said in (None, "  "):
        check_protection(settings(**NAMED | {name: said}), TODAY)
        with pytest.raises(SettingsError, match=f"^BOT_{name.upper()}: is needed in production"):
            check_protection(settings(mode="production", dpia=signed(tmp_path), **NAMED | {name: said}), TODAY)


@pytest.mark.parametrize(
    ("day", "by", "trouble"),
    [
        ("2025-11-22", "Hj. Contoh", ""),
        ("2025-11-21", "Hj. Contoh", "older than 12 months"),
        ("2026-11-22", "Hj. Contoh", ""),
        ("2026-11-23", "Hj. Contoh", "still to come"),
        ("2026-13-01", "Hj. Contoh", "is no day"),
        ("…", "Hj. Contoh", "has no line"),
        ("2026-11-01", "…", "not signed"),
        ("2026-11-01", "__________", "not signed"),
        ("2024-02-29", "Hj. Contoh", "older than 12 months"),
    ],
)
def test_d23_an_assessment_holds_for_a_year_and_is_signed(tmp_path: Path, day: str, by: str, trouble: str) -> None:
    found = trouble_with(signed(tmp_path, day, by), TODAY)
    assert (trouble in found) if trouble else not found


def test_d23_the_template_itself_is_no_assessment() -> None:
    assert "Tanggal penilaian" in trouble_with(TEMPLATE, TODAY)
    assert "cannot be read" in trouble_with(ROOT / "nowhere.md", TODAY)


def test_d23_the_start_says_what_is_missing_by_name(tmp_path: Path) -> None:
    environment = {f"BOT_{name.upper()}": value for name, value in PUBLIC.items()}
    for command in ("run", "courier"):
        ended = kawan(tmp_path, command, **environment)
        assert ended.returncode == 2
        assert ended.stderr.startswith("BOT_DPIA: is needed in production")
        assert "docs/dpia.md" in ended.stderr
    examined = kawan(tmp_path, "doctor", BOT_MODE="production", BOT_DPIA=str(signed(tmp_path, "2020-01-01")))
    assert "MEND data-protection assessment: BOT_DPIA" in examined.stdout
    assert "MEND who answers for the data: BOT_CONTROLLER" in examined.stdout


def test_d28_our_list_names_who_gets_what_where_and_by_what_agreement() -> None:
    listed = processors(OURS)
    assert is_listed("https://api.telegram.org", listed)
    for each in listed:
        assert each.name and each.hosts and each.data and each.country
        assert each.contract_on or each.note


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://api.telegram.org", True),
        ("https://API.Telegram.org", True),
        ("http://127.0.0.1:8081", True),
        ("http://localhost:8081", True),
        ("http://[::1]:8081", True),
        ("https://api.telegram.org.evil.example", False),
        ("https://api.telegram.org@evil.example", False),
        ("https://evil.example/api.telegram.org", False),
        ("http://10.0.0.7:8081", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://telegram-bot-api:8081", False),
    ],
)
def test_d28_nothing_is_sent_to_a_host_that_is_not_listed(address: str, allowed: bool) -> None:
    if allowed:
        assert settings(telegram_api=address).telegram_api
    else:
        with pytest.raises(ValueError, match="no listed processor"):
            settings(telegram_api=address)


def test_d28_an_operator_lists_a_host_of_her_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pemroses.yaml"
    file.write_text(
        "- {processor: Dinas Contoh, hosts: [bot-api.dinas.example], data: [pesan], country: Indonesia,"
        " contract: 2026-10-01}\n"
    )
    monkeypatch.delenv("BOT_TEST_DATABASE_URL", raising=False)
    monkeypatch.setenv("BOT_TELEGRAM_API", "http://bot-api.dinas.example:8081")
    with pytest.raises(SettingsError, match="BOT_TELEGRAM_API: its host is no listed processor"):
        read_settings(None)
    monkeypatch.setenv("BOT_PROCESSORS", str(file))
    assert read_settings(None).telegram_api == "http://bot-api.dinas.example:8081"
    assert processors(file)[0].contract_on == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("- {processor: X, hosts: [x.example], data: [pesan], country: Indonesia}", "contract"),
        ("- {processor: X, hosts: [], data: [pesan], country: Indonesia, note: x}", "hosts"),
        ("- {hosts: [x.example], data: [pesan], country: Indonesia, note: x}", "processor"),
        ("- nobody", "entry 1"),
        ("x: y", "is no list"),
        ("[", "cannot be read"),
    ],
)
def test_d28_a_list_with_something_missing_is_refused(tmp_path: Path, written: str, why: str) -> None:
    file = tmp_path / "pemroses.yaml"
    file.write_text(written)
    with pytest.raises(ProcessorsError, match=why):
        processors(file)


def test_d28_only_two_modules_open_connections_to_the_world_and_both_by_the_settings_address() -> None:
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            if any(name in CLIENTS or name.partition(".")[0] in CLIENTS for name in names):
                found.add(str(path.relative_to(ROOT)))
            if isinstance(node, ast.ImportFrom) and node.module == "aiogram.client.session.aiohttp":
                found.add(str(path.relative_to(ROOT)))
    found -= {
        "bot/commands/shell.py",
        "bot/villages/inviting.py",
        "bot/operation/doctor.py",
    }  # gaierror; both ask through serving.bot_of
    assert {path for path in found if "settings.telegram_api" in (ROOT / path).read_text()} == SENDERS
    for other in found - SENDERS:
        text = (ROOT / other).read_text()
        assert "base_url" not in text and "ClientSession(" not in text and "Request(" not in text, other
