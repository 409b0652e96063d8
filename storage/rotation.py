"""Another key for the operator: what the old ones sealed is sealed by the newest, a batch at a time.

A household's keys are wrapped anew and stay the same, so that nothing that was said has to be touched.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from storage.engine import reading
from storage.keyring import ID_AT, Keyring
from storage.models import HouseholdKeyRow
from storage.private_keys import check_another, private_ring_of
from storage.sealing import BY_RING, Sealed, ring_of

BATCH = 500  # values of a transaction: on SQLite nobody else writes meanwhile


_Part = Callable[[AsyncConnection, str], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Rotated:
    """How far it has got: values sealed anew in this run, of how many."""

    done: int
    total: int


async def seals(connection: AsyncConnection) -> dict[str, int]:
    """How many values each of the operator's keys has sealed, by its id."""
    found = Counter(await _OWN.seals(connection))
    for sealed in BY_RING:
        by = _id_in(sealed)
        for id_, n in await connection.execute(select(by, func.count()).where(by.is_not(None)).group_by(by)):
            found[bytes(id_).hex()] += n
    return dict(found)


async def private_seals(connection: AsyncConnection) -> dict[str, int]:
    """How many households' private answers each of the operator's keys for these has sealed, by its id."""
    return await _PRIVATE.seals(connection)


async def check_keys(connection: AsyncConnection) -> None:
    """Raise MissingKeyError where something was sealed by a key that the engine was not given."""
    ring = ring_of(connection)
    for key_id in await _OWN.seals(connection):
        ring.check(key_id)
    for sealed in BY_RING:
        by = _id_in(sealed)
        for id_ in await connection.scalars(select(by).where(by.is_not(None)).distinct()):
            ring.check(bytes(id_).hex())


async def check_private_keys(connection: AsyncConnection) -> None:
    """Raise MissingKeyError where no private answer could be sealed, or one was by a key that is not there;
    SameKeyError where names are sealed by the same."""
    check_another(connection)
    ring = private_ring_of(connection)
    for key_id in await _PRIVATE.seals(connection):
        ring.check(key_id)


async def rotate(engine: AsyncEngine) -> AsyncIterator[Rotated]:
    """Seal everything by the newest keys. It can be stopped at any moment and goes on next time. Raises
    MissingKeyError: of private answers, where there is any of these keys but not the one that is needed."""
    newest = ring_of(engine).newest
    parts: list[tuple[str, _Part]] = [(newest, _OWN), *((newest, _Reseal(each)) for each in BY_RING)]
    async with reading(engine).begin() as connection:
        found, private = await seals(connection), await private_seals(connection)
    total = sum(n for key_id, n in found.items() if key_id != newest)
    if private and private_ring_of(engine).ids:
        private_newest = private_ring_of(engine).newest
        parts.append((private_newest, _PRIVATE))
        total += sum(n for key_id, n in private.items() if key_id != private_newest)
    done = 0
    yield Rotated(done, total)
    for by, part in parts:
        while True:
            async with engine.begin() as connection:
                n = await part(connection, by)
            if n == 0:
                break
            done += n
            yield Rotated(done, max(done, total))


@dataclass(frozen=True, slots=True)
class _Rewrap:
    """The households' keys of one kind: their column, that of the id of the key that wraps them, and its ring."""

    wrapped: InstrumentedAttribute[Any]
    key_id: InstrumentedAttribute[Any]
    ring: Callable[[AsyncConnection], Keyring]

    async def __call__(self, connection: AsyncConnection, newest: str) -> int:
        """Wrap some of them anew; how many."""
        table = HouseholdKeyRow
        old = select(table.household_id, self.wrapped).where(self.key_id != newest).limit(BATCH)
        rows = (await connection.execute(old.with_for_update())).all()
        for household_id, wrapped in rows:
            anew = self.ring(connection).rewrap(wrapped, household_id)
            this = update(table).where(table.household_id == household_id)
            await connection.execute(this.values({self.key_id: newest, self.wrapped: anew}))
        return len(rows)

    async def seals(self, connection: AsyncConnection) -> dict[str, int]:
        """How many of them each key wraps, by its id."""
        by = select(self.key_id, func.count()).where(self.key_id.is_not(None)).group_by(self.key_id)
        return dict((await connection.execute(by)).all())


_OWN = _Rewrap(HouseholdKeyRow.wrapped, HouseholdKeyRow.key_id, ring_of)
_PRIVATE = _Rewrap(HouseholdKeyRow.private_wrapped, HouseholdKeyRow.private_key_id, private_ring_of)


@dataclass(frozen=True, slots=True)
class _Reseal:
    """One column that the operator's keys seal themselves."""

    sealed: Sealed

    async def __call__(self, connection: AsyncConnection, newest: str) -> int:
        """Seal some of its values anew; how many."""
        ring, table = ring_of(connection), self.sealed.table.__table__
        column, keys = table.c[self.sealed.column], list(table.primary_key)
        by = _id_in(self.sealed)
        old = select(column, *keys).where(by.is_not(None), by != bytes.fromhex(newest)).limit(BATCH)
        rows = (await connection.execute(old.with_for_update())).all()
        for value, *key in rows:
            place = self.sealed.place(*key)
            there = and_(*(column == each for column, each in zip(keys, key, strict=True)))
            anew = {column.name: ring.seal(ring.open(value, place), place)}
            await connection.execute(update(self.sealed.table).where(there).values(anew))
        return len(rows)


def _id_in(sealed: Sealed) -> ColumnElement[Any]:
    """The id of the key in a sealed value, as SQL finds it."""
    return func.substr(sealed.table.__table__.c[sealed.column], *ID_AT, type_=LargeBinary())
