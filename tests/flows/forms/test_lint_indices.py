"""What the author of an index hears: what no score can count, what nobody reads, what makes no sense."""

import re
import time
from pathlib import Path

import pytest

from bot.flows.forms.lint import check

GUIDE = (Path(__file__).parents[3] / "docs" / "indeks.md").read_text(encoding="utf-8")
_WRITTEN = re.search(r"<!-- rumah_siaga\.md -->\n```\n(.*?)```", GUIDE, re.DOTALL)
assert _WRITTEN is not None
SOUND = _WRITTEN[1]
RS1 = "if(${jarak_sumur} = '', '', if(${jarak_sumur} >= 10, 1, 0))"


def told(old: str, new: str) -> list[str]:
    """What is said of the guide's workbook with one thing written otherwise; advice with `advice` before it."""
    assert old in SOUND
    found = check(SOUND.replace(old, new, 1).encode(), "uji.md")
    return [f"{'advice ' if problem.advice else ''}{problem}" for problem in found]


def test_a_sound_workbook_is_told_nothing() -> None:
    assert told("", "") == []


@pytest.mark.parametrize(
    ("calculation", "what"),
    [
        ("${jarak_sumur} >= 10", "'false' or 'true'"),
        ("if(${jarak_sumur} = '', '', ${jarak_sumur} >= 10)", "'false' or 'true'"),
        ("if(${jarak_sumur} >= 10, 2, 0)", "'2'"),
        ("if(${jarak_sumur} >= 10, 'ya', 'tidak')", "'tidak' or 'ya'"),
        ("not(selected(${lampu}, 'ya'))", "'false' or 'true'"),
        ("if(${RS3} = 1, ${RS3}, 'belum')", "'belum'"),
    ],
)
def test_an_indicator_that_can_come_to_what_no_score_counts_is_told(calculation: str, what: str) -> None:
    (line,) = told(RS1, calculation)
    wanted = f"indicator 'RS1' can come to {what}; let its calculate give 1, 0, na or nothing"
    assert line == f"indicators, row 2: {wanted}"


@pytest.mark.parametrize("calculation", ["number(${jarak_sumur} >= 10)", "if(${jarak_sumur} >= 10, 1, 0)"])
def test_an_indicator_that_is_never_unknown_is_advised_against(calculation: str) -> None:
    (line,) = told(RS1, calculation)
    assert line.startswith("advice indicators, row 2: indicator 'RS1' is never unknown")


@pytest.mark.parametrize(
    "calculation", ["${jarak_sumur} div 10", "1", "if(${jarak_sumur} = '', '', ${jarak_sumur} - 9)"]
)
def test_what_a_calculation_comes_to_is_not_guessed(calculation: str) -> None:
    assert told(RS1, calculation) == []


def test_an_indicator_within_a_repeat_is_told() -> None:
    row = "| | calculate | RS1 |  |  |  |  |  | " + RS1 + " |  |  |  |\n"
    around = "| | begin repeat | orang | Orang |  |  |  |  |  |  |  |  |\n| | text | n | N |  |  |  |  |  |  |  |  |\n"
    (line,) = told(row, f"{around}{row}| | end repeat |  |  |  |  |  |  |  |  |  |  |\n")
    assert line.startswith("indicators, row 2: the calculate of indicator 'RS1' lies in a repeat")


@pytest.mark.parametrize("cut", ["101", "-1", "250"])
def test_a_band_that_no_total_reaches_is_told(cut: str) -> None:
    (line,) = told("Ready | 75 |", f"Ready | {cut} |")
    assert line == f"bands, row 3: `from` is {cut}; totals go from 0 to 100; let the band begin there"


@pytest.mark.parametrize("weight", ["1e400", "1e9999999", "9" * 5_000, "NaN", "1/0", "2/3/4", "40%"])
def test_a_weight_that_is_no_plain_number_is_told_soon(weight: str) -> None:
    began = time.process_time()
    (line,) = told("Prepared | 2 | 2027", f"Prepared | {weight} | 2027")
    assert line.startswith("dimensions, row 4: `weight` is ")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("0,4", "0,9", "have weights that come to 1.3, not 1"),
        ("60", "30", "have weights that come to 90, not 100"),
        ("60", "0,4", "some look like percents"),
        ("1/3", "2/3", ""),
        ("0.333", "0.667", ""),
        ("60", "40", ""),
        ("1", "2", ""),
        ("3", "0.5", ""),
    ],
)
def test_weights_on_two_scales_are_advised_against(one: str, other: str, said: str) -> None:
    rows = "| | siaga | aman | Aman | Safe |  |  |\n| | siaga | siap | Siap | Prepared | 1 | 2026 |\n"
    found = told(
        f"{rows}| | siaga | siap | Siap | Prepared | 2 | 2027 |\n",
        f"| | siaga | aman | Aman | Safe | {one} | |\n| | siaga | siap | Siap | Prepared | {other} | |\n",
    )
    assert len(found) == bool(said)
    assert all(line.startswith("advice dimensions: the dimensions of 'siaga'") and said in line for line in found)


def test_days_on_which_no_version_holds_are_told() -> None:
    (line,) = told("2026-12-31", "2026-11-30")
    assert line.startswith("advice indices: no version of 'siaga' holds between 2026-11-30 and 2027-01-01")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| bands |", "| band |", "advice band: nobody reads a sheet of that name; perhaps it is 'bands'"),
        (
            "label_en | weight | version |\n| | siaga | aman",
            "label_en | bobot | version |\n| | siaga | aman",
            "'bobot'",
        ),
        ("area | na_policy", "area | na policy", "the column 'na policy' is not read; perhaps it is 'na_policy'"),
    ],
)
def test_sheets_and_columns_that_nobody_reads_are_told(old: str, new: str, said: str) -> None:
    (line,) = told(old, new)
    assert line.startswith("advice ")
    assert said in line


@pytest.mark.parametrize(
    ("column", "cell", "mend"),
    [
        ("pribadi", "Ya", "perhaps 'ya'"),
        ("peran", "persetujuaan", "perhaps 'persetujuan'"),
        ("satuan", "meter", "write one of rupiah"),
        ("nomor", "²", "write a whole number"),
        ("nomor", "9" * 5_000, "write a whole number"),
    ],
)
def test_a_slip_in_a_column_of_ours_is_told(column: str, cell: str, mend: str) -> None:
    head = f"| survey |\n| | type | name | label | bind::kk:{column} |\n| | integer | a | A | {cell} |\n"
    settings = '| settings |\n| | namespaces |\n| | kk="https://kawan-keluarga.id/xforms" |\n'
    (line,) = map(str, check((settings + head).encode(), "uji.md"))
    assert line.startswith(f"survey, row 2: bind::kk:{column} is ")
    assert mend in line


def test_a_column_whose_prefix_is_not_declared_is_told_how_to_declare_it() -> None:
    text = "| survey |\n| | type | name | label | bind::kk:nomor |\n| | integer | a | A | 1 |\n"
    (line,) = map(str, check(text.encode(), "uji.md"))
    assert line.startswith("settings: the column 'bind::kk:nomor' needs kk=\"https://kawan-keluarga.id/xforms\"")


@pytest.mark.parametrize("count", ["²", "٣"])
def test_a_count_in_other_digits_is_an_expression_that_means_nothing(count: str) -> None:
    rows = f"| | begin repeat | r | R | {count} |\n| | text | a | A | |\n| | end repeat | | | |\n"
    assert check(f"| survey |\n| | type | name | label | repeat_count |\n{rows}".encode(), "uji.md")
