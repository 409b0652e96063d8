"""Random people ask for random things; what each may see and change is worked out apart from the bot's own table.

The oracle knows only rows: who has which role where, whose each house is, who finished it when. A house's label and the
name of who lives there are words that stand nowhere else, so that a reply which holds one tells of that house.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desks.everything import COMMANDS, PAGES
from bot.dialogue import Dialogue
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.directory import load_directory
from bot.messages import Incoming, Kind, Outgoing, Tap
from bot.questionnaires import Questionnaires
from bot.villages.regions import official
from storage.assignments import keep_apart
from storage.chats import register_chat
from storage.disk import DISK
from storage.engine import connect
from storage.households import add_household
from storage.letters import open_letter
from storage.people import add_person, give_role
from storage.regions import put_regions
from tests.keys import KEYS

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
VILLAGES = ("63.02.11.2009", "63.02.11.2001", "63.03.01.2002", "63.02.13.2002")
RTS = ("01", "02")
HOUSES_AN_RT = 4
MONTH = timedelta(days=30)
STAFF = (
    *((f"kader {village} {rt}", "cadre", village, rt) for village in VILLAGES for rt in RTS),
    ("kader desa", "cadre", VILLAGES[0], None),
    ("kader RT sama", "cadre", VILLAGES[0], RTS[0]),
    *((f"koordinator {village}", "coordinator", village, None) for village in VILLAGES),
    ("koordinator kedua", "coordinator", VILLAGES[0], None),
    ("koordinator kecamatan", "coordinator", VILLAGES[0][:8], None),
    ("koordinator kabupaten", "coordinator", VILLAGES[0][:5], None),
    ("koordinator kabupaten lain", "coordinator", VILLAGES[2][:5], None),
    ("koordinator provinsi", "coordinator", "63", None),
    ("operator", "operator", VILLAGES[0][:5], None),
)
INTERVIEW_VERBS = (
    "a",
    "t",
    "d",
    "s",
    "y",
    "k",
    "n",
    "o",
    "b",
    "c",
    "e",
    "i",
    "h",
    "p",
    "m",
    "g",
    "l",
    "v",
    "tips",
    "why",
)
DIRECTORY = load_directory()
RANK = {"operator": 2, "coordinator": 1, "cadre": 0}


@dataclass(frozen=True)
class House:
    """A house as the oracle knows it."""

    id: int
    region: str
    rt: str
    given_to: int | None
    closed: bool
    finished_by: int | None
    finished_at: str | None
    state: tuple[object, ...]  # all that a change would change


@dataclass(frozen=True)
class Role:
    """A role that somebody has now."""

    id: int
    person: int
    role: str
    region: str
    rt: str | None

    def covers(self, region: str) -> bool:
        return (region + ".").startswith(self.region + ".")


@dataclass
class State:
    """What the rows say at a moment."""

    houses: dict[int, House]
    roles: dict[int, Role]
    apart: set[tuple[int, int]]
    contacts: dict[tuple[str, str], bytes]
    forms: dict[str, str]
    invitations: dict[str, tuple[str, str, str | None, int | None]]
    letters: int
    reasons: int

    def of(self, person: int | None) -> list[Role]:
        return [role for role in self.roles.values() if role.person == person]

    def is_cadres(self, house: House, role: Role, now: datetime) -> bool:
        """Whether the house is the cadre's to enter."""
        if role.role != "cadre" or role.region != house.region or house.closed or (house.id, role.person) in self.apart:
            return False
        if (role.person != house.given_to) if house.given_to else (role.rt not in {None, house.rt}):
            return False
        if house.finished_at is None:
            return True
        at = datetime.fromisoformat(house.finished_at).replace(tzinfo=UTC)
        return house.finished_by == role.person and now - at <= MONTH

    def is_coordinators(self, house: House, role: Role) -> bool:
        return role.role == "coordinator" and role.region == house.region


@dataclass
class Found:
    """What came of so many requests."""

    requests: int = 0
    told: int = 0  # replies that told of a house
    changed: int = 0  # requests that changed something
    breaches: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def marks(number: int) -> tuple[str, str]:
    """The label of a house and the name of who lives there."""
    letters = "".join(chr(97 + int(digit)) for digit in f"{number:03}")
    return f"Labelx{letters}x", f"Orangx{letters}x"


def careless(url: str) -> AsyncEngine:
    """An engine that does not wait for the disk: what a crash would lose is of no use to anybody."""
    engine = connect(url, KEYS)

    def _prepare(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(engine.sync_engine, "connect", _prepare)
    return engine.execution_options(**{DISK: None})


async def build(engine: AsyncEngine, questionnaires: Questionnaires) -> dict[str, int]:
    """The villages with their people and houses; the id of each person by the name of her chat."""
    people: dict[str, int] = {}
    async with engine.begin() as connection:
        await questionnaires.publish(connection, load(LIBRARY / "keluarga.md"), NOW - MONTH * 3)
        await put_regions(connection, {each.code: each for code in VILLAGES for each in official(code)}.values())
        for n, (name, role, region, rt) in enumerate(STAFF):
            person = await add_person(connection, name, NOW - MONTH * 3)
            await register_chat(connection, f"test:{n}", person)
            await give_role(connection, person, role, region, NOW - MONTH * 3, rt=rt)
            people[f"test:{n}"] = person
        both = people["test:0"]  # a cadre who coordinates another village as well
        await give_role(connection, both, "coordinator", VILLAGES[3], NOW - MONTH * 3)
        former = await add_person(connection, "kader dulu", NOW - MONTH * 3)
        await register_chat(connection, "test:dulu", former)
        await give_role(connection, former, "cadre", VILLAGES[0], NOW - MONTH * 3, rt="01")
        await connection.execute(
            text("UPDATE roles SET until_at = :at WHERE person_id = :who"), {"at": _sql(NOW), "who": former}
        )
        people["test:dulu"] = former
        places = [(village, rt) for village in VILLAGES for rt in RTS for _ in range(HOUSES_AN_RT)]
        houses = [
            await add_household(connection, *place, label=marks(number)[0]) for number, place in enumerate(places, 1)
        ]
    dialogue = Dialogue(engine, questionnaires, DIRECTORY, lambda: NOW - MONTH * 2)
    for house in houses:  # half of them tell who lives there
        place = (house.region_code, house.rt)
        chat = next(f"test:{n}" for n, (_, _, *where) in enumerate(STAFF) if tuple(where) == place)
        member = marks(house.id)[1]
        if house.id % 2:
            for n, said in enumerate((None, "bersedia", f"{member} 41 L kepala, Siti 38 P istri")):
                tap = Tap("house", code=str(house.id)) if said is None else None
                kind = Kind.TAP if tap else Kind.WORDS
                await dialogue.receive(Incoming(f"b{house.id}:{n}", chat, NOW - MONTH * 2, kind, said or "", tap=tap))
    async with engine.begin() as connection:
        for house in houses:
            days = {1: 0, 5: 10, 3: 40}.get(house.id % 8)
            if days:
                at = {"at": _sql(NOW - timedelta(days=days)), "house": house.id}
                await connection.execute(
                    text("UPDATE interviews SET status = 'finished', finished_at = :at WHERE household_id = :house"), at
                )
        await connection.execute(
            text("UPDATE households SET cadre_id = :who WHERE id IN (2, 5)"), {"who": people["test:1"]}
        )
        await connection.execute(text("UPDATE households SET removed_at = :at WHERE id = 4"), {"at": _sql(NOW)})
        await keep_apart(connection, 6, people["test:1"], NOW)
        await connection.execute(text("UPDATE chats SET interview_id = NULL"))
    return people


class Prober:
    """Sends random requests, and checks each against the rows before and after it."""

    def __init__(self, engine: AsyncEngine, file: Path, questionnaires: Questionnaires, people: dict[str, int]) -> None:
        self.engine, self.people, self.found = engine, people, Found()
        self.now = NOW
        self._rows = sqlite3.connect(file, isolation_level=None)
        self._dialogue = Dialogue(engine, questionnaires, DIRECTORY, lambda: self.now)
        self._pages, self._persons = sorted(PAGES), list(people.values())
        self._names = {official(code)[0].name: code for role in STAFF for code in (role[2],)}

    async def run(self, many: int, dice: random.Random) -> Found:
        """So many requests."""
        before = self.state()
        for n in range(many):
            self.now += timedelta(seconds=1)
            chat = dice.choice([*self.people, "test:orang"])
            incoming = self._request(dice, chat, f"r{n}", before)
            replies = await self._dialogue.receive(incoming)
            after = self.state()
            self._check(incoming, replies, before, after)
            if after.letters != before.letters:
                await self._check_letters(incoming, before, after)
            self.found.requests += 1
            before = after
        self._rows.close()
        return self.found

    # --- asking

    def _request(self, dice: random.Random, chat: str, id_: str, state: State) -> Incoming:
        roll = dice.random()
        if roll < 0.70:
            return Incoming(id_, chat, self.now, Kind.TAP, tap=self._tap(dice, state), bubble="1")
        if roll < 0.92:
            house = dice.choice(list(state.houses))
            words = dice.choice(
                [
                    marks(house)[0],
                    "keluarga minta ditinjau lagi",
                    "ya",
                    "bersedia",
                    "menu",
                    "rumah",
                    "Pondok Labu",
                    "0518-2123",
                ]
            )
            return Incoming(id_, chat, self.now, Kind.WORDS, words)
        argument = dice.choice(["", "A" * 24, str(dice.randrange(99))])
        return Incoming(
            id_, chat, self.now, Kind.COMMAND, dice.choice([*COMMANDS, "start", "jawaban"]), argument=argument
        )

    def _tap(self, dice: random.Random, state: State) -> Tap:
        """A button: half of them such as the bot makes, but for whatever thing; half with anything on them."""
        house, role, person = (
            dice.choice(list(state.houses)),
            dice.choice(list(state.roles)),
            dice.choice(self._persons),
        )
        region, rt = dice.choice(STAFF)[2].replace(".", "-"), dice.choice(RTS)
        given, service = state.houses[house].given_to or 0, dice.choice(["puskesmas", "dukcapil", "posyandu"])
        aimed: dict[str, tuple[str, str]] = {
            **dict.fromkeys(("house", "kept", "give", "read", "close", "reopen"), ("", f"{house}")),
            "given": ("", f"{house}:{person}:{given}"),
            "swap_to": ("", f"{house}:{dice.choice([person, 0])}"),
            "closed": ("pindah", f"{house}"),
            "read_on": (f"{house}", "0"),
            **dict.fromkeys(("member", "ending", "role"), ("", f"{role}")),
            "end": ("", f"{role}:{dice.choice([0, 0, dice.choice(list(state.roles))])}"),
            **dict.fromkeys(("progress", "by_cadre"), ("", region)),
            "progress_page": (region, "0"),
            **dict.fromkeys(("in_rt", "give_all"), (rt, "0")),
            "given_all": (rt, f"{person}"),
            "invite": ("", dice.choice(["cadre", "coordinator"])),
            "invite_name": dice.choice([("cadre", rt), ("coordinator", region), ("operator", region)]),
            "contact": ("", service),
            **dict.fromkeys(("contact_field", "contact_empty"), (service, "telepon")),
            **dict.fromkeys(("contact_checked", "contact_drop"), ("", service)),
            "form_use": ("", next(iter(state.forms))[:16]),
        }
        number, revision = dice.randint(1, len(state.houses) // 2), dice.choice([0, 1, 2, 3, dice.randrange(10**6)])
        if dice.random() < 0.5:
            verb = dice.choice([*aimed, *["house"] * 4, "given", "read", "end", *["interview"] * 8])
            if verb == "interview":
                verb = dice.choice(INTERVIEW_VERBS)
                return Tap(
                    verb, number, dice.choice(["", f"{dice.randrange(60)}"]), revision, dice.choice(["1", "2", "ya"])
                )
            return Tap(verb, 0, aimed[verb][0], dice.randrange(10**6), aimed[verb][1])
        anything = [
            f"{house}",
            f"{role}",
            f"{person}",
            f"{house}:{person}",
            f"{house}:{person}:0",
            region,
            rt,
            "ya",
            "99999",
        ]
        verb = dice.choice([*self._pages, *INTERVIEW_VERBS])
        question = dice.choice(["", "", *anything])
        return Tap(verb, dice.choice([0, 0, number]), question, revision, dice.choice(anything))

    # --- judging

    def _check(self, incoming: Incoming, replies: tuple[Outgoing, ...], before: State, after: State) -> None:
        person = self.people.get(incoming.chat)
        told = "\n".join(
            [reply.text for reply in replies] + [b.label for reply in replies for row in reply.rows for b in row]
        )
        for house in before.houses.values():
            label, member = marks(house.id)
            if label in told and label not in incoming.words:
                self._judge(incoming, self._may_see(person, house.id, before, after), f"was told of house {house.id}")
            if member in told and member not in incoming.words:
                allowed = self._may_read(person, house.id, before, after)
                self._judge(incoming, allowed, f"was told who lives in house {house.id}")
        for name, code in self._names.items():
            if any(told.startswith(f"{head} {name}, 2026") for head in ("Kemajuan", "Kader")):
                allowed = any(role.role != "cadre" and role.covers(code) for role in before.of(person))
                self._judge(incoming, allowed, f"was told how far {code} is")
        if before != after:
            self.found.changed += 1
            for what, allowed in self._changes(person, before, after):
                self._judge(incoming, allowed, what)

    def _judge(self, incoming: Incoming, allowed: bool, what: str) -> None:
        self.found.told += "told" in what
        self.found.kinds[" ".join(what.split()[:4])] += 1
        if not allowed:
            self.found.breaches.append(f"{incoming.chat} {what} by {incoming.tap or incoming.words!r}")

    def _may_see(self, person: int | None, house: int, *states: State) -> bool:
        """As her own, or in the village that she coordinates."""
        return any(
            state.is_cadres(state.houses[house], role, self.now) or state.is_coordinators(state.houses[house], role)
            for state in states
            for role in state.of(person)
        )

    def _may_read(self, person: int | None, house: int, before: State, after: State) -> bool:
        """As her own; or as coordinator of the village, with a reason that she gave just now or a moment ago."""
        for state in (before, after):
            if any(state.is_cadres(state.houses[house], role, self.now) for role in state.of(person)):
                return True
        since = _sql(self.now - timedelta(minutes=15))
        reason = self._rows.execute(
            "SELECT 1 FROM audit WHERE person_id = ? AND action = 'open_household' AND subject = ? AND at >= ? "
            "AND reason IS NOT NULL",
            (person, str(house), since),
        ).fetchone()
        return bool(reason) and any(after.is_coordinators(after.houses[house], role) for role in after.of(person))

    def _changes(self, person: int | None, before: State, after: State) -> Iterator[tuple[str, bool]]:
        hers = before.of(person)
        leading = [role for role in hers if role.role != "cadre"]
        for id_, house in after.houses.items():
            was = before.houses.get(id_)
            if was is None:
                yield (
                    f"added house {id_}",
                    any(
                        role.role == "cadre" and role.region == house.region and role.rt in {None, house.rt}
                        for role in hers
                    ),
                )
            elif was.state != house.state:
                own = any(before.is_cadres(was, role, self.now) for role in hers)
                left = was.given_to == person or was.state[-1] == person
                ended = {role.person for key, role in before.roles.items() if key not in after.roles}
                handed = bool(ended) and any(role.covers(was.region) for role in leading)
                coordinated = any(before.is_coordinators(was, role) for role in hers)
                yield f"changed house {id_}", own or (left and person in ended) or handed or coordinated
        for id_, gone in before.roles.items():
            if id_ not in after.roles:
                over = any(
                    role.covers(gone.region)
                    and (RANK[role.role], role.region) != (RANK[gone.role], gone.region)
                    and RANK[role.role] >= RANK[gone.role]
                    for role in leading
                )
                yield f"ended role {id_}", over or (gone.person == person and gone.role == "cadre")
        for key in after.roles.keys() - before.roles.keys():
            yield f"got role {key}", False  # nobody knows a token here
        for region, service in after.contacts.keys() | before.contacts.keys():
            if after.contacts.get((region, service)) != before.contacts.get((region, service)):
                yield f"changed contact {service} of {region}", any(role.region == region for role in leading)
        if after.forms != before.forms:
            yield "changed the form in", any(role.role == "operator" or role.region.count(".") < 2 for role in leading)
        for token, (role_name, region, _, by) in after.invitations.items():
            if token not in before.invitations:
                allowed = any(role.covers(region) and RANK[role.role] >= RANK[role_name] for role in leading)
                yield f"invited a {role_name} to {region}", allowed and by == person

    async def _check_letters(self, incoming: Incoming, before: State, after: State) -> None:
        """What letters tell of houses goes to their cadres and coordinators only."""
        async with self.engine.begin() as connection:
            rows = await connection.execute(
                text("SELECT id, chat, person_id, payload FROM outbox WHERE id > :newest"), {"newest": before.letters}
            )
            for id_, chat, person, payload in rows.all():
                if payload is None:
                    continue
                words = "\n".join(bubble.text for bubble in open_letter(connection, id_, chat, payload, {}))
                for house in after.houses:
                    if any(mark in words for mark in marks(house)):
                        self._judge(incoming, self._may_see(person, house, after), f"told of house {house} in a letter")

    def state(self) -> State:
        """The rows as they are now."""
        rows, at = self._rows, _sql(self.now)
        houses = {
            row[0]: House(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6], tuple(row[3:]))
            for row in rows.execute(
                "SELECT h.id, h.region_code, h.rt, h.cadre_id, h.removed_at IS NOT NULL, "
                "CASE WHEN i.finished_at IS NULL THEN NULL ELSE i.cadre_id END, i.finished_at, i.status, i.revision, "
                "i.cadre_id FROM households h LEFT JOIN interviews i ON i.id = "
                "(SELECT max(id) FROM interviews WHERE household_id = h.id)"
            )
        }
        roles = {
            row[0]: Role(*row)
            for row in rows.execute(
                "SELECT id, person_id, role, region_code, rt FROM roles WHERE from_at <= ? "
                "AND (until_at IS NULL OR until_at > ?)",
                (at, at),
            )
        }
        return State(
            houses,
            roles,
            set(rows.execute("SELECT household_id, person_id FROM apart").fetchall()),
            {(r, s): f for r, s, f in rows.execute("SELECT region_code, service_id, fields FROM contacts")},
            dict(rows.execute("SELECT hash, published_at FROM forms").fetchall()),
            {
                t: (o, r, rt, by)
                for t, o, r, rt, by in rows.execute(
                    "SELECT token_hash, role, region_code, rt, created_by FROM invitations"
                )
            },
            rows.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0],
            rows.execute("SELECT count(*) FROM audit").fetchone()[0],
        )


def _sql(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
