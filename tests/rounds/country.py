"""A made-up country of villages by three clocks, with cadres who each have ways of their own."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.flows.rounds import referral as states
from bot.flows.rounds.manners import is_holiday, is_open
from bot.letters.reminding import remind
from bot.villages.regions import zone_of
from storage.chats import block, register_chat
from storage.claiming import claim
from storage.following import referral, stuck_in
from storage.forms import PublishedForm, publish_form
from storage.manners import pause, stop
from storage.models import HouseholdRow, InterviewRow, ReferralRow
from storage.people import add_person, give_role
from storage.referrals import escalate_left_alone, keep, open_referral
from storage.regions import Region, put_regions
from storage.settling import sent, unreachable
from storage.staff import end_role, held_by

PROVINCES = ("32", "63", "94")  # WIB, WITA, WIT
FORM = PublishedForm("f1", "coba", "1", "Kuesioner coba", "<h:html/>", {}, datetime(2025, 1, 1, tzinfo=UTC))
ANSWERS, FORGETS, BLOCKS, LEAVES, STOPS, PUTS_OFF = "menjawab", "lupa", "memblokir", "pergi", "berhenti", "menunda"
WAYS = (ANSWERS, ANSWERS, ANSWERS, FORGETS, FORGETS, BLOCKS, LEAVES, STOPS, PUTS_OFF, PUTS_OFF)
MATTERS = ("M02", "M14", "M19")
HALF_AN_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)


@dataclass
class Person:
    """Somebody who is reminded."""

    id: int
    chat: str
    way: str
    village: str
    zone: str
    gone_on: date | None = None  # she blocks the bot, leaves, or says "berhenti" on that day
    is_gone: bool = False
    paused_until: date | None = None


@dataclass
class Arrived:
    """A message that reached somebody."""

    person: Person
    local: datetime
    asks: tuple[int, ...]  # ids of the referrals whose answers stand under it
    text: str


@dataclass
class Country:
    """Villages, their people, and all that reached them."""

    engine: AsyncEngine
    seed: int = 1
    people: dict[str, Person] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    ended: dict[int, datetime] = field(default_factory=dict)  # when each referral came to its end
    finished: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - a game, no secret

    async def settle(self, villages: int, cadres: int, houses: int, on: datetime) -> None:
        """The villages, spread over the clocks, with a coordinator, cadres and houses; the last has no house."""
        codes = [f"{PROVINCES[n % 3]}.01.01.{2001 + n}" for n in range(villages)]
        async with self.engine.begin() as connection:
            await put_regions(connection, [Region(c, f"Desa {c[-4:]}", "desa", zone_of(c), None) for c in codes])
            await publish_form(connection, FORM)
            for n in range(cadres):
                code = codes[n % villages]
                person = await self._person(connection, f"test:kader{n}", WAYS[n % len(WAYS)], code, "cadre", on, n)
                rows = [
                    {"code": f"K{n}-{h}", "region_code": code, "rt": f"{n // villages + 1:02}", "number": h + 1}
                    for h in range(houses if code != codes[-1] else 0)
                ]
                if rows:
                    added = insert(HouseholdRow).returning(HouseholdRow.id)
                    self.finished[person.id] = [(h, 0) for h in (await connection.scalars(added, rows)).all()]
            for n, code in enumerate(codes):
                way = ANSWERS if n % 3 else FORGETS
                await self._person(connection, f"test:koordinator{n}", way, code, "coordinator", on, n)

    async def _person(
        self, connection: AsyncConnection, chat: str, way: str, code: str, role: str, on: datetime, n: int
    ) -> Person:
        id_ = await add_person(connection, f"Bu Contoh {n}", on)
        await register_chat(connection, chat, id_)
        rt = f"{n // 30 + 1:02}" if role == "cadre" else None
        await give_role(connection, id_, role, code, on, rt=rt)
        gone_on = on.date() + timedelta(days=self.dice.randrange(40, 200)) if way in {BLOCKS, LEAVES, STOPS} else None
        person = self.people[chat] = Person(id_, chat, way, code, zone_of(code), gone_on)
        return person

    # --- what happens on a day

    async def live(self, now: datetime, *, opening: bool) -> None:
        """What people do of themselves: finish an interview, open a referral, go away."""
        async with self.engine.begin() as connection:
            for person in self.people.values():
                if person.chat.startswith("test:kader") and not person.is_gone:
                    await self._work(connection, person, now, opening=opening)
                if person.gone_on is not None and person.gone_on <= now.date() and not person.is_gone:
                    person.is_gone = person.way != BLOCKS
                    if person.way == LEAVES:
                        for role in await held_by(connection, person.id, now):
                            await end_role(connection, role.id, now)
                    if person.way == STOPS:
                        await stop(connection, person.id, now)

    async def _work(self, connection: AsyncConnection, person: Person, now: datetime, *, opening: bool) -> None:
        houses = self.finished[person.id]
        for n, (house, interview) in enumerate(houses):
            # Whoever leaves has not finished: there would be something to remind her of.
            if not interview and person.way != LEAVES and self.dice.random() < 0.03:
                row = {
                    "household_id": house,
                    "form_hash": FORM.hash,
                    "cadre_id": person.id,
                    "status": "finished",
                    "revision": 1,
                    "asked_at": now,
                    "started_at": now,
                    "finished_at": now,
                    "year": now.year,
                }
                added = insert(InterviewRow).values(row).returning(InterviewRow.id)
                houses[n] = (house, (await connection.execute(added)).scalar_one())
            elif interview and opening and self.dice.random() < 0.01:
                code = self.dice.choice(MATTERS)
                await open_referral(
                    connection,
                    household_id=house,
                    interview_id=interview,
                    problem=code,
                    matter=f"Urusan {code}",
                    service="dukcapil",
                    cadre_id=person.id,
                    now=now,
                )

    async def look(self, now: datetime, *, courier: bool = True) -> int:
        """One look of the clock, then the courier, then the answers; returns how many messages were put."""
        made = await remind(self.engine, now)
        if made and courier:
            await self.bring(now)
        return made

    async def bring(self, now: datetime) -> None:
        """The courier brings what waits."""
        async with self.engine.begin() as connection:
            while (letter := await claim(connection, "test", "kurir", now)) is not None:
                person = self.people[letter.chat]
                if person.way == BLOCKS and person.gone_on is not None and person.gone_on <= now.date():
                    person.is_gone = True
                    await unreachable(connection, letter.chat, now)
                    await block(connection, letter.chat, now)
                    continue
                await sent(connection, letter.id, now)
                taps = [button.tap for bubble in letter.bubbles for row in bubble.rows for button in row]
                asks = tuple(sorted({int(tap.question) for tap in taps if tap.verb == "refans"}))
                local = now.astimezone(ZoneInfo(person.zone))
                self.arrived.append(Arrived(person, local, asks, letter.bubbles[0].text))
                await self._react(connection, person, asks, now, local)

    async def _react(
        self, connection: AsyncConnection, person: Person, asks: tuple[int, ...], now: datetime, local: datetime
    ) -> None:
        today = local.date()
        if person.way == PUTS_OFF and self.dice.random() < 0.2:
            person.paused_until = today + timedelta(days=7 - today.weekday())
            await pause(connection, person.id, person.paused_until)
        if person.chat.startswith("test:koordinator"):
            await self._decide(connection, person, now, today)
            return
        if person.way == FORGETS and self.dice.random() < 0.7:
            return
        for number in asks:
            kept = await referral(connection, number)
            assert kept is not None
            changed = states.answered(kept.referral, self.dice.choice(states.ANSWERS), today)
            if changed.status == states.REFUSED:
                changed = states.because(changed, self.dice.choice(states.REASONS), ["desa"], today)
            await keep(connection, changed, now)
            if changed.is_closed:
                self.ended[number] = now

    async def _decide(self, connection: AsyncConnection, person: Person, now: datetime, today: date) -> None:
        """A coordinator who answers settles what is stuck, or has it asked about once more."""
        if person.way == FORGETS:
            return
        for kept in await stuck_in(connection, [person.village]):
            if self.dice.random() < 0.3 and today.month < 9:
                await keep(connection, states.given_back(kept.referral, today), now)
            else:
                changed = states.answered(kept.referral, self.dice.choice(("selesai", "tidak_jadi")), today)
                await keep(connection, changed, now)
                self.ended[kept.referral.id] = now

    async def evening(self, now: datetime) -> None:
        """The end of the day by each clock: what nobody could be asked about goes to the coordinators."""
        async with self.engine.begin() as connection:
            for zone in sorted({person.zone for person in self.people.values()}):
                await escalate_left_alone(connection, zone, now.astimezone(ZoneInfo(zone)).date())

    # --- what must hold

    def check(self) -> None:
        """Nothing outside the hours, nothing twice on a day, nothing after an end, nothing to who is gone."""
        days = Counter((each.person.chat, each.local.date()) for each in self.arrived)
        assert max(days.values(), default=0) <= 1
        for each in self.arrived:
            assert is_open(each.local), each
            assert not is_holiday(each.local.date()), each
            gone = each.person.gone_on
            assert gone is None or each.local.date() <= gone + DAY, each
            for number in each.asks:
                assert number not in self.ended or each.local <= self.ended[number].astimezone(each.local.tzinfo)

    async def open_ones(self) -> Counter[str]:
        """How many referrals have each status."""
        async with self.engine.begin() as connection:
            return Counter((await connection.scalars(select(ReferralRow.status))).all())
