"""Regions, and what holds in them: the poverty line, how services are reached."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class RegionRow(Base):
    """A region of the state, by its Kemendagri code: `63.02.11.2009` is a village, `63` a province."""

    __tablename__ = "regions"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    timezone: Mapped[str]
    urban: Mapped[bool | None]


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
    fields: Mapped[bytes]  # JSON, sealed: a person may answer there


class NeighbourhoodRow(Base):
    """An RT of a village, and how many households the village says it has."""

    __tablename__ = "neighbourhoods"
    __table_args__ = (CheckConstraint("registered >= 0", "registered"),)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    rt: Mapped[str] = mapped_column(primary_key=True)
    rw: Mapped[str | None]
    dusun: Mapped[str | None]
    registered: Mapped[int | None]  # not known: as many as are in the list
    target_on: Mapped[date | None]  # the day by which all are to be interviewed
