"""A year of thirty villages by three clocks: who is told what and when, and that everything comes to its end."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.flows.rounds.manners import is_holiday
from storage.engine import connect
from storage.following import due_of
from tests.keys import KEYS
from tests.rounds.country import ANSWERS, DAY, HALF_AN_HOUR, Country

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = 25  # so many days the server is off until the evening
MOST_CPU = 60.0  # seconds
LOOKS = (*range(9), 12, 16, 20, 26)  # half hours: closely in the morning, the last after five in the evening


async def test_in_a_simulated_year_nothing_comes_at_a_wrong_time_or_twice_and_everything_ends(sqlite_url: str) -> None:
    engine = connect(sqlite_url, KEYS)
    started = time.process_time()
    country = Country(engine)
    await country.settle(villages=30, cadres=60, houses=5, on=NEW_YEAR - DAY)
    for day in range(365):
        midnight = NEW_YEAR + day * DAY - timedelta(hours=2)  # 22.00 UTC: five to seven in the morning
        await country.live(midnight, opening=day < 200)
        is_off = day % EVERY == EVERY - 1
        for look in LOOKS[-1:] if is_off else LOOKS:
            await country.look(midnight + look * HALF_AN_HOUR)
        await country.evening(midnight + timedelta(hours=13))
        if not is_off:
            await nothing_due_is_left(country, midnight + timedelta(hours=12, minutes=30))
    country.check()
    statuses = await country.open_ones()
    assert statuses.total() > 60
    assert not {"terbuka", "sedang", "ditolak"} & statuses.keys(), statuses
    assert {"selesai", "tidak_jadi", "eskalasi"} <= statuses.keys()
    assert len(country.arrived) > 1000
    empty = f"94.01.01.{2001 + 29}"
    assert not [each for each in country.arrived if each.person.village == empty and "rumah" in each.text]
    assert time.process_time() - started < MOST_CPU
    await engine.dispose()


async def nothing_due_is_left(country: Country, now: datetime) -> None:
    """On a working day, whoever can be asked was asked about all that was due."""
    async with country.engine.begin() as connection:
        people = [p for p in country.people.values() if p.way == ANSWERS and p.chat.startswith("test:kader")]
        today = {p.id: now.astimezone(ZoneInfo(p.zone)).date() for p in people}
        asked = [p.id for p in people if not is_holiday(today[p.id])]
        due = await due_of(connection, asked, min(today.values())) if asked else ()
        assert not due, [each.referral for each in due]
