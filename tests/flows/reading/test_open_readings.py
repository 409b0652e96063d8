"""What is asked back with two buttons, and with which."""

from datetime import date as day

import pytest

from bot.flows.reading import (
    Either,
    OtherPeriod,
    age,
    date,
    money,
    number,
    phone,
    time,
    years_since_birth,
    yes_no,
)

TODAY = day(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.500", (1_500_000, 1500)),
        ("1500", (1_500_000, 1500)),
        ("500", (500_000, 500)),
        ("gopek", (500_000, 500)),
        ("5", (5_000_000, 5000)),
        ("dua setengah", (2_500_000, 2500)),
        ("1-2 juta", (1_000_000, 2_000_000)),
        ("500-700rb", (500_000, 700_000)),
        ("500rb atau 600rb", (500_000, 600_000)),
    ],
)
def test_an_amount_that_may_be_two_names_both(text: str, values: tuple[int, ...]) -> None:
    reading = money(text, period="month")
    assert isinstance(reading, Either)
    assert reading.values == values


@pytest.mark.parametrize(
    ("text", "amount", "period"),
    [("50rb sehari", 50_000, "day"), ("300rb/minggu", 300_000, "week"), ("24 juta setahun", 24_000_000, "year")],
)
def test_an_amount_for_another_period_is_carried_as_it_was_said(text: str, amount: int, period: str) -> None:
    assert money(text, period="month") == OtherPeriod(amount, period)


def test_other_kinds_name_both_readings_too() -> None:
    assert number("2 atau 3", count=True) == Either((2, 3), "rentang")
    assert number("1.500", integer=False) is not None
    assert yes_no("ya tidak") == Either(("yes", "no"), "pilihan")
    assert yes_no("tidak ada balita") == Either(("no", "not_applicable"), "pilihan")
    assert date("tadi malam", today=TODAY, past=True) == Either(("2026-11-21", "2026-11-22"), "tanggal")
    assert age("4 minggu", default_unit=None) == Either((0, 1), "umur")
    assert phone("081234567890 / 081398765432") == Either(("+6281234567890", "+6281398765432"), "nomor")
    assert time("jam 8") == Either(("08:00", "20:00"), "waktu")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jam 8 malam", "20:00"),
        ("pukul 07.30", "07:30"),
        ("setengah 8 pagi", "07:30"),
        ("jam 1 siang", "13:00"),
        ("jam 12 malam", "00:00"),
        ("19.00", "19:00"),
        ("jam 9 kurang 5 pagi", "08:55"),
        ("jam 9 lewat 15 malam", "21:15"),
        ("setengah enam sore", "17:30"),
        ("08.00 WITA", "08:00"),
        ("jam 8 malem bu", "20:00"),
    ],
)
def test_times_with_a_part_of_the_day_are_clear(text: str, expected: str) -> None:
    reading = time(text)
    assert reading is not None
    assert getattr(reading, "value", reading) == expected


@pytest.mark.parametrize("text", ["25.00", "jam 8 pagi malam", "nanti", "sore", "jam", "jam 2 sampai 3"])
def test_times_that_are_none_are_asked_again(text: str) -> None:
    assert not hasattr(time(text), "value")


def test_what_somebody_corrects_at_once_is_asked_back_with_both() -> None:
    assert number("5 eh 6") == Either((5, 6), "rentang")
    assert number("5 orang, eh salah 6", count=True) == Either((5, 6), "rentang")
    assert money("2jt ralat 3jt") == Either((2_000_000, 3_000_000), "rentang")
    assert age("40 eh 41 tahun", default_unit="year") == Either((480, 492), "rentang")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("lahir 2019", (6, 7)),
        ("kelahiran 85", (40, 41)),
        ("lahir 17-08-2019", (7,)),
        ("22 november 2019", (7,)),
        ("23 november 2019", (6,)),
        ("lahir desember 2025", (0,)),
        ("agustus 2019", (7,)),
        ("lahir tahun ini", (0,)),
    ],
)
def test_years_are_worked_out_from_a_birth(text: str, years: tuple[int, ...]) -> None:
    assert years_since_birth(text, TODAY) == Either(years, "umur")


@pytest.mark.parametrize("text", ["kemarin", "30 tahun", "lahir 2030", "saya lupa", "17 agustus"])
def test_no_years_are_worked_out_without_a_birth(text: str) -> None:
    assert years_since_birth(text, TODAY) is None
