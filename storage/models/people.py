"""People, where they are reached, what they may do, and the invitations by which they come."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class PersonRow(Base):
    """Somebody who talks to the bot."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[bytes]  # sealed
    language: Mapped[str] = mapped_column(default="id")
    created_at: Mapped[datetime]


class ChatRow(Base):
    """Where a person is reached, and the interview she is working on there, or the desk that waits for her words.

    Of somebody without a role it tells no more than the language and the place she asked about.
    """

    __tablename__ = "chats"
    address: Mapped[str] = mapped_column(primary_key=True)  # with its channel: "tg:123"
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interviews.id"), index=True)
    awaits: Mapped[str | None]  # the desk that gets her next words, as a verb and a code
    role_id: Mapped[int | None] = mapped_column(ForeignKey("roles.id"))  # of several, the one she acts in here
    language: Mapped[str | None]  # of somebody who is no known person
    place: Mapped[str | None]  # the region whose services she looks up
    letter: Mapped[
        str | None
    ]  # the buttons of a letter or question back, until she says something; without their words
    letter_at: Mapped[datetime | None]
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
    name: Mapped[bytes]  # sealed
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]  # none: the operator, at the command line
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
