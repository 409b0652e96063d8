"""What finished interviews come to: indicators, scores, and their sums over areas.

Indicators and scores are found by their interviews only: another index of a hundred rows would cost each finish.
"""

from fractions import Fraction

from sqlalchemy import ForeignKey, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class IndicatorValueRow(Base):
    """What an indicator came to in a finished interview: `1`, `0`, `na`, or nothing where it is not known."""

    __tablename__ = "indicator_values"
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    index_id: Mapped[str] = mapped_column(primary_key=True)
    index_version: Mapped[str] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    counted: Mapped[bool] = mapped_column(server_default=true())  # not where its rule does not concern the household


class ScoreRow(Base):
    """A score of a finished interview, exact; of a dimension, or of the whole index where `dimension` is empty."""

    __tablename__ = "scores"
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
