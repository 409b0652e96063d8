"""What is laid out of one interview, as tests read it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import IndicatorValueRow, ScoreRow
from storage.results import IndicatorValue, Score, answers_in


async def answers_of(connection: AsyncConnection, interview_id: int) -> dict[str, str]:
    """The answers of a finished interview."""
    return (await answers_in(connection, [interview_id]))[interview_id]


async def indicators_of(connection: AsyncConnection, interview_id: int) -> tuple[IndicatorValue, ...]:
    """What the indicators of a finished interview came to."""
    row = IndicatorValueRow
    statement = (
        select(row.index_id, row.index_version, row.indicator, row.value, row.counted)
        .where(row.interview_id == interview_id)
        .order_by(row.index_id, row.index_version, row.indicator)
    )
    return tuple(IndicatorValue(*each) for each in await connection.execute(statement))


async def scores_of(connection: AsyncConnection, interview_id: int) -> tuple[Score, ...]:
    """The scores of a finished interview; that of the whole index comes before its dimensions."""
    row = ScoreRow
    statement = (
        select(row.index_id, row.index_version, row.dimension, row.value, row.met, row.asked, row.missing)
        .where(row.interview_id == interview_id)
        .order_by(row.index_id, row.index_version, row.dimension)
    )
    return tuple(Score(*each) for each in await connection.execute(statement))
