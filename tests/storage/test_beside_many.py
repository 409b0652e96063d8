"""What reading a village reads, however many households there are elsewhere."""

from collections.abc import Awaitable, Callable

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.areas import village_tallies
from storage.coverage import coverage_by_part, coverage_by_rt, fieldwork
from storage.engine import connect
from storage.household_lists import households_of
from storage.models import HouseholdRow, IndicatorValueRow, InterviewRow, ScoreRow
from storage.regions import Region, put_regions
from storage.weeks import villages_now
from tests.keys import KEYS
from tests.storage.village import FORM, NOW, settle

VILLAGES, HOUSES = 150, 60
CODES = [f"99.01.02.{2001 + n:04}" for n in range(VILLAGES)]
_READ = text(
    "SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
    " WHERE relname IN ('households', 'interviews', 'indicator_values', 'scores')"
)
_INDICATORS = 5


async def lay_out(connection: AsyncConnection) -> None:
    """Villages one household of each after the other, as they come, all finished; the statistics know of them."""
    cadre = (await settle(connection)).cadre_id
    await put_regions(connection, [Region(code, code, "desa", "Asia/Makassar", None) for code in CODES])
    houses = [
        {"code": f"{code}-{n}", "region_code": code, "rt": f"{n % 5 + 1:02}", "number": n // 5 + 1}
        for n in range(HOUSES)
        for code in CODES
    ]
    await connection.execute(insert(HouseholdRow), houses)
    ids = (await connection.scalars(select(HouseholdRow.id).where(HouseholdRow.region_code.in_(CODES)))).all()
    done = {"form_hash": FORM.hash, "cadre_id": cadre, "status": "finished", "revision": 1, "year": NOW.year}
    done |= {"asked_at": NOW, "started_at": NOW, "finished_at": NOW}
    await connection.execute(insert(InterviewRow), [{"household_id": id_, **done} for id_ in ids])
    key = {"index_id": "i29", "index_version": "1"}
    interviews = (await connection.scalars(select(InterviewRow.id))).all()
    values = [
        {"interview_id": id_, **key, "indicator": f"I{n}", "value": "1"}
        for id_ in interviews
        for n in range(_INDICATORS)
    ]
    await connection.execute(insert(IndicatorValueRow), values)
    score = {**key, "dimension": "", "met": 1, "asked": 1, "missing": 0}
    await connection.execute(insert(ScoreRow), [{"interview_id": id_, **score} for id_ in interviews])
    await connection.execute(text("ANALYZE"))


READINGS: dict[str, Callable[[AsyncConnection], Awaitable[object]]] = {
    "its indicators": lambda connection: village_tallies(connection, CODES[7], NOW.year, "i29", "1"),
    "its coverage by RT": lambda connection: coverage_by_rt(connection, CODES[7], NOW.year),
    "its coverage by dusun": lambda connection: coverage_by_part(connection, CODES[7], "dusun", NOW.year),
    "its days and cadres": lambda connection: fieldwork(connection, CODES[7], NOW.year),
    "its list": lambda connection: households_of(connection, CODES[7]),
    "its week": lambda connection: villages_now(connection, [CODES[7]], NOW, ("i29", "1"), means=False),
}


async def test_reading_a_village_reads_no_household_of_another(postgresql_url: str) -> None:
    engine = connect(postgresql_url, KEYS)
    async with engine.begin() as connection:
        await lay_out(connection)
    most = {"households": 5 * HOUSES, "interviews": 5 * HOUSES, "scores": 2 * HOUSES}
    most["indicator_values"] = 2 * HOUSES * _INDICATORS
    too_much: dict[str, int] = {}
    async with engine.begin() as connection:
        for what, reading in READINGS.items():
            before = await rows_read(connection)
            assert await reading(connection)
            now = await rows_read(connection)
            too_much |= {f"{what}: {name}": n for name in most if (n := now[name] - before[name]) > most[name]}
    await engine.dispose()
    assert too_much == {}


async def rows_read(connection: AsyncConnection) -> dict[str, int]:
    """How many rows of each table have been read so far."""
    return {name: int(n) for name, n in await connection.execute(_READ)}
