"""What a look of the courier reads, however much is scheduled for later."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from storage import claiming
from storage.engine import connect
from storage.models import OutboxRow
from tests.keys import KEYS
from tests.storage.village import NOW

LATER = 5_000
LOOKS = 12  # after five of them PostgreSQL may plan for any moment, not for this one
_READ = text("SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables WHERE relname = 'outbox'")


@pytest.mark.parametrize("analysed", [False, True])
async def test_a_look_in_which_nothing_is_due_reads_no_letter_that_waits_for_later(
    postgresql_url: str, *, analysed: bool
) -> None:
    engine = connect(postgresql_url, KEYS)
    rows = [
        {
            "key": f"k{n}", "channel": "tg", "chat": f"tg:{n}", "kind": "visit", "silent": False, "status": "waiting",
            "priority": n % 3, "due_at": NOW + timedelta(minutes=n), "next_at": NOW + timedelta(minutes=n),
            "useful_until": NOW + timedelta(days=900), "tries": 0, "parts_sent": 0, "payload": b"x" * 300,
        }
        for n in range(1, LATER)
    ]  # fmt: skip
    async with engine.begin() as connection:
        await connection.execute(insert(OutboxRow), rows)
        if analysed:
            await connection.execute(text("ANALYZE outbox"))
    async with engine.begin() as connection:
        for _ in range(LOOKS):
            assert not await claiming.anything_due(connection, "tg", NOW)
            assert await claiming.claim(connection, "tg", "a", NOW) is None
        assert await connection.scalar(_READ) == 0
        assert await claiming.anything_due(connection, "tg", NOW + timedelta(minutes=1))
    await engine.dispose()
