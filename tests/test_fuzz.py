"""Whatever comes in, the bot stays up, answers what it can, and its log tells nobody's words."""

from tests.fuzzed import fuzz

MANY = 500  # on each kind of database; `python -m bench.fuzz` sends 10,000


async def test_fuzzed_updates_leave_no_traceback_no_failure_and_no_word_in_the_log(database_url: str) -> None:
    found = await fuzz(database_url, MANY, seed=1)
    assert set(found.statuses) == {200, 401}, found.statuses
    assert found.troubles == []
    assert found.wrong == []
    assert found.invalid == []
    assert found.numbers == []
    assert found.calls["sendMessage"] + found.calls["editMessageText"] > MANY / 5, found.calls
    assert found.facts > MANY / 50, "taps on real buttons bring interviews on"
    assert found.staff > 0.5, "nobody is left to try the desks"
