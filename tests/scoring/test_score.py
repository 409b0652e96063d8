"""Households worked out by hand, the edges of the bands, and what must hold for every household."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring.index import Index
from scoring.score import score, shown, total_of, weighted_mean
from tests.scoring.instruments import I29, IBANGGA, INDICES, K24, SCORES, SPLIT, household

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "indices.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_households_score_as_worked_out_by_hand(case: dict[str, Any]) -> None:
    index = INDICES[case["index"]]
    values = household(index, case.get("unmet", ""), case.get("na", ""), case.get("missing", ""))
    scored = score(index, values, private=case.get("privat") == "ya", with_band=True)
    found = {
        "total": _two_digits(scored.total),
        "dimensions": [_two_digits(dimension.value) for dimension in scored.dimensions],
        "least": _two_digits(scored.least),
        "most": _two_digits(scored.most),
        "met": scored.met,
        "asked": scored.asked,
        "band": scored.band and scored.band.id,
    }
    assert {name: found[name] for name in case["expect"]} == case["expect"]


def _two_digits(value: Fraction | None) -> float | None:
    return None if value is None else float(shown(value))


@pytest.mark.parametrize(
    ("index", "total", "band"),
    [
        (IBANGGA, "39.999", "rentan"),
        (IBANGGA, "40", "berkembang"),
        (IBANGGA, "70", "berkembang"),
        (IBANGGA, "70.001", "tangguh"),
        (IBANGGA, "0", "rentan"),
        (IBANGGA, "100", "tangguh"),
        (I29, "49.999", "kurang"),
        (I29, "50", "cukup"),
        (I29, "65.16", "cukup"),
        (I29, "72.73", "cukup"),
        (I29, "73.43", "cukup"),
        (I29, "73.98", "cukup"),
        (I29, "74.999", "cukup"),
        (I29, "75", "responsif"),
        (I29, "75.91", "responsif"),
        (I29, "76.80", "responsif"),
        (I29, "84.29", "responsif"),
        *((IBANGGA, total, "berkembang") for total in ("51.96", "54.01", "56.77", "61.43", "65.07", "65.38")),
    ],
)
def test_bands_fall_on_the_side_that_the_sheet_says(index: Index, total: str, band: str) -> None:
    found = index.band_of(Fraction(total))
    assert found is not None
    assert found.id == band


def test_a_family_has_no_band_unless_asked_for() -> None:
    assert score(IBANGGA, household(IBANGGA)).band is None


def test_without_a_total_there_is_no_band() -> None:
    assert IBANGGA.band_of(None) is None


def test_pemurus_with_equal_weights_is_71_08_not_the_published_72_73() -> None:
    published = ("69.55", "86.28", "63.19", "70.89", "65.48")
    dimensions = {f"d{number}": Fraction(value) for number, value in enumerate(published, 1)}
    total = total_of(I29, dimensions)
    assert total is not None
    assert str(shown(total)) == "71.08"


@pytest.mark.parametrize(("weights", "total"), [(SPLIT["i29"][1], "70.69"), (SPLIT["k24"][1], "70.14")])
def test_pemurus_weighted_by_the_number_of_items_misses_the_published_total_too(
    weights: tuple[int, ...], total: str
) -> None:
    published = ("69.55", "86.28", "63.19", "70.89", "65.48")
    weighted = replace(
        I29, dimensions=tuple(replace(d, weight=w) for d, w in zip(I29.dimensions, map(Fraction, weights), strict=True))
    )
    found = total_of(weighted, {f"d{number}": Fraction(value) for number, value in enumerate(published, 1)})
    assert found is not None
    assert str(shown(found)) == total


def test_ibangga_2021_is_the_mean_of_its_dimensions() -> None:
    total = total_of(IBANGGA, {"d1": Fraction("53.96"), "d2": Fraction("55.99"), "d3": Fraction("52.09")})
    assert total is not None
    assert str(shown(total)) == "54.01"


def test_ibangga_2023_is_the_mean_of_its_dimensions() -> None:
    total = total_of(IBANGGA, {"d1": Fraction("59.79"), "d2": Fraction("52.49"), "d3": Fraction("71.86")})
    assert total is not None
    assert str(shown(total)) == "61.38"
    assert abs(total - Fraction("61.43")) <= Fraction(1, 10)


@pytest.mark.parametrize(
    ("value", "digits", "shows"),
    [("66.5", 0, "67"), ("65.5", 0, "66"), ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0", 2, "0.00")],
)
def test_a_number_is_rounded_half_up(value: str, digits: int, shows: str) -> None:
    assert str(shown(Fraction(value), digits)) == shows


def test_a_value_that_no_indicator_has_is_refused() -> None:
    with pytest.raises(ValueError, match="K01 is 'ya'"):
        score(K24, household(K24) | {"K01": "ya"})


def test_an_indicator_without_a_value_is_missing() -> None:
    assert score(K24, {"K01": "1"}).missing == tuple(i.id for i in K24.public if i.id != "K01")


households = st.sampled_from(SCORES).flatmap(
    lambda index: st.tuples(
        st.just(index), st.fixed_dictionaries({i.id: st.sampled_from(("1", "0", "na", "")) for i in index.indicators})
    )
)


@given(households, st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_matter(case: tuple[Index, dict[str, str]], random: Any) -> None:
    index, values = case
    shuffled = list(values.items())
    random.shuffle(shuffled)
    assert score(index, dict(shuffled), private=True) == score(index, values, private=True)


@given(households)
def test_a_missing_value_counts_like_one_that_does_not_apply(case: tuple[Index, dict[str, str]]) -> None:
    index, values = case
    known = {id_: "na" if value == "" else value for id_, value in values.items()}
    without, scored = score(index, known), score(index, values)
    assert scored.dimensions == without.dimensions
    assert scored.total == (None if index.missing == "no_total" and scored.missing else without.total)


@given(households, st.data())
def test_private_values_never_change_what_people_see(case: tuple[Index, dict[str, str]], data: st.DataObject) -> None:
    index, values = case
    others = {i.id: data.draw(st.sampled_from(("1", "0", "na", ""))) for i in index.indicators if i.private}
    assert score(index, values | others) == score(index, values)


@given(households)
def test_every_item_is_counted_once_and_the_total_lies_between_its_bounds(case: tuple[Index, dict[str, str]]) -> None:
    index, values = case
    scored = score(index, values)
    assert scored.asked + len(scored.na) + len(scored.missing) == len(index.public)
    assert scored.met + len(scored.unmet) == scored.asked
    assert scored.total is None or 0 <= scored.total <= 100
    if not scored.missing:
        assert scored.least == scored.total == scored.most


@given(households, st.data())
def test_fulfilling_one_more_thing_never_lowers_the_total(
    case: tuple[Index, dict[str, str]], data: st.DataObject
) -> None:
    index, values = case
    lacking = [i.id for i in index.public if values[i.id] == "0"]
    if lacking:
        better = values | {data.draw(st.sampled_from(lacking)): "1"}
        before, after = score(index, values).total, score(index, better).total
        assert (before is None and after is None) or (before is not None and after is not None and after > before)


weights = st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9)


@given(households, st.data())
def test_weights_count_as_in_the_mean_that_anyone_would_write_down(
    case: tuple[Index, dict[str, str]], data: st.DataObject
) -> None:
    index, values = case
    weighted = replace(
        index,
        dimensions=tuple(replace(d, weight=data.draw(weights)) for d in index.dimensions),
        indicators=tuple(replace(i, weight=data.draw(weights)) for i in index.indicators),
        missing="leave_out",
    )
    dimensions: dict[str, Fraction | None] = {}
    for dimension in weighted.dimensions:
        items = [i for i in weighted.public if i.dimension == dimension.id]
        known = [(i.weight, Fraction(100 * int(values[i.id]))) for i in items if values[i.id] in {"1", "0"}]
        if items:
            dimensions[dimension.id] = weighted_mean([*known])
    scored = score(weighted, values)
    assert {d.id: d.value for d in scored.dimensions if d.items} == dimensions
    assert scored.total == total_of(weighted, dimensions)
