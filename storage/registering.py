"""Taking over a village's own list of households."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.households import new_code
from storage.models import HouseholdKeyRow, HouseholdRow
from storage.sealing import household_key, label_place, open_text, ring_of

_AT_ONCE = 500  # rows of a statement
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Registered:
    """A household as the village has it in its list."""

    rt: str
    label: str
    rw: str | None = None
    dusun: str | None = None
    dasawisma: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking over a list came to: households that are new, changed in where they belong, known, or gone.

    Gone are those in the list that moved away since, as a cadre said; they stay away.
    """

    added: int
    changed: int
    unchanged: int
    gone: int


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    gone: bool
    belongs: tuple[str | None, str | None, str | None]


async def register(connection: AsyncConnection, region_code: str, households: Sequence[Registered]) -> Taken:
    """Take over the households of a village's list: one with the same RT and name is there already.

    Of one that is there its dusun, RW and dasawisma follow the list, where the list names any.
    """
    known = await _known(connection, region_code)
    came = {"added": 0, "changed": 0, "unchanged": 0, "gone": 0}
    new: list[Registered] = []
    moved: list[dict[str, Any]] = []
    for household in households:
        before = known.get(_key(household.rt, household.label))
        if before is None:
            new.append(household)
            continue
        said = (household.dusun, household.rw, household.dasawisma)
        belongs = tuple(now or then for now, then in zip(said, before.belongs, strict=True))
        if before.gone:
            came["gone"] += 1
        elif belongs == before.belongs:
            came["unchanged"] += 1
        else:
            moved.append(dict(zip(("of", "to_dusun", "to_rw", "to_dasawisma"), (before.id, *belongs), strict=True)))
    await _add(connection, region_code, new)
    for part in _parts(moved):
        await connection.execute(_MOVE, part)
    return Taken(**{**came, "added": len(new), "changed": len(moved)})


_MOVE = (
    update(HouseholdRow)
    .where(HouseholdRow.id == bindparam("of"))
    .values(dusun=bindparam("to_dusun"), rw=bindparam("to_rw"), dasawisma=bindparam("to_dasawisma"))
)


async def _known(connection: AsyncConnection, region_code: str) -> dict[tuple[str, str], _Known]:
    """The households of a village that have a name, by RT and name; those that are there before those that are gone."""
    row = HouseholdRow
    statement = (
        select(row.id, row.code, row.rt, row.label.label("sealed"), row.removed_at, row.dusun, row.rw, row.dasawisma)
        .add_columns(HouseholdKeyRow.wrapped)
        .join(HouseholdKeyRow, HouseholdKeyRow.household_id == row.id)
        .where(row.region_code == region_code, row.label.is_not(None))
        .order_by(row.removed_at.is_not(None).desc(), row.id.desc())
    )
    found: dict[tuple[str, str], _Known] = {}
    for each in await connection.execute(statement):
        label = open_text(household_key(connection, each.id, each.wrapped), each.sealed, label_place(each.code))
        belongs = (each.dusun, each.rw, each.dasawisma)
        found[_key(each.rt, label or "")] = _Known(each.id, each.removed_at is not None, belongs)
    return found


async def _add(connection: AsyncConnection, region_code: str, households: Sequence[Registered]) -> None:
    """New households, each with the next number of its RT, a code, and a key by which its name is sealed."""
    ring, numbers = ring_of(connection), await _numbers(connection, region_code)
    for part in _parts(households):
        codes = await _codes(connection, len(part))
        rows, keys = [], {}
        for code, household in zip(codes, part, strict=True):
            numbers[household.rt] += 1
            keys[code], ready = ring.new_household_key()
            rows.append(
                {
                    "code": code,
                    "region_code": region_code,
                    "rt": household.rt,
                    "number": numbers[household.rt],
                    "label": ready.seal_text(household.label, label_place(code)),
                    "dusun": household.dusun,
                    "rw": household.rw,
                    "dasawisma": household.dasawisma,
                }
            )
        await connection.execute(insert(HouseholdRow), rows)
        ids = await connection.execute(select(HouseholdRow.id, HouseholdRow.code).where(HouseholdRow.code.in_(codes)))
        wrapped = [
            {"household_id": row.id, "key_id": ring.newest, "wrapped": ring.wrap(keys[row.code], row.id)} for row in ids
        ]
        await connection.execute(insert(HouseholdKeyRow), wrapped)


async def _numbers(connection: AsyncConnection, region_code: str) -> Counter[str]:
    """The highest number given in each RT of a village."""
    highest = select(HouseholdRow.rt, func.max(HouseholdRow.number)).where(HouseholdRow.region_code == region_code)
    return Counter(dict((await connection.execute(highest.group_by(HouseholdRow.rt))).all()))


async def _codes(connection: AsyncConnection, n: int) -> list[str]:
    """That many codes which no household has."""
    codes: set[str] = set()
    while len(codes) < n:
        codes |= {new_code() for _ in range(n - len(codes))}
        codes -= {*await connection.scalars(select(HouseholdRow.code).where(HouseholdRow.code.in_(codes)))}
    return sorted(codes)


def _key(rt: str, label: str) -> tuple[str, str]:
    return rt, " ".join(label.casefold().split())


def _parts(rows: Sequence[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield list(rows[start : start + _AT_ONCE])
