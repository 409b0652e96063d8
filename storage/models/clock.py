"""What the clock starts: letters waiting to be sent, who may send them, and which jobs have run."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class OutboxRow(Base):
    """A letter to somebody who did not ask for it just now: what it says, from when on, and what became of it.

    What it says is forgotten once it is settled; that it was sent is kept.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'sending', 'sent', 'failed', 'dropped', 'unreachable')", "status"),
        # Whether anything is due is one look at the start of each priority, however many letters wait for later.
        Index(None, "channel", "priority", "next_at"),
        {"sqlite_autoincrement": True},  # the log names a letter by its id
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # person, kind and day: the same letter is never put twice
    channel: Mapped[str]  # of the chat's address: `tg`
    chat: Mapped[str] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    payload: Mapped[bytes | None]  # see storage.letters; none once it is settled
    silent: Mapped[bool]
    priority: Mapped[int]
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    zone: Mapped[str | None]  # by whose clock it comes by day only; none: at any hour
    pressing: Mapped[bool] = mapped_column(server_default=false())  # by day, but on holidays, too
    next_at: Mapped[datetime | None]  # when it is to be tried next; none once it is settled
    status: Mapped[str]
    tries: Mapped[int]
    parts_sent: Mapped[int]  # of a letter in several messages, those that are out already
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str | None]  # why it was not sent, in words without a name or an answer


class AttachmentRow(Base):
    """The file of one of a letter's bubbles, until the letter is settled."""

    __tablename__ = "attachments"
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    bubble: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class AboutRow(Base):
    """That a letter tells of a household, until it is settled: where the household is not to be told of any more, nor
    is the letter brought."""

    __tablename__ = "letters_about"
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), primary_key=True, index=True)


class LeaseRow(Base):
    """Who alone may do something now, until when; another takes over from one who died."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    until: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]  # whoever holds it does nothing before: Telegram asked us to wait


class JobRunRow(Base):
    """That a job ran for one of its instants: once, however many schedulers there are."""

    __tablename__ = "job_runs"
    __table_args__ = (CheckConstraint("outcome IN ('done', 'failed')", "outcome"),)
    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    tries: Mapped[int]
    told: Mapped[str | None]  # what it did, in a few words; without a name
