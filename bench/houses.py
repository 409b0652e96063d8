"""Many households at once, by statements for hundreds of them: for measuring what one costs beside all others."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.country import NOW
from bot.questionnaires import Questionnaire
from storage.keyring import HouseholdKey
from storage.models import HouseholdKeyRow, HouseholdRow, IndicatorValueRow, InterviewRow, ScoreRow
from storage.sealing import ring_of
from tests.weeks import village_codes

RTS, PER_VILLAGE, BATCH = 10, 500, 500


async def add_houses(
    connection: AsyncConnection, numbers: range, per_village: int = PER_VILLAGE
) -> dict[int, HouseholdKey]:
    """The ids and keys of so many houses, which fill one village of the regency after the other."""
    ring = ring_of(connection)
    codes = village_codes(-(-numbers.stop // per_village))
    rows = []
    for n in numbers:
        village, within = codes[n // per_village], n % per_village
        house = {"code": f"B{n + 1}", "region_code": village, "rt": f"{within % RTS + 1:02}"}
        rows.append({**house, "number": within // RTS + 1})
    adding = insert(HouseholdRow).returning(HouseholdRow.id, sort_by_parameter_order=True)
    found, keys = {}, []
    for id_ in await connection.scalars(adding, rows):
        key, found[id_] = ring.new_household_key()
        keys.append({"household_id": id_, "key_id": ring.newest, "wrapped": ring.wrap(key, id_)})
    await connection.execute(insert(HouseholdKeyRow), keys)
    return found


async def add_finished(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    cadre: int,
    household_ids: Sequence[int],
    **said: Any,
) -> list[int]:
    """The ids of finished interviews, one of each household, of which nothing is laid out yet."""
    same = {"form_hash": questionnaire.form.hash, "cadre_id": cadre, "status": "finished", "revision": 1, **said}
    same |= {"asked_at": NOW, "started_at": NOW, "finished_at": NOW}
    adding = insert(InterviewRow).returning(InterviewRow.id, sort_by_parameter_order=True)
    rows = [{"household_id": id_, **same} for id_ in household_ids]
    return [*await connection.scalars(adding, rows)]


async def lay_out_alike(connection: AsyncConnection, sample: int, interview_ids: Sequence[int]) -> None:
    """Let these interviews have come to what the sample came to."""
    for table in (IndicatorValueRow, ScoreRow):
        columns: Mapping[str, Any] = {c.name: c for c in table.__table__.c if c.name != "interview_id"}
        copied = select(InterviewRow.id, *columns.values()).join(table, table.interview_id == sample)
        copying = insert(table).from_select(
            ["interview_id", *columns], copied.where(InterviewRow.id.in_(interview_ids))
        )
        await connection.execute(copying)
