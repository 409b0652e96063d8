"""What may be shown of an area: nobody can be told from it, nor worked out by subtraction."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.area import Area, Cell, Share, area_of
from scoring.index import Dimension, Index, Indicator
from scoring.publishing import ShownArea, ShownShare, protected, shown_area
from scoring.score import shown
from scoring.tally import Tally, tally
from tests.scoring.instruments import K24, household


def village(**unmet: int) -> ShownArea | None:
    """A hundred households, of which so many lack an indicator."""
    households = [household(K24) for _ in range(100)]
    for id_, number in unmet.items():
        for values in households[:number]:
            values[id_] = "0"
    counts = tally(K24, households)
    return shown_area(K24, area_of(K24, counts), area_of(K24, counts, "as_met"))


def test_nothing_of_nine_households_is_shown() -> None:
    counts = tally(K24, [household(K24)] * 9)
    assert shown_area(K24, area_of(K24, counts), area_of(K24, counts, "as_met")) is None


def test_an_area_without_small_cells_is_shown_with_all_its_digits() -> None:
    area = village(K01=30, K08=10)
    assert area is not None
    assert area.total.digits == 2
    assert [share.id for share in area.shares if share.low] == ["K01"]


def test_a_hidden_share_rounds_its_dimension_and_the_total_from_which_it_would_follow() -> None:
    area = village(K01=3, K08=10)
    assert area is not None
    assert area.shares[0].share.value is None
    assert area.shares[0].low is False  # 96 or more of a hundred, whatever stands in the cell
    assert dict(area.dimensions)["d1"].digits == 0
    assert dict(area.dimensions)["d2"].digits == 2
    assert area.total.digits == 0


def test_two_rounded_dimensions_leave_the_total_a_digit() -> None:
    area = village(K01=3, K08=2)
    assert area is not None
    assert area.total.digits == 1


def test_few_that_do_not_count_are_not_told_by_an_exact_share() -> None:
    households = [household(K24)] * 60 + [household(K24, "K01")] * 38 + [household(K24, na="K01")] * 2
    counts = tally(K24, households)
    area = shown_area(K24, area_of(K24, counts), area_of(K24, counts, "as_met"))
    assert area is not None
    share = area.shares[0]
    assert (share.cells.na, share.cells.met) == (Cell(None, few=True), Cell(None))
    assert share.as_met.value is None
    assert share.share.digits == 0 or share.share.value is None


def test_an_indicator_that_many_lack_is_below_75_though_of_a_few_it_is_not_known() -> None:
    """How many lack it is told, for what is to be planned; of how many they are is not."""
    share = share_of(met=21, unmet=16, missing=3)
    assert (share.cells.unmet, share.cells.met, share.share.value) == (Cell(16), Cell(None), None)
    assert share.low is True


def test_an_indicator_that_nearly_all_lack_is_below_75() -> None:
    share = share_of(met=3, unmet=37)
    assert (share.cells.met, share.cells.unmet, share.share.value) == (Cell(None, few=True), Cell(None, least=36), None)
    assert share.low is True


def share_of(met: int, unmet: int, na: int = 0, missing: int = 0) -> ShownShare:
    """An indicator of an area in which so many households fulfil it."""
    households = met + unmet + na + missing
    whole = Share("K01", met, unmet, na, missing, Fraction(100 * met, met + unmet) if met + unmet else None)
    one = Index("x", "X", (Dimension("d", "D"),), (Indicator("K01", "d", "K01"),))
    area = Area("x", "1", "exclude", False, households, households, (whole,), (), None, None)
    found = shown_area(one, area, area)
    assert found is not None
    return found.shares[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 14), st.integers(0, 14), st.integers(0, 6), st.integers(0, 6))
def test_whether_it_is_below_75_tells_no_more_than_the_cells(met: int, unmet: int, na: int, missing: int) -> None:
    households = met + unmet + na + missing
    if households < 10 or not met + unmet:
        return
    told = share_of(met, unmet, na, missing)
    if told.share.value is not None or told.low is None:
        return
    nas, missings = ([n] if n == 0 or n >= 5 else [1, 2, 3, 4] for n in (na, missing))
    for other_na, other_missing in product(nas, missings):
        counted = households - other_na - other_missing
        for other_met in range(counted + 1 if counted > 0 else 0):
            other = share_of(other_met, counted - other_met, other_na, other_missing)
            if other.cells == told.cells:
                assert (Fraction(100 * other_met, counted) < 75) == told.low


def test_the_neighbour_of_a_small_count_is_hidden_where_the_sum_is_known() -> None:
    assert protected({"a": 2, "b": 30, "c": 40}) == {"a": Cell(None, few=True), "b": Cell(None), "c": Cell(40)}
    assert protected({"a": 0, "b": 30}) == {"a": Cell(0), "b": Cell(30)}


@given(st.lists(st.integers(0, 12), min_size=2, max_size=5))
def test_a_small_count_may_still_be_anything_from_one_to_four(counts: list[int]) -> None:
    shows = protected(dict(enumerate(counts)))
    few = [key for key, cell in shows.items() if cell.few]
    hidden = [key for key, cell in shows.items() if cell.count is None and not cell.few]
    if not few or len(hidden) == sum(n >= 5 for n in counts):
        return  # nothing small, or everything that could be hidden is
    rest = sum(counts) - sum(cell.count or 0 for cell in shows.values())
    for key, value in product(few, range(1, 5)):
        others = [range(1, 5) if other in few else range(5, 61) for other in (*few, *hidden) if other != key]
        reachable = sum(r[0] for r in others) <= rest - value <= sum(r[-1] for r in others)
        assert reachable, (counts, key, value)


def test_tallies_add_up_in_any_order() -> None:
    chance = Random(12)  # noqa: S311
    households = [{i.id: chance.choice(("1", "0", "na", "")) for i in K24.indicators} for _ in range(30)]
    parts = [tally(K24, [values]) for values in households]
    whole = tally(K24, households)
    chance.shuffle(parts)
    assert sum(parts, Tally()) == whole


@pytest.mark.parametrize("households", [10, 14, 25, 60, 384])
@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_share_follows_from_its_dimension(households: int, seed: int) -> None:
    """A reader who tries every small count finds more than one that fits what is told."""
    chance = Random(seed)  # noqa: S311
    people = [household(K24) for _ in range(households)]
    for indicator in K24.public:
        for values in chance.sample(people, chance.choice((0, 0, 2, 3, households // 2))):
            values[indicator.id] = "0"
    counts = tally(K24, people)
    found = area_of(K24, counts)
    area = shown_area(K24, found, area_of(K24, counts, "as_met"))
    assert area is not None
    exact = {share.id: share.value for share in found.shares}
    told = dict(area.dimensions)
    for dimension in K24.dimensions:
        ids = [i.id for i in K24.public if i.dimension == dimension.id]
        hidden = [s.id for s in area.shares if s.id in ids and s.share.value is None]
        figure = told[dimension.id]
        if len(hidden) != 1 or figure.value is None:
            continue
        few = [n if (exact[hidden[0]] or 0) < 50 else households - n for n in range(1, 5)]
        rest = sum((exact[id_] or Fraction() for id_ in ids if id_ != hidden[0]), Fraction())
        means = [(rest + Fraction(100 * n, households)) / len(ids) for n in few]
        fits = [mean for mean in means if shown(mean, figure.digits) == shown(figure.value, figure.digits)]
        assert len(fits) > 1


def test_a_dimension_of_a_small_village_is_hidden_where_even_whole_numbers_would_tell() -> None:
    people = [household(K24, "K22")] * 2 + [household(K24)] * 10
    counts = tally(K24, people)
    area = shown_area(K24, area_of(K24, counts), area_of(K24, counts, "as_met"))
    assert area is not None
    assert dict(area.dimensions)["d5"].value is None
    assert dict(area.dimensions)["d1"].value == 100
