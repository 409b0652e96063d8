"""The keys of households, and what was destroyed when its time was over."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class HouseholdKeyRow(Base):
    """The key that seals what a household said, wrapped by the operator's key; destroyed with it.

    A table of its own, so that PostgreSQL is soon done with clearing what is left of a deleted row (VACUUM).
    """

    __tablename__ = "household_keys"
    household_id: Mapped[int] = mapped_column(
        ForeignKey("households.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key_id: Mapped[str] = mapped_column(index=True)  # of the operator's key, so that it can be changed
    wrapped: Mapped[bytes]


class DestructionRow(Base):
    """That something was destroyed because its time of keeping was over: what, how much, and by which rule."""

    __tablename__ = "destructions"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    n: Mapped[int]
    kept_days: Mapped[int]
    before_at: Mapped[datetime]  # everything of the kind that is older is gone
    destroyed_at: Mapped[datetime]


class IncidentRow(Base):
    """That families' data came to strangers, or may have; until when people and the agency must be told."""

    __tablename__ = "incidents"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]  # no foreign key: it may be the whole nation
    found_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
