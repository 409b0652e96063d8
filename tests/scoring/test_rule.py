"""The stunting rule: who is a target, what decides, and what holds without deciding."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from scoring.rule import count, find
from scoring.score import score
from tests.scoring.instruments import KRS

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "stunting.yaml").read_text())


def values_of(case: dict[str, Any]) -> dict[str, str]:
    values = {i.id: "0" for i in KRS.indicators} | dict.fromkeys(case["berlaku"].split(), "1")
    return values | dict.fromkeys(case.get("belum", "").split(), "") | {"KRS": case["keluaran"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_rule_says_what_decides(case: dict[str, Any]) -> None:
    finding = find(KRS, values_of(case))
    found: dict[str, Any] = {
        "outcome": finding.outcome,
        "targets": " ".join(finding.targets),
        "deciding": " ".join(finding.deciding),
        "others": " ".join(finding.others),
        "missing": " ".join(finding.missing),
    }
    assert {name: found[name] for name in case["expect"]} == case["expect"]


def test_determinants_of_an_area_are_counted_among_target_families_only() -> None:
    counted = count(KRS, [values_of(case) for case in CASES])
    assert (counted.households, counted.targets) == (11, 10)
    assert (counted.yes, counted.no, counted.unknown) == (7, 3, 1)
    holding = dict(counted.holding)
    assert holding["D2"] == 1  # the elderly couple's latrine is not counted
    assert holding["D1"] == 3
    assert holding["T1"] == 8
    assert holding["usia"] == 2


def test_a_rule_has_no_score() -> None:
    with pytest.raises(ValueError, match="is a rule"):
        score(KRS, {})
