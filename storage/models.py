"""The tables: columns, keys and constraints. They decide nothing.

There is no column for a NIK, a KK number, a bank number, an exact birth date or a GPS point, on purpose.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, Text, UniqueConstraint, text, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import ExactFraction, Fact, Json, UtcDateTime

_OPEN = text("status = 'open'")


class Base(DeclarativeBase):
    """What all tables share: names of constraints that a migration can foresee, and types that mean the same."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        Fraction: ExactFraction(),
        list[Fact]: Json,
        dict[str, Any]: Json,
    }


class RegionRow(Base):
    """A region of the state, by its Kemendagri code: `63.02.11.2009` is a village, `63` a province."""

    __tablename__ = "regions"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    timezone: Mapped[str]
    urban: Mapped[bool | None]


class PersonRow(Base):
    """Somebody who talks to the bot."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="id")
    created_at: Mapped[datetime]


class ChatRow(Base):
    """Where a person is reached, and the interview she is working on there."""

    __tablename__ = "chats"
    address: Mapped[str] = mapped_column(primary_key=True)  # with its channel: "tg:123"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interviews.id"), index=True)
    blocked_at: Mapped[datetime | None]


class RoleRow(Base):
    """What a person may do in a region and everything below it, or in one RT of a village."""

    __tablename__ = "roles"
    __table_args__ = (CheckConstraint("role IN ('cadre', 'coordinator', 'operator')", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    rt: Mapped[str | None]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class InvitationRow(Base):
    """A role that waits for somebody, behind a token of which only the hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint("role IN ('cadre', 'coordinator', 'operator')", "role"),)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    rt: Mapped[str | None]
    name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class HouseholdRow(Base):
    """A house to visit. A new house is no more than its RT and a number until its people agree."""

    __tablename__ = "households"
    __table_args__ = (UniqueConstraint("region_code", "rt", "number"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # opaque: says nothing of where or who
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    rt: Mapped[str]
    number: Mapped[int]
    label: Mapped[str | None]  # the name that the village itself registered
    removed_at: Mapped[datetime | None]


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
    """One household answering one questionnaire; where it stands follows from the facts of its turns."""

    __tablename__ = "interviews"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'finished')", "status"),
        # A house has at most one open interview, also when two cadres start at the same moment.
        Index(
            "uq_interviews_household_id_open", "household_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        # A button carries the id: that of a forgotten interview must never come back for another house.
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
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
    facts: Mapped[list[Fact]]
    said_at: Mapped[datetime]


class RefusalRow(Base):
    """How many households of an RT said no on a day: a count, and nothing of who."""

    __tablename__ = "refusals"
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    rt: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class AnswerRow(Base):
    """An answer in force when its interview was finished, laid out for SQL to count."""

    __tablename__ = "answers"
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class IndicatorValueRow(Base):
    """What an indicator came to in a finished interview: `1`, `0`, `na`, or nothing where it is not known."""

    __tablename__ = "indicator_values"
    __table_args__ = (Index(None, "index_id", "index_version", "indicator"),)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    index_id: Mapped[str] = mapped_column(primary_key=True)
    index_version: Mapped[str] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    counted: Mapped[bool] = mapped_column(server_default=true())  # not where its rule does not concern the household


class ScoreRow(Base):
    """A score of a finished interview, exact; of a dimension, or of the whole index where `dimension` is empty."""

    __tablename__ = "scores"
    __table_args__ = (Index(None, "index_id", "index_version", "dimension"),)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    index_id: Mapped[str] = mapped_column(primary_key=True)
    index_version: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Fraction | None]
    met: Mapped[int]
    asked: Mapped[int]
    missing: Mapped[int]


class IndicatorTallyRow(Base):
    """How many households of an area above the village came to each value of an indicator, in a year."""

    __tablename__ = "indicator_tallies"
    region_code: Mapped[str] = mapped_column(primary_key=True)  # no foreign key: the whole nation is no region
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index_id: Mapped[str] = mapped_column(primary_key=True)
    index_version: Mapped[str] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    head: Mapped[str] = mapped_column(primary_key=True)
    met: Mapped[int]
    unmet: Mapped[int]
    na: Mapped[int]
    missing: Mapped[int]


class ScoreTallyRow(Base):
    """How many households of an area above the village have exactly this score, in a year.

    There are few different fractions, so that the exact mean of millions is a sum over some hundred rows.
    """

    __tablename__ = "score_tallies"
    region_code: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index_id: Mapped[str] = mapped_column(primary_key=True)
    index_version: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)  # a fraction as text; empty for no score
    head: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class PovertyLineRow(Base):
    """The rupiah a person needs for a month in a region, from a day on; for town or country, or for both."""

    __tablename__ = "poverty_lines"
    __table_args__ = (UniqueConstraint("region_code", "urban", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]  # no foreign key: lines come for the whole country, regions only where we work
    urban: Mapped[bool | None]
    valid_from: Mapped[date]
    rupiah: Mapped[int]
    source: Mapped[str]


class ContactRow(Base):
    """How a service is reached in a region: telephone, WhatsApp, address, hours, and when that was checked."""

    __tablename__ = "contacts"
    region_code: Mapped[str] = mapped_column(primary_key=True)  # no foreign key, as above
    service_id: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]
