"""What is followed up: families' referrals, a village's plan, and how each person wants to be reminded."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base

_OPEN = text("closed_at IS NULL")


class ReferralRow(Base):
    """That a family goes to a service with a matter, and what came of it. It is forgotten with its interview."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("status IN ('terbuka', 'sedang', 'selesai', 'ditolak', 'tidak_jadi', 'eskalasi')", "status"),
        CheckConstraint("(closed_at IS NULL) OR (due_on IS NULL)", "due_on"),
        # A household is helped with a matter once at a time, also when a button is pressed twice.
        Index(
            "uq_referrals_household_id_problem_open",
            "household_id",
            "problem",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "cadre_id", "due_on"),
        {"sqlite_autoincrement": True},  # a button carries the id
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    problem: Mapped[str]  # the tip's code, and what the matter is called
    matter: Mapped[str]
    service: Mapped[str]
    cadre_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    status: Mapped[str]
    opened_at: Mapped[datetime]
    due_on: Mapped[date | None]  # when the cadre is asked next; none: she is not
    asked: Mapped[int]  # how often since she last answered
    letter: Mapped[str | None]  # the letter that asked last
    refusals: Mapped[int]
    reason: Mapped[str | None]  # why the service refused, or nothing came of it: a code
    closed_at: Mapped[datetime | None]


class ActionRow(Base):
    """What a village and a service mean to do in a year, by when, and what came of it."""

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("status IN ('rencana', 'selesai', 'pindah')", "status"),
        UniqueConstraint("region_code", "year", "activity"),
        Index(None, "region_code", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    year: Mapped[int]
    matter: Mapped[str]
    activity: Mapped[str]
    office: Mapped[str]  # the service that answers for it
    status: Mapped[str]
    by_on: Mapped[date]  # the day by which it is to be done
    due_on: Mapped[date | None]  # when the coordinator is asked next; none: it is done, or moved
    asked: Mapped[int]
    letter: Mapped[str | None]
    reason: Mapped[str | None]  # why it was moved: a code
    moved_to: Mapped[int | None]  # the year
    closed_at: Mapped[datetime | None]


class MannersRow(Base):
    """How somebody wants to be told what she did not ask for, and the last day on which that was looked at."""

    __tablename__ = "manners"
    __table_args__ = (CheckConstraint("remind_at BETWEEN 480 AND 1019", "remind_at"),)  # 08.00 to 16.59
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    remind_at: Mapped[int | None]  # minutes after midnight by her own clock; none: as usual
    paused_until: Mapped[date | None]
    stopped_at: Mapped[datetime | None]  # she said "berhenti"
    looked_on: Mapped[date | None]
