"""Regions and what is known of them: names, clocks, poverty lines, and how their services are reached."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, SQLColumnExpression, bindparam, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserts import insert_into, replacing
from storage.models import ContactRow, PovertyLineRow, RegionRow
from storage.sealing import contact_place, open_fields, seal_fields
from storage.statements import Statement


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the state, by its Kemendagri code."""

    code: str
    name: str
    level: str
    timezone: str
    urban: bool | None


@dataclass(frozen=True, slots=True)
class PovertyLine:
    """The rupiah a person needs for a month in a region from a day on; `urban` None: in town and country."""

    region_code: str
    urban: bool | None
    valid_from: date
    rupiah: int
    source: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How a service is reached in a region, and the region that says so."""

    service_id: str
    region_code: str
    fields: dict[str, Any]


def at_or_above(code: str) -> tuple[str, ...]:
    """The region's code and those above it, nearest first: a village, its district, its regency, its province."""
    parts = code.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))


def within(column: SQLColumnExpression[str], code: str) -> ColumnElement[bool]:
    """Whether the column names the region or one below it; below a village there is none, and its index does."""
    if len(at_or_above(code)) == len(_LEVELS):
        return column == code
    return or_(column == code, column.startswith(code + ".", autoescape=True))


async def put_regions(connection: AsyncConnection, regions: Iterable[Region]) -> None:
    """Keep regions; one that is known takes the new name and clock."""
    statement = replacing(insert_into(RegionRow, connection), ["code"], ["name", "level", "timezone", "urban"])
    if rows := [asdict(region) for region in regions]:
        await connection.execute(statement, rows)


async def region(connection: AsyncConnection, code: str) -> Region | None:
    """The region with this code, if it is known."""
    statement = select(RegionRow.code, RegionRow.name, RegionRow.level, RegionRow.timezone, RegionRow.urban)
    row = (await connection.execute(statement.where(RegionRow.code == code))).one_or_none()
    return Region(*row) if row else None


async def put_poverty_lines(connection: AsyncConnection, lines: Sequence[PovertyLine]) -> None:
    """Keep poverty lines; one for the same region, kind and day is replaced."""
    for line in lines:
        await connection.execute(
            delete(PovertyLineRow).where(
                PovertyLineRow.region_code == line.region_code,
                PovertyLineRow.urban.is_not_distinct_from(line.urban),
                PovertyLineRow.valid_from == line.valid_from,
            )
        )
    if lines:
        await connection.execute(insert(PovertyLineRow), [asdict(line) for line in lines])


async def poverty_line(connection: AsyncConnection, region_code: str, urban: bool | None, on: date) -> int | None:
    """The line in force on a day in the nearest region that has one, or None where none is known.

    A line for town or country goes before one for both; where it is not known which a village is, only one for both
    will do.
    """
    row = await _POVERTY_LINE.row(connection, {**_levels(region_code), "urban": urban, "on": on})
    return row[0] if row is not None else None


def _levels(region_code: str) -> dict[str, str]:
    """The region and those above it, by level; one that is none of a level stands there itself."""
    return {**dict.fromkeys(_LEVELS, region_code), **dict(zip(_LEVELS, at_or_above(region_code), strict=False))}


def _is_at_or_above(column: SQLColumnExpression[str]) -> ColumnElement[bool]:
    return or_(*(column == bindparam(level) for level in _LEVELS))


_LEVELS = ("village", "district", "regency", "province")
_POVERTY_LINE = Statement(
    select(PovertyLineRow.rupiah)
    .where(_is_at_or_above(PovertyLineRow.region_code))
    .where(PovertyLineRow.valid_from <= bindparam("on"))
    .where(or_(PovertyLineRow.urban.is_(None), PovertyLineRow.urban == bindparam("urban", type_=Boolean())))
    .order_by(
        func.length(PovertyLineRow.region_code).desc(),
        PovertyLineRow.urban.is_(None),
        PovertyLineRow.valid_from.desc(),
    )
    .limit(1)
)


_CONTACTS = Statement(
    select(ContactRow.service_id, ContactRow.region_code, ContactRow.fields)
    .where(_is_at_or_above(ContactRow.region_code))
    .order_by(func.length(ContactRow.region_code))
)


async def put_contact(connection: AsyncConnection, contact: Contact) -> None:
    """Keep how a service is reached in a region, in place of what was known."""
    statement = replacing(insert_into(ContactRow, connection), ["region_code", "service_id"], ["fields"])
    place = contact_place(contact.region_code, contact.service_id)
    row = asdict(contact) | {"fields": seal_fields(connection, contact.fields, place)}
    await connection.execute(statement, row)


async def drop_contact(connection: AsyncConnection, region_code: str, service_id: str) -> None:
    """Forget how a service is reached in a region; what a region above it says holds again."""
    gone = delete(ContactRow).where(ContactRow.region_code == region_code, ContactRow.service_id == service_id)
    await connection.execute(gone)


async def contacts(connection: AsyncConnection, region_code: str) -> dict[str, Contact]:
    """How each service is reached from a region, by service: as the nearest region at or above it says."""
    found = {}
    for service_id, place, sealed in await _CONTACTS.rows(connection, _levels(region_code)):
        fields = open_fields(connection, sealed, contact_place(place, service_id))
        found[service_id] = Contact(service_id, place, fields)
    return found
