"""The command line, as an operator meets it."""

import os
import subprocess
import sys
from pathlib import Path

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
        timeout=60,
        check=False,
    )


def test_help_is_there_at_once_without_loading_the_bot(tmp_path: Path) -> None:
    code = "import sys; from bot.__main__ import cli; print(sorted({'aiogram', 'sqlalchemy'} & set(sys.modules)))"
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
