"""A week in words: short whatever it holds, nothing private, the most pressing first."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.reply import MOST_OPTIONS, WIDEST_LABEL
from bot.flows.services.directory import load_directory
from bot.flows.services.tips import tips_of
from bot.flows.services.wording import Wording
from bot.flows.summary import times
from bot.flows.summary.details import details
from bot.flows.summary.lines import lines, nothing_new
from bot.flows.summary.tasks import MOST_TASKS, tasks
from bot.flows.summary.telling import commonest, standing
from bot.flows.summary.week import Part, Standing, Unmet, Waiting, Week, main_index
from bot.language import LANGUAGES, language
from scoring.publishing import Figure
from scoring.retelling import retold
from scoring.sheets import indices
from scoring.tally import Count, Tally

BOOK = load(LIBRARY / "keluarga.md")
INDICES = indices(BOOK.sheets)
INDEX = next(index for index in INDICES if index.id == "i29")
DIRECTORY = load_directory()
TIPS = tips_of(BOOK.sheets, INDICES, DIRECTORY)
MONDAY = date(2026, 11, 23)

WEEK = Week(
    name="Desa Coba",
    level="desa",
    on=MONDAY,
    parts=(Part("01", "RT 01", 20, 15, 1, 10), Part("02", "RT 02", 20, 2, 0, 2), Part("03", "RT 03", 10, 10, 0, 10)),
    since=MONDAY - timedelta(days=7),
    refused=2,
    standing=Standing(
        Wording("Indeks Coba", "Trial index"), "indikatif", Figure(Fraction(741, 10), 1), 27, Decimal("-0.4")
    ),
    unmet=(
        Unmet(Wording("belum punya tabungan"), 12, service=Wording("BUM Desa")),
        Unmet(Wording("akta kelahiran belum lengkap"), 7, trend=2),
    ),
)


def said(week: Week, code: str = "id") -> str:
    return "\n".join(language(code).say(line) for line in lines(week, code))


def test_a_week_reads_from_the_most_important_to_what_to_do() -> None:
    assert said(WEEK).splitlines() == [
        "Rangkuman Desa Coba, 23 November 2026",
        "Didata 27 dari 50 rumah (54%), naik 5 seminggu ini. 1 baru sebagian. 2 memilih tidak ikut tahun ini.",
        "Perlu ditemani: RT 02 (2 dari 20).",
        "",
        "Indeks Coba (indikatif) 74,1, turun 0,4, dari 27 rumah.",
        "Paling banyak belum terpenuhi:",
        "1 belum punya tabungan: 12 keluarga → BUM Desa",
        "2 akta kelahiran belum lengkap: 7 keluarga, bertambah sedikit",
        "",
        "Minggu ini:",
        "1 Temani RT 02: masih 18 rumah belum didata.",
        "2 Bicarakan dengan BUM Desa: belum punya tabungan.",
    ]


def test_where_nothing_is_new_and_nothing_waits_one_line_says_so() -> None:
    quiet = replace(
        WEEK,
        parts=(Part("01", "RT 01", 20, 20, 0, 20),),
        standing=replace(WEEK.standing, change=Decimal(0)) if WEEK.standing else None,
    )
    assert nothing_new(quiet)
    assert said(quiet) == "Rangkuman Desa Coba: minggu ini tidak ada yang baru. 20 dari 20 rumah sudah didata."
    assert not nothing_new(replace(quiet, waiting=Waiting(5, 1)))
    assert not nothing_new(replace(quiet, waiting=Waiting(requests_near=1)))


def test_an_index_that_may_not_be_told_says_why() -> None:
    assert "Indeks tampil setelah 10 rumah selesai." in said(replace(WEEK, standing=None, unmet=()))
    hidden = Standing(Wording("Indeks Coba"), "", Figure(None), 27)
    assert "Indeks Coba: angkanya menyusul" in said(replace(WEEK, standing=hidden))


def test_at_most_three_things_are_to_be_done_and_the_most_pressing_come_first() -> None:
    busy = replace(
        WEEK, waiting=Waiting(9, 4, 1, 1), silent=("RT 02",), silent_cadres=1, without_contact=5, unchecked=3
    )
    todo = [language().say(line) for line in tasks(busy, "id")]
    assert todo == [
        "Jawab 2 permintaan keluarga tentang datanya, batasnya 3 x 24 jam.",
        "Tanyakan 4 rujukan yang lewat waktu.",
        "Temani kader RT 02: seminggu ini belum ada kabar.",
    ]
    assert len(todo) == MOST_TASKS


def told_of(unmet: dict[str, int], households: int = 40) -> Tally:
    counts = {i.id: Count(met=households - unmet.get(i.id, 0), unmet=unmet.get(i.id, 0)) for i in INDEX.public}
    return Tally(counts)


def test_who_answers_is_never_one_of_the_important_numbers_nor_for_what_is_private() -> None:
    told = retold(INDEX, None, told_of({i.id: 20 for i in INDEX.indicators}))
    assert told is not None
    found = commonest(INDEX, told, TIPS, DIRECTORY)
    assert len(found) == len(INDEX.public)
    hidden = {s.label for s in DIRECTORY.services.values() if s.sensitive or s.category == "penting"}
    assert not {each.service for each in found} & hidden
    private = {i.unmet for i in INDEX.indicators if i.private}
    assert not {each.label.indonesian for each in found} & private
    assert any(each.service for each in found)


def test_what_few_lack_is_not_among_the_commonest() -> None:
    told = retold(INDEX, None, told_of({"I15": 12, "I16": 4, "I02": 5}))
    assert told is not None
    labels = [(each.label.indonesian, each.families) for each in commonest(INDEX, told, TIPS, DIRECTORY)]
    assert labels == [("belum punya tabungan", 12), ("akta kelahiran belum lengkap", 5)]


def test_what_moved_the_index_is_named_without_numbers() -> None:
    before = retold(INDEX, None, told_of({"I15": 20, "I02": 5}))
    assert before is not None
    now = retold(INDEX, before, told_of({"I15": 20, "I02": 15}, 60))
    assert now is not None
    found = standing(INDEX, now, before)
    assert (found.up, found.down) == (
        (Wording("Punya tabungan", "Has savings"),),
        (Wording("Semua anak punya akta kelahiran", "All children have birth certificates"),),
    )
    assert "Yang menaikkan: punya tabungan.\nYang menurunkan: semua anak punya akta kelahiran." in said(
        replace(WEEK, standing=found)
    )


def test_the_index_of_summaries_is_one_of_areas_with_categories() -> None:
    found = main_index(INDICES)
    assert found is not None
    assert found.id == "i29"


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=150)
wordings = st.builds(Wording, words, words)
numbers = st.integers(0, 10**7)
parts = st.lists(
    st.builds(Part, st.just("x"), words, st.integers(1, 10**6), st.integers(0, 10**6), numbers, st.none() | numbers),
    max_size=40,
).map(tuple)
standings = st.builds(
    Standing,
    wordings,
    words,
    st.builds(Figure, st.none() | st.just(Fraction(741, 10)), st.integers(0, 2)),
    numbers,
    st.none() | st.just(Decimal("-12.3")),
    wordings,
    st.lists(wordings, max_size=2).map(tuple),
    st.lists(wordings, max_size=2).map(tuple),
)
weeks = st.builds(
    Week,
    name=words,
    level=st.sampled_from(("desa", "kecamatan", "provinsi")),
    on=st.just(MONDAY),
    parts=parts,
    since=st.none() | st.just(MONDAY - timedelta(days=7)) | st.just(MONDAY - timedelta(days=20)),
    refused=numbers,
    silent=st.lists(words, max_size=30).map(tuple),
    silent_cadres=numbers,
    standing=st.none() | standings,
    unmet=st.lists(st.builds(Unmet, wordings, numbers, st.booleans(), st.integers(-9, 9), wordings), max_size=9).map(
        tuple
    ),
    waiting=st.builds(Waiting, numbers, numbers, numbers, numbers),
    without_contact=numbers,
    unchecked=numbers,
)


@given(weeks, st.sampled_from(sorted(LANGUAGES)))
def test_a_summary_is_shorter_than_a_thousand_characters_whatever_it_holds(week: Week, code: str) -> None:
    text = said(week, code)
    assert 0 < len(text) < 1000
    assert "\n\n\n" not in text
    assert text.strip("\n") == text


@given(weeks)
def test_every_week_can_be_laid_out_as_tables(week: Week) -> None:
    report = details(week, "id", language().say)
    assert len(report.sections) == 3
    assert all(section.name for section in report.sections)


@pytest.mark.parametrize(
    ("at", "sent_on", "due"),
    [
        (datetime(2026, 11, 23, 6, 59), None, False),
        (datetime(2026, 11, 23, 7, 0), None, True),
        (datetime(2026, 11, 23, 23, 50), date(2026, 11, 16), True),
        (datetime(2026, 11, 23, 8, 0), date(2026, 11, 23), False),
        (datetime(2026, 11, 24, 8, 0), date(2026, 11, 16), False),
    ],
)
def test_a_summary_is_due_on_its_day_from_its_hour_on_once(at: datetime, sent_on: date | None, due: bool) -> None:
    assert (times.due_on(0, 7, sent_on, at) is not None) is due


def test_days_and_hours_are_chosen_from_few_buttons() -> None:
    for reply in (times.which_day(0, 7), times.which_hour(3), times.kept(3, 16)):
        presses = [press for row in reply.rows for press in row]
        assert len(presses) <= MOST_OPTIONS
        assert all(len(language().say(press.label)) <= WIDEST_LABEL for press in presses)
    assert times.chosen("3-16") == (3, 16)
    assert times.chosen("3") == (3, None)
    assert times.chosen("7") is times.chosen("3-99") is times.chosen("") is None
