"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Fact = dict[str, Any]
"""One fact of a turn, as JSON keeps it; `bot.flows` knows what it means."""

Json = JSON(none_as_null=True)
"""Plain JSON text: it is always read as a whole, so PostgreSQL's JSONB would only cost its parsing."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware and in UTC out. SQLite forgets zones, so it is kept in UTC there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same instant in UTC. Raises ValueError for an instant without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant with its zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactFraction(TypeDecorator[Fraction]):
    """A fraction as text ("200/3"): a score stays exact until it is shown."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """The fraction as text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """The fraction that was kept."""
        return None if value is None else Fraction(value)
