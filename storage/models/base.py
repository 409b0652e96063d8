"""What all tables share."""

from datetime import datetime
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from storage.types import ExactFraction, Fact, Json, UtcDateTime


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
