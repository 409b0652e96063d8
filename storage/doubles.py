"""Households of a village that may be one told twice, with who interviewed them and when."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.doubles import Family, likely_one
from bot.flows.names import LIKELY
from storage.households import Household
from storage.models import AnswerRow, HouseholdKeyRow, HouseholdRow, InterviewRow, PersonRow
from storage.regions import at_or_above
from storage.sealing import answer_place, household_key, label_place, open_name, open_text, ring_of
from storage.statements import Statement, among
from storage.use import IN_USE

_LOOKED_AT_CLOSELY = 12
_WORTH_A_LOOK = 0.5
_NO_LABEL_LOOKED_AT = 24  # houses of the same RT that the village had not registered


@dataclass(frozen=True, slots=True)
class Double:
    """A household that may be the same one: who began or finished its newest interview, and when; and how likely."""

    household: Household
    cadre: str | None
    on: datetime | None
    finished: bool
    score: float


class _Newest(NamedTuple):
    """A household's newest interview, with the sealed name of its cadre."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    name: bytes


async def likely_doubles(
    connection: AsyncConnection,
    village: str,
    head: str,
    *,
    within: str,
    within_rt: str | None = None,
    rt: str | None = None,
    members: Sequence[str] = (),
    name_field: str = "",
    but: int | None = None,
    least: float = LIKELY,
    limit: int = 5,
) -> tuple[Double, ...]:
    """The households of the village that may be the one of this head, likeliest first.

    Only of those that the asker may see: `within` is her region, `within_rt` her RT where she has one. `name_field` is
    the last part of the refs under which names of members are answered; with it members count as far as they are known.
    `but` leaves out the household that is asked for.
    """
    if within not in at_or_above(village):
        return ()
    family = Family(head, rt, tuple(members))
    households = await _households(connection, village, within_rt)
    called = Family(head, rt)
    likely = [(likely_one(called, Family(h.label, h.rt)), h) for h in households if h.id != but and h.label]
    near = heapq.nlargest(_LOOKED_AT_CLOSELY, (pair for pair in likely if pair[0] >= _WORTH_A_LOOK), key=_score)
    unnamed = [(0.0, h) for h in households if h.id != but and not h.label and h.rt == rt and name_field]
    near += unnamed[-_NO_LABEL_LOOKED_AT:]
    newest = await _newest(connection, [household.id for _, household in near])
    names = await _names(connection, [row.id for row in newest.values()], name_field) if name_field else {}
    doubles: list[Double] = []
    for _, household in near:
        row = newest.get(household.id)
        known = tuple(names.get(row.id, ())) if row is not None else ()
        score = likely_one(family, Family(household.label, household.rt, known))
        if score >= least:
            doubles.append(
                Double(
                    household,
                    cadre=open_name(connection, row.name) if row is not None else None,
                    on=(row.finished_at or row.started_at) if row is not None else None,
                    finished=row is not None and row.finished_at is not None,
                    score=round(score, 2),
                )
            )
    return tuple(sorted(doubles, key=lambda double: -double.score)[:limit])


_HOUSEHOLDS = (
    select(
        HouseholdRow.id,
        HouseholdRow.code,
        HouseholdRow.rt,
        HouseholdRow.number,
        HouseholdRow.label.label("sealed"),
        HouseholdKeyRow.wrapped,
    )
    .outerjoin(HouseholdKeyRow, HouseholdKeyRow.household_id == HouseholdRow.id)
    .where(HouseholdRow.region_code == bindparam("village"), IN_USE)
)
_OF_VILLAGE = Statement(_HOUSEHOLDS)
_OF_RT = Statement(_HOUSEHOLDS.where(HouseholdRow.rt == bindparam("rt")))
_NEWEST = Statement(
    {
        name: select(
            InterviewRow.household_id,
            InterviewRow.id,
            InterviewRow.started_at,
            InterviewRow.finished_at,
            PersonRow.name,
        )
        .join(PersonRow, PersonRow.id == InterviewRow.cadre_id)
        .where(InterviewRow.id.in_(select(func.max(InterviewRow.id)).where(these).group_by(InterviewRow.household_id)))
        for name, these in among(InterviewRow.household_id, "households").items()
    }
)
_WORDS = Statement(
    {
        name: select(
            AnswerRow.interview_id,
            AnswerRow.ref,
            AnswerRow.sealed,
            InterviewRow.household_id,
            HouseholdKeyRow.wrapped,
        )
        .join(InterviewRow, InterviewRow.id == AnswerRow.interview_id)
        .join(HouseholdKeyRow, HouseholdKeyRow.household_id == InterviewRow.household_id)
        .where(these, AnswerRow.sealed.is_not(None), AnswerRow.ref.like(bindparam("field")))
        for name, these in among(AnswerRow.interview_id, "interviews").items()
    }
)


async def _households(connection: AsyncConnection, village: str, rt: str | None) -> list[Household]:
    """The households of a village or of one RT: the index by region leads to them, however many others there are."""
    statement, given = (_OF_VILLAGE, {"village": village}) if rt is None else (_OF_RT, {"village": village, "rt": rt})
    ring = ring_of(connection)
    found: list[Household] = []
    for id_, code, in_rt, number, sealed, wrapped in await statement.rows(connection, given):
        key = ring.unwrap(wrapped, id_) if wrapped is not None else None
        found.append(Household(id_, code, village, in_rt, number, open_text(key, sealed, label_place(code))))
    return found


async def _newest(connection: AsyncConnection, household_ids: Sequence[int]) -> dict[int, _Newest]:
    """The newest interview of each household."""
    rows = await _NEWEST.rows(connection, {"households": list(household_ids)})
    return {household: _Newest(*interview) for household, *interview in rows}


async def _names(connection: AsyncConnection, interview_ids: Sequence[int], field: str) -> dict[int, list[str]]:
    """The names of the members told in each interview, as far as it is finished."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = await _WORDS.rows(connection, {"interviews": list(interview_ids), "field": f"%/{field}"})
    for id_, ref, sealed, household_id, wrapped in rows:
        name = open_text(household_key(connection, household_id, wrapped), sealed, answer_place(id_, ref))
        found[id_].append(name or "")
    return found


def _score(pair: tuple[float, Household]) -> float:
    return pair[0]
