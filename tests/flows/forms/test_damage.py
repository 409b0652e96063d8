"""Whatever a file holds, its author gets an answer: soon, and without the server's memory running out."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.forms.lint import check
from bot.flows.forms.workbook import load
from bot.flows.forms.xform import read_form
from tests.flows.forms.test_lint import HOSTILE, excel

HERE = Path(__file__).parent
PIECES = (
    b"",
    b"<",
    b">",
    b"&",
    b'"',
    b"9",
    b"-",
    b"\xff",
    b"A",
    b"|",
    b"$",
    b"{",
    b"}",
    b"(",
    b"[",
    b"\n",
    b"\x00",
    b" ",
)


SOUND = excel(
    settings=[("form_title", "form_id"), ("Kunjungan", "kunjungan")],
    survey=[
        ("type", "name", "label", "relevant", "constraint", "calculation"),
        ("integer", "anggota", "Berapa orang?", "", ". > 0", ""),
        ("begin repeat", "orang", "Anggota", "", "", ""),
        ("text", "nama", "Nama", "", "regex(., '[a-z]+')", ""),
        ("select_one jk", "jk", "Laki-laki?", "${nama} != ''", "", ""),
        ("end repeat", "", "", "", "", ""),
        ("calculate", "banyak", "", "", "", "count(${orang}[./jk = 'l'])"),
        ("note", "sebut", "Ada ${banyak}.", "${anggota} > 1", "", ""),
    ],
    choices=[("list_name", "name", "label"), ("jk", "l", "Ya"), ("jk", "p", "Tidak")],
)


def broken(content: bytes, seed: int) -> bytes:
    """The same with some of its bytes changed, dropped or doubled."""
    chance, changed = Random(seed), bytearray(content)  # noqa: S311 - to break things
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) or 1)
        changed[at : at + chance.randint(0, 3)] = chance.choice(PIECES)
    return bytes(changed)


def answered(content: bytes, name: str) -> None:
    """There is a form, or there is what must be mended."""
    found = check(content, name)
    assert all(problem.message for problem in found)
    if all(problem.advice for problem in found):
        book = load(content, name)
        assert read_form(book.xml, book.hash).ordered


@given(st.integers(0, 10**9), st.data())
def test_a_broken_workbook_is_a_questionnaire_or_one_that_must_be_mended(seed: int, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    damaged = data.draw(st.sampled_from(sorted(parts)))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, broken(part, seed) if name == damaged else part)
    answered(written.getvalue(), "uji.xlsx")


@given(st.integers(0, 10**9))
def test_a_broken_file_is_answered_too(seed: int) -> None:
    answered(broken(SOUND, seed), "uji.xlsx")


@given(st.integers(0, 10**9))
def test_broken_tables_are_answered_too(seed: int) -> None:
    answered(broken((HERE / "small.md").read_bytes(), seed), "uji.md")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "| survey |\n| | type | name | label |\n| | text | a | A\x01 |",
            "survey, row 2: in the column 'label' stands",
        ),
        (
            "| survey |\n| | type | name | label |\n| | text | a | A |\n"
            "| choices |\n| | list_name | name | -l |\n| | l | x | y |",
            "choices, row 1: '-l' cannot be a column's name",
        ),
    ],
)
def test_what_no_form_can_hold_is_told_where_it_stands(text: str, said: str) -> None:
    (problem,) = check(text.encode(), "uji.md")
    assert str(problem).startswith(said)


MEASURED = """
import resource, sys
from bot.flows.forms.lint import check
before = resource.getrusage(resource.RUSAGE_SELF)
assert check(sys.stdin.buffer.read(), "uji.xlsx")
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, (after.ru_maxrss - before.ru_maxrss) / 1024)
"""


@pytest.mark.parametrize(
    "kind",
    [
        "a bomb",
        "a bomb that tells less than it holds",
        "conditions without end",
        "fifty thousand choices",
        "too many cells",
        "too many questions",
    ],
)
def test_a_hostile_workbook_costs_seconds_and_little_memory(kind: str) -> None:
    make, _ = HOSTILE[kind]
    run = subprocess.run([sys.executable, "-c", MEASURED], input=make(), capture_output=True, check=True)
    seconds, megabytes = map(float, run.stdout.split())
    assert seconds < 10
    assert megabytes < 150
