"""A cadre's rounds: what came of a visit without an interview, what she has learned, and where she practises."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class VisitRow(Base):
    """A visit that did not lead to an interview, or not further in one; the newest of a household tells how it stands.

    Of a family that said no, neither who was there nor the hour is kept.
    """

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("outcome IN ('tidak_ada', 'nanti', 'menolak', 'pindah', 'kosong')", "outcome"),
        Index(None, "household_id", "id"),
        Index(None, "back_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str]
    back_at: Mapped[datetime | None]  # when to try again


class TrainingRow(Base):
    """A lesson that somebody has passed."""

    __tablename__ = "training"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    passed_at: Mapped[datetime]


class PracticeRow(Base):
    """The practice interview that somebody is at: a made-up family, in no list and no figure."""

    __tablename__ = "practices"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    family: Mapped[str]
    form_hash: Mapped[str] = mapped_column(ForeignKey("forms.hash"))
    turns: Mapped[bytes]  # the facts of each turn as JSON; sealed: nobody knows what she types to try
    at: Mapped[datetime]
