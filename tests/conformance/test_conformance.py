"""How often we agree with other engines of the same standard; the folder with their answers is not part of this one."""

import json
import os
from pathlib import Path

import pytest

from tests.conformance.expressions import run_xpath
from tests.conformance.interviews import run_traces

# What is different in odk-paths was recorded with a document that lacks the nodes it speaks of.
FLOORS = {
    "odk-core (binding)": (1145, 0),
    "odk-paths (binding)": (936, 18),
    "odk-extra": (325, 6),
}


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("ODK_CONFORMANCE", "")
    if not named or not (Path(named) / "xpath.jsonl").exists():
        pytest.skip("no conformance data: set ODK_CONFORMANCE to the folder with xpath.jsonl and traces.jsonl")
    return Path(named)


def test_expressions_give_what_other_engines_give(folder: Path) -> None:
    tallies = run_xpath(folder / "xpath.jsonl", folder / "xpath_docs.json")
    for profile, (passed, wrong) in FLOORS.items():
        tally = tallies[profile]
        assert tally.passed >= passed, f"{profile}: refused {tally.refused}, different {tally.wrong}"
        assert len(tally.wrong) <= wrong, f"{profile}: different {tally.wrong}"


def test_of_expressions_that_are_only_read_it_counts_whether_they_can_be(tmp_path: Path) -> None:
    (tmp_path / "documents.json").write_text("{}", encoding="utf-8")
    cases = tmp_path / "cases.jsonl"
    common = {"profile": "parse", "consensus": True, "tz": "UTC", "expected": None}
    wanted = (("6andorang", "parse"), ("fungsi(2, a/b)", "parse"), ("5 == 5", "error"), ("5 +", "parse"))
    lines = [{"id": e, "expression": e, "expected_type": kind, **common} for e, kind in wanted]
    cases.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tally,) = run_xpath(cases, tmp_path / "documents.json").values()
    assert (tally.passed, tally.wrong) == (3, ["5 +"])


def test_interviews_go_as_another_engine_held_them(folder: Path) -> None:
    tallies = run_traces(folder / "traces.jsonl")
    assert tallies["of types that are asked"].differs == {}
    assert sum(len(tally.passed) for tally in tallies.values()) >= 181
