"""What concerns families who talk to the bot themselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
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
