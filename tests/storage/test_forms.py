"""A form is published once; the newest serves new interviews, an older one those that began with it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.forms import form_by_hash, newest_hash, publish_form
from tests.storage.village import FORM, NOW


async def test_a_form_is_published_once_by_its_hash(engine: AsyncEngine) -> None:
    newer = replace(FORM, hash="f2", version="2", published_at=NOW + timedelta(days=1))
    async with engine.begin() as connection:
        assert await publish_form(connection, FORM)
        assert await publish_form(connection, newer)
        assert not await publish_form(connection, replace(FORM, published_at=NOW + timedelta(days=2)))
        assert await newest_hash(connection, "coba") == newer.hash
        assert await form_by_hash(connection, "f1") == FORM
        assert await form_by_hash(connection, "f9") is None
        assert await newest_hash(connection, "lain") is None
