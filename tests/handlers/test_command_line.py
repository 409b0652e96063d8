"""The command line, as an operator meets it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.keys import KEY

KAWAN = Path(sys.executable).with_name("kawan")


def kawan(folder: Path, *arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    return subprocess.run(
        [KAWAN, *arguments],
        cwd=folder,
        env=clean | environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_is_there_at_once_without_loading_the_bot(tmp_path: Path) -> None:
    code = "import sys; import bot.__main__; print(sorted({'aiogram', 'sqlalchemy'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
    assert "doctor" in kawan(tmp_path, "--help").stdout


def test_broken_settings_stop_the_start_with_a_line_each(tmp_path: Path) -> None:
    ended = kawan(tmp_path, "run", BOT_LISTEN="8080", BOT_TELEGRAM_TOKN="x")
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "BOT_TELEGRAM_TOKN: is no setting; did you mean BOT_TELEGRAM_TOKEN?",
        "BOT_LISTEN: give host and port, such as 127.0.0.1:8080",
    ]


def test_the_doctor_says_what_to_mend(tmp_path: Path) -> None:
    well = kawan(tmp_path, "doctor")
    assert (well.returncode, well.stdout.splitlines()[0]) == (0, "ok   database: sqlite answers")
    ill = kawan(tmp_path, "doctor", BOT_DATABASE_URL="sqlite://server/kawan.db")
    assert ill.returncode == 2
    assert ill.stdout.startswith("MEND database: BOT_DATABASE_URL: sqlite://server/")


def test_a_database_that_is_not_there_ends_the_start_in_one_line(tmp_path: Path) -> None:
    ended = kawan(tmp_path, "chat", BOT_DATABASE_URL="postgresql://kawan:rahasia@127.0.0.1:1/kawan", BOT_KEY=KEY)
    assert ended.returncode == 2
    assert ended.stderr.startswith("BOT_DATABASE_URL: the database cannot be reached")
    assert "rahasia" not in ended.stderr


def test_answers_are_understood_line_by_line(tmp_path: Path) -> None:
    lines = '{"id": 1, "text": "2,5jt"}\n{"id": 2, "text": "ya gitu lah"}\n'
    understood = kawan(tmp_path, "read", "--kind", "money", said=lines)
    assert understood.stdout.splitlines() == ['{"id": 1, "value": 2500000}', '{"id": 2, "value": null}']
    assert kawan(tmp_path, "read", "--kind", "uang").returncode == 2


def test_a_household_is_chosen_in_the_terminal(tmp_path: Path) -> None:
    talked = kawan(tmp_path, "run", said=".1\nbersedia\n")
    assert talked.returncode == 0, talked.stderr
    assert "> .1" in talked.stdout
    assert "[Bersedia]" in talked.stdout
    (only,) = talked.stderr.splitlines()
    assert "a key was made: var/kawan.db.key" in only


def test_an_invitation_is_for_a_region_that_the_bot_knows(tmp_path: Path) -> None:
    assert kawan(tmp_path, "invite", "Bu Ani", "--region", "99.99").returncode == 2


def test_a_questionnaire_is_printed(tmp_path: Path) -> None:
    assert kawan(tmp_path, "paper", "keluarga", "--out", "kertas.html").returncode == 0
    page = (tmp_path / "kertas.html").read_text()
    assert kawan(tmp_path, "paper", "keluarga").stdout == page
    assert "Siapa yang paling banyak menjawab tadi?" in page
    assert "memukul" not in page
    assert "memukul" in kawan(tmp_path, "paper", "keluarga", "--private").stdout
    assert kawan(tmp_path, "paper", "tidak.md").returncode == 2


def test_a_region_gets_its_poverty_line_kind_and_contacts(tmp_path: Path) -> None:
    contacts = tmp_path / "kontak.yaml"
    contacts.write_text('wilayah: "63.02.11"\nlayanan:\n  kua: {telepon: "0000-1 (contoh)"}\n')
    line = ("poverty-line", "63", "650000", "--from", "2026-01-01", "--source", "contoh")
    assert kawan(tmp_path, *line, "--kind", "country").returncode == 0
    assert kawan(tmp_path, "village", "63.02.11.2009", "--country").returncode == 0
    assert kawan(tmp_path, "contacts", str(contacts)).stdout == "1 contacts kept\n"
    contacts.write_text('wilayah: "63.02.11"\nlayanan:\n  tidakada: {telepon: "1"}\n')
    refused = kawan(tmp_path, "contacts", str(contacts))
    assert (refused.returncode, "tidakada" in refused.stderr) == (2, True)
    assert kawan(tmp_path, "poverty-line", "99", "1", "--from", "2026-01-01", "--source", "x").returncode == 2
