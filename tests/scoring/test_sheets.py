"""A workbook's own sheets: what they become, and that an author hears of every mistake at once."""

from datetime import date
from fractions import Fraction

import pytest

from scoring.index import Band, Dimension, Index, Indicator
from scoring.rows import SheetError, Sheets
from scoring.sheets import indices, read_indices


def sheet(*lines: str) -> list[dict[str, str]]:
    """Rows from lines of cells separated by |, the headings first."""
    headings, *cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(headings, line, strict=True)) | {"row": str(n)} for n, line in enumerate(cells, 2)]


SHEETS: Sheets = {
    "indices": sheet(
        "index | label | label_en | kind | version | valid_from | valid_to | source | dimension_empty | missing | area",
        "rumah | Rumah sehat | Clean home | score | 2026-1 | 2026-01-01 | | x | no_total | no_total | family_totals",
    ),
    "dimensions": sheet("index | dimension | label | label_en | weight", "rumah | air | Air | Water | 1/3"),
    "indicators": sheet(
        "index | indicator | dimension | label | label_en | unmet | unmet_en | weight | private | part",
        "rumah | R1 | air | Air minum layak | Safe water | air minum | drinking water | | tidak | ",
        "rumah | R2 | air | Tidak ada konflik | No conflict | konflik | conflict | 0,5 | ya | ",
    ),
    "bands": sheet("index | band | label | label_en | from | from_inclusive", "rumah | kurang | Kurang | Low | 0 | ya"),
}


def test_sheets_become_an_index() -> None:
    (index,) = indices(SHEETS)
    assert index == Index(
        id="rumah",
        label="Rumah sehat",
        label_en="Clean home",
        version="2026-1",
        valid_from=date(2026, 1, 1),
        source="x",
        dimension_empty="no_total",
        missing="no_total",
        area="family_totals",
        dimensions=(Dimension("air", "Air", "Water", Fraction(1, 3)),),
        indicators=(
            Indicator("R1", "air", "Air minum layak", "Safe water", "air minum", "drinking water"),
            Indicator(
                "R2", "air", "Tidak ada konflik", "No conflict", "konflik", "conflict", Fraction(1, 2), private=True
            ),
        ),
        bands=(Band("kurang", "Kurang", Fraction(0), label_en="Low"),),
    )
    assert index.valid_on(date(2026, 1, 1))
    assert not index.valid_on(date(2025, 12, 31))


def test_a_questionnaire_without_indices_has_none() -> None:
    assert indices({"survey": []}) == ()


def test_an_author_hears_of_every_mistake_at_once() -> None:
    broken = {
        "indices": sheet("index | label | kind | version | source | valid_from", "rumah | | skor | 1 | s | kemarin"),
        "dimensions": sheet(
            "index | dimension | label | weight",
            "rumah | air | Air | nol",
            "rumah | tanah | Tanah | -1",
            "rumha | udara | Udara | 1",
        ),
        "indicators": sheet(
            "index | indicator | dimension | label | unmet | private | part",
            "rumah | R1 | airr | Air layak | air | tidak | ",
            "rumah | R1 | air | Air layak | | | outcome",
        ),
        "bands": sheet(
            "index | band | label | from | from_inclusive", "rumah | a | A | 10 | ya", "rumah | b | B | 10 | "
        ),
    }
    with pytest.raises(SheetError) as raised:
        indices(broken)
    assert sorted(map(str, raised.value.found)) == sorted(
        [
            "bands, row 3: `from` '10' stands in row 2 too; rename or delete one",
            "bands, row 3: `from_inclusive` is ''; write 'ya' or 'tidak'",
            "dimensions, row 2: `weight` is 'nol', not a number; write a number, like 40, 0.2 or 1/5",
            "dimensions, row 3: `weight` is -1; a weight is above 0; leave it empty for 1",
            "dimensions, row 4: `index` names 'rumha', which does not exist; perhaps 'rumah'",
            "indicators, row 2: `dimension` names 'airr', which does not exist; perhaps 'air'",
            "indicators, row 3: `indicator` 'R1' stands in row 2 too; rename or delete one",
            "indicators, row 3: `part` is 'outcome'; leave it empty",
            "indicators, row 3: `private` is ''; write 'ya' or 'tidak'",
            "indicators, row 3: `unmet` is empty; fill it in",
            "indices, row 2: `kind` is 'skor'; write 'score' or 'rule' or 'grades'",
            "indices, row 2: `label` is empty; fill it in",
            "indices, row 2: `valid_from` is 'kemarin', not a day; write it like 2026-01-31",
            "indices, row 2: a total of 0 falls into no band; let the lowest band start from 0, inclusive",
            "indices, row 2: dimension 'tanah' has no indicators; add them, or delete the dimension",
        ]
    )


def test_a_rule_has_one_outcome() -> None:
    rule = {
        "indices": sheet("index | label | kind | version | source", "krs | Risiko | rule | 1 | s"),
        "indicators": sheet("index | indicator | label | private | part", "krs | D1 | Air | tidak | determinant"),
    }
    _, mistakes = read_indices(rule)
    assert [mistake.what for mistake in mistakes] == ["the rule has 0 outcomes"]


def test_an_indicator_that_does_not_say_whether_it_is_private_is_refused() -> None:
    rows = [{**row, "private": ""} for row in SHEETS["indicators"]]
    _, mistakes = read_indices({**SHEETS, "indicators": rows})
    assert [mistake.row for mistake in mistakes] == [2, 3]


# --- several versions of an index


def versions(*heads: str) -> dict[str, list[dict[str, str]]]:
    return {
        "indices": sheet("index | label | kind | version | source | valid_from | valid_to", *heads),
        "dimensions": sheet(
            "index | dimension | label | weight | version", "air | a | Air | 1 |", "air | b | Badan | 1 | 2"
        ),
        "indicators": sheet(
            "index | indicator | dimension | label | unmet | private | part | version",
            "air | A1 | a | Air layak | air | tidak | | 1, 2",
            "air | A2 | a | Dekat | jauh | tidak | | 1",
            "air | A3 | b | Sehat | sakit | tidak | | 2",
        ),
    }


OLD, NEW = "air | Air | score | 1 | s | | 2025-12-31", "air | Air | score | 2 | s | 2026-01-01 |"


def test_versions_of_an_index_stand_side_by_side_each_with_its_own_rows() -> None:
    one, two = indices(versions(OLD, NEW))
    assert [(i.id, i.version) for i in (one, two)] == [("air", "1"), ("air", "2")]
    assert [[i.id for i in index.indicators] for index in (one, two)] == [["A1", "A2"], ["A1", "A3"]]
    assert [[d.id for d in index.dimensions] for index in (one, two)] == [["a"], ["a", "b"]]
    assert [i.version for i in (one, two) if i.valid_on(date(2026, 1, 1))] == ["2"]


def test_versions_that_hold_on_the_same_day_or_have_one_name_are_refused() -> None:
    _, mistakes = read_indices(versions(OLD, NEW.replace("2026", "2025")))
    assert [str(m) for m in mistakes] == [
        "indices, row 3: this version of 'air' holds on the same days as that in row 2; "
        "write `valid_to` and `valid_from`, so that one version holds on each day"
    ]
    _, mistakes = read_indices(versions(OLD, NEW.replace("| 2 |", "| 1 |")))
    assert any("stands in row 2 too, in the same version" in mistake.what for mistake in mistakes)


def test_a_row_of_a_version_that_does_not_exist_is_refused_once() -> None:
    broken = versions(OLD, NEW)
    broken["indicators"][0]["version"] = "1, 2, 3"
    broken["indicators"][1]["unmet"] = ""
    _, mistakes = read_indices(broken)
    assert [mistake.what for mistake in mistakes] == ["index 'air' has no version '3'", "`unmet` is empty"]


def test_a_mistake_in_a_row_of_all_versions_is_told_once() -> None:
    broken = versions(OLD, NEW)
    broken["dimensions"][0]["label"] = ""
    _, mistakes = read_indices(broken)
    assert [mistake.what for mistake in mistakes] == ["`label` is empty"]
