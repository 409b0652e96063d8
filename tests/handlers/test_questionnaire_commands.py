"""`kawan check` and `kawan try`, as an author of a questionnaire meets them."""

from pathlib import Path

from tests.handlers.test_command_line import kawan

BROKEN = """
| survey |
| | type | name | label |
| | image | foto | Foto rumah |
| | select_one warna | warna | Warna apa? |
"""


def test_check_names_what_to_mend_by_sheet_and_row(tmp_path: Path) -> None:
    (tmp_path / "rumah.md").write_text(BROKEN)
    ended = kawan(tmp_path, "check", "rumah.md")
    assert ended.returncode == 1
    assert [line.partition(": ")[0] for line in ended.stdout.splitlines()] == [
        "MEND   survey, row 2",
        "MEND   survey, row 3",
        "rumah.md",
    ]


def test_check_passes_the_questionnaire_of_the_library(tmp_path: Path) -> None:
    ended = kawan(tmp_path, "check", "keluarga")
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "keluarga: nothing to mend")


def test_try_shows_a_conversation_to_its_end(tmp_path: Path) -> None:
    ended = kawan(tmp_path, "try", "keluarga", "--seed", "7")
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("Bot:")
    assert lines[-1].endswith("jawaban)")


def test_try_refuses_a_broken_workbook_with_its_problems(tmp_path: Path) -> None:
    (tmp_path / "rumah.md").write_text(BROKEN)
    ended = kawan(tmp_path, "try", "rumah.md")
    assert ended.returncode == 1
    assert ended.stderr.startswith("survey, row 3: ")


def test_a_form_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    ended = kawan(tmp_path, "check", "tidak_ada.xlsx")
    assert ended.returncode == 2
    assert "keluarga" in ended.stderr
