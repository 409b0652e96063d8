"""How far a cadre has got in her share of a village, and each of its RTs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.assignments import Hers, is_of_her_share, may_be_entered
from storage.models import HouseholdRow, InterviewRow
from storage.statements import Statement
from storage.types import UtcDateTime
from storage.use import LISTED
from storage.visits import is_newest


@dataclass(frozen=True, slots=True)
class Share:
    """A cadre's households: all of them, those that she may enter, those begun, those finished by whomever."""

    rt: str
    households: int = 0
    open: int = 0
    begun: int = 0
    finished: int = 0
    of_late: int = 0  # finished by herself since an instant


async def share_of(connection: AsyncConnection, hers: Hers, since: datetime) -> Sequence[Share]:
    """Her households, RT by RT, and what she has finished since an instant. Nothing of who lives there is read."""
    rows = await _SHARE[hers.has_rt].rows(connection, {"lately": since, **hers.given})
    return [Share(rt, *map(int, counts)) for rt, *counts in rows]


def together(shares: Sequence[Share]) -> Share:
    """All of her RTs as one."""
    names = ("households", "open", "begun", "finished", "of_late")
    return Share("", *(sum(getattr(share, name) for share in shares) for name in names))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


_finished = InterviewRow.finished_at.is_not(None)
_lately = InterviewRow.finished_at >= bindparam("lately", type_=UtcDateTime())
_SHARE = {
    has_rt: Statement(
        select(
            HouseholdRow.rt,
            func.count(),
            _count(may_be_entered()),
            _count(InterviewRow.status == "open"),
            _count(_finished),
            _count(and_(_lately, InterviewRow.cadre_id == bindparam("cadre", type_=Integer()))),
        )
        .select_from(HouseholdRow)
        .outerjoin(InterviewRow, is_newest())
        .where(LISTED, is_of_her_share(has_rt=has_rt))
        .group_by(HouseholdRow.rt)
        .order_by(HouseholdRow.rt)
    )
    for has_rt in (True, False)
}
