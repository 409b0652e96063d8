"""INSERT that minds what is already there; each database has its own, with the same words."""

from collections.abc import Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import Base

Insert = postgresql.Insert | sqlite.Insert


def insert_into(table: type[Base], connection: AsyncConnection) -> Insert:
    """The connection's own INSERT, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_by_dialect(table)[connection.dialect.name]


def insert_by_dialect(table: type[Base]) -> dict[str, Insert]:
    """The INSERT of each database by its name, for statements that are made once."""
    return {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}


def replacing(insert: Insert, keys: Sequence[str], columns: Sequence[str]) -> Insert:
    """The INSERT, which takes the place of a row with the same keys."""
    return insert.on_conflict_do_update(index_elements=keys, set_={name: insert.excluded[name] for name in columns})
