"""What holds for any text, and values that survive being printed and read back."""

import re
import time as clock
from datetime import date as day

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.flows import reading
from bot.flows.reading import Option, Understood
from bot.flows.texts import Rupiah, Text
from bot.language import Language

TODAY = day(2026, 11, 22)
OPTIONS = [Option("ada", ("Ada",)), Option("hilang", ("Hilang",)), Option("belum", ("Belum",))]
MONTHS = re.findall(r"\w+", "januari februari maret april mei juni juli agustus september oktober november desember")
UNITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
PIECES = re.findall(
    r"\S+",
    "ya tidak gak belum ada 2 1.500 jt rb ribu setengah puluh lima - / , . ? dan atau sampai sehari thn bln 17 8 1990 "
    "agustus kemarin lalu hari +62 0812 bu 😀 kadang semua < > ( ) 🙏 kali se an k m jam malam kecuali",
)
DIGITS_AND_MARKS = st.text("0123456789.,-+/() rbjtx", max_size=14)
SENTENCES = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)


def read_all(text: str) -> None:
    """Read a text in every way there is."""
    reading.yes_no(text)
    for flag in (False, True):
        reading.number(text, integer=flag, signed=flag, count=flag)
        reading.choice(text, OPTIONS, many=flag)
        reading.date(text, today=TODAY, past=flag)
    reading.money(text, period="month")
    reading.age(text, default_unit="year")
    reading.phone(text)
    reading.time(text)
    reading.members(text, OPTIONS, OPTIONS)
    reading.numbered(text, numbers=range(1, 46))
    reading.command(text)
    reading.masked(text)
    reading.clean(text)


@given(st.one_of(st.text(max_size=200), SENTENCES, DIGITS_AND_MARKS))
@example("2,200.000")
def test_no_text_whatever_breaks_a_reader(text: str) -> None:
    read_all(text)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000,
        "1 " * 5000,
        "1." * 5000,
        "a-" * 5000,
        "ya " * 3500,
        "-" * 10_000,
        "😀" * 10_000,
        "\u202e" * 10_000,
        "<b>" * 3300,
        "satu" * 2500,
        "xnya" * 2500,
        "budi 41 " * 1250,
        "ﷺ" * 10_000,
        "o8" * 5000,
    ],
)
def test_ten_thousand_characters_take_no_time(text: str) -> None:
    before = clock.process_time()
    read_all(text)
    assert clock.process_time() - before < 1.5


@given(st.integers(100, 10**10))
def test_an_amount_shown_by_the_bot_is_read_back(amount: int) -> None:
    shown = Language().say(Text("{x}")(x=Rupiah(amount)))
    assert reading.money(shown, period="month") == Understood(amount)


def in_words(number: int) -> str:
    """The number as it is said."""
    if number < 10:
        return UNITS[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number, f"{UNITS[number - 10]} belas")
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= size:
            many, rest = divmod(number, size)
            head = f"se{name}" if many == 1 and size > 10 else f"{in_words(many)} {name}"
            return f"{head} {in_words(rest)}" if rest else head
    raise AssertionError(number)


@given(st.integers(0, 999_999))
def test_a_number_in_words_is_read_back(number: int) -> None:
    assert reading.number(in_words(number)) == Understood(number)
    assert reading.number(str(number)) == Understood(number)
    assert reading.number(f"{number:,}".replace(",", ".")) == Understood(number)


@given(st.dates(day(1927, 1, 1), TODAY))
def test_a_day_is_read_back_however_it_is_written(born: day) -> None:
    written = [
        born.isoformat(),
        f"{born.day}/{born.month}/{born.year}",
        f"{born:%d-%m-%Y}",
        f"{born.day} {MONTHS[born.month - 1]} {born.year}",
        f"{born:%d/%m/%y}",
    ]
    assert {reading.date(text, today=TODAY, past=True) for text in written} == {Understood(born.isoformat())}


@given(st.integers(0, 11), st.integers(1, 110))
def test_an_age_is_read_back(months: int, years: int) -> None:
    expected = Understood(years * 12 + months)
    assert reading.age(f"{years} tahun {months} bulan" if months else f"{years} thn", default_unit=None) == expected


@given(st.text(), st.from_regex(r"[1-9]\d{15,24}", fullmatch=True), st.text(), st.sampled_from(["", " ", "-", "."]))
def test_a_masked_text_holds_no_sixteen_digits(before: str, digits: str, after: str, gap: str) -> None:
    text, found = reading.masked(f"{before}\n{gap.join(digits[:16]) if gap else digits}\n{after}")
    assert found
    assert not re.search(r"\d{16}", text)


@given(st.text())
def test_clean_is_settled_after_one_pass(text: str) -> None:
    assert reading.clean(reading.clean(text)) == reading.clean(text)
