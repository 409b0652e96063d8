"""What waits in villages for somebody: referrals that are open or late, and what families asked about their data."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.summary.week import Waiting
from storage.referrals import counts_in
from storage.requests import requests_near


async def waiting_in(connection: AsyncConnection, villages: Sequence[str], local: datetime) -> Mapping[str, Waiting]:
    """What waits in each of these villages on that day; nothing of a village where nothing does."""
    counts = await counts_in(connection, villages, local.date())
    requests = await requests_near(connection, villages, local)
    return {
        code: Waiting(*counts.get(code, (0, 0)), *requests.get(code, (0, 0)))
        for code in villages
        if code in counts or code in requests
    }
