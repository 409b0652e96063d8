"""What is kept of those who work here: who read or changed what, houses handed on, and who tried too often."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class AuditRow(Base):
    """That somebody read or changed something. The database itself refuses to change or delete a row.

    It outlives what it tells of, so that nothing here is a foreign key.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "kind", "subject"), Index(None, "person_id", "at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None]  # none: the operator, at the command line
    action: Mapped[str]
    kind: Mapped[str]  # of what: household, person, region, service, form
    subject: Mapped[str]  # its id; never a name
    region_code: Mapped[str]
    reason: Mapped[bytes | None]  # sealed: it may name somebody


class HandoverRow(Base):
    """A household that one cadre had begun and another goes on with."""

    __tablename__ = "handovers"
    __table_args__ = (Index(None, "to_id", "seen_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    done: Mapped[int]  # questions answered when it was handed on
    total: Mapped[int]
    seen_at: Mapped[datetime | None]  # when the other cadre first entered it


class ApartRow(Base):
    """A cadre who does not enter a household: it is her own family, or one that wants another. Which, nobody asks."""

    __tablename__ = "apart"
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class AttemptRow(Base):
    """That somebody did what must not be done often: tried a token that is none, wrote to all her cadres."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "kind", "who", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]


class DraftRow(Base):
    """Words that somebody wrote and has still to confirm: the newest of each."""

    __tablename__ = "drafts"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    words: Mapped[bytes]  # sealed
    at: Mapped[datetime]
