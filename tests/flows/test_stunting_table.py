"""Our table of households at risk keeps every identity that the official tables keep."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.flows.indicators import ids, values_of
from scoring.index import Values
from scoring.rule import count_of
from scoring.sheets import indices
from scoring.tally import Tally, tally
from tests.flows.forms.households import CASES, WORKBOOK, interviewed
from tests.flows.random_households import random_household

_FILE = Path(__file__).parents[1] / "scoring" / "cases" / "tabel_krs.yaml"
OFFICIAL: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
KRS = next(index for index in indices(WORKBOOK.sheets) if index.kind == "rule")
NAMES = ids([KRS]) | {"sasaran"}
FOUR = ("D3a", "D3b", "D3c", "D3d")
Row = Mapping[str, int]


def broken(row: Row) -> list[str]:
    """The identities that a table's row does not keep; `belum` are families of which it is not known."""
    four = [row[id_] for id_ in FOUR]
    targets = [row[id_] for id_ in ("T1", "T2", "T3", "T4") if id_ in row]
    holds = {
        "at risk are targets": row["krs"] + row.get("belum", 0)
        <= row["sasaran"]
        <= row.get("keluarga", row["sasaran"]),
        "a target is counted once": max(targets) <= row["sasaran"] <= sum(targets),
        "the four risks overlap": max(four) <= row["empat_t"] <= sum(four),
        "only couples have the four risks": row["empat_t"] <= row["T1"] and row["D4"] <= row["T1"],
        "unsafe water decides": row["D1"] <= row["krs"],
        "an unsafe latrine decides": row["D2"] <= row["krs"],
        "nothing else decides": row["krs"] <= row["D1"] + row["D2"] + min(row["empat_t"], row["D4"]),
        "both together decide": row["krs"] + row.get("belum", 0) >= row["empat_t"] + row["D4"] - row["T1"],
    }
    return [identity for identity, kept in holds.items() if not kept]


def ours(counts: Tally) -> Row:
    """The row of our own table."""
    found = count_of(KRS, counts)
    return {
        "keluarga": found.households,
        "sasaran": found.targets,
        "krs": found.yes,
        "belum": found.unknown,
        **dict(found.holding),
    }


def _villages() -> list[list[Values]]:
    mixed: list[Values] = [values_of(random_household(seed, 0.3), NAMES) for seed in range(120)]
    worked: list[Values] = [values_of(interviewed(case), NAMES) for case in CASES]
    return [mixed[:40], mixed[40:], worked]


VILLAGES = _villages()


@pytest.mark.parametrize("row", OFFICIAL, ids=lambda row: str(row["wilayah"]))
def test_the_official_tables_keep_the_identities(row: dict[str, Any]) -> None:
    assert broken(row) == []


@pytest.mark.parametrize("village", VILLAGES, ids=("some", "many", "worked by hand"))
def test_our_tables_keep_the_identities(village: list[Values]) -> None:
    row = ours(tally(KRS, village))
    assert broken(row) == []
    assert min(row["krs"], row["empat_t"], row["D1"], row["D2"], row["D4"]) > 0


def test_the_table_of_a_regency_is_the_sum_of_its_villages() -> None:
    whole = ours(sum((tally(KRS, village) for village in VILLAGES), Tally()))
    rows = [ours(tally(KRS, village)) for village in VILLAGES]
    assert whole == {name: sum(row[name] for row in rows) for name in whole}
    regencies = [row for row in OFFICIAL[1:] if "keluarga" in row]
    assert {name: sum(row[name] for row in regencies) for name in OFFICIAL[0] if name != "wilayah"} == {
        name: value for name, value in OFFICIAL[0].items() if name != "wilayah"
    }


def test_counting_everybody_as_a_target_would_break_them() -> None:
    """An unsafe latrine puts nobody at risk where there is neither a couple nor a small child."""
    others = [values for village in VILLAGES for values in village if values["sasaran"] == "0" and values["D2"] == "1"]
    assert "an unsafe latrine decides" in broken(ours(tally(KRS, [{**values, "T1": "1"} for values in others])))
