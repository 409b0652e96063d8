"""`kawan score`: what an outsider sends is understood, or refused with all that does not fit; the figures are ours."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.flows.answersheet import AnswersError
from bot.flows.forms.facts import REASONS
from bot.flows.forms.workbook import LIBRARY
from bot.operation.scorecard import Scorer
from scoring.area import area
from scoring.score import shown
from tests.flows.forms.households import CASES, FORM, WORKBOOK
from tests.flows.forms.test_keluarga import INDICES, PREFIXES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SCORER = Scorer(LIBRARY / "keluarga.md")
FIELDS = ("nama", "kelamin", "hubungan", "umur", "jauh")
VALUES = {"0": "0", "1": "1", "na": "na", "": "missing"}


def sent(case: dict[str, Any]) -> dict[str, Any]:
    """A worked household as an outsider would send it."""
    members = [dict(zip(FIELDS, member.split(), strict=False)) for member in case["members"]]
    for member in members:
        member |= {"umur": int(member["umur"]), "jauh": "jauh" in member}
    line = case.get("garis_kemiskinan", 650000)
    return {"garis_kemiskinan": line or None, "anggota": members, "berdua_saja": "ya", **case.get("answers", {})}


def card(answers: object, **options: Any) -> dict[str, Any]:
    return SCORER.card(answers, NOW, **options)


S1, S2, S3 = (sent(case) for case in CASES[:3])


# --- households worked out by hand


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_worked_household_comes_to_what_was_worked_out(case: dict[str, Any]) -> None:
    private = case.get("privat") == "ya"
    found = card(sent(case), with_private=private, with_band=True)["indices"]
    indicators = {id_: value for index in found.values() for id_, value in index["indicators"].items()}
    for name, expected in case["expect"].items():
        if name not in PREFIXES:
            public = {key: VALUES[str(value)] for key, value in expected.items() if key in indicators}
            assert {key: indicators[key] for key in public} == public
            continue
        index = found[name]
        for word in ("unmet", "na", "missing"):
            ids = [f"{PREFIXES[name]}{number:02}" for number in expected[word]]
            assert index[word] == [id_ for id_ in ids if id_ in index["indicators"]]
        if private and "total" in expected:
            assert index["shown"] == _figure(expected["total"])
        if "dimensions" in expected:
            shares = [None if part["shown"] is None else float(part["shown"]) for part in index["dimensions"].values()]
            assert shares == expected["dimensions"]
        if "band" in expected:
            assert index["band"] == expected["band"]


@pytest.mark.parametrize("case", [c for c in CASES if "k24" in c["expect"]], ids=lambda case: str(case["name"]))
def test_without_the_private_module_nothing_private_counts_or_shows(case: dict[str, Any]) -> None:
    found = card(sent(case))
    for name in PREFIXES.keys() & case["expect"].keys():
        met, asked, total = case["expect"][name]["seen"]
        index = found["indices"][name]
        assert (index["met"], index["asked"], index["shown"]) == (met, asked, _figure(total))
        assert index["indicators"].keys() == {i.id for i in INDICES[name].public}
    private = {definition.name for definition in FORM.ordered if definition.private and definition.is_asked}
    given = {name for name, value in sent(case).items() if value not in REASONS}
    assert set(found["not_asked"]) == private & given


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


@pytest.mark.parametrize(
    ("index", "policy", "total"),
    [("k24", "exclude", "66.67"), ("k24", "as_met", "70.99"), ("i29", "exclude", "67.22"), ("i29", "as_met", "72.64")],
)
def test_a_village_of_scored_households_comes_to_what_was_worked_out(index: str, policy: Any, total: str) -> None:
    cards = [card(answers, with_private=True)["indices"][index]["indicators"] for answers in (S1, S2, S3)]
    village = [{id_: "" if value == "missing" else value for id_, value in values.items()} for values in cards]
    found = area(INDICES[index], village, policy, private=True).total
    assert found is not None
    assert str(shown(found)) == total


def test_the_total_is_exact_and_shown_rounded_once() -> None:
    found = card(S2, with_private=True)["indices"]["k24"]
    assert (found["total"], found["shown"]) == ("800/21", "38.10")


def test_the_class_of_a_number_is_told_unless_it_is_not_wanted() -> None:
    assert {name: index.get("band") for name, index in card(S1)["indices"].items()} == {
        "k24": None,  # there are no classes of it
        "i29": "responsif",
        "ibangga": None,  # not complete, so there is no total
        "krs": None,
    }
    assert not any("band" in index for index in card(S1, with_band=False)["indices"].values())


def test_the_stunting_rule_tells_what_decides_and_what_does_not() -> None:
    case = next(case for case in CASES if case["name"].startswith("KRS iv"))
    found = card(sent(case))["indices"]["krs"]
    assert (found["outcome"], found["targets"], found["deciding"]) == ("yes", ["T1"], ["D1"])
    modern = next(case for case in CASES if case["name"].startswith("KRS i,"))
    found = card(sent(modern))["indices"]["krs"]
    assert (found["outcome"], found["deciding"], found["not_deciding"]) == ("no", [], ["D3b", "D3d"])


def test_a_score_names_the_version_that_made_it() -> None:
    found = card(S1)["indices"]
    assert {name: index["version"] for name, index in found.items()} == {i.id: i.version for i in INDICES.values()}


def test_an_index_that_did_not_hold_yet_is_not_scored() -> None:
    found = SCORER.card(S1, datetime(2022, 1, 1, tzinfo=UTC))["indices"]
    assert found.keys() == {"k24", "ibangga"}


# --- what an outsider may send


def indicators(answers: dict[str, Any]) -> dict[str, str]:
    found = card(answers)["indices"].values()
    return {id_: value for index in found for id_, value in index["indicators"].items()}


@pytest.mark.parametrize(
    "same",
    [
        {"akta_belum": ["4", "5"]},
        {"akta_belum": [4, 5]},
        {"akta_belum": "5 4"},
        {"akta_belum": ["Lia", "Iwan"]},
        {"akta_belum": "Lia, Iwan"},
        {"akta_belum": "lia, 5"},
        {"buku_nikah": "Belum"},
        {"belanja": "2000000"},
        {"belanja": 2000000.0},
        {"serumah": True},
        {"modul": ["k24", "i29", "ibangga", "krs"]},
        {"persetujuan": "bersedia"},
        {"mengobrol_harian": None},
        {"mengobrol_harian": "tidak_tahu"},
        {"_id": 17, "meta/instanceID": "uuid:1"},
    ],
    ids=str,
)
def test_an_answer_may_be_written_in_several_ways(same: dict[str, Any]) -> None:
    assert indicators(S2 | same) == indicators(S2)


def test_answers_may_stand_under_their_groups_as_in_exports() -> None:
    nested = {k: v for k, v in S2.items() if k not in {"buku_nikah", "simpanan", "anggota"}}
    nested |= {"surat": {"buku_nikah": "belum"}, "ekonomi/simpanan": "tidak", "members": S2["anggota"]}
    assert indicators({"answers": nested}) == indicators(S2)


def test_a_list_of_members_may_be_as_exports_write_it() -> None:
    members = [
        {"_index": n, "anggota/no": str(n), **{f"anggota/{field}": value for field, value in member.items()}}
        for n, member in enumerate(S2["anggota"], 1)
    ]
    for member in members:
        member["anggota/jauh"] = "tidak"
    assert indicators(S2 | {"anggota": members}) == indicators(S2)


def test_a_household_may_keep_the_private_questions_off() -> None:
    """With the module off, private items are missing for everybody."""
    on = card(S2, with_private=True)["indices"]["k24"]["indicators"]
    off = card(S2 | {"modul_pribadi": "tidak"}, with_private=True)["indices"]["k24"]["indicators"]
    assert [on[id_] for id_ in ("K19", "K20", "K21")] == ["0", "0", "1"]
    assert [off[id_] for id_ in ("K19", "K20", "K21")] == ["missing"] * 3
    assert card(S2 | {"modul_pribadi": "ya"})["indices"].keys() == card(S2)["indices"].keys()
    assert "K19" not in card(S2 | {"modul_pribadi": "ya"})["indices"]["k24"]["indicators"]


def test_an_answer_to_what_is_not_asked_is_named_whatever_it_offers() -> None:
    found = card(S2 | {"jaminan_belum": None, "jaminan_tanpa": ["Lia"]})
    assert "jaminan_tanpa" in found["not_asked"]


def test_reasons_may_be_written_as_the_buttons_say_them() -> None:
    for said in ("Tidak tahu", "tidak_tahu", "Tidak mau menjawab", None):
        assert indicators(S2 | {"buku_nikah": said})["K01"] == "missing"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"modul": "k25"}, "modul: k25 is not among k24, i29, ibangga, krs"),
        ({"anggota": S2["anggota"][1:]}, "anggota: Di daftar ini belum ada kepala keluarga."),
        ({"anggota": [*S2["anggota"], *S2["anggota"][1:2] * 20]}, "anggota: Daftar ini lebih dari 20 orang."),
    ],
)
def test_what_an_interview_would_not_take_is_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(AnswersError) as refusal:
        card(
            {key: value for key, value in S2.items() if key not in {"akta_belum", "putus_sekolah", "jaminan_belum"}}
            | wrong
        )
    assert any(problem.startswith(told) for problem in refusal.value.problems)


def test_members_may_be_written_in_english_and_by_one_letter() -> None:
    members = [
        {"name": m["nama"], "sex": m["kelamin"][0].upper(), "age": str(m["umur"]), "relation": m["hubungan"]}
        for m in S2["anggota"]
    ]
    assert indicators(S2 | {"anggota": members}) == indicators(S2)


def test_nobody_of_a_list_means_the_choice_that_says_so() -> None:
    assert indicators(S2 | {"akta_belum": []}) == indicators(S2 | {"akta_belum": "tidak_ada"})
    alone = {"anggota": [{"nama": "Rahma", "kelamin": "P", "hubungan": "kepala", "umur": 30}]}
    assert card({**alone, "jaminan_belum": []})["indices"]["k24"]["indicators"]["K18"] == "1"


def test_everything_that_does_not_fit_is_told_at_once_with_its_question() -> None:
    members = [
        *S2["anggota"][:2],
        {"nama": "Udin", "kelamin": "laki_laki", "hubungan": "anak", "umur": 200},
        {"nama": "Lia"},
    ]
    wrong = {
        "anggota": members,
        "buku_nika": "ada",
        "makan_lengkap": "kadang",
        "belanja": "dua juta",
        "luas_lantai": 1,
        "akta_belum": ["Budi"],
        "K01": 1,
        "umur": 7,
        "garis_kemiskinan": "banyak",
        "rumah_kurang": ["atap", "tidak_ada"],
    }
    with pytest.raises(AnswersError) as refusal:
        card(wrong)
    found = {problem.partition(":")[0]: problem for problem in refusal.value.problems}
    assert found.keys() == {
        *wrong.keys() - {"anggota"},
        *(f"anggota[4].{f}" for f in ("kelamin", "hubungan", "umur")),
        "anggota[3].umur",
    }
    assert "perhaps buku_nikah" in found["buku_nika"]
    assert "semua, tidak_semua" in found["makan_lengkap"]


@pytest.mark.parametrize(
    "data", [[], "x", 7, None, {"anggota": "Budi"}, {"anggota": [1]}, {"anggota": []}, {}], ids=str
)
def test_what_is_no_household_is_refused(data: object) -> None:
    with pytest.raises(AnswersError):
        card(data)


def test_without_consent_there_is_nothing_to_score() -> None:
    found = card({"persetujuan": "tidak"})["indices"]
    assert {value for index in found.values() for value in index["indicators"].values()} == {"missing"}


# --- the command


def test_the_command_prints_json(tmp_path: Path) -> None:
    file = tmp_path / "s2.json"
    file.write_text(json.dumps(S2))
    done = CliRunner().invoke(cli, ["score", "keluarga", str(file), "--explain", "--on", "2026-11-22"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["indices"]["k24"]["shown"] == "39.29"
    assert found["form"]["hash"] == WORKBOOK.hash
    reason = next(r for r in found["why"]["reasons"] if r["indicator"] == "K02")
    assert reason["answers"] == [{"question": "akta_belum", "value": "4 5", "whom": []}]
    assert reason["change"]["values"] == ["tidak_ada"]
    both = next(r for r in found["why"]["reasons"] if r["indicator"] == "I09")["change"]
    assert (both["question"], both["beside"]) == ("air_minum", [{"question": "jamban", "value": "sendiri"}])


def test_a_list_of_households_is_scored_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "village.json"
    file.write_text(json.dumps([S1, S2]))
    done = CliRunner().invoke(cli, ["score", "keluarga", str(file)])
    assert [found["indices"]["k24"]["shown"] for found in json.loads(done.stdout)] == ["100.00", "39.29"]


def test_a_list_of_households_may_be_scored_together_under_both_policies() -> None:
    """The village of the three worked households: shares of indicators, dimensions, the total, and what is below 75."""
    done = CliRunner().invoke(
        cli, ["score", "keluarga", "-", "--area", "--with-private"], input=json.dumps([S1, S2, S3])
    )
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["households"] == 3
    k24, i29 = found["indices"]["k24"], found["indices"]["i29"]
    assert [k24["exclude"]["shown"], k24["as_met"]["shown"]] == ["66.67", "70.99"]
    assert [i29["exclude"]["shown"], i29["as_met"]["shown"]] == ["67.22", "72.64"]
    assert [part["shown"] for part in k24["exclude"]["dimensions"].values()] == [
        *("71.43", "50.00", "61.90", "72.22", "77.78"),
    ]
    assert (i29["exclude"]["band"], i29["na_policy"]) == ("cukup", "exclude")
    wanted = {"met": 1, "unmet": 1, "na": 1, "missing": 0, "value": "50", "shown": "50.00", "low": True}
    assert k24["exclude"]["indicators"]["K01"] == wanted
    assert found["indices"]["krs"]["households"] == 3


def test_a_household_may_be_typed_in() -> None:
    done = CliRunner().invoke(cli, ["score", "keluarga", "-"], input=json.dumps(S2))
    assert json.loads(done.stdout)["indices"]["k24"]["shown"] == "39.29"


@pytest.mark.parametrize("content", ["{", '{"anggota": []}', '[{"anggota": 1}, {"x": 1}]'])
def test_the_command_refuses_with_1_and_says_why(tmp_path: Path, content: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(content)
    done = CliRunner().invoke(cli, ["score", "keluarga", str(file)])
    assert done.exit_code == 1
    assert done.stderr
    assert not done.stdout


def test_a_file_that_is_not_there_is_refused() -> None:
    done = CliRunner().invoke(cli, ["score", "keluarga", "nowhere.json"])
    assert done.exit_code == 1
    assert "nowhere.json" in done.stderr
