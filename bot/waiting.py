"""What waits in villages for somebody: referrals that are open, and those that are late."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.summary.week import Waiting
from storage.referrals import counts_in


async def waiting_in(connection: AsyncConnection, villages: Sequence[str], local: datetime) -> Mapping[str, Waiting]:
    """What waits in each of these villages on that day; nothing of a village where nothing does."""
    counts = await counts_in(connection, villages, local.date())
    return {code: Waiting(referrals=open_ones, referrals_overdue=late) for code, (open_ones, late) in counts.items()}
