"""The audit trail only grows, on both databases."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.audit import HOUSEHOLD, note, trail
from storage.models import AuditRow
from tests.storage.village import NOW, VILLAGE


async def test_d18_what_was_noted_can_be_read_by_place_and_by_subject(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await note(connection, NOW, 7, "open_household", HOUSEHOLD, 12, VILLAGE, "keluarga minta ditinjau")
        await note(connection, NOW, None, "publish", "form", "keluarga", "99.02")
        below = await trail(connection, region_code="99.01")
        of_house = await trail(connection, subject=(HOUSEHOLD, 12))
        all_of_it = await trail(connection)
    assert [(row.person_id, row.action, row.subject, row.reason) for row in below] == [
        (7, "open_household", "12", "keluarga minta ditinjau")
    ]
    assert of_house == below and len(all_of_it) == 2


async def test_d18_a_reason_is_kept_sealed(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await note(connection, NOW, 7, "open_household", HOUSEHOLD, 12, VILLAGE, "Bu Zulaikha minta ditinjau")
        kept = (await connection.execute(AuditRow.__table__.select())).one()
    assert b"Zulaikha" not in kept.reason


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET person_id = 8",
        "UPDATE audit SET reason = NULL",
        "UPDATE audit SET reason = '0123456789'",
        "UPDATE audit SET reason = substr(reason, 1, 20)",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT id, at, 8, action, kind, subject, region_code, reason FROM audit",
    ],
)
async def test_d18_the_database_refuses_to_change_or_delete_a_row(engine: AsyncEngine, statement: str) -> None:
    if "REPLACE" in statement and engine.dialect.name == "postgresql":
        statement = (
            "INSERT INTO audit SELECT id, at, 8, action, kind, subject, region_code, reason FROM audit "
            "ON CONFLICT (id) DO UPDATE SET person_id = 8"
        )
    async with engine.begin() as connection:
        await note(connection, NOW, 7, "open_household", HOUSEHOLD, 12, VILLAGE, "ditinjau")
    with pytest.raises(DBAPIError, match="never changed"):
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    async with engine.begin() as connection:
        assert [(row.person_id, row.reason) for row in await trail(connection)] == [(7, "ditinjau")]
