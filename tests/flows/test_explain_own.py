"""Explanations in a questionnaire of somebody else's: questions about each member, numbers with limits, weights."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.flows.answersheet import read_answers
from bot.flows.explain import Explanation, explanations
from bot.flows.forms.workbook import load
from bot.flows.forms.xform import read_form
from bot.flows.indicators import ids, values_of
from bot.flows.settled import settled_of
from bot.flows.why import pages, why
from bot.language import language
from scoring.sheets import indices

WORKBOOK = load(Path(__file__).parent / "anak_sehat.md")
FORM = read_form(WORKBOOK.xml, WORKBOOK.hash)
INDICES = indices(WORKBOOK.sheets)
PEOPLE = [
    {"nama": "Siti", "umur": 30},
    {"nama": "Dafa", "umur": 3, "imunisasi": "tidak"},
    {"nama": "Ida", "umur": 1, "imunisasi": "ya"},
]


def found(**answers: Any) -> tuple[tuple[Explanation, ...], list[list[str]]]:
    record = read_answers(FORM, {"orang": PEOPLE} | answers, datetime(2026, 11, 22, tzinfo=UTC)).record
    reasons = explanations(record, INDICES, values_of(record, ids(INDICES)), settled_of(WORKBOOK.sheets))
    say = language("id").say
    return reasons, [[say(line) for line in matter] for matter in why(record, INDICES, reasons, "id")]


def test_an_answer_about_a_member_is_named_with_the_member() -> None:
    _, said = found()
    assert said == [
        [
            "▫ Imunisasi belum lengkap",
            "Imunisasi (Dafa): Tidak",
            "Kalau “Imunisasi (Dafa)” menjadi “Ya”, Anak menjadi 1 dari 1.",
        ]
    ]


def test_two_members_are_both_named_and_what_both_answers_should_be() -> None:
    _, said = found(orang=[*PEOPLE[:2], {**PEOPLE[2], "imunisasi": "tidak"}])
    assert said == [
        [
            "▫ Imunisasi belum lengkap",
            "Imunisasi (Dafa): Tidak; Imunisasi (Ida): Tidak",
            "Kalau “Imunisasi (Dafa)” menjadi “Ya”, dan “Imunisasi (Ida)” menjadi “Ya”, Anak menjadi 1 dari 1.",
        ]
    ]


def test_where_three_members_decide_it_all_are_named_and_no_answer_is_promised() -> None:
    three = [{**PEOPLE[1], "nama": name} for name in ("Dafa", "Ida", "Upik")]
    _, said = found(orang=[PEOPLE[0], *three])
    assert said == [
        ["▫ Imunisasi belum lengkap", "Imunisasi (Dafa): Tidak; Imunisasi (Ida): Tidak; Imunisasi (Upik): Tidak"]
    ]


@pytest.mark.parametrize(
    ("answers", "value", "sentence"),
    [
        ({"posyandu": 7}, "11", "Kalau “Posyandu” paling sedikit 11, Anak menjadi 1 dari 1."),
        ({"posyandu": 0}, "11", "Kalau “Posyandu” paling sedikit 11, Anak menjadi 1 dari 1."),
        ({"rokok": 12}, "0", "Kalau “Rokok” paling banyak 0, Anak menjadi 1 dari 1."),
    ],
)
def test_a_number_is_followed_to_its_threshold_within_its_limits(
    answers: dict[str, int], value: str, sentence: str
) -> None:
    reasons, said = found(orang=PEOPLE[:1], **answers)
    (change,) = [reason.change for reason in reasons]
    assert change is not None
    assert change.value == value
    assert said[0][-1] == sentence


def test_nothing_private_is_explained() -> None:
    reasons, said = found(orang=PEOPLE[:1], takut="ya")
    assert reasons == ()
    assert said == [["Semua yang terjawab sudah terpenuhi."]]


def test_pages_hold_whole_matters() -> None:
    matters = [["a" * 40, "b" * 40], ["c" * 40], ["d" * 90]]
    assert pages(matters, 100) == [["a" * 40, "b" * 40], ["c" * 40], ["d" * 90]]
    assert pages(matters[:2], 123) == [["a" * 40, "b" * 40, "c" * 40]]
