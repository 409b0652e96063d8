"""What concerns families who talk to the bot themselves."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class TraceRow(Base):
    """A bubble in the chat of somebody without a role, kept while it can be taken away; never what it said."""

    __tablename__ = "traces"
    chat: Mapped[str] = mapped_column(primary_key=True)
    bubble: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
