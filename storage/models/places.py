"""Regions, and what holds in them: the poverty line, how services are reached."""

from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint
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
    fields: Mapped[dict[str, Any]]
