"""Another key for the operator: what the old ones sealed is sealed by the newest, a batch at a time.

A household's key is wrapped anew and stays the same, so that nothing that was said has to be touched.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine import reading
from storage.keyring import ID_AT, MissingKeyError
from storage.models import HouseholdKeyRow
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
    found: Counter[str] = Counter()
    wrapped = select(HouseholdKeyRow.key_id, func.count()).group_by(HouseholdKeyRow.key_id)
    for key_id, n in await connection.execute(wrapped):
        found[key_id] += n
    for sealed in BY_RING:
        by = _id_in(sealed)
        for id_, n in await connection.execute(select(by, func.count()).where(by.is_not(None)).group_by(by)):
            found[bytes(id_).hex()] += n
    return dict(found)


async def check_keys(connection: AsyncConnection) -> None:
    """Raise MissingKeyError where something was sealed by a key that the engine was not given."""
    ring = ring_of(connection)
    for key_id in await connection.scalars(select(HouseholdKeyRow.key_id).distinct()):
        if not ring.knows(key_id):
            raise MissingKeyError(key_id)
    for sealed in BY_RING:
        by = _id_in(sealed)
        for id_ in await connection.scalars(select(by).where(by.is_not(None)).distinct()):
            if not ring.knows(bytes(id_).hex()):
                raise MissingKeyError(bytes(id_).hex())


async def rotate(engine: AsyncEngine) -> AsyncIterator[Rotated]:
    """Seal everything by the newest key. It can be stopped at any moment and goes on next time. Raises
    MissingKeyError."""
    newest = ring_of(engine).newest
    async with reading(engine).begin() as connection:
        found = await seals(connection)
    total = sum(n for key_id, n in found.items() if key_id != newest)
    done = 0
    yield Rotated(done, total)
    parts: list[_Part] = [_rewrap, *map(_Reseal, BY_RING)]
    for part in parts:
        while True:
            async with engine.begin() as connection:
                n = await part(connection, newest)
            if n == 0:
                break
            done += n
            yield Rotated(done, max(done, total))


async def _rewrap(connection: AsyncConnection, newest: str) -> int:
    """Wrap some keys of households anew; how many."""
    ring, table = ring_of(connection), HouseholdKeyRow
    old = select(table.household_id, table.wrapped).where(table.key_id != newest).limit(BATCH)
    rows = (await connection.execute(old.with_for_update())).all()
    for household_id, wrapped in rows:
        anew = update(table).where(table.household_id == household_id)
        await connection.execute(anew.values(key_id=newest, wrapped=ring.rewrap(wrapped, household_id)))
    return len(rows)


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
