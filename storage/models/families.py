"""What concerns families who talk to the bot themselves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class TraceRow(Base):
    """A bubble in the chat of somebody without a role, kept while it can be taken away; never what it said."""

    __tablename__ = "traces"
    chat: Mapped[str] = mapped_column(primary_key=True)
    bubble: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ConsentRow(Base):
    """That a household agreed to a purpose, by which words; or, where `withdrawn_at` is set, that it took it back."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "household_id", "purpose"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    purpose: Mapped[str]
    text_hash: Mapped[str]  # of the words that were read aloud
    language: Mapped[str]
    given_at: Mapped[datetime]
    cadre_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str]
    method: Mapped[str]  # dibacakan, dibaca sendiri
    withdrawn_at: Mapped[datetime | None]


class SlipRow(Base):
    """A code that waits for a household on paper, or behind a link. Kept of it: where to look, and a mark by the
    household's key, from which nobody tells or tries out the rest."""

    __tablename__ = "slips"
    __table_args__ = (Index(None, "beginning"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    beginning: Mapped[str]  # its first few characters
    mark: Mapped[str]
    member: Mapped[str]  # for whom of the family: a mark of the name
    expires_at: Mapped[datetime]


class FamilyChatRow(Base):
    """A chat in which a household sees its own result, because somebody there had its code."""

    __tablename__ = "family_chats"
    chat: Mapped[str] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    member: Mapped[str]
    shared: Mapped[bool | None]  # the telephone; none: nobody has said yet
    until_at: Mapped[datetime]


class RequestRow(Base):
    """That a household asked for one of its rights, until when it must be answered, and what came of it."""

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", "outcome"),
        Index(None, "household_id", "kind"),
        Index(None, "closed_at", "due_at"),
        {"sqlite_autoincrement": True},  # a button carries the id
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    kind: Mapped[str]
    by_cadre: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # in whose presence; none: by its own chat
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    note: Mapped[bytes | None]  # sealed by the household's key, and gone when it is closed
