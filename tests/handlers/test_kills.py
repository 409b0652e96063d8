"""Killed with -9 at any moment while cadres answer: what they saw acknowledged counts, once."""

from pathlib import Path

import pytest

from tests.kills import kill

KILLS = 2  # on each kind of database; `python -m bench.kills` does fifty


@pytest.mark.parametrize("how", ["polling", "webhook"])
async def test_answers_acknowledged_before_a_kill_are_in_force_after_it(
    database_url: str, tmp_path: Path, how: str
) -> None:
    found = await kill(tmp_path, database_url, KILLS, phones=3, seed=7, webhook=how == "webhook")
    assert found.kills == KILLS
    assert found.stuck == []
    assert found.lost == []
    assert found.doubled == []
    assert found.in_force == found.acknowledged > 0
    assert found.telling == []
    assert [entry for entry in found.log.splitlines() if " ERROR " in entry or "Traceback" in entry] == []
