"""What may be told again: two tellings and what lies between them."""

from collections.abc import Mapping
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.forms.workbook import LIBRARY, load
from scoring.retelling import Told, retold, together
from scoring.score import shown
from scoring.sheets import indices
from scoring.tally import Count, Tally, tally

INDEX = next(index for index in indices(load(LIBRARY / "keluarga.md").sheets) if index.id == "i29")
FIRST = INDEX.public[0].id
BY_DIMENSION = {d.id: [i.id for i in INDEX.public if i.dimension == d.id] for d in INDEX.dimensions}


def counts(households: int, unmet: Mapping[str, int]) -> Tally:
    """So many households, which have everything but for these."""
    return Tally({i.id: Count(met=households - unmet.get(i.id, 0), unmet=unmet.get(i.id, 0)) for i in INDEX.public})


def told(before: Told | None, households: int, **unmet: int) -> Told:
    found = retold(INDEX, before, counts(households, unmet))
    assert found is not None
    return found


def test_nothing_is_told_of_fewer_than_ten_households() -> None:
    assert retold(INDEX, None, counts(9, {})) is None
    assert retold(INDEX, told(None, 12), counts(9, {})) is None


@pytest.mark.parametrize("more", range(1, 10))
def test_until_ten_more_households_came_everything_stays_as_it_was_told(more: int) -> None:
    before = told(None, 20, I01=8)
    assert told(before, 20 + more, I01=8 + more) is before


def test_corrections_alone_are_not_told_either() -> None:
    before = told(None, 40, I01=8)
    assert told(before, 40, I01=9) is before
    assert told(before, 40, I01=18) is not before


@pytest.mark.parametrize(
    ("unmet", "shown_as", "trend"),
    [(8, 8, 0), (9, 8, 1), (12, 8, 4), (13, 13, 0), (7, 8, -1), (18, 18, 0), (17, 8, 9)],
)
def test_a_count_is_told_anew_where_none_or_five_came_to_lack_it_and_none_or_five_did_not(
    unmet: int, shown_as: int, trend: int
) -> None:
    now = told(told(None, 20, I01=8), 30, I01=unmet)
    assert (now.tellings[FIRST].unmet, now.trend(FIRST)) == (shown_as, trend)


def test_what_was_held_back_is_told_once_enough_has_come_together() -> None:
    week = told(told(None, 20, I01=8), 30, I01=11)
    assert week.trend(FIRST) == 3
    assert told(week, 40, I01=14).tellings[FIRST].unmet == 14


def test_a_small_count_is_never_told() -> None:
    assert FIRST not in told(None, 20, I01=3).tellings
    assert told(None, 20).tellings[FIRST].unmet == 0


def test_the_index_loses_its_digits_while_something_is_held_back() -> None:
    before = told(None, 40, I01=8)
    assert before.total.digits == 1
    held = told(before, 60, I01=10).total
    assert held.digits == 0
    assert held.value is not None


def test_areas_together_are_the_sum_of_what_was_told_of_each() -> None:
    one, other = told(told(None, 20, I01=8), 30, I01=10), told(None, 15, I01=6)
    both = together(INDEX, [one, other])
    assert both is not None
    assert both.counts.households == 45
    assert both.tellings[FIRST].unmet == 8 + 6
    assert both.trend(FIRST) == 2
    assert together(INDEX, []) is None
    assert together(INDEX, [one]) is one


def villages(draw: st.DrawFn) -> list[Tally]:
    """A village as it grows from week to week."""
    chance = Random(draw(st.integers(0, 10_000)))  # noqa: S311
    often = {i.id: chance.choice((0.0, 0.05, 0.2, 0.5, 0.9, 1.0)) for i in INDEX.public}
    households: list[dict[str, str]] = []
    weeks = []
    for came in draw(st.lists(st.integers(0, 30), min_size=2, max_size=6)):
        households += [
            {id_: "0" if chance.random() < lacks else "1" for id_, lacks in often.items()} for _ in range(came)
        ]
        for _ in range(draw(st.integers(0, 2))):
            if households:
                chance.choice(households)[FIRST] = chance.choice("01")
        weeks.append(tally(INDEX, households))
    return weeks


@given(st.composite(villages)())
def test_between_any_two_tellings_nobody_or_at_least_five_came_and_nobody_or_at_least_five_stayed_out(
    weeks: list[Tally],
) -> None:
    before: Told | None = None
    seen: dict[str, list[tuple[int, int]]] = {}
    for week in weeks:
        before = retold(INDEX, before, week)
        for id_, telling in (before.tellings if before is not None else {}).items():
            seen.setdefault(id_, [(0, 0)]).append((telling.unmet, telling.households))
    for tellings in seen.values():
        for (unmet, all_), (then_unmet, then_all) in pairwise(tellings):
            came, stayed_out = abs(then_unmet - unmet), abs((then_all - then_unmet) - (all_ - unmet))
            assert came == 0 or came >= 5
            assert stayed_out == 0 or stayed_out >= 5


@settings(max_examples=40)
@given(st.composite(villages)())
def test_the_index_told_fits_more_than_one_count_of_what_is_held_back(weeks: list[Tally]) -> None:
    before: Told | None = None
    for week in weeks:
        before = retold(INDEX, before, week)
        if before is None or before.total.value is None:
            continue
        for indicator in INDEX.public:
            if _possible(before, indicator.id):
                assert _others(before, indicator.id), indicator.id


def _others(now: Told, hidden: str) -> bool:
    """Whether another count of the indicator gives the same index, alone or with another that is not told either."""
    for other in _possible(now, hidden):
        changed = {**now.counts.indicators, hidden: other}
        if _same(now, changed):
            return True
        for neighbour in changed:
            possible = _possible(now, neighbour) if neighbour != hidden else ()
            if any(_same(now, {**changed, neighbour: count}) for count in possible):
                return True
    return False


def _possible(now: Told, id_: str) -> list[Count]:
    """What else the indicator may come to for who knows all that was told."""
    true = now.counts.indicators[id_]
    counted, trend = true.met + true.unmet, now.trend(id_)
    options: set[int] = set()
    if id_ not in now.tellings:
        options = set(range(1, 5)) if true.unmet < 5 else {counted - n for n in range(1, 5)}
    elif trend:
        sign = 1 if trend > 0 else -1
        options = {now.tellings[id_].unmet + sign * by for by in range(1, max(5, abs(trend) + 1))}
    return [Count(counted - n, n, true.na, true.missing) for n in options if n != true.unmet and 0 <= n <= counted]


def _same(now: Told, found: Mapping[str, Count]) -> bool:
    assert now.total.value is not None
    told = float(shown(now.total.value, now.total.digits))
    half: float = 0.5 / 10**now.total.digits
    return abs(_index(found) - told) <= half + _FLOAT


_FLOAT = 1e-9  # what sums of floats are off by: 44.25 is told as 44.3, and comes to 44.249999999999993


def _index(found: Mapping[str, Count]) -> float:
    """The index by its definition, told once more: the mean of its dimensions, each the mean of its shares."""
    means = []
    for items in BY_DIMENSION.values():
        shares = [100 * c.met / (c.met + c.unmet) for c in (found[id_] for id_ in items) if c.met + c.unmet]
        if shares:
            means.append(sum(shares) / len(shares))
    return sum(means) / len(means)
