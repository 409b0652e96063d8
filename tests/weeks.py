"""Villages laid out in bulk: houses, some of them finished, and what those came to, as the bot counts it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.summary.week import main_index
from bot.questionnaires import Questionnaire
from storage.chats import register_chat
from storage.models import HouseholdRow, IndicatorTallyRow, InterviewRow
from storage.people import add_person, give_role
from storage.regions import Region, put_regions

REGENCY, RTS = "99.01", 10
ZONE = "Asia/Makassar"


def village_codes(number: int, per_district: int = 20) -> list[str]:
    """The codes of so many villages of a made-up regency."""
    return [f"{REGENCY}.{n // per_district + 1:02}.{2001 + n % per_district}" for n in range(number)]


async def settle_regency(connection: AsyncConnection, villages: list[str]) -> list[Region]:
    """The villages and all areas above them."""
    districts = sorted({code.rpartition(".")[0] for code in villages})
    regions = [Region("99", "Provinsi Contoh", "provinsi", ZONE, None)]
    regions.append(Region(REGENCY, "Kabupaten Contoh", "kabupaten", ZONE, None))
    regions += [Region(code, f"Kecamatan {code[-2:]}", "kecamatan", ZONE, None) for code in districts]
    regions += [Region(code, f"Desa {code[6:]}", "desa", ZONE, None) for code in villages]
    await put_regions(connection, regions)
    return regions


async def coordinator(connection: AsyncConnection, chat: str, now: datetime, *regions: str) -> int:
    """A coordinator of these regions."""
    person = await add_person(connection, "Koordinator Contoh", now)
    await register_chat(connection, chat, person)
    for region in regions:
        await give_role(connection, person, "coordinator", region, now - timedelta(days=90))
    return person


async def settle_village(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    code: str,
    cadre: int,
    now: datetime,
    *,
    households: int,
    finished: int,
    unmet: Mapping[str, int],
) -> None:
    """Houses of the village, of which the first are finished and the others begun; so many lack each thing."""
    rows = [
        {"code": f"{code}-{n}", "region_code": code, "rt": f"{n % RTS + 1:02}", "number": n // RTS + 1}
        for n in range(households)
    ]
    await connection.execute(insert(HouseholdRow), rows)
    ids = await connection.scalars(
        select(HouseholdRow.id).where(HouseholdRow.region_code == code).order_by(HouseholdRow.id)
    )
    interviews = [
        {
            "household_id": id_,
            "form_hash": questionnaire.form.hash,
            "cadre_id": cadre,
            "status": "finished" if number < finished else "open",
            "revision": 1,
            "asked_at": now,
            "started_at": now,
            "finished_at": now if number < finished else None,
            "year": now.year if number < finished else None,
        }
        for number, id_ in enumerate(ids)
    ]
    await connection.execute(insert(InterviewRow), interviews)
    await count_village(connection, questionnaire, code, now.year, finished, unmet)


async def finish_more(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    code: str,
    now: datetime,
    more: int,
    unmet: Mapping[str, int],
) -> None:
    """So many more houses of the village are finished; so many of all lack each thing then."""
    mine = InterviewRow.household_id.in_(select(HouseholdRow.id).where(HouseholdRow.region_code == code))
    waiting = select(InterviewRow.id).where(InterviewRow.status == "open", mine).order_by(InterviewRow.id).limit(more)
    done = {"status": "finished", "finished_at": now, "year": now.year}
    await connection.execute(update(InterviewRow).where(InterviewRow.id.in_(waiting)).values(**done))
    finished = await connection.scalars(select(InterviewRow.id).where(InterviewRow.status == "finished", mine))
    await count_village(connection, questionnaire, code, now.year, len(finished.all()), unmet)


async def count_village(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    code: str,
    year: int,
    households: int,
    unmet: Mapping[str, int],
) -> None:
    """What the village's counters say of so many households."""
    index = main_index(questionnaire.indices)
    assert index is not None
    await connection.execute(delete(IndicatorTallyRow).where(IndicatorTallyRow.region_code == code))
    rows = []
    for indicator in index.public:
        lacking = unmet.get(indicator.id, 0)
        numbers = {"met": households - lacking, "unmet": lacking, "na": 0, "missing": 0}
        key = {"region_code": code, "year": year, "index_id": index.id, "index_version": index.version}
        rows.append({**key, "indicator": indicator.id, "head": "", **numbers})
    await connection.execute(insert(IndicatorTallyRow), rows)
