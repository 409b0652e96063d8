"""How often we agree with other engines of the same standard; the folder with their answers is not part of this one."""

import os
from pathlib import Path

import pytest

from tests.conformance.run import run_xpath

FOLDER = Path(os.environ.get("ODK_CONFORMANCE", "../shared/conformance"))

# What is refused calls functions that do not exist, in branches that are never reached: we say so when a form is
# published. What is different in odk-paths was recorded with a document that lacks the nodes it speaks of.
FLOORS = {
    "odk-core (binding)": (1139, 0),
    "odk-paths (binding)": (934, 18),
    "odk-extra": (305, 6),
}


@pytest.fixture(scope="module")
def folder() -> Path:
    if not (FOLDER / "xpath.jsonl").exists():
        pytest.skip("no conformance data: set ODK_CONFORMANCE to the folder with xpath.jsonl")
    return FOLDER


def test_expressions_give_what_other_engines_give(folder: Path) -> None:
    tallies = run_xpath(folder / "xpath.jsonl", folder / "xpath_docs.json")
    for profile, (passed, wrong) in FLOORS.items():
        tally = tallies[profile]
        assert tally.passed >= passed, f"{profile}: refused {tally.refused}, different {tally.wrong}"
        assert len(tally.wrong) <= wrong, f"{profile}: different {tally.wrong}"
