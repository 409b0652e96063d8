"""The family questionnaire: four indices from one interview, in two languages, short, and nothing it must not ask."""

import re
import shutil
from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pyxform.validators.odk_validate import check_xform

from bot.flows.forms.facts import Answered
from bot.flows.indicators import known_values
from bot.flows.referrals import tips
from bot.flows.services.contacts import Contacts
from bot.flows.services.directory import load_directory
from bot.flows.services.tips import tips_of
from scoring.index import Index
from scoring.score import score, shown
from scoring.sheets import indices
from tests.flows.forms.households import ALL, CASES, FORM, PATHS, WORKBOOK, asked, interviewed, values

ID, EN = "Bahasa Indonesia (id)", "English (en)"
SURVEY = WORKBOOK.sheets["survey"]
CHOICES = WORKBOOK.sheets["choices"]
INDICES = {index.id: index for index in indices(WORKBOOK.sheets)}
PREFIXES = {"k24": "K", "i29": "I", "ibangga": "IB"}
PRIVATE = {"K19", "K20", "K21", "I18", "I19", "I20", "IB05"}
COUPLE = ["Budi laki_laki kepala 41", "Siti perempuan istri 38", "Rani perempuan anak 15", "Dafa laki_laki anak 3"]
WIDOW = ["Rahma perempuan kepala 65"]


# --- households worked out by hand


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_household_gets_the_indicators_worked_out_by_hand(case: dict[str, Any]) -> None:
    found = values(interviewed(case))
    for name, expected in case["expect"].items():
        if name in PREFIXES:
            items = [indicator.id for indicator in INDICES[name].indicators]
            for word, value in (("unmet", "0"), ("na", "na"), ("missing", "")):
                assert [i for i in items if found[i] == value] == [f"{PREFIXES[name]}{n:02}" for n in expected[word]], (
                    word
                )
        else:
            assert {key: found[key] for key in expected} == {key: str(value) for key, value in expected.items()}


@pytest.mark.parametrize(
    "case", [c for c in CASES if PREFIXES.keys() & c["expect"].keys()], ids=lambda c: str(c["name"])
)
def test_a_household_gets_the_scores_worked_out_by_hand(case: dict[str, Any]) -> None:
    found = values(interviewed(case))
    for name in PREFIXES.keys() & case["expect"].keys():
        index, expected = INDICES[name], case["expect"][name]
        seen = score(index, found)
        met, known, total = expected["seen"]
        assert [seen.met, seen.asked, _shown(seen.total)] == [met, known, total]
        full = score(index, found, private=True, with_band=True)
        if "total" in expected:
            assert _shown(full.total) == expected["total"]
        if "dimensions" in expected:
            assert [_shown(d.value) for d in full.dimensions] == expected["dimensions"]
        if "band" in expected:
            assert full.band is not None
            assert full.band.id == expected["band"]


def _shown(value: Fraction | None) -> float | None:
    return None if value is None else float(shown(value))


def test_no_indicator_is_ever_anything_but_met_unmet_not_applicable_or_missing() -> None:
    for case in CASES:
        found = values(interviewed(case))
        for index in INDICES.values():
            assert {found[i.id] for i in index.indicators} <= {"1", "0", "na", ""}


# --- how long it takes


def _longest(members: list[str]) -> int:
    """Bubbles from consent to the end: the questions, one for the list of members, one to ask if it is complete."""
    branching = {
        "status_kawin": ("", "belum_kawin", "cerai_mati"),
        "disabilitas": ("", "tidak", "ada_kurang"),
        "jaminan_belum": ("", "tidak_ada", "1"),
        "hamil": ("", "tidak_ada", "2"),
        "kb": ("", "tidak", "pil"),
        "simpanan": ("", "ya", "tidak"),
    }
    start = interviewed({"members": members})
    lengths = []
    for answers in product(*branching.values()):
        facts = [Answered(PATHS[name], value) for name, value in zip(branching, answers, strict=True)]
        lengths.append(len([q for q in asked(start.after(facts)) if not q.definition.is_roster]) + 2)
    return max(lengths)


def test_a_couple_with_two_children_is_asked_at_most_48_bubbles() -> None:
    assert _longest(COUPLE) <= 48


def test_a_widow_alone_is_asked_at_most_31_bubbles() -> None:
    assert _longest(WIDOW) <= 31


def test_without_consent_nothing_else_is_asked_and_nothing_is_scored() -> None:
    record = interviewed({"members": COUPLE, "answers": {"persetujuan": "tidak"}})
    assert [place.definition.name for place in record.questions()] == ["persetujuan"]
    found = values(record)
    assert {found[i.id] for index in INDICES.values() for i in index.indicators} == {""}


@pytest.mark.parametrize("module", ALL.split())
def test_an_index_that_is_not_wanted_takes_its_questions_and_its_values_along(module: str) -> None:
    case = CASES[0]
    others = " ".join(name for name in ALL.split() if name != module)
    whole = {place.definition.name for place in asked(interviewed(case))}
    only_others, only_it = interviewed(case, others), interviewed(case, module)
    assert {place.definition.name for place in asked(only_others)} < whole
    assert {place.definition.name for place in asked(only_it)} < whole
    assert {values(only_others)[i.id] for i in INDICES[module].indicators} == {""}
    assert {values(only_it)[i.id] for i in INDICES[module].indicators} != {""}


def test_the_stunting_questions_alone_are_few() -> None:
    names = [place.definition.name for place in asked(interviewed({"members": COUPLE}, "krs"))]
    assert names == ["persetujuan", "anggota", "hamil", "kb", "anak_hidup", "air_minum", "jamban", "responden"]


# --- what is private


def test_private_questions_come_last_and_only_where_they_are_switched_on() -> None:
    with_private = asked(interviewed({"members": COUPLE, "privat": "ya"}))
    flags = [place.definition.private for place in with_private]
    assert flags == sorted(flags)
    assert any(flags)
    assert not any(place.definition.private for place in asked(interviewed({"members": COUPLE})))


def test_when_others_are_near_no_private_question_follows() -> None:
    record = interviewed({"members": COUPLE, "privat": "ya", "answers": {"berdua_saja": "tidak"}})
    assert [p.definition.name for p in asked(record) if p.definition.private] == ["berdua_saja"]


def test_exactly_the_private_indicators_are_marked() -> None:
    assert {i.id for index in INDICES.values() for i in index.indicators if i.private} == PRIVATE


def test_private_answers_reach_no_other_indicator_and_no_tip() -> None:
    answers: dict[str, Any] = dict(CASES[0]["answers"])
    worst = {
        "sikap_memukul": "boleh",
        "kekerasan_dewasa": "pernah",
        "kekerasan_anak": "pernah",
        "urusan_hukum": "pelaku",
    }
    worst |= dict.fromkeys(("saling_diam", "pisah_tidur", "pergi_dua_hari"), "ya")
    calm, harsh = (
        values(interviewed({"members": COUPLE, "privat": "ya", "answers": {**answers, **more}})) for more in ({}, worst)
    )
    differing = {name for name in calm if calm[name] != harsh[name]}
    assert differing == PRIVATE | {"r_anak_aman", "r_hukum"}
    assert all(FORM.definitions[PATHS[name]].private for name in differing)  # so that nothing stores them openly
    assert differing.isdisjoint(row.get("when") for row in WORKBOOK.sheets["tips"])


def test_nothing_is_asked_that_must_not_be_known() -> None:
    for row in SURVEY:
        assert row["type"] not in {"geopoint", "geotrace", "geoshape", "date", "dateTime", "image", "audio", "barcode"}
        if row["type"] == "text":
            assert row["bind::kk:peran"] == "nama"  # no free words but a first name
        if row["name"] != "persetujuan" if "name" in row else False:
            words = " ".join(row.get(f"label::{language}", "") for language in (ID, EN))
            assert not re.search(
                r"\b(NIK|nomor KK|nomor KTP|tanggal lahir|rekening|date of birth)\b", words, re.IGNORECASE
            )


# --- how it is written


def test_pyxform_has_nothing_to_remark() -> None:
    assert WORKBOOK.warnings == ()


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate needs java")
def test_odk_validate_accepts_it(tmp_path: Path) -> None:
    file = tmp_path / "keluarga.xml"
    file.write_text(WORKBOOK.xml, encoding="utf-8")
    assert check_xform(str(file)) == []


def test_every_visible_question_has_a_number_of_its_own_in_order() -> None:
    numbers = [int(row["bind::kk:nomor"]) for row in SURVEY if row.get("bind::kk:nomor")]
    assert numbers == sorted(set(numbers))
    unnumbered = [d.name for d in FORM.ordered if d.is_asked and d.number is None]
    assert unnumbered == ["nama", "kelamin", "hubungan", "umur", "jauh"]
    assert FORM.numbers[1].role == "persetujuan"
    assert FORM.numbers[2].is_roster


def test_everything_is_said_in_both_languages() -> None:
    for row in (*SURVEY, *CHOICES):
        for column in ("label", "hint", "guidance_hint", "required_message", "constraint_message"):
            assert bool(row.get(f"{column}::{ID}")) == bool(row.get(f"{column}::{EN}")), (row, column)
        assert bool(row.get("bind::kk:singkat")) == bool(row.get("bind::kk:singkat_en")), row
        assert not row.get("constraint") or row.get(f"constraint_message::{ID}"), row
        assert not row.get("required") or row.get(f"required_message::{ID}"), row


def test_questions_are_short() -> None:
    for row in SURVEY:
        for language in (ID, EN):
            assert len(row.get(f"label::{language}", "")) <= 300, row["name"]
        for column in ("bind::kk:singkat", "bind::kk:singkat_en"):
            assert len(row.get(column, "")) <= 24, row["name"]


def test_every_choice_fits_a_button_of_twenty_characters() -> None:
    for row in CHOICES:
        for language, column in ((ID, "pendek"), (EN, "pendek_en")):
            label = row.get(column) or row[f"label::{language}"]
            assert len(label) <= 20 or "${" in label, row


def test_choices_of_one_question_can_be_told_apart_on_their_buttons() -> None:
    for language, column in ((ID, "pendek"), (EN, "pendek_en")):
        shown_as = Counter((row["list_name"], row.get(column) or row[f"label::{language}"]) for row in CHOICES)
        assert [item for item, count in shown_as.items() if count > 1] == []


def test_every_indicator_is_a_calculate_and_every_tip_rests_on_one() -> None:
    calculates = {row["name"] for row in SURVEY if row["type"] == "calculate"}
    assert {i.id for index in INDICES.values() for i in index.indicators} <= calculates
    assert {row["when"] for row in WORKBOOK.sheets["tips"] if row.get("when")} <= calculates


def test_the_indices_have_their_official_sizes() -> None:
    assert {id_: _sizes(INDICES[id_]) for id_ in PREFIXES} == {
        "k24": [7, 4, 7, 3, 3],
        "i29": [3, 6, 8, 6, 6],
        "ibangga": [6, 7, 4],
    }


def _sizes(index: Index) -> list[int]:
    return [sum(i.dimension == dimension.id for i in index.indicators) for dimension in index.dimensions]


def test_the_38_tips_can_be_read_and_name_services_that_answer_them() -> None:
    found = tips_of(WORKBOOK.sheets, tuple(INDICES.values()), load_directory())
    assert len(found) == 38
    assert sorted(tip.order for tip in found) == list(range(1, 39))
    assert all(tip.text.english for tip in found)


@pytest.mark.parametrize(
    ("members", "pregnant"),
    [
        (["Budi laki_laki kepala 41", "Siti perempuan istri 30"], "2"),
        (["Ipah perempuan kepala 55", "Sri perempuan anak 22"], "2"),  # no target of the stunting rule: no husband here
        (["Ipah perempuan kepala 55", "Sri perempuan anak 22"], "tidak_ada"),
    ],
)
def test_a_pregnant_woman_is_led_to_her_companions_with_or_without_a_husband(members: list[str], pregnant: str) -> None:
    record = interviewed({"members": members, "answers": {"hamil": pregnant}})
    rows = tips_of(WORKBOOK.sheets, tuple(INDICES.values()), load_directory())
    found = known_values(record, tuple(INDICES.values()), (tip.when for tip in rows if tip.when))
    chosen = tips(found, rows, load_directory(), Contacts("63.02.11.2009", False, {}))
    assert [each.tip.id for each in chosen if each.tip.id == "M38"] == (["M38"] if pregnant == "2" else [])


def test_tips_about_violence_conflict_and_drugs_rest_on_no_answer() -> None:
    neutral = [row for row in WORKBOOK.sheets["tips"] if row["class"] == "N"]
    assert {row["tip"] for row in neutral} == {"M20", "M21", "M22", "M23", "M29", "M30"}
    assert not any(row.get("indicators") or row.get("when") for row in neutral)


# --- the list of members


def test_the_list_asks_for_a_head_of_the_family() -> None:
    def objections(*members: str) -> list[str]:
        record = interviewed({"members": members})
        return [p.definition.name for p in record.shown() if p.definition.role == "periksa"]

    assert objections("Siti perempuan istri 38") == ["tanpa_kepala"]
    assert objections(*COUPLE) == []
    assert objections() == []
    assert objections(*COUPLE, *(f"Orang{n} laki_laki saudara 30" for n in range(17))) == ["terlalu_banyak"]


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        ("hubungan", "kepala", False),  # there is one already
        ("hubungan", "suami", False),  # Siti is a woman
        ("hubungan", "istri", True),
        ("umur", "121", False),
        ("umur", "0", True),
        ("nama", "6302112009110001", False),
        ("nama", "Siti", True),
    ],
)
def test_the_list_refuses_what_cannot_be(field: str, value: str, accepted: bool) -> None:
    record = interviewed({"members": COUPLE})
    assert record.accepts(f"{PATHS['anggota']}[2]/{field}", value) is accepted


def test_the_head_may_be_called_head_again() -> None:
    assert interviewed({"members": COUPLE}).accepts(f"{PATHS['anggota']}[1]/hubungan", "kepala")


def test_a_question_about_members_offers_those_it_concerns_by_name() -> None:
    record = interviewed({"members": COUPLE})
    place = next(p for p in asked(record) if p.definition.name == "akta_belum")
    offered = {choice.code: record.words(choice.label, place, "id") for choice in record.choices(place)}
    assert offered == {"3": "Rani", "4": "Dafa", "tidak_ada": "Tidak ada"}


def test_nobody_and_somebody_exclude_each_other() -> None:
    record = interviewed({"members": COUPLE})
    assert not record.accepts(PATHS["akta_belum"], "4 tidak_ada")
    assert record.accepts(PATHS["akta_belum"], "3 4")


def test_d05_without_leave_for_child_data_the_rest_is_asked_and_what_concerns_children_is_missing() -> None:
    case = {"members": COUPLE, "answers": {"persetujuan": "tanpa_anak"}}
    questions = {place.definition.name for place in interviewed(case).questions()}
    assert "jamban" in questions
    assert not questions & {"akta_belum", "putus_sekolah", "biaya_sekolah", "hp_anak", "nikah_anak"}
    found = values(interviewed(case))
    assert {found[name] for name in ("K02", "K16", "I02", "I14", "I21", "I29", "IB03", "IB11")} == {""}
