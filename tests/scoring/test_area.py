"""A village of three households, and what of an area may be published."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.area import Cell, Share, area, publishable, published
from scoring.index import Index, NaPolicy
from scoring.score import score, shown
from tests.scoring.instruments import I29, IBANGGA, K24, household

VILLAGE = {
    "k24": [
        household(K24),
        household(K24, "K01 K02 K05 K07 K08 K09 K10 K11 K12 K13 K14 K16 K17 K18 K19 K20"),
        household(K24, "K10 K17 K22 K23", "K01 K02 K03 K04 K05 K06 K07 K11 K15 K16 K20", "K09 K13"),
    ],
    "i29": [
        household(I29),
        household(I29, "I01 I02 I04 I05 I06 I08 I09 I10 I11 I12 I14 I15 I16 I17 I19 I22 I23 I27 I29", missing="I18"),
        household(I29, "I07 I15 I17 I24 I25", "I01 I02 I03 I08 I13 I14 I19 I22 I23 I28 I29", "I05 I11"),
    ],
}


@pytest.mark.parametrize(
    ("index", "policy", "dimensions", "total"),
    [
        (K24, "exclude", "71.43 50.00 61.90 72.22 77.78", "66.67"),
        (K24, "as_met", "80.95 54.17 64.29 77.78 77.78", "70.99"),
        (I29, "exclude", "66.67 61.11 58.33 75.00 75.00", "67.22"),
        (I29, "as_met", "77.78 63.89 60.42 83.33 77.78", "72.64"),
    ],
)
def test_three_households_make_a_village(index: Index, policy: NaPolicy, dimensions: str, total: str) -> None:
    found = area(index, VILLAGE[index.id], policy, private=True)
    assert " ".join(str(shown(d.value)) for d in found.dimensions if d.value is not None) == dimensions
    assert found.total is not None
    assert str(shown(found.total)) == total


@pytest.mark.parametrize(
    ("index", "policy", "dimensions", "total"),
    [
        (K24, "exclude", "71.43 50.00 61.90 - 77.78", "65.28"),
        (K24, "as_met", "80.95 54.17 64.29 - 77.78", "69.30"),
        (I29, "exclude", "66.67 61.11 58.33 66.67 75.00", "65.56"),
        (I29, "as_met", "77.78 63.89 60.42 77.78 77.78", "71.53"),
    ],
)
def test_what_people_see_of_the_village_has_no_private_items(
    index: Index, policy: NaPolicy, dimensions: str, total: str
) -> None:
    found = area(index, VILLAGE[index.id], policy)
    assert {share.id for share in found.shares} == {indicator.id for indicator in index.public}
    assert " ".join("-" if d.value is None else str(shown(d.value)) for d in found.dimensions) == dimensions
    assert found.total is not None
    assert str(shown(found.total)) == total


def test_the_band_of_a_village_follows_its_exact_total() -> None:
    band = area(I29, VILLAGE["i29"], private=True).band
    assert band is not None
    assert band.id == "cukup"


def test_ibangga_of_an_area_is_the_mean_of_the_families_that_have_a_total() -> None:
    families = [
        household(IBANGGA, "IB10 IB16"),
        household(IBANGGA, na="IB14 IB15 IB16 IB17"),  # a dimension that does not apply: no total
        household(IBANGGA, missing="IB01"),
    ]
    found = area(IBANGGA, families, "as_met")
    assert found.na_policy == "exclude"
    assert (found.households, found.with_total) == (3, 1)
    assert [d.counted for d in found.dimensions] == [3, 3, 2]
    assert found.total is not None
    assert str(shown(found.total)) == "86.90"


def test_an_area_of_nobody_has_no_figures() -> None:
    found = area(K24, [])
    assert found.total is None
    assert all(share.value is None for share in found.shares)


def test_shares_count_everybody_by_what_is_known() -> None:
    shares = {share.id: share for share in area(K24, VILLAGE["k24"]).shares}
    assert shares["K01"] == Share("K01", met=1, unmet=1, na=1, missing=0, value=shares["K01"].value)
    assert shares["K09"].missing == 1


def test_emil_baru_shows_the_published_percentages() -> None:
    lacking = {21: "9.81", 22: "10.28", 15: "7.01", 3: "1.40", 12: "5.61", 27: "12.62"}
    for unmet, percent in lacking.items():
        village = [household(K24, "K01")] * unmet + [household(K24)] * (214 - unmet)
        value = area(K24, village).shares[0].value
        assert value is not None
        assert str(shown(100 - value)) == percent


def test_a_village_of_nine_households_is_not_published() -> None:
    assert not publishable(area(K24, [household(K24)] * 9))
    assert publishable(area(K24, [household(K24)] * 10))


def test_with_private_items_twenty_households_are_needed() -> None:
    assert not publishable(area(K24, [household(K24)] * 19, private=True))
    assert publishable(area(K24, [household(K24)] * 20, private=True))


def share(met: int, unmet: int, na: int = 0, missing: int = 0) -> Share:
    village = [household(K24)] * met + [household(K24, "K01")] * unmet
    village += [household(K24, na="K01")] * na + [household(K24, missing="K01")] * missing
    return area(K24, village).shares[0]


def test_a_small_cell_hides_the_share_and_the_cell_that_would_give_it_away() -> None:
    shows = published(share(met=4, unmet=40, na=2))
    assert (shows.met, shows.unmet) == (Cell(None, few=True), Cell(None))
    assert shows.na == Cell(None, few=True)
    assert shows.value is None


def test_nobody_and_five_are_shown_as_they_are() -> None:
    shows = published(share(met=0, unmet=5, missing=7))
    assert (shows.met, shows.unmet, shows.missing) == (Cell(0), Cell(5), Cell(7))
    assert shows.value == 0


values = st.fixed_dictionaries(
    {i.id: st.sampled_from(("1", "0", "na", "")) for i in (*K24.indicators, *IBANGGA.indicators)}
)


@given(values, st.booleans(), st.sampled_from((K24, IBANGGA)))
def test_an_area_of_one_household_is_that_household(household: dict[str, str], private: bool, index: Index) -> None:
    assert area(index, [household], "exclude", private).total == score(index, household, private).total


@given(st.lists(values, max_size=5), st.randoms(use_true_random=False), st.sampled_from((K24, IBANGGA)))
def test_neither_order_nor_a_second_copy_of_everybody_changes_an_area(
    village: list[dict[str, str]], random: Any, index: Index
) -> None:
    found = area(index, village)
    random.shuffle(village)
    assert area(index, village) == found
    assert area(index, village * 2).total == found.total
