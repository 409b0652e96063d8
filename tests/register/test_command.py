"""`kawan import`: a template to fill in, a village's list taken over, and everything that must be mended in it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.register.lists import families, workbook

PONDOK_LABU = "63.02.11.2009"
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def kawan(tmp_path: Path) -> Command:
    """Runs the command line in an empty folder."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/kawan.db"}
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_a_template_is_filled_in_and_taken_over(kawan: Command, tmp_path: Path) -> None:
    file = tmp_path / "daftar.xlsx"
    assert kawan("import", "template", str(file)).returncode == 0
    book = load_workbook(file)
    for _, rt, rw, dusun, dasawisma, name in families(384):
        book.worksheets[0].append([rt, rw, dusun, dasawisma, name])
    book.save(file)
    for told in ("384 keluarga baru.", "0 keluarga baru. 384 keluarga sudah ada, tidak berubah."):
        done = kawan("import", "households", str(file), "--region", PONDOK_LABU)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == told


def test_what_must_be_mended_is_told_by_cell(kawan: Command, tmp_path: Path) -> None:
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(workbook((1, "", "", "", "", "Pak Misal"), (2, "01", "", "", "", "6302110101800001")))
    done = kawan("import", "households", str(file), "--region", PONDOK_LABU)
    assert done.returncode == 1
    assert "B2: RT belum diisi." in done.stderr
    assert "F3: Ada nomor 16 angka" in done.stderr
    assert "6302110101800001" not in done.stdout + done.stderr


def test_a_code_of_no_village_is_refused(kawan: Command, tmp_path: Path) -> None:
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(workbook(*families(3)))
    done = kawan("import", "households", str(file), "--region", "63.02.11")
    assert done.returncode == 2
    assert "63.02.11 is no village" in done.stderr


def test_an_rt_is_typed_where_there_is_no_list(kawan: Command, tmp_path: Path) -> None:
    typed = kawan("rt", PONDOK_LABU, "03", "--households", "40", "--dusun", "Hulu", "--by", "2026-12-31")
    assert typed.returncode == 0, typed.stderr
    with sqlite3.connect(tmp_path / "kawan.db") as database:
        (row,) = database.execute("SELECT rt, rw, dusun, registered, target_on FROM neighbourhoods").fetchall()
    assert row == ("03", None, "Hulu", 40, "2026-12-31")
    assert kawan("rt", "63.02.99", "03").returncode == 2
