"""A village's class: every threshold from both sides, every combination of parts, and the shortest way up."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from bot.flows.forms.workbook import LIBRARY, load
from bot.operation.scorecard import Scorer
from scoring.grades import grade
from scoring.rows import SheetError
from scoring.score import score
from scoring.sheets import indices
from scoring.tally import tally
from tests.chat import MONDAY

BOOK = load(LIBRARY / "profil_desa.md")
(INDEX,) = indices(BOOK.sheets)
SCORER = Scorer(LIBRARY / "profil_desa.md")
NOBODY = "tidak_ada"
ANSWERS: dict[str, Any] = {
    "jml_keluarga": 200,
    "pokja": "tercatat",
    "pendamping": "pkb",
    "regulasi": ["kades"],
    "dana": ["dana_desa", "apbd"],
    "poktan": ["bkb", "bkl", "uppka"],
    "tempat": ["sekretariat"],
    "program": ["p3"],
    "jenis_data": ["pk", "podes"],
    "mekanisme": ["rencana", "lapor"],
    "mitra": 4,
    "keluarga_balita": 50,
    "ikut_bkb": 20,
    "keluarga_lansia": 40,
    "ikut_bkl": 10,
    "ikut_uppka": 10,
    "pus": 100,
    "peserta_kb": 55,
    "peserta_mkjp": 13,
    "ingin_tanpa_kb": 8,
}
FUNDS = ["apbn", "apbd", "dana_desa", "hibah", "csr", "swadaya"]
GROUPS = ["bkb", "bkr", "bkl", "uppka", "pikr"]
DATA = ["pk", "rutin", "podes", "sektor", "lain"]
WAYS = ["rencana", "koordinasi", "sosialisasi", "monev", "lapor"]


def card(**changed: Any) -> dict[str, Any]:
    answers = {k: v for k, v in (ANSWERS | changed).items() if v is not None}
    found: dict[str, Any] = SCORER.card(answers, MONDAY)["indices"]["kampung_kb"]
    return found


@pytest.mark.parametrize(
    ("indicator", "expected", "changed"),
    [
        *(
            ("KB01", g, {"pokja": p})
            for g, p in (("1", "belum_ada"), ("2", "ada"), ("3", "terlatih"), ("4", "lengkap"))
        ),
        ("KB01", "3", {"pokja": "tercatat"}),
        ("KB02", "1", {"dana": [NOBODY]}),
        *(("KB02", g, {"dana": FUNDS[:n]}) for n, g in ((1, "2"), (2, "3"), (4, "3"), (5, "4"), (6, "4"))),
        ("KB04", "1", {"tempat": [NOBODY]}),
        ("KB04", "3", {"tempat": ["sekretariat", "dataku"]}),
        ("KB05", "1", {"pendamping": "lain", "regulasi": [NOBODY]}),
        ("KB05", "2", {"pendamping": "tidak_ada"}),
        ("KB05", "2", {"regulasi": [NOBODY]}),
        ("KB05", "3", {}),
        *(("KB06", g, {"jenis_data": DATA[:n]}) for n, g in ((1, "2"), (2, "3"), (3, "3"), (4, "4"))),
        ("KB06", "1", {"jenis_data": [NOBODY]}),
        *(("KB07", g, {"mekanisme": WAYS[:n]}) for n, g in ((1, "2"), (2, "2"), (3, "3"), (4, "3"), (5, "4"))),
        ("KB07", "1", {"mekanisme": [NOBODY]}),
        *(("KB08", g, {"mitra": n}) for n, g in ((0, "1"), (1, "2"), (3, "2"), (4, "3"), (6, "3"), (7, "4"))),
        *(
            ("KB10", g, {"peserta_kb": n})
            for n, g in ((29, "1"), (30, "2"), (40, "2"), (41, "3"), (50, "3"), (51, "4"))
        ),
        ("KB10", "3", {"pus": 200, "peserta_kb": 81}),  # 40.5 is 41
        *(
            ("KB11", g, {"peserta_kb": 50, "pus": 100, "peserta_mkjp": n})
            for n, g in ((9, "1"), (10, "2"), (11, "2"), (12, "3"), (13, "4"))
        ),
        *(
            ("KB12", g, {"ingin_tanpa_kb": n})
            for n, g in ((6, "4"), (7, "3"), (9, "3"), (10, "2"), (12, "2"), (13, "1"))
        ),
        ("KB11", "1", {"peserta_kb": 0, "peserta_mkjp": None}),
        *((id_, "missing", {"pus": None}) for id_ in ("KB10", "KB11", "KB12")),
    ],
)
def test_each_threshold_is_where_the_portal_has_it(indicator: str, expected: str, changed: dict[str, Any]) -> None:
    if changed.get("pus", 1) is None:
        changed = changed | dict.fromkeys(("peserta_kb", "peserta_mkjp", "ingin_tanpa_kb"))
    assert card(**changed)["indicators"][indicator] == expected


@pytest.mark.parametrize(("groups", "expected"), [(1, "2"), (2, "2"), (3, "3"), (4, "3"), (5, "4")])
def test_the_number_of_groups_that_run_is_graded(groups: int, expected: str) -> None:
    nobody = dict.fromkeys(("keluarga_balita", "ikut_bkb", "keluarga_lansia", "ikut_bkl", "ikut_uppka"))
    assert card(**nobody, poktan=GROUPS[:groups])["indicators"]["KB03"] == expected
    assert card(**nobody, poktan=[NOBODY])["indicators"]["KB03"] == "1"


@pytest.mark.parametrize(
    ("taking_part", "expected"),
    # of 1000 families in one group of five: 475 are 47.5 percent there, and 9.5 on average, which is 10
    [(474, "1"), (475, "2"), (1000, "2")],
)
def test_participation_is_the_mean_of_five_rounded_before_it_is_graded(taking_part: int, expected: str) -> None:
    nobody = dict.fromkeys(("keluarga_balita", "ikut_bkb", "keluarga_lansia", "ikut_bkl"))
    found = card(**nobody, poktan=["uppka"], jml_keluarga=1000, ikut_uppka=taking_part)
    assert found["indicators"]["KB09"] == expected


@pytest.mark.parametrize(("third", "expected"), [(2, "2"), (3, "3"), (52, "3"), (53, "4")])
def test_participation_above_twenty_and_thirty_percent(third: int, expected: str) -> None:
    """BKB 100 percent and a second group: (100 + x) / 5 is 20.4 or 20.6 (a 21), 30.4 or 30.6 (a 31)."""
    nobody = dict.fromkeys(("keluarga_lansia", "ikut_bkl"))
    found = card(**nobody, poktan=["bkb", "uppka"], ikut_bkb=50, jml_keluarga=100, ikut_uppka=third)
    assert found["indicators"]["KB09"] == expected


def test_a_group_for_which_there_is_nobody_is_left_out_of_the_mean() -> None:
    # BKB 0.4, BKR and PIK-R do not run, UPPKA 0.05, no elderly: 0.45 / 4 = 11 percent, where 0.45 / 5 would be 9
    assert card(keluarga_lansia=0, ikut_bkl=None)["indicators"]["KB09"] == "2"


BEST = {i.id: str(len(INDEX.steps_of(i.id))) for i in INDEX.indicators}
WORST = {i.id: "1" for i in INDEX.indicators}
CLASSES = {
    (True, True, True): "berkelanjutan",
    (True, False, True): "mandiri",
    (False, True, True): "mandiri",
    (True, True, False): "berkembang",
    (True, False, False): "dasar",
    (False, True, False): "dasar",
    (False, False, True): "dasar",
    (False, False, False): "dasar",
}


def village(**reached: bool) -> dict[str, str]:
    return {i.id: (BEST if reached[i.dimension] else WORST)[i.id] for i in INDEX.indicators}


@pytest.mark.parametrize(("parts", "expected"), CLASSES.items(), ids=str)
def test_the_class_follows_from_the_parts_that_are_reached(parts: tuple[bool, ...], expected: str) -> None:
    assert len(CLASSES) == len(list(product((True, False), repeat=3)))
    found = grade(INDEX, village(**dict(zip(("input", "proses", "output"), parts, strict=True))))
    assert found.band is not None
    assert found.band.id == expected


def test_a_part_is_reached_at_three_exactly() -> None:
    # Output 3, 3, 3, 3 is 3; one grade less is 2.75.
    three = BEST | dict.fromkeys(("KB09", "KB10", "KB11", "KB12"), "3")
    assert [d.value for d in grade(INDEX, three).dimensions][2] == Fraction(3)
    below = grade(INDEX, three | {"KB12": "2"})
    assert below.dimensions[2].value == Fraction(11, 4)
    assert (below.band and below.band.id, below.next_band and below.next_band.id) == ("berkembang", "berkelanjutan")
    assert (below.needed, below.dimensions[2].lacking) == (("output",), 1)


def test_the_next_class_is_the_one_that_the_fewest_grades_lead_to() -> None:
    # Output is reached; input lacks 4 grades, proses 1.
    values = village(input=False, proses=True, output=True) | {"KB06": "3", "KB07": "3", "KB08": "2"}
    found = grade(INDEX, values | {"KB01": "4", "KB02": "4"})
    assert (found.next_band and found.next_band.id, found.needed) == ("mandiri", ("proses",))
    assert {d.id: d.lacking for d in found.dimensions} == {"input": 4, "proses": 1, "output": 0}
    assert grade(INDEX, BEST).next_band is None


def test_what_is_not_known_counts_as_the_lowest_grade_and_is_said() -> None:
    found = grade(INDEX, village(input=True, proses=True, output=True) | {"KB09": "", "KB10": ""})
    assert (found.missing, found.dimensions[2].value) == (("KB09", "KB10"), Fraction(1 + 1 + 4 + 4, 4))
    assert found.band is not None
    assert found.band.id == "berkembang"


@pytest.mark.parametrize("value", ["0", "5", "na", "1.0", "01"])
def test_a_value_that_is_no_grade_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="KB01"):
        grade(INDEX, BEST | {"KB01": value})


def test_grades_are_no_score_and_add_up_to_no_area() -> None:
    with pytest.raises(ValueError, match="of grades"):
        score(INDEX, BEST)
    assert tally(INDEX, [BEST]).households == 0


def test_an_author_hears_what_an_index_of_grades_lacks() -> None:
    sheets = {name: [dict(row) for row in rows] for name, rows in BOOK.sheets.items()}
    sheets["grades"] = [row for row in sheets["grades"] if (row["indicator"], row["grade"]) != ("KB02", "2")]
    sheets["bands"][1]["needs"] = "input prosse"
    sheets["bands"][0]["needs"] = "input"
    sheets["dimensions"][0]["enough"] = "tiga"
    with pytest.raises(SheetError) as raised:
        indices(sheets)
    told = str(raised.value)
    assert "indicator 'KB02' has the grades [1, 3, 4]" in told
    assert "`needs` names 'prosse'" in told
    assert "no class holds for everybody" in told
    assert "`enough` is 'tiga'" in told
