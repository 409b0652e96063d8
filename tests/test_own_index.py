"""An office's own index, as docs/indeks.md shows it: it passes the lint, it scores, and the figures told are true."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli

GUIDE = (Path(__file__).parent.parent / "docs" / "indeks.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {re.escape(name)} -->\n```\w*\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for name in ("rumah_siaga.md", "rumah.json"):
        (tmp_path / name).write_text(block(name), encoding="utf-8")
    return tmp_path


def test_the_workbook_of_the_guide_passes_the_lint(office: Path) -> None:
    done = CliRunner().invoke(cli, ["check", str(office / "rumah_siaga.md")])
    assert done.exit_code == 0, done.stdout
    assert "nothing to mend" in done.stdout


def test_a_household_answers_the_workbook_of_the_guide_to_the_end(office: Path) -> None:
    done = CliRunner().invoke(cli, ["try", str(office / "rumah_siaga.md")])
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("day", "version", "parts", "shown"),
    [
        ("2026-11-22", "2026", {"aman": (1, 2, "50.00"), "siap": (1, 1, "100.00")}, ("75.00", "siaga")),
        ("2027-01-01", "2027", {"aman": (1, 2, "50.00"), "siap": (1, 2, "50.00")}, ("50.00", "belum")),
    ],
)
def test_each_version_makes_the_score_that_the_guide_works_out(
    office: Path, day: str, version: str, parts: dict[str, tuple[int, int, str]], shown: tuple[str, str]
) -> None:
    files = [str(office / "rumah_siaga.md"), str(office / "rumah.json")]
    done = CliRunner().invoke(cli, ["score", *files, "--on", day, "--explain", "--with-band"])
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    index = found["indices"]["siaga"]
    assert (index["version"], index["shown"], index["band"]) == (version, *shown)
    assert {id_: (d["met"], d["asked"], d["shown"]) for id_, d in index["dimensions"].items()} == parts
    said = ". ".join(line.rstrip(".").removeprefix("▫ ") for line in found["why"]["said"][0]) + "."
    assert f"> {said}" in GUIDE


def test_before_its_first_version_an_index_is_not_scored(office: Path) -> None:
    files = [str(office / "rumah_siaga.md"), str(office / "rumah.json")]
    done = CliRunner().invoke(cli, ["score", *files, "--on", "2025-12-31"])
    assert json.loads(done.stdout)["indices"] == {}


def test_a_settled_question_or_choice_that_is_not_there_is_told(office: Path) -> None:
    workbook = office / "rumah_siaga.md"
    rows = "| | ada_balit |  |\n| | simpan_obat | tinggi rendah |\n"
    workbook.write_text(workbook.read_text().replace("| | ada_balita |  |\n", rows))
    done = CliRunner().invoke(cli, ["check", str(workbook)])
    assert done.exit_code == 1
    assert "settled, row 2: `name` is 'ada_balit'" in done.stdout
    assert "settled, row 3: simpan_obat has no choice 'rendah'" in done.stdout
