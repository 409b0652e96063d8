"""Households of four villages as a test knows them, and everything that may happen to them."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.interviews.results import indicators_in, scores_in
from scoring.index import Index
from scoring.tally import Tally, tally
from storage.areas import NATION, areas_of, recounting
from storage.forgetting import forget_household, forget_interview
from storage.forms import publish_form
from storage.holding import hold, let_go
from storage.households import add_household, remove_household, take_back_household
from storage.interviews import start_interview
from storage.parts import Part
from storage.people import add_person
from storage.regions import Region, put_regions
from storage.registering import Registered, register
from storage.rescoring import Relaid, lay_out_again
from storage.results import IndicatorValue, Score, finish
from storage.sums import Group
from tests.scoring.instruments import IBANGGA, KRS
from tests.storage.village import FORM, NOW

INDICES = (IBANGGA, KRS)
VILLAGES = ("99.01.01.2001", "99.01.01.2002", "99.01.02.2001", "99.02.01.2001")
AREAS = sorted({area for village in VILLAGES for area in areas_of(village)})
HEADS = ("laki_laki", "perempuan", "")
Values = dict[str, str]


@dataclass(frozen=True)
class Said:
    """What an interview came to: in which year, under which head, in which version of the indices."""

    year: int
    head: str
    values: Values
    version: str


@dataclass
class House:
    """What a test knows of a household: its interviews by id, with the year and what was found."""

    id: int
    village: str
    rt: str
    gone: bool = False
    interviews: dict[int, Said] = field(default_factory=dict)
    forgotten: dict[int, Said] = field(default_factory=dict)  # by year: destroyed, and still counted
    held: bool = False
    destroyed: bool = False
    dasawisma: str | None = None

    def counts_for(self, year: int, *, kept: bool = False) -> Said | None:
        """What it counts for; `kept`: only if its answers are."""
        if not kept and year in self.forgotten:
            return self.forgotten[year]
        known = {} if self.gone or self.held else self.interviews
        return next((known[id_] for id_ in sorted(known, reverse=True) if known[id_].year == year), None)


class Country:
    """Households of four villages, and everything that may happen to them."""

    def __init__(self, connection: AsyncConnection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)  # noqa: S311
        self.houses: list[House] = []
        self.cadre = 0
        self.version = ""

    async def settle(self, houses: int) -> None:
        levels = {2: "provinsi", 5: "kabupaten", 8: "kecamatan", 13: "desa"}
        codes = {code for village in VILLAGES for code in areas_of(village)} - {NATION}
        await put_regions(self.connection, [Region(c, c, levels[len(c)], "Asia/Makassar", None) for c in sorted(codes)])
        await publish_form(self.connection, FORM)
        self.cadre = await add_person(self.connection, "Bu Contoh", NOW)
        for number in range(houses):
            await self.add(VILLAGES[number % len(VILLAGES)], f"00{1 + number // 4 % 2}")

    async def add(self, village: str, rt: str) -> House:
        """One more household, of which the village knows the name."""
        added = await add_household(self.connection, village, rt, label=f"Bp. Rumah {len(self.houses)}")
        self.houses.append(House(added.id, village, rt))
        return self.houses[-1]

    def values(self) -> Values:
        items = [i.id for index in INDICES for i in index.indicators]
        return {id_: self.random.choice(("1", "1", "1", "0", "na", "")) for id_ in items}

    def results(self, values: Values) -> tuple[list[IndicatorValue], list[Score]]:
        """What these values come to in the version in force."""
        indices = [replace(index, version=self.version) for index in INDICES]
        indicators = [row for index in indices for row in indicators_in(index, values)]
        return indicators, [row for index in indices for row in scores_in(index, values)]

    async def begin(self, house: House) -> int:
        """The id of its open interview."""
        started = await start_interview(
            self.connection, household_id=house.id, form_hash=FORM.hash, cadre_id=self.cadre, now=NOW
        )
        return started.id

    async def interview(self, house: House, year: int, values: Values, head: str, again: int | None = None) -> None:
        id_ = again if again is not None else await self.begin(house)
        year = year if again is None else house.interviews[id_].year
        indicators, scores = self.results(values)
        at = datetime(year, 6, 1, tzinfo=UTC)
        await finish(self.connection, id_, at, answers={}, indicators=indicators, scores=scores, head=head)
        house.interviews[id_] = Said(year, head, values, self.version)

    async def happen(self) -> None:
        """Something happens to somebody."""
        house = self.random.choice(self.houses)
        what = self.random.choices([*HAPPENINGS], [often for _, often in HAPPENINGS.values()])[0]
        await HAPPENINGS[what][0](self, house)

    async def _new(self, house: House) -> None:
        open_years = [year for year in (2025, 2026) if year not in house.forgotten]  # of others the year is over
        if not house.gone and open_years:
            await self.interview(house, self.random.choice(open_years), self.values(), self.random.choice(HEADS))

    async def _correct(self, house: House) -> None:
        if house.interviews:
            again = self.random.choice([*house.interviews])
            await self.interview(house, 2024, self.values(), self.random.choice(HEADS), again=again)

    async def _left_open(self, house: House) -> None:
        if not house.gone:
            await self.begin(house)

    async def _withdraw(self, house: House) -> None:
        if house.interviews:
            id_ = self.random.choice([*house.interviews])
            await forget_interview(self.connection, id_, refused_on=None)
            del house.interviews[id_]

    async def _remove(self, house: House) -> None:
        await remove_household(self.connection, house.id, NOW)
        house.gone = True

    async def _take_back(self, house: House) -> None:
        if house.gone and not house.destroyed:
            await take_back_household(self.connection, house.id)
            house.gone = False

    async def _hold(self, house: House) -> None:
        await hold(self.connection, house.id, "bekukan")
        house.held = True

    async def _let_go(self, house: House) -> None:
        await let_go(self.connection, house.id)
        house.held = False

    async def _forget(self, house: House) -> None:
        await forget_household(self.connection, house.id, NOW)
        stay = {year: said for year in (2025, 2026) if (said := house.counts_for(year)) is not None}
        house.gone, house.destroyed, house.interviews, house.forgotten = True, True, {}, stay

    async def _outlive(self, house: House) -> None:
        """The time for which answers are kept is over for its oldest interview."""
        if not house.interviews:
            return
        id_ = min(house.interviews)
        said = house.interviews[id_]
        if house.counts_for(said.year) is said:
            house.forgotten[said.year] = said
        await forget_interview(self.connection, id_, refused_on=None, stays_counted=True)
        del house.interviews[id_]

    async def _give_way(self, house: House) -> None:
        """It was told a second time as a new house, which gives way."""
        double = await self.add(house.village, house.rt)
        await forget_interview(self.connection, await self.begin(double), refused_on=None)
        await self._remove(double)

    async def _move(self, house: House) -> None:
        """The village's list names another dasawisma."""
        if not house.gone:
            house.dasawisma = self.random.choice(("Melati", "Mawar"))
            label = f"Bp. Rumah {self.houses.index(house)}"
            taken = await register(
                self.connection, house.village, [Registered(house.rt, label, dasawisma=house.dasawisma)]
            )
            assert taken.added == 0

    async def _new_version(self, _: House) -> None:
        self.version = "2"

    async def _rescore(self, house: House) -> None:
        """What it said is worked out again in the version in force; it had counted in another, perhaps."""
        ids = [id_ for id_, said in house.interviews.items() if said.version != self.version]
        async with recounting(self.connection, house.id):
            relaid = [
                Relaid(id_, frozenset(index.id for index in INDICES), *self.results(house.interviews[id_].values))
                for id_ in ids
            ]
            await lay_out_again(self.connection, relaid)
        house.interviews |= {id_: replace(house.interviews[id_], version=self.version) for id_ in ids}

    def expected(
        self, index: Index, area: str, year: int, *, by_rt: bool = False, part: Part | None = None
    ) -> dict[Group, Tally]:
        """The area counted anew from everybody; by RT from those whose answers are kept."""
        found: dict[Group, list[Values]] = {}
        for house in self.houses:
            said = house.counts_for(year, kept=by_rt)
            lies_there = part is None or part.name == (house.dasawisma if part.kind == "dasawisma" else house.rt)
            if said is not None and said.version == index.version and area in areas_of(house.village) and lies_there:
                found.setdefault(Group(house.rt if by_rt else "", said.head), []).append(said.values)
        return {group: tally(index, values) for group, values in found.items()}


HAPPENINGS: dict[str, tuple[Callable[[Country, House], Awaitable[None]], int]] = {
    "a new interview": (Country._new, 12),
    "a correction": (Country._correct, 8),
    "an interview is begun": (Country._left_open, 2),
    "an interview is withdrawn": (Country._withdraw, 3),
    "it moves away": (Country._remove, 2),
    "it is back": (Country._take_back, 2),
    "its data are held": (Country._hold, 2),
    "and let go": (Country._let_go, 2),
    "it is deleted": (Country._forget, 1),
    "its answers are old": (Country._outlive, 2),
    "it was told twice": (Country._give_way, 2),
    "it moves to another dasawisma": (Country._move, 3),
    "an index changes": (Country._new_version, 1),
    "it is rescored": (Country._rescore, 3),
}
