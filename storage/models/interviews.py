"""Houses, questionnaires, interviews and what was said in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base

_OPEN = text("status = 'open'")


class HouseholdRow(Base):
    """A house to visit. A new house is no more than its RT and a number until its people agree."""

    __tablename__ = "households"
    __table_args__ = (UniqueConstraint("region_code", "rt", "number"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # opaque: says nothing of where or who
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    rt: Mapped[str]
    number: Mapped[int]
    label: Mapped[bytes | None]  # the name that the village itself registered, sealed by the household's key
    removed_at: Mapped[datetime | None]
    held: Mapped[str | None]  # by which of its rights its data are used for nothing: bekukan, or berhenti
    dusun: Mapped[str | None]  # this and the next two as the village names them
    rw: Mapped[str | None]
    dasawisma: Mapped[str | None]
    cadre_id: Mapped[int | None] = mapped_column(index=True)  # whose it is by name; else it is whoever's the RT is


class FormRow(Base):
    """A published questionnaire, pinned by the hash of what it is made of."""

    __tablename__ = "forms"
    __table_args__ = (Index(None, "form_id", "published_at"),)
    hash: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    xml: Mapped[str] = mapped_column(Text)
    sheets: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class InterviewRow(Base):
    """One household, or a village itself, answering one questionnaire; where it stands follows from its facts."""

    __tablename__ = "interviews"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'finished')", "status"),
        CheckConstraint("(household_id IS NULL) <> (region_code IS NULL)", "subject"),
        # A house has at most one open interview, also when two cadres start at the same moment.
        Index(
            "uq_interviews_household_id_open", "household_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("uq_interviews_region_code_open", "region_code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        # A button carries the id: that of a forgotten interview must never come back for another house.
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)  # a village that answers
    form_hash: Mapped[str] = mapped_column(ForeignKey("forms.hash"))
    cadre_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[str]
    revision: Mapped[int]
    asked_at: Mapped[datetime]  # when the current question was first shown
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    year: Mapped[int | None]  # of the village's calendar in which it was first finished
    head: Mapped[str | None]  # the sex of the head of the household, as the questionnaire codes it
    scored_by: Mapped[str | None]  # the hash of the form whose indices its scores follow


class TurnRow(Base):
    """One message and what it caused. Never changed; a correction is another turn."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("chat", "message_id"), Index(None, "interview_id", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interviews.id"))
    chat: Mapped[str]
    message_id: Mapped[str]
    facts: Mapped[bytes | None]  # JSON, sealed by the household's key (a village's open); none where it caused nothing
    private: Mapped[bytes | None]  # those that tell of a private question, sealed by the household's key for these
    said_at: Mapped[datetime]


class RefusalRow(Base):
    """How many households of an RT said no on a day: a count, and nothing of who."""

    __tablename__ = "refusals"
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    rt: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class AnswerRow(Base):
    """An answer in force when its interview was finished: laid out for SQL to count, or words, which are sealed."""

    __tablename__ = "answers"
    __table_args__ = (CheckConstraint("(value IS NULL) <> (sealed IS NULL)", "value"),)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    sealed: Mapped[bytes | None]
