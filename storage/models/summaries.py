"""What coordinators are told every week, and when."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class SummaryRow(Base):
    """A village's figures on a day, as they were told: later corrections do not change what was said before."""

    __tablename__ = "summaries"
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, Any]]  # see storage.summaries


class SummaryTimeRow(Base):
    """The day of the week and the hour at which a person wants her summary, and the day of the last one."""

    __tablename__ = "summary_times"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6 AND hour BETWEEN 0 AND 23", "time"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    weekday: Mapped[int]  # 0 is Monday
    hour: Mapped[int]
    sent_on: Mapped[date | None]
