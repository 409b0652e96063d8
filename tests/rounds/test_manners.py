"""Manners hold for every moment, whatever the clock says; houses and referrals follow their rules for every input."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.arrival import House
from bot.flows.rounds import action as actions
from bot.flows.rounds import referral as states
from bot.flows.rounds.action import Planned
from bot.flows.rounds.manners import is_holiday, next_week
from bot.flows.rounds.morning import Asked, Day, message
from bot.flows.rounds.nearest import HALF_DONE, MOST, NOT_BEGUN, Waiting, nearest
from bot.flows.rounds.referral import Referral
from bot.language import language

TODAY = date(2026, 11, 23)
DAYS = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=40))
HOUSES = st.lists(
    st.builds(
        Waiting,
        id=st.integers(1, 10**6),
        rt=st.sampled_from(["01", "02", "03"]),
        number=st.integers(1, 60),
        status=st.sampled_from([NOT_BEGUN, HALF_DONE]),
        touched_on=st.none() | DAYS,
        back_on=st.none() | DAYS,
        target_on=st.none() | DAYS,
    ),
    max_size=30,
    unique_by=lambda house: house.id,
)
REFERRAL = Referral(1, 1, "M02", "Anak belum punya akta", "dukcapil", TODAY, due_on=TODAY + states.FIRST)


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_next_week_begins_on_a_monday_to_come(day: date) -> None:
    assert next_week(day).weekday() == 0
    assert timedelta(0) < next_week(day) - day <= timedelta(days=7)


def test_national_holidays_are_kept_in_the_years_that_are_known_and_sundays_in_all() -> None:
    assert is_holiday(date(2026, 8, 17))
    assert is_holiday(date(2026, 12, 24))
    assert not is_holiday(date(2026, 8, 18))
    assert not is_holiday(date(2040, 8, 17))
    assert is_holiday(date(2040, 8, 19))


@given(HOUSES)
def test_at_most_three_houses_are_named_each_of_them_due_and_promises_first(houses: list[Waiting]) -> None:
    found = nearest(houses, TODAY)
    due = [house for house in houses if house.is_due(TODAY)]
    assert len(found) == min(MOST, len(due))
    assert set(found) <= set(due)
    promised = [house for house in due if house.back_on is not None]
    assert [house.back_on is not None for house in found] == sorted(
        (house.back_on is not None for house in found), reverse=True
    )
    assert sum(house.back_on is not None for house in found) == min(MOST, len(promised))
    assert nearest(list(reversed(houses)), TODAY)[:1] == found[:1] or len({h.urgency for h in due}) < len(due)


def test_nobody_is_sent_back_before_the_day_and_a_half_done_interview_rests_three_days() -> None:
    house = Waiting(1, "01", 1)
    assert house.is_due(TODAY)
    assert not replace(house, back_on=TODAY + timedelta(days=2)).is_due(TODAY)
    assert replace(house, back_on=TODAY).is_due(TODAY)
    begun = replace(house, status=HALF_DONE, touched_on=TODAY - timedelta(days=2))
    assert not begun.is_due(TODAY)
    assert begun.is_due(TODAY + timedelta(days=1))


@given(
    st.lists(
        st.sampled_from([*states.ANSWERS, *states.REASONS, "elsewhere", "silence", "lost", "settled", "again"]),
        min_size=120,
        max_size=120,
    )
)
def test_every_referral_ends_or_comes_to_the_coordinator_whatever_is_said(said: list[str]) -> None:
    now, today = REFERRAL, TODAY
    for letter, word in enumerate(said):
        if not now.is_cadres:
            break
        assert now.due_on is not None
        today = max(today, now.due_on)
        if states.is_silent(now):
            now = states.escalated(now, today)
            break
        now = states.put_to(now, f"L{letter}", today)
        assert now.due_on is not None
        assert now.due_on > today
        if word in states.ANSWERS:
            now = states.answered(now, word, today)
        elif word in states.REASONS and now.status == states.REFUSED:
            now = states.because(now, word, [], today)
        elif word == "elsewhere" and now.status == states.REFUSED and now.refusals == 1:
            now = states.moved_on(now, "desa", today)
        elif word == "lost":
            now = states.unheard(now)
            assert now.asked == 0 or now.asked >= 0
            if now.opened_on + states.LONGEST <= today:  # nobody could be asked for too long: see `LEFT_ALONE`
                now = states.escalated(now, today)
    assert now.is_closed or now.status == states.ESCALATED


def test_a_refused_referral_goes_on_where_another_try_or_service_is_left_and_else_to_the_coordinator() -> None:
    refused = states.answered(REFERRAL, "ditolak", TODAY)
    assert states.because(refused, states.PAPERS, [], TODAY).status == states.REFUSED
    assert states.because(refused, states.PAY, ["desa"], TODAY).status == states.REFUSED
    assert states.because(refused, states.PAY, [], TODAY).status == states.ESCALATED
    assert states.next_services("dukcapil", ["dukcapil", "desa"]) == ("desa",)
    assert states.next_services("desa", ["dukcapil", "desa"]) == ()
    moved = states.moved_on(refused, "desa", TODAY)
    assert (moved.service, moved.status, moved.due_on) == ("desa", states.OPEN, TODAY + states.FIRST)


def test_what_is_no_answer_changes_nothing() -> None:
    with pytest.raises(ValueError, match="no answer"):
        states.answered(REFERRAL, "mungkin", TODAY)


def test_an_action_is_due_at_the_end_of_its_quarter_and_moves_to_the_same_day_of_next_year() -> None:
    assert actions.by_when("Triwulan II", date(2026, 2, 1)) == date(2026, 6, 30)
    assert actions.by_when("Triwulan II", date(2026, 7, 1)) == date(2027, 6, 30)
    assert actions.by_when("Sepanjang tahun", date(2026, 7, 1)) == date(2026, 12, 31)
    action = Planned(1, "63.02.11.2009", 2026, "Akta", "Jemput bola", "Disdukcapil", date(2026, 6, 30))
    closed, later = actions.moved(action, actions.MONEY)
    assert (closed.status, closed.moved_to, closed.due_on, closed.reason) == (actions.MOVED, 2027, None, "dana")
    assert (later.year, later.by_on, later.due_on, later.status) == (
        2027,
        date(2027, 6, 30),
        date(2027, 6, 30),
        "rencana",
    )


@pytest.mark.parametrize("code", ["id", "en"])
def test_a_locked_screen_shows_nothing_of_a_family(code: str) -> None:
    house = House(1, "01", 2, "Bp. Rahasia")
    days = [
        Day("Bu A", 8, houses=((house, NOT_BEGUN),)),
        Day("Bu A", 8, asked=(Asked(REFERRAL, house),), houses=((house, HALF_DONE),)),
        Day("Bu A", 8, asked=(Asked(REFERRAL, house),)),
        Day("Bu A", 8, stuck=2),
    ]
    for day in days:
        text = " ".join(language(code).say(line) for line in message(day).lines)
        assert "Rahasia" not in text[:60]
        assert REFERRAL.matter not in text[:60]
        assert len(message(day).lines) <= 5
