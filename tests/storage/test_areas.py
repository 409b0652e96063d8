"""Areas follow every change by the difference, and come to what counting everybody anew comes to."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.results import indicators_in, scores_in
from scoring.area import area_of
from scoring.index import Index, NaPolicy
from scoring.rule import count, count_of
from scoring.score import shown
from scoring.tally import Tally, tally
from storage.areas import NATION, areas_of, recounting, tallies, village_tallies
from storage.engine import connect
from storage.forgetting import forget_household, forget_interview
from storage.forms import publish_form
from storage.households import add_household, remove_household
from storage.interviews import start_interview
from storage.models import IndicatorTallyRow, IndicatorValueRow
from storage.people import add_person
from storage.regions import Region, put_regions
from storage.results import finish
from storage.sums import Group
from tests.keys import KEYS
from tests.scoring.instruments import I29, IBANGGA, K24, KRS, household
from tests.scoring.test_area import VILLAGE as THREE
from tests.storage.village import FORM, NOW

INDICES = (IBANGGA, KRS)
VILLAGES = ("99.01.01.2001", "99.01.01.2002", "99.01.02.2001", "99.02.01.2001")
AREAS = sorted({area for village in VILLAGES for area in areas_of(village)})
HEADS = ("laki_laki", "perempuan", "")
Values = dict[str, str]


@dataclass
class House:
    """What a test knows of a household: its interviews by id, with the year and what was found."""

    id: int
    village: str
    rt: str
    gone: bool = False
    interviews: dict[int, tuple[int, str, Values]] = field(default_factory=dict)
    forgotten: dict[int, tuple[int, str, Values]] = field(default_factory=dict)  # destroyed, and still counted

    def counts_for(self, year: int, *, kept: bool = False) -> tuple[str, Values] | None:
        """What it counts for; `kept`: only if its answers are."""
        known = {} if self.gone else self.interviews
        found = [each for _, each in sorted((known or ({} if kept else self.forgotten)).items()) if each[0] == year]
        return found[-1][1:] if found else None


class Country:
    """Households of four villages, and everything that may happen to them."""

    def __init__(self, connection: AsyncConnection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)  # noqa: S311
        self.houses: list[House] = []
        self.cadre = 0

    async def settle(self, houses: int) -> None:
        levels = {2: "provinsi", 5: "kabupaten", 8: "kecamatan", 13: "desa"}
        codes = {code for village in VILLAGES for code in areas_of(village)} - {NATION}
        await put_regions(self.connection, [Region(c, c, levels[len(c)], "Asia/Makassar", None) for c in sorted(codes)])
        await publish_form(self.connection, FORM)
        self.cadre = await add_person(self.connection, "Bu Contoh", NOW)
        for number in range(houses):
            village, rt = VILLAGES[number % len(VILLAGES)], f"00{1 + number // 4 % 2}"
            self.houses.append(House((await add_household(self.connection, village, rt)).id, village, rt))

    def values(self) -> Values:
        items = [i.id for index in INDICES for i in index.indicators]
        return {id_: self.random.choice(("1", "1", "1", "0", "na", "")) for id_ in items}

    async def interview(self, house: House, year: int, values: Values, head: str, again: int | None = None) -> None:
        id_ = again
        if id_ is None:
            started = await start_interview(
                self.connection, household_id=house.id, form_hash=FORM.hash, cadre_id=self.cadre, now=NOW
            )
            id_ = started.id
        else:
            year = house.interviews[id_][0]
        indicators = [row for index in INDICES for row in indicators_in(index, values)]
        scores = [row for index in INDICES for row in scores_in(index, values)]
        at = datetime(year, 6, 1, tzinfo=UTC)
        await finish(self.connection, id_, at, answers={}, indicators=indicators, scores=scores, head=head)
        house.interviews[id_] = (year, head, values)

    async def happen(self) -> None:
        """Something happens to somebody."""
        house = self.random.choice(self.houses)
        head = self.random.choice(HEADS)
        known = list(house.interviews)
        match self.random.choice(("new", "new", "new", "correct", "correct", "withdraw", "remove", "forget")):
            case "new" if not house.gone:
                await self.interview(house, self.random.choice((2025, 2026)), self.values(), head)
            case "correct" if known:
                await self.interview(house, 2024, self.values(), head, again=self.random.choice(known))
            case "withdraw" if known:
                id_ = self.random.choice(known)
                await forget_interview(self.connection, id_, refused_on=None)
                del house.interviews[id_]
            case "remove" if self.random.random() < 0.3:
                await remove_household(self.connection, house.id, NOW)
                house.gone = True
            case "forget" if self.random.random() < 0.3:
                await forget_household(self.connection, house.id, NOW)
                house.forgotten = house.forgotten if house.gone else house.interviews
                house.gone, house.interviews = True, {}
            case _:
                pass

    def expected(self, index: Index, area: str, year: int, *, by_rt: bool = False) -> dict[Group, Tally]:
        """The area counted anew from everybody; by RT from those whose answers are kept."""
        found: dict[Group, list[Values]] = {}
        for house in self.houses:
            known = house.counts_for(year, kept=by_rt)
            if known is not None and area in areas_of(house.village):
                found.setdefault(Group(house.rt if by_rt else "", known[0]), []).append(known[1])
        return {group: tally(index, values) for group, values in found.items()}


def plain(counts: dict[Group, Tally]) -> object:
    """The counts without what is nobody."""
    return {
        group: (
            {id_: count for id_, count in found.indicators.items() if count.households},
            {id_: {value: n for value, n in values.items() if n} for id_, values in found.scores.items()},
        )
        for group, found in counts.items()
        if found.households
    }


async def check(country: Country) -> None:
    for index in INDICES:
        for year in (2025, 2026):
            for area in AREAS:
                kept = await tallies(country.connection, area, year, index.id, index.version)
                assert plain(kept) == plain(country.expected(index, area, year)), (index.id, area, year)
                if area in VILLAGES:
                    counted = await village_tallies(country.connection, area, year, index.id, index.version)
                    assert plain(counted) == plain(country.expected(index, area, year, by_rt=True))


@pytest.mark.parametrize("seed", range(4))
async def test_counters_kept_step_by_step_equal_everybody_counted_anew(engine: AsyncEngine, seed: int) -> None:
    async with engine.begin() as connection:
        country = Country(connection, seed)
        await country.settle(9)
        for step in range(60):
            await country.happen()
            if step % 20 == 19:
                await check(country)


async def test_the_order_of_households_changes_nothing(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        found = []
        for order in (1, -1):
            async with connection.begin() as transaction:
                country = Country(connection, 5)
                await country.settle(8)
                plan = [(house, country.values(), country.random.choice(HEADS)) for house in country.houses]
                for house, values, head in plan[::order]:
                    await country.interview(house, 2026, values, head)
                found.append(plain(await tallies(connection, NATION, 2026, IBANGGA.id, "")))
                await transaction.rollback()
    assert found[0] == found[1] != {}


async def test_private_indicators_never_enter_an_area(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        country = Country(connection, 6)
        await country.settle(2)
        for house, private in zip(country.houses, ("1", "0"), strict=True):
            await country.interview(house, 2026, household(IBANGGA) | {"IB05": private}, "perempuan")
        one, other = [await tallies(connection, house.village, 2026, IBANGGA.id, "") for house in country.houses]
        kept = set((await connection.execute(IndicatorTallyRow.__table__.select())).scalars("indicator"))
        laid_out = set((await connection.execute(IndicatorValueRow.__table__.select())).scalars("indicator"))
    assert plain(one) == plain(other)
    assert "IB05" not in kept | laid_out
    assert "IB04" in kept & laid_out


async def test_finishes_at_the_same_moment_lose_nothing(engine: AsyncEngine, database_url: str) -> None:
    async with engine.begin() as connection:
        country = Country(connection, 7)
        await country.settle(12)
    plan = [(house, country.values(), country.random.choice(HEADS)) for house in country.houses]
    processes = [connect(database_url, KEYS) for _ in range(4)]

    async def work(process: AsyncEngine, share: list[tuple[House, Values, str]]) -> None:
        for house, values, head in share:
            async with process.begin() as connection:
                hers = Country(connection, 0)
                hers.cadre = country.cadre
                await hers.interview(house, 2026, values, head)

    await asyncio.gather(*(work(process, plan[n::4]) for n, process in enumerate(processes)))
    for process in processes:
        await process.dispose()
    async with engine.begin() as connection:
        country.connection = connection
        await check(country)


async def test_corrections_and_withdrawals_at_the_same_moment_never_wait_in_a_circle(
    engine: AsyncEngine, database_url: str
) -> None:
    async with engine.begin() as connection:
        country = Country(connection, 8)
        await country.settle(4)
        for house in country.houses:
            await country.interview(house, 2026, country.values(), "perempuan")
    processes = [connect(database_url, KEYS) for _ in range(2)]

    async def both_ways(process: AsyncEngine, order: int) -> None:
        for _ in range(5):
            async with process.begin() as connection:
                ids = [house.id for house in country.houses][::order]
                async with recounting(connection, *ids):
                    await asyncio.sleep(0)

    await asyncio.gather(both_ways(processes[0], 1), both_ways(processes[1], -1))
    for process in processes:
        await process.dispose()


async def test_a_household_counts_in_the_year_of_its_own_clock(engine: AsyncEngine) -> None:
    morning = datetime(2027, 1, 1, 7, 0, tzinfo=ZoneInfo("Asia/Makassar"))  # in London it is still 2026
    async with engine.begin() as connection:
        country = Country(connection, 9)
        await country.settle(1)
        started = await start_interview(
            connection, household_id=country.houses[0].id, form_hash=FORM.hash, cadre_id=country.cadre, now=NOW
        )
        for at in (morning, morning.replace(year=2028)):  # a correction a year later moves nothing
            rows = indicators_in(IBANGGA, household(IBANGGA))
            await finish(connection, started.id, at, answers={}, indicators=rows, scores=[])
        years = [len(await tallies(connection, NATION, year, IBANGGA.id, "")) for year in (2026, 2027, 2028)]
    assert years == [0, 1, 0]


@pytest.mark.parametrize(
    ("index", "policy", "dimensions"),
    [
        (K24, "exclude", "71.43 50.00 61.90 77.78"),
        (K24, "as_met", "80.95 54.17 64.29 77.78"),
        (I29, "exclude", "66.67 61.11 58.33 75.00"),
        (I29, "as_met", "77.78 63.89 60.42 77.78"),
    ],
)
async def test_three_households_make_the_published_village_through_the_tables(
    engine: AsyncEngine, index: Index, policy: NaPolicy, dimensions: str
) -> None:
    """The dimensions without private items; the fourth has such items, which no table holds."""
    async with engine.begin() as connection:
        country = Country(connection, 1)
        await country.settle(12)
        for house, values in zip(country.houses[::4], THREE[index.id], strict=True):
            started = await start_interview(
                connection, household_id=house.id, form_hash=FORM.hash, cadre_id=country.cadre, now=NOW
            )
            await finish(
                connection,
                started.id,
                NOW,
                answers={},
                indicators=indicators_in(index, values),
                scores=scores_in(index, values),
            )
        counts = (await tallies(connection, VILLAGES[0], NOW.year, index.id, index.version)).values()
    found = area_of(index, sum(counts, Tally()), policy)
    values = {d.id: str(shown(d.value)) for d in found.dimensions if d.value is not None and d.id != "d4"}
    assert " ".join(values.values()) == dimensions


def test_a_rule_counted_from_tallies_is_the_rule_counted_from_households() -> None:
    chance = random.Random(3)  # noqa: S311
    households = [{i.id: chance.choice(("1", "0", "na", "")) for i in KRS.indicators} for _ in range(50)]
    parts = tally(KRS, households[:20]) + tally(KRS, households[20:])
    assert count_of(KRS, parts) == count(KRS, households)
