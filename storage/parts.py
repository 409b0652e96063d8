"""The parts of a village below the state's own regions: dusun, RW, RT and dasawisma, as the village names them."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select

from storage.models import HouseholdRow, NeighbourhoodRow

Kind = Literal["dusun", "rw", "rt", "dasawisma"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a village: `Part("dusun", "Hulu")`."""

    kind: Kind
    name: str


def of_household(kind: Kind) -> ColumnElement[Any]:
    """The column that tells which dusun, RW, RT or dasawisma a household belongs to; NULL where that is not known.

    Of a house that the village had not registered no more is known than its RT: its dusun and RW are those of the RT.
    """
    match kind:
        case "rt":
            return HouseholdRow.__table__.c.rt
        case "dasawisma":
            return HouseholdRow.__table__.c.dasawisma
    of_rt = (
        select(NeighbourhoodRow.__table__.c[kind])
        .where(NeighbourhoodRow.region_code == HouseholdRow.region_code, NeighbourhoodRow.rt == HouseholdRow.rt)
        .correlate(HouseholdRow)
        .scalar_subquery()
    )
    return func.coalesce(HouseholdRow.__table__.c[kind], of_rt)


def lies_in(part: Part | None) -> tuple[ColumnElement[bool], ...]:
    """What a household must fulfil to lie in the part; nothing where no part is asked for."""
    return () if part is None else (of_household(part.kind) == part.name,)
