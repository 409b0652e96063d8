"""Authors hear everything at once: where it stands, and how to mend it."""

import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook as ExcelWorkbook

from bot.flows.forms.lint import check
from bot.flows.forms.sheets import read_sheets
from bot.flows.forms.workbook import LIBRARY

HERE = Path(__file__).parent
FORMS = os.environ.get("ODK_CONFORMANCE", "")


def told(text: str, *, advice: bool = False) -> list[str]:
    """The errors, or the advice, on a workbook written as tables."""
    return [str(problem) for problem in check(text.encode(), "uji.md") if problem.advice == advice]


def survey(*rows: str, head: str = "type | name | label | relevant | calculation", choices: str = "") -> str:
    lines = ["| survey |", f"| | {head} |", *(f"| | {row} |" for row in rows)]
    return "\n".join([*lines, "| choices |", "| | list_name | name | label |", choices] if choices else lines)


def excel(**sheets: list[tuple[object, ...]]) -> bytes:
    book = ExcelWorkbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.md")), ids=lambda path: str(path.stem))
def test_our_own_questionnaires_have_no_errors(path: Path) -> None:
    assert [str(problem) for problem in check(path) if not problem.advice] == []


@pytest.mark.parametrize("ending", [".md", ".xlsx"])
def test_a_workbook_with_every_kind_of_mistake_is_told_of_all_of_them(ending: str) -> None:
    """To read what an author is told, put `broken.txt` beside `broken.md`."""
    written = (HERE / "broken.md").read_bytes()
    content = written if ending == ".md" else as_excel(written)
    assert [f"{'advice' if problem.advice else 'mend'} {problem}" for problem in check(content, f"broken{ending}")] == (
        HERE / "broken.txt"
    ).read_text().splitlines()


def as_excel(written: bytes) -> bytes:
    """The same workbook, each row under the same number."""
    sheets = read_sheets(written, "a.md")
    grids: dict[str, list[list[object]]] = {title: [[*sheet.columns]] for title, sheet in sheets.items()}
    for title, sheet in sheets.items():
        for row in sheet.rows:
            grids[title] += [[] for _ in range(int(row["row"]) - 1 - len(grids[title]))]
            grids[title].append([row.get(column, "") for column in sheet.columns])
    return excel(**{title: [tuple(row) for row in grid] for title, grid in grids.items()})


def test_mistakes_of_every_kind_are_told_together() -> None:
    found = told(
        survey(
            "text | nik | Berapa NIK-nya? | |",
            "geopoint | rumah | Di mana rumahnya? | |",
            "image | foto | Foto rumah | |",
            "integer | a | A | ${b} > sesuatu(1) |",
            "integer | b | B | /data/salah = 1 |",
            "calculate | c | | | ${d} + 1",
            "calculate | d | | | ${c} + 1",
        )
    )
    rows = [line.partition(":")[0] for line in found]
    assert rows == [f"survey, row {n}" for n in (2, 3, 4, 5, 6, 8)]
    assert "NIK" in found[0]
    assert "sesuatu" in found[3]
    assert "/data/salah" in found[4]
    assert "/data/d <- /data/c <- /data/d" in found[5]


def test_a_path_that_leads_nowhere_is_named() -> None:
    (line,) = told(survey("integer | a | A | |", "integer | b | B | ../c = 1 |"))
    assert line.startswith("survey, row 3: relevant speaks of /data/c, which is not there")


def test_a_reference_in_braces_within_a_repeats_brackets_is_told_with_the_right_spelling() -> None:
    (line,) = told(
        survey(
            "begin repeat | anggota | Anggota | |",
            "integer | umur | Umur | |",
            "end repeat | | | |",
            "calculate | anak | | | count(${anggota}[${umur} < 18])",
            "calculate | dewasa | | | count(${anggota}[./umur >= 18])",
        )
    )
    assert line.startswith("survey, row 5:")
    assert line.endswith("write ./umur")


@pytest.mark.parametrize(
    ("row", "forbidden"),
    [
        ("text | no_kk | Nomor kartu? | |", True),
        ("integer | x | Berapa nomor KK-nya? | |", True),
        ("integer | x | Nomor Induk Kependudukan | |", True),
        ("text | x | Nomor rekening bank | |", True),
        ("date | x | Kapan anak ini lahir? | |", True),
        ("text | tgl_lahir | Kapan? | |", True),
        ("text | x | Koordinat GPS rumah | |", True),
        ("integer | x | Berapa orang yang belum punya NIK? | |", False),
        ("integer | x | Berapa umurnya? | |", False),
        ("date | x | Kapan terakhir ke posyandu? | |", False),
        ("text | unik | Apa yang unik di sini? | |", False),
        ("text | klinik | Ke klinik mana? | |", False),
        ("text | x | Nomor KTP | |", True),
        ("text | x | No. KTP kepala keluarga | |", True),
        ("text | x | Nomor identitas kepala keluarga | |", True),
        ("barcode | x | Pindai KTP | |", True),
        ("text | x | National ID number | |", True),
        ("text | x | Nomer KK | |", True),
        ("text | x | Tempelkan lokasi rumah dari Google Maps | |", True),
        ("text | x | Tautan lokasi rumah | |", True),
        ("date | x | Kapan ulang tahun anak? | |", True),
        ("text | x | Lokasi posyandu | |", False),
        ("text | x | Kegiatan KKN di desa | |", False),
        ("integer | x | Berapa orang yang belum punya KTP? | |", False),
        ("date | x | Kapan ulang tahun desa? | |", False),
    ],
)
def test_what_must_not_be_kept_is_refused(row: str, forbidden: bool) -> None:
    assert bool(told(survey(row))) is forbidden


def test_a_month_and_a_year_of_birth_may_be_asked() -> None:
    assert (
        told(survey("date | lahir | Bulan dan tahun lahir | month-year", head="type | name | label | appearance")) == []
    )


def test_questions_that_never_come_up_are_advised_on() -> None:
    lines = told(
        survey(
            "hidden | tahap | | |",
            "integer | a | A | ${tahap} = 'dua' |",
            "integer | b | B | false() |",
            "integer | c | C | ${a} > 1 |",
        ),
        advice=True,
    )
    assert [line.split(" never")[0] for line in lines] == ["survey, row 3: a", "survey, row 4: b"]


def test_missing_translations_are_advised_on_by_row() -> None:
    lines = told(
        survey(
            "integer | a | Satu | One",
            "integer | b | Dua | ",
            head="type | name | label::Bahasa Indonesia (id) | label::English (en)",
        ),
        advice=True,
    )
    assert lines == ["survey, row 3: b: label is not translated to en"]


def test_words_that_no_message_holds_are_refused() -> None:
    (line,) = told(survey(f"integer | a | {'panjang ' * 130}| |"))
    assert line.startswith("survey, row 2: a: its words and hint are too long for one message")


def test_long_choices_count_as_far_as_they_are_listed_in_the_message() -> None:
    long = "\n".join(f"| | l | c{n} | {'kata ' * 25}|" for n in range(8))
    (line,) = told(survey("select_one l | a | A | |", choices=long))
    assert "its words and choices" in line


def test_a_number_stands_beside_one_question_only() -> None:
    text = """
        | settings |
        | | namespaces |
        | | kk="https://kawan-keluarga.id/xforms" |
        | survey |
        | | type | name | label | bind::kk:nomor |
        | | integer | a | A | 1 |
        | | integer | b | B | 1 |
        """
    assert told(text) == [
        "survey, row 3: bind::kk:nomor 1 stands in row 2 too; a number means one question for good; take a new one"
    ]


INDEX = """
| indices |
| | index | label | kind | version | source |
| | i | Indeks | score | 1 | contoh |
| dimensions |
| | index | dimension | label | weight |
| | i | d | Dimensi | 1 |
| indicators |
| | index | dimension | indicator | label | unmet | weight | private |
| | i | d | jamban | Jamban | Belum ada jamban | 1 | tidak |
| bands |
| | index | band | label | from | from_inclusive |
| | i | semua | Semua | 0 | ya |
"""


def test_an_indicator_needs_a_calculate() -> None:
    (line,) = told(survey("integer | a | A | |") + INDEX)
    assert line.startswith("indicators, row 2: indicator 'jamban' has no calculate")
    assert told(survey("integer | a | A | |", "calculate | jamban | | | if(${a} > 1, 1, 0)") + INDEX) == []


def test_a_private_answer_does_not_show_in_a_public_indicator() -> None:
    text = """
        | settings |
        | | namespaces |
        | | kk="https://kawan-keluarga.id/xforms" |
        | survey |
        | | type | name | label | calculation | bind::kk:pribadi | relevant | default | bind::kk:peran |
        | | hidden | modul | | | | | tidak | modul_pribadi |
        | | integer | a | A | | ya | ${modul} = 'ya' | | |
        | | calculate | b | | ${a} + 1 | | | | |
        | | calculate | jamban | | if(${b} > 1, 1, 0) | | | | |
        """
    (line,) = told(text + INDEX)
    assert line.startswith("indicators, row 2: indicator 'jamban' rests on a, which is private")


PRIVATELY = """
    | settings |
    | | namespaces |
    | | kk="https://kawan-keluarga.id/xforms" |
    | survey |
    | | type | name | label | calculation | bind::kk:pribadi | relevant | default | bind::kk:peran |
    | | hidden | modul | | | | | {default} | modul_pribadi |
    | | begin_group | rahasia | Rahasia | | | ${{modul}} = 'ya' | | |
    | | integer | a | A | | ya | | | |
    | | end_group | | | | | | | |
    """


def privately(row: str = "", default: str = "tidak") -> list[str]:
    return told(PRIVATELY.format(default=default) + f"{row}\n    ")


def test_a_private_question_stays_off() -> None:
    assert privately() == []
    (line,) = privately(default="ya")
    assert line.startswith("survey, row 2: modul turns private questions on: they stay off (docs/privat.md)")
    (line,) = privately("| | integer | c | C | | ya | ${a} > 1 | | |")
    assert line.startswith("survey, row 6: c is private and would be asked, but private questions stay off")


@pytest.mark.parametrize(
    "row",
    [
        "| | integer | c | C | | | ${a} > 1 | | |",
        "| | note | c | Sekarang ${a} | | | | | |",
        "| | integer | c | C | ${b} + 1 | | | | |",
        "| | integer | c | C | | | | ${a} + 1 | |",
        "| | calculate | c | | once(${a}) | | | | |",
    ],
    ids=["asked by it", "shown", "worked out", "set", "kept once"],
)
def test_a_question_that_tells_of_a_private_answer_is_private_too(row: str) -> None:
    between = "| | calculate | b | | ${a} + 1 | | | | |"
    (line,) = privately(f"{between}\n    {row}")
    assert line.startswith("survey, row 7: c tells of a; write `ya` under bind::kk:pribadi there, too")


def test_choices_in_outside_files_are_refused() -> None:
    (line, *_) = told(survey("select_one_from_file desa.csv | desa | Desa | |"))
    assert "choices in an outside file are not supported" in line


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("${jk} = 'perempuan'", "advice relevant: jk has no choice 'perempuan'; its codes are L, P"),
        ("${jk} = 'p'", "advice relevant: jk has no choice 'p'; perhaps 'P'"),
        ("selected(${jk}, 'Laki')", "advice relevant: jk has no choice 'Laki'"),
        ("${jk} > 3", "advice relevant: the choices of jk have no numbers to be compared by >"),
        ("${umur} > 'lima'", "advice relevant: umur is asked as a number, and 'lima' is none"),
        ("${jk} = 'P' or 'L'", "relevant: 'L' stands alone as a condition"),
        ("${umur} > '17' and ${jk} != ''", ""),
        ("${kode} = 2 or ${kode} > 1", ""),
    ],
)
def test_what_no_answer_can_be_is_no_comparison(condition: str, said: str) -> None:
    rows = (
        "select_one jk | jk | Kelamin | | |",
        "integer | umur | Umur | | |",
        "select_one kode | kode | Kode | | |",
        f"text | t | T | {condition} | |",
    )
    choices = "| choices | | | |\n| | list_name | name | label |\n" + "".join(
        f"| | {row} |\n" for row in ("jk | L | Laki-laki", "jk | P | Perempuan", "kode | 1 | Satu", "kode | 2 | Dua")
    )
    found = [f"{'advice ' * p.advice}{p.message}" for p in check((survey(*rows) + "\n" + choices).encode(), "uji.md")]
    assert [line[: len(said)] for line in found] == ([said] if said else [])


def test_a_default_that_no_answer_could_be_is_named() -> None:
    head = "type | name | label | default"
    choices = "| choices | | | |\n| | list_name | name | label |\n| | yt | ya | Ya |\n| | yt | tidak | Tidak |\n"
    rows = survey(
        "integer | a | A | banyak", "select_one yt | b | B | mungkin", "select_one yt | c | C | ya", head=head
    )
    found = [str(problem) for problem in check((rows + "\n" + choices).encode(), "uji.md")]
    assert found == [
        "survey, row 2: default: 'banyak' is no number",
        "survey, row 3: default: b has no choice 'mungkin'; its codes are ya, tidak",
    ]


def test_a_slip_in_a_columns_name_is_named() -> None:
    head = "type | name | label | relevan | constrain | catatan"
    assert told(survey("integer | a | A | 1 = 1 | . > 0 | lihat buku", head=head)) == [
        "survey, row 1: the column 'relevan' means nothing; perhaps 'relevant'",
        "survey, row 1: the column 'constrain' means nothing; perhaps 'constraint'",
    ]


@pytest.mark.parametrize("written", ["{nama}", "$nama", "$(nama)"])
def test_a_reference_that_stays_as_it_is_written_is_named(written: str) -> None:
    lines = told(survey("text | nama | Nama | | |", f"integer | umur | Umur {written}? | | |"))
    assert [line.partition(" stays")[0] for line in lines] == [f"survey, row 3: label: {written.rstrip(')')}"]


def test_a_choice_filter_that_asks_for_no_column_is_named() -> None:
    head = "type | name | label | choice_filter"
    choices = "| choices | | | | |\n| | list_name | name | label | prov |\n| | p | a | A | |\n| | k | b | B | a |\n"
    rows = survey("select_one p | p | P |", "select_one k | k | K | provinsi = ${p}", head=head)
    (problem,) = check((rows + "\n" + choices).encode(), "uji.md")
    assert str(problem).startswith(
        "survey, row 3: choice_filter: no choice of the list has anything in a column 'provinsi'"
    )


def test_a_code_with_a_space_that_is_ticked_beside_others_is_named_by_its_row() -> None:
    choices = "| choices | | | |\n| | list_name | name | label |\n| | s | diare | D |\n| | s | sakit kepala | S |\n"
    (problem,) = check((survey("select_multiple s | s | S | | |") + "\n" + choices).encode(), "uji.md")
    assert str(problem).startswith("choices, row 3: 'sakit kepala' is ticked beside others")


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return content.getvalue()


def hiding_a_bomb() -> bytes:
    """300 MB in a part of which the file says that it holds ten bytes, and whose checksum is that of those ten."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
        (part,) = archive.infolist()
        part.file_size, part.CRC = 10, zlib.crc32(b"0" * 10)
    return content.getvalue()


def packed_otherwise() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return content.getvalue()


def with_macros() -> bytes:
    content = io.BytesIO(excel(survey=[("type", "name", "label"), ("integer", "a", "A")]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    return content.getvalue()


def with_an_empty_part() -> bytes:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel(survey=[("type", "name"), ("integer", "a")]))) as whole,
        zipfile.ZipFile(content, "w") as archive,
    ):
        for part in whole.namelist():
            archive.writestr(part, b"" if part == "xl/workbook.xml" else whole.read(part))
    return content.getvalue()


HEAD = ("type", "name", "label")
CHOICES: list[tuple[object, ...]] = [("list_name", "name", "label"), *(("l", f"c{n}", "C") for n in range(50_000))]
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "fifty thousand choices": (lambda: excel(survey=[HEAD, ("select_one l", "a", "A")], choices=CHOICES), "20000 rows"),
    "too many cells": (
        lambda: excel(survey=[HEAD, ("integer", "a", "A")], other=[(*range(400),) for _ in range(800)]),
        "more than 300000 cells",
    ),
    "too many questions": (
        lambda: excel(survey=[HEAD, *(("integer", f"q{n}", "Q") for n in range(4_000))]),
        "more than 3000 rows",
    ),
    "a bomb": (bomb, "far too large"),
    "twenty megabytes": (lambda: b"PK" + bytes(20_000_000), "larger than 10 MB"),
    "macros": (with_macros, "macros"),
    "nothing": (lambda: b"", "this is no .xlsx"),
    "a bomb that tells less than it holds": (hiding_a_bomb, "cannot be opened"),
    "another way of packing": (packed_otherwise, "cannot be opened"),
    "formulas that fail": (lambda: excel(survey=[HEAD, ("integer", "a", "#REF!")]), "a formula fails with #REF!"),
    "a number of thousands of digits": (
        lambda: excel(
            survey=[
                (*HEAD, "repeat_count"),
                ("begin repeat", "r", "R", "9" * 5_000),
                ("text", "a", "A"),
                ("end repeat",),
            ]
        ),
        "at most",
    ),
    "an empty part": (with_an_empty_part, "cannot be opened"),
    "no workbook": (lambda: b"PK" + bytes(100), "cannot be opened"),
    "wrong cells": (lambda: excel(survey=[HEAD, (1, True, 2.5)]), "survey, row 2"),
    "no survey": (lambda: excel(satu=[("a",)], dua=[("b",)]), "no sheet called survey"),
    "the same name twice": (
        lambda: excel(survey=[HEAD, ("integer", "a", "A"), ("text", "a", "B")]),
        "survey, row 3",
    ),
    "conditions without end": (
        lambda: excel(
            survey=[(*HEAD, "relevant"), *(("integer", f"q{n}", "Q", "${q0} != '' or " * 100) for n in range(600))]
        ),
        "more than 500000 characters",
    ),
    "formulas that were never worked out": (
        lambda: excel(survey=[HEAD, ("integer", "a", "=1+1")]),
        "survey, row 2: in the column 'label' stands a formula whose value the file does not hold",
    ),
    "repeats in repeats": (
        lambda: excel(
            survey=[
                (*HEAD, "repeat_count"),
                *(("begin repeat", f"r{n}", "R", "15") for n in range(5)),
                ("text", "a", "A"),
                *[("end repeat",)] * 5,
            ]
        ),
        "this is asked 225 times; at most 200",
    ),
    "groups in groups": (
        lambda: excel(survey=[HEAD, *(("begin group", f"g{n}", "G") for n in range(400)), ("integer", "a", "A")]),
        "at most 20",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_gets_a_clear_answer_soon(kind: str) -> None:
    make, answer = HOSTILE[kind]
    content = make()
    began = time.process_time()
    lines = [str(problem) for problem in check(content, "uji.xlsx")]
    assert any(answer in line for line in lines), lines
    assert len(lines) <= 3
    assert time.process_time() - began < 10


@pytest.mark.skipif(not FORMS, reason="set ODK_CONFORMANCE to the folder with forms of others")
def test_forms_of_others_are_looked_at_without_stumbling() -> None:
    clean = [
        path.name
        for path in sorted(Path(FORMS, "forms").glob("*.xlsx"))
        if all(problem.advice for problem in check(path))
    ]
    assert len(clean) >= 28


def test_a_pattern_that_takes_minutes_is_refused() -> None:
    head = "type | name | label | constraint"
    (line,) = told(survey("text | a | A | regex(., '^([a-z]+)*$')", head=head))
    assert line.startswith("survey, row 2: constraint: the pattern '^([a-z]+)*$' repeats what repeats itself")
    assert told(survey("text | a | A | regex(., '^([a-z]+[.])+$')", head=head)) == []


def test_what_pyxform_remarks_is_advice() -> None:
    (line,) = told(survey("select_one l | a | A | |", choices="| | l | x | |"), advice=True)
    assert line.startswith("choices, row 2: On the 'choices' sheet")


@pytest.mark.parametrize("taken", ["string(${k})", "concat('a', ${k})", "${k} = ''", "string-length(/data/k) + 1"])
def test_a_group_that_is_taken_for_a_value_is_told(taken: str) -> None:
    rows = ("begin group | k | K | |", "integer | umur | Umur | |", "end group | | | |", f"calculate | c | | | {taken}")
    (line,) = told(survey(*rows))
    assert line.startswith("survey, row 5: calculation takes the group k for a value")


def test_a_repeat_may_be_counted_and_led_through() -> None:
    rows = (
        "begin repeat | r | R | |",
        "integer | umur | Umur | |",
        "calculate | ke | | | position(..)",
        "end repeat | | | |",
    )
    counted = ("count(${r}) + sum(${umur})", "sum(${r}/umur)", "count(${r}[./umur > 3])", "if(${r} and ${n} > 1, 1, 2)")
    for calculation in counted:
        calculate = f"calculate | c | | | {calculation}"
        assert told(survey("calculate | n | | | count(${r})", *rows, calculate)) == []


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("${a} | | ", "relevant"),
        ("${a} and ${b} > 1 | | ", "relevant"),
        ("not(${a}) | | ", "relevant"),
        (" | ${a} or . > 3 | ", "constraint"),
        (" | | if(${a}, 1, 2)", "calculation"),
        (" | | boolean(${a}) = true()", "calculation"),
    ],
)
def test_a_question_that_stands_alone_as_a_condition_is_told(cells: str, column: str) -> None:
    head = "type | name | label | relevant | constraint | calculation"
    found = told(survey("integer | a | A | | | ", "integer | b | B | | | ", f"text | c | C | {cells}", head=head))
    assert [line.split(" stands")[0] for line in found] == [f"survey, row 4: {column}: a"]


def test_a_condition_that_looks_for_some_of_many_may_stand_alone() -> None:
    rows = ("begin repeat | r | R | |", "text | n | N | |", "text | m | M | ${n} != '' |", "end repeat | | | |")
    assert told(survey(*rows, "note | x | X | /data/r/n | ", "note | y | Y | not(/data/r/n) | ")) == []


def test_choosing_several_members_of_a_repeat_is_told_where_it_stands() -> None:
    rows = ("begin repeat | r | R | |", "text | n | N | |", "end repeat | | | |", "select_multiple ${n} | x | X | |")
    (line,) = told(survey(*rows))
    assert line.startswith("survey, row 5: ")


def in_cell(pattern: str) -> str:
    return pattern.replace("|", r"\|")


@pytest.mark.parametrize(
    "pattern",
    [
        *("^(a+)+$", "(.*a){20}", r"(\w+\s?)*!", "^([a-z]*[0-9]*)+$"),
        *(r"^(([a-z]+)\s?)+$", "^((a)+)+$", "^(,a*a*b)*$", "^(a|ab|b)*$", "^( [A-z ]+)*$", r"^(\d*|-)*$"),
    ],
)
def test_a_pattern_that_could_run_for_minutes_is_told(pattern: str) -> None:
    (line,) = told(survey(f"text | a | A | regex(., '{in_cell(pattern)}')", head="type | name | label | constraint"))
    assert "can take too long" in line


@pytest.mark.parametrize(
    "pattern",
    [
        *("^([a-z]+,)*[a-z]+$", "^08[0-9]{8,11}$", "^.+@.+[.].+$", "([0-9]+-)+[0-9]", "^[A-Z][a-z]+( [A-Z][a-z]+)*$"),
        *(r"^(\d{2}|[a-z])+$", r"^(\w+\s)*\w+$", r"^((\d{1,3}[.])*\d{3})$", "^(?:ya|tidak)(-dan-[^-]+)*$"),
    ],
)
def test_a_pattern_whose_rounds_are_kept_apart_may_stay(pattern: str) -> None:
    assert told(survey(f"text | a | A | regex(., '{in_cell(pattern)}')", head="type | name | label | constraint")) == []


@pytest.mark.parametrize("pattern", ["concat('^(a+', ')+$')", "${p}"])
def test_a_pattern_that_is_not_written_out_is_told(pattern: str) -> None:
    rows = ("text | p | P | ", f"text | a | A | regex(., {pattern})")
    (line,) = told(survey(*rows, head="type | name | label | constraint"))
    assert line.startswith("survey, row 3: constraint: the pattern of regex() is put together or answered")


def test_the_rest_of_a_question_is_looked_at_though_its_words_speak_of_what_is_not_there() -> None:
    assert told(survey("text | a | Halo ${bukan} | |")) == [
        "survey, row 2: label speaks of ${bukan}, but no question has that name"
    ]


@pytest.mark.parametrize(
    ("wanted", "told_of"), [("k24 i29 ibangga krs", []), ("k24 i92 ibangga krs", ["'i92'", "'i29'"])]
)
def test_an_index_that_is_asked_for_and_is_none_is_told(wanted: str, told_of: list[str]) -> None:
    library = (LIBRARY / "keluarga.md").read_text()
    found = told(library.replace("| k24 i29 ibangga krs |", f"| {wanted} |"), advice=True)
    assert all(name in "\n".join(found) for name in told_of)
    assert bool(found) == bool(told_of)
