"""Why something is not fulfilled: what is said to turn it turns it, and the count that is said comes true."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.explain import Explanation, explanations
from bot.flows.forms.evaluation import evaluation
from bot.flows.forms.facts import Answered
from bot.flows.forms.record import Record
from bot.flows.indicators import ids, values_of
from bot.flows.settled import settled_of
from bot.flows.why import pages, why
from bot.language import language
from scoring.index import MET, UNMET
from scoring.score import score
from scoring.sheets import indices
from tests.flows.forms.households import CASES, FORM, PATHS, WORKBOOK, interviewed
from tests.flows.random_households import random_household

INDICES = indices(WORKBOOK.sheets)
BY_ID = {index.id: index for index in INDICES}
SETTLED = settled_of(WORKBOOK.sheets)


def values(record: Record) -> dict[str, str]:
    return values_of(record, ids(INDICES))


def explained(record: Record) -> tuple[Explanation, ...]:
    return explanations(record, INDICES, values(record), SETTLED)


def of(found: Sequence[Explanation], indicator: str) -> Explanation:
    return next(explanation for explanation in found if explanation.indicator == indicator)


# --- what is said comes true


def holds(record: Record, explanation: Explanation) -> None:
    """The answers are in force, and each suggested answer, given, makes the statement true."""
    index = BY_ID[explanation.index]
    for cause in explanation.causes:
        place = record.place(cause.ref)
        assert place is not None
        assert record.text(place) == cause.value
        assert not place.definition.private
    if explanation.change is None:
        return
    for value in (explanation.change.value, *explanation.change.others):
        answers = ((explanation.change.ref, value), *explanation.change.beside)
        assert all(record.accepts(ref, told) for ref, told in answers)
        after = values(record.after([Answered(ref, told) for ref, told in answers]))
        assert after[explanation.indicator] == (UNMET if index.kind == "rule" else MET)
        assert all(after[other] in (MET, UNMET) for other in explanation.change.fulfils)
        if explanation.then is not None:
            part = next(d for d in score(index, after).dimensions if d.id == explanation.then.dimension)
            assert (part.met, part.asked) == (explanation.then.met, explanation.then.asked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_what_would_turn_an_indicator_of_a_worked_household_turns_it(case: dict[str, Any]) -> None:
    record = interviewed(case)
    found = explained(record)
    now = values(record)
    unmet = [i.id for x in INDICES if x.kind == "score" for i in x.public if now[i.id] == UNMET]
    assert [e.indicator for e in found if BY_ID[e.index].kind == "score"] == unmet
    for explanation in found:
        holds(record, explanation)


@pytest.mark.parametrize("seed", range(120))
def test_what_would_turn_an_indicator_of_a_random_household_turns_it(seed: int) -> None:
    record = random_household(seed)
    for explanation in explained(record):
        assert explanation.causes, explanation.indicator
        holds(record, explanation)


def test_most_of_what_is_unmet_has_one_answer_that_turns_it() -> None:
    found = [explanation for seed in range(40) for explanation in explained(random_household(seed))]
    assert sum(explanation.change is not None for explanation in found) > 0.6 * len(found)


# --- the quick way and the thorough one


THOROUGH = replace(FORM, dependencies=replace(FORM.dependencies, settling=((PATHS["modul"],),)))
"""The same form, of which nothing is written as Python, and nothing remembered."""


def explained_thoroughly(record: Record) -> tuple[Explanation, ...]:
    return explained(Record(THOROUGH, record.now).after(record.answers.values()))


def test_the_thorough_way_makes_records_and_the_quick_one_none() -> None:
    assert evaluation(THOROUGH) is None
    assert evaluation(FORM) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_worked_household_is_explained_alike_both_ways(case: dict[str, Any]) -> None:
    assert explained(interviewed(case)) == explained_thoroughly(interviewed(case))


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.4, 0.85]))
@settings(max_examples=60, deadline=None)
def test_a_random_household_is_explained_alike_both_ways_whatever_is_remembered(seed: int, well: float) -> None:
    record = random_household(seed, well)
    assert explained(record) == explained_thoroughly(record)


# --- what is said


S2 = interviewed(CASES[1])


def test_an_unmet_document_names_the_children_and_the_count_that_would_follow() -> None:
    text = said(S2)
    assert "Belum punya akta: Lia, Iwan" in text
    assert "Kalau Lia dan Iwan tidak lagi tercatat di “Belum punya akta”, Surat & keutuhan menjadi 4 dari 7." in text


def test_an_amount_is_explained_by_its_threshold() -> None:
    change = of(explained(S2), "K13").change
    assert change is not None
    assert change.value == str(650_000 * 5)


def test_where_two_answers_decide_it_both_are_named_and_what_both_should_be() -> None:
    found = of(explained(S2), "I09")
    assert [cause.value for cause in found.causes] == ["sumur_terbuka", "tidak_ada"]
    assert found.change is not None
    assert [ref.rpartition("/")[2] for ref, _ in found.change.beside] == ["jamban"]
    line = next(line for line in said(S2).splitlines() if line.startswith("Kalau “Air minum”"))
    assert line.endswith("”, dan “Jamban” menjadi “Sendiri, septik”, Ketahanan fisik menjadi 2 dari 6.")


def test_only_the_members_whose_answer_counts_are_named() -> None:
    members = ["Ipah perempuan kepala 60", "Sri perempuan anak 15", "Bayu laki_laki cucu 8"]
    record = interviewed({"members": members, "answers": {"akta_belum": "2 3"}})
    child = of(explained(record), "IB03")
    assert child.causes[0].whom == ("2",)
    assert child.change is not None
    assert child.change.value == "3"


def test_a_husband_far_away_is_the_reason_that_is_named() -> None:
    members = ["Budi laki_laki kepala 41 jauh", "Siti perempuan istri 38", "Rani perempuan anak 15 jauh"]
    record = interviewed({"members": members})
    found = of(explained(record), "K03")
    assert [cause.ref for cause in found.causes] == [f"{PATHS['anggota']}[1]/jauh"]
    assert found.change is None
    assert "Tinggal jauh (Budi): Ya" in said(record)


def test_who_is_far_away_is_not_taken_from_another_household() -> None:
    for away in (1, 2, 1):
        members = [
            f"Budi laki_laki kepala 41 {'jauh' * (away == 1)}",
            f"Siti perempuan istri 38 {'jauh' * (away == 2)}",
        ]
        found = of(explained(interviewed({"members": members})), "K03")
        assert [cause.ref for cause in found.causes] == [f"{PATHS['anggota']}[{away}]/jauh"]


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_led_to_another_age_a_divorce_or_a_child_less(seed: int) -> None:
    record = random_household(seed)
    for explanation in explained(record):
        change = explanation.change
        answers = [(change.ref, v) for v in (change.value, *change.others)] + [*change.beside] if change else []
        for ref, value in answers:
            place = record.place(ref)
            assert place is not None
            assert not place.definition.role
            assert not place.definition.private
            assert SETTLED.allows(place.definition.name, value)


PRIVATE_QUESTIONS = tuple(d for d in FORM.ordered if d.private and d.is_asked and d.control == "select1")


@given(st.integers(0, 400), st.data())
@settings(max_examples=40, deadline=None)
def test_private_answers_never_change_a_byte_of_what_is_explained(seed: int, data: st.DataObject) -> None:
    record = random_household(seed)
    before = said(record), said(record, "en")
    facts = []
    for definition in PRIVATE_QUESTIONS:
        codes = [choice.code for choice in record.choices(record.at(definition.path)[0])]
        if definition.name != "berdua_saja" and codes:
            facts.append(Answered(definition.path, data.draw(st.sampled_from(codes))))
    assert facts
    after = record.after(facts)
    assert (said(after), said(after, "en")) == before


def test_a_household_that_lacks_nothing_is_told_so() -> None:
    assert said(interviewed(CASES[0])) == "Semua yang terjawab sudah terpenuhi."


def test_another_language_is_spoken_throughout() -> None:
    text = said(S2, "en")
    assert "Kalau" not in text
    assert "Papers" in text or "papers" in text


def said(record: Record, code: str = "id") -> str:
    say = language(code).say
    return "\n".join(say(line) for matter in why(record, INDICES, explained(record), code) for line in matter)


MANY = [
    "Abdurrahmanuddin laki_laki kepala 41",
    *(f"{'Norhasanah' * 3}{chr(97 + n)} perempuan anak {n % 17}" for n in range(19)),
]


@pytest.mark.parametrize("code", ["id", "en"])
def test_every_page_fits_into_one_bubble_however_many_and_long_the_names(code: str) -> None:
    numbers = " ".join(map(str, range(2, 21)))
    answers = {
        "akta_belum": numbers,
        "jaminan_belum": numbers,
        "jaminan_tanpa": numbers,
        "rumah_kurang": "atap dinding lantai",
    }
    record = interviewed({"members": MANY, "answers": answers})
    say = language(code).say
    for household in (record, S2, *map(random_household, range(20))):
        matters = [[say(line) for line in matter] for matter in why(household, INDICES, explained(household), code)]
        assert all(len("\n".join(page)) <= 920 for page in pages(matters, 920))
    assert "Norhasanah" in said(record, code)


def test_an_answer_that_no_longer_applies_is_no_reason_and_hides_none() -> None:
    """First it was said that they live apart, and then that she works far away: the first is kept, and not asked."""
    members = ["Budi laki_laki kepala 41", "Siti perempuan istri 30 jauh"]
    found = of(explained(interviewed({"members": members, "answers": {"serumah": "pisah"}})), "K03")
    assert [cause.ref for cause in found.causes] == [f"{PATHS['anggota']}[2]/jauh"]


def test_what_was_answered_before_she_was_pregnant_makes_no_other_answer_a_reason() -> None:
    members = ["Budi laki_laki kepala 41", "Siti perempuan istri 19", "Ani perempuan saudara 25"]
    answers = {"hamil": "2 3", "kb": "lainnya", "anak_hidup": "0", "air_minum": "hujan_terbuka", "jamban": "sendiri"}
    found = of(explained(interviewed({"members": members, "answers": answers})), "krs")
    causes = [(cause.ref.rpartition("/")[2], cause.whom) for cause in found.causes]
    assert causes == [("hamil", ("2",)), ("air_minum", ())]


def test_a_number_is_found_beyond_a_gap_that_the_question_does_not_take() -> None:
    """Of nothing, or of 10,000 rupiah and more."""
    couple = ["Budi laki_laki kepala 41", "Siti perempuan istri 30"]
    found = of(explained(interviewed({"members": couple, "answers": {"belanja": "0"}})), "K13")
    assert found.change is not None
    assert found.change.value == "1300000"
