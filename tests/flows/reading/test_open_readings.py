"""What is asked back with two buttons, and with which."""

from datetime import date as day

import pytest

from bot.flows.reading import (
    Either,
    OtherPeriod,
    Understood,
    age,
    date,
    money,
    number,
    phone,
    time,
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
    assert date("senin lalu", today=TODAY) == Either(("2026-11-16", "2026-11-09"), "tanggal")
    assert date("rabu depan", today=TODAY) == Either(("2026-11-25", "2026-12-02"), "tanggal")
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


def test_of_a_slip_and_its_correction_the_correction_counts() -> None:
    assert number("5 eh 6") == Understood(6)
    assert number("5 orang, eh salah 6", count=True) == Understood(6)
    assert number("3 eh 4 eh 5") == Understood(5)
    assert money("2jt ralat 3jt") == Understood(3_000_000)
    assert money("bukan 2 juta tapi 1,5 juta") == Understood(1_500_000)
    assert money("500rb eh 600 sebulan", period="month") == Understood(600_000)
    assert age("40 eh 41 tahun", default_unit="year") == Understood(492)
    assert age("2 tahun eh 3", default_unit="month") == Understood(36)
    assert date("17 eh 18 agustus 1990", today=TODAY) == Understood("1990-08-18")
    assert date("2019, eh salah, 2020", today=TODAY) == Understood("2020")


def test_a_dash_that_opens_a_line_is_no_minus() -> None:
    assert money("- 400.000") == Understood(400_000)
    assert age("- 3 tahun", default_unit=None) == Understood(36)
    assert date("- 23/6/1987", today=TODAY) == Understood("1987-06-23")
    assert money("-400.000") is age("-3 tahun", default_unit=None) is None


def test_what_corrects_only_a_part_is_asked_again() -> None:
    assert money("1 juta 200 ribu eh 300 ribu") == Either((1_200_000, 300_000), "rentang")
    assert age("2 tahun 3 bulan eh 4 bulan", default_unit=None) is None
    assert age("2 tahun 3 bulan eh 3 tahun", default_unit=None) is None
    for text in ["23 juli eh juni 1987", "23 juni 1978 eh 1987", "23/6/1978 eh 1987"]:
        assert date(text, today=TODAY) is None
    assert date("mei eh juni 1987", today=TODAY) == Understood("1987-06")
    assert date("23 juli eh 23 juni 1987", today=TODAY) == Understood("1987-06-23")
    assert number("3 anak eh 4 orang", count=True) == Understood(4)


def test_a_slip_that_may_be_none_is_asked_back_with_both() -> None:
    assert money("satu juta eh dua ratus ribu") == Either((200_000, 1_200_000), "rentang")
    assert age("2 tahun eh 6 bulan", default_unit=None) == Either((6, 30), "rentang")
    assert age("2 tahun eh 3 tahun?", default_unit=None) == Either((24, 36), "rentang")
    assert date("agustus eh 1990", today=TODAY) == Either(("1990", "1990-08"), "rentang")


@pytest.mark.parametrize("text", ["ralat 3jt", "2jt bukan 3jt", "bukan 2jt", "eh salah"])
def test_what_does_not_say_both_the_slip_and_the_correction_is_none(text: str) -> None:
    assert money(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("lahir 17-08-2019", 87),
        ("lahir 22 november 2019", 84),
        ("kelahiran 23 november 2019", 83),
        ("lahirnya tadi malam", 0),
        ("lahir 3 minggu lalu", 0),
        ("lahir 2 bulan yang lalu", 2),
    ],
)
def test_an_age_is_worked_out_from_a_day_of_birth(text: str, months: int) -> None:
    assert age(text, default_unit="year", today=TODAY) == Understood(months)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("lahir 2019", (82, 94)),
        ("kelahiran 85", (490, 502)),
        ("lahir agustus 2019", (86, 87)),
        ("lahir desember 2025", (10, 11)),
        ("lahir 3 tahun lalu", (34, 46)),
        ("lahir tahun ini", (0, 10)),
        ("agustus 2019", (84,)),
        ("22 november 2019", (84,)),
    ],
)
def test_an_age_from_less_than_a_day_of_birth_is_asked_back(text: str, months: tuple[int, ...]) -> None:
    assert age(text, default_unit="year", today=TODAY) == Either(months, "umur")


@pytest.mark.parametrize("text", ["kemarin", "lahir 2030", "saya lupa", "17 agustus", "belum lahir", "lahir besok"])
def test_no_age_is_worked_out_without_a_birth(text: str) -> None:
    assert age(text, default_unit="year", today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("4 tahunan", (48,)),
        ("40 tahunan", (480,)),
        ("sekitar 4 tahun-an", (48,)),
        ("4 tahun lebih", (48, 59)),
        ("setahun lebih dikit", (12, 23)),
        ("50 tahun lebih", (600,)),
        ("4 jalan 5", (48, 59)),
        ("umur 4 tahun mau 5 tahun", (48, 59)),
        ("8 bulan lebih", (8,)),
        ("4-5 tahun", (48, 60)),
    ],
)
def test_an_age_named_beside_the_one_that_is_meant_is_asked_back(text: str, months: tuple[int, ...]) -> None:
    reading = age(text, default_unit="year", today=TODAY)
    assert isinstance(reading, Either)
    assert reading.values == months


@pytest.mark.parametrize(
    "text", ["hampir 4 tahun", "mau 4 tahun", "4 tahun kurang", "jalan 4 tahun", "60an", "4 jalan 6"]
)
def test_an_age_that_is_not_reached_or_only_a_decade_is_asked_again(text: str) -> None:
    assert age(text, default_unit="year", today=TODAY) is None


@pytest.mark.parametrize("text", ["kira-kira 4 th", "mungkin 4 tahun", "kurang lebih 4 thn", "4 tahun kayaknya"])
def test_an_age_that_somebody_is_not_sure_of_is_the_one_that_was_named(text: str) -> None:
    assert age(text, default_unit="year", today=TODAY) == Understood(48)
