"""Jobs run once for each of their instants, are made up the same day and no later, whatever the clock does."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.messages import Outgoing
from bot.schedule.jobs import TIDY, ZONES, Daily, Hourly, Job, Occasion, Planner, by_each_clock
from bot.schedule.overview import overview
from storage import claiming, outbox, runs, settling
from storage.letters import Letter

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)  # midnight in Greenwich, seven in the morning in Jakarta
NAME = "Bu Contoh"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EIGHT = Daily(time(8), "Asia/Jakarta")  # 01.00 UTC


class Watch:
    """A clock that a test sets."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Diary:
    """A job that notes when it ran, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.ran: list[datetime] = []
        self._failures = failures

    async def __call__(self, occasion: Occasion) -> str:
        if self._failures:
            self._failures -= 1
            raise ValueError(NAME)
        self.ran.append(occasion.due_at)
        return "done"


def planners(
    engine: AsyncEngine, watch: Watch, rule: Daily | Hourly, diary: Diary, count: int = 1
) -> Sequence[Planner]:
    return [Planner(engine, [Job("diary", rule, diary)], watch) for _ in range(count)]


async def live(watch: Watch, looks: Sequence[Planner], hours: float, step: timedelta = timedelta(minutes=10)) -> None:
    """Let the time go by; each planner looks at each step."""
    end = watch.now + hours * HOUR
    while watch.now < end:
        for planner in looks:
            await planner.run_due()
        watch.now += step


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", -1)])
def test_eight_in_the_morning_is_another_instant_in_each_zone(zone: str, hour: int) -> None:
    rule, instant = Daily(time(8), zone), MONDAY + hour * HOUR
    assert rule.due(instant - timedelta(seconds=1)) != instant
    assert rule.due(instant) == instant == rule.due(instant + 15 * HOUR)  # made up until midnight there
    assert rule.due(instant + 16 * HOUR) is None  # not the next day


def test_a_job_of_mondays_is_due_on_mondays_by_its_own_clock() -> None:
    rule = Daily(time(5), "Asia/Jayapura", frozenset({0}))  # five on Monday there is Sunday evening in Greenwich
    due = [MONDAY + n * HOUR for n in range(-48, 120) if rule.due(MONDAY + n * HOUR)]
    assert (due[0], due[-1]) == (MONDAY - 4 * HOUR, MONDAY + 14 * HOUR)


def test_each_hour_has_its_instant() -> None:
    assert Hourly(30).due(MONDAY + HOUR / 4) is None
    assert Hourly(30).due(MONDAY + HOUR * 0.75) == MONDAY + HOUR / 2


async def test_a_job_runs_once_a_day_however_often_and_by_however_many_it_is_looked_at(engine: AsyncEngine) -> None:
    watch, diary = Watch(MONDAY), Diary()
    await live(watch, planners(engine, watch, EIGHT, diary, 3), 72)
    assert diary.ran == [MONDAY + HOUR + n * DAY for n in range(3)]


async def test_two_schedulers_at_the_same_moment_run_it_once(engine: AsyncEngine) -> None:
    watch, diary = Watch(MONDAY + 2 * HOUR), Diary()
    await asyncio.gather(*(planner.run_due() for planner in planners(engine, watch, EIGHT, diary, 5)))
    assert diary.ran == [MONDAY + HOUR]


@pytest.mark.parametrize(
    ("back", "ran"),
    [
        (MONDAY + 14 * HOUR, [MONDAY + HOUR]),
        (MONDAY + 18 * HOUR, [MONDAY + DAY + HOUR]),
        (MONDAY + 7 * DAY + 3 * HOUR, [MONDAY + 7 * DAY + HOUR]),
    ],
    ids=["the same evening: made up", "the next night: not", "a week later: once, not seven times"],
)
async def test_a_server_that_was_off_makes_up_the_same_day_only(
    engine: AsyncEngine, back: datetime, ran: list[datetime]
) -> None:
    watch, diary = Watch(back), Diary()
    await live(watch, planners(engine, watch, EIGHT, diary), 8)
    assert diary.ran == ran


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3), -2 * DAY])
async def test_a_clock_that_jumps_runs_no_instant_twice(engine: AsyncEngine, jump: timedelta) -> None:
    watch, diary = Watch(MONDAY), Diary()
    looks = planners(engine, watch, EIGHT, diary)
    await live(watch, looks, 3)
    watch.now += jump
    await live(watch, looks, 100)
    assert max(Counter(diary.ran).values()) == 1
    assert {MONDAY + HOUR, MONDAY + DAY + HOUR} <= set(diary.ran)


@pytest.mark.parametrize("host", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
async def test_the_hosts_daylight_saving_changes_nothing(
    engine: AsyncEngine, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary, zone = Diary(), ZoneInfo(host)
    start = datetime(2026, 10, 24, tzinfo=UTC)  # the clocks change in Berlin; a week later in New York
    watch = Watch(start)

    def local() -> datetime:
        return watch.now.astimezone(zone)

    looks = [Planner(engine, [Job("diary", EIGHT, diary)], local)]
    await live(watch, looks, 24 * 10, step=timedelta(minutes=30))
    assert [each.astimezone(UTC) for each in diary.ran] == [start + HOUR + n * DAY for n in range(10)]


async def test_a_job_that_fails_is_tried_again_that_day_and_stops_no_other(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    watch, failing, other = Watch(MONDAY + HOUR), Diary(failures=2), Diary()
    looks = [Planner(engine, [Job("failing", EIGHT, failing), Job("other", EIGHT, other)], watch)]
    await live(watch, looks, 1, step=timedelta(minutes=1))
    assert (len(failing.ran), len(other.ran)) == (1, 1)
    assert caplog.text.count("job failing") == 2
    assert NAME not in caplog.text


async def test_a_job_that_always_fails_is_given_up_for_the_day(engine: AsyncEngine) -> None:
    watch, failing = Watch(MONDAY + HOUR), Diary(failures=100)
    looks = planners(engine, watch, EIGHT, failing)
    await live(watch, looks, 12)
    async with engine.begin() as connection:
        (run,) = await runs.runs_since(connection, MONDAY)
    assert (run.outcome, run.tries, run.told) == ("failed", runs.MOST_TRIES, "ValueError")


async def test_a_run_that_died_with_its_process_is_made_up(engine: AsyncEngine) -> None:
    watch, diary = Watch(MONDAY + HOUR), Diary()
    async with engine.begin() as connection:
        assert await runs.begin(connection, "diary", MONDAY + HOUR, watch()) is runs.Turn.OURS  # and no end
    await live(watch, planners(engine, watch, EIGHT, diary), 1, step=timedelta(minutes=1))
    assert diary.ran == [MONDAY + HOUR]


async def test_a_job_by_each_clock_runs_three_times_a_day_each_told_its_zone(engine: AsyncEngine) -> None:
    watch, told = Watch(MONDAY - 4 * HOUR), []

    async def note(occasion: Occasion, zone: str) -> str:
        told.append((zone, occasion.due_at))
        return ""

    await live(watch, [Planner(engine, by_each_clock("note", time(8), note), watch)], 24)
    assert told == [(zone, MONDAY + n * HOUR) for zone, n in zip(reversed(ZONES), (-1, 0, 1), strict=True)]


async def test_what_is_long_settled_is_forgotten(engine: AsyncEngine) -> None:
    watch = Watch(MONDAY + 19 * HOUR)
    async with engine.begin() as connection:
        await runs.begin(connection, "old", MONDAY - 91 * DAY, MONDAY - 91 * DAY)
        for key, at in (("old", MONDAY - 91 * DAY), ("new", MONDAY)):
            await outbox.put(connection, Letter(key, "visit", (Outgoing("tg:7", key),), at, at + HOUR))
            while (letter := await claiming.claim(connection, "tg", "a", at)) is not None:
                await settling.sent(connection, letter.id, at)
    assert await Planner(engine, [TIDY], watch).run_due() == 1
    async with engine.begin() as connection:
        newest = (await runs.runs_since(connection, MONDAY - 100 * DAY))[0]
    assert newest.told == "1 letters and 1 runs forgotten"


async def test_an_operator_sees_what_is_due_late_sent_and_what_ran(engine: AsyncEngine) -> None:
    watch = Watch(MONDAY + HOUR)
    jobs = [Job("diary", EIGHT, Diary()), Job("never", Daily(time(23), "Asia/Jakarta"), Diary())]
    await Planner(engine, jobs, watch).run_due()
    async with engine.begin() as connection:
        for n, due in enumerate((watch.now, watch.now - HOUR, watch.now + HOUR)):
            letter = Letter(f"k{n}", "visit", (Outgoing(f"tg:{n}", "Halo"),), due, due + DAY)
            await outbox.put(connection, letter)
        done = await claiming.claim(connection, "tg", "a", watch.now)
        assert done is not None
        await settling.sent(connection, done.id, watch.now)
    shown = "\n".join(await overview(engine, jobs, watch.now + 10 * timedelta(minutes=1)))
    assert "visit  1      1    -        1     10 min  1" in shown
    assert "no courier has worked yet" in shown
    assert "diary  2026-11-23 01:00 UTC  1      0.0 s  done: done" in shown
    assert "never" in shown
    assert "Halo" not in shown
