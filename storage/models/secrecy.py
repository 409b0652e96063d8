"""The keys of households, and what was destroyed when its time was over."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class HouseholdKeyRow(Base):
    """The keys that seal what a household said, wrapped by the operator's keys; destroyed with it.

    One seals its private answers: it is made with the first of them, and wrapped by a key that opens nothing else. A
    table of its own, so that PostgreSQL is soon done with clearing what is left of a deleted row (VACUUM).
    """

    __tablename__ = "household_keys"
    __table_args__ = (CheckConstraint("(private_key_id IS NULL) = (private_wrapped IS NULL)", "private"),)
    household_id: Mapped[int] = mapped_column(
        ForeignKey("households.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key_id: Mapped[str] = mapped_column(index=True)  # of the operator's key, so that it can be changed
    wrapped: Mapped[bytes]
    private_key_id: Mapped[str | None] = mapped_column(index=True)
    private_wrapped: Mapped[bytes | None]


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
