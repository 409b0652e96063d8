"""What a village tells of itself, read from its newest finished interview."""

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.forms.facts import Answered
from bot.flows.indicators import known_values
from bot.flows.interview import Interview
from bot.flows.reports.figures import VillageFacts
from bot.flows.showing import shown_answer, title
from bot.interviews.loading import Interviews
from bot.language import SOURCE, language
from bot.questionnaires import VILLAGE, Questionnaires
from scoring.grades import grade
from storage.current_interviews import current_interview
from storage.village_interviews import finished_village_interview, grades_in


async def village_facts(
    connection: AsyncConnection, questionnaires: Questionnaires, code: str, year: int, zone: ZoneInfo
) -> VillageFacts | None:
    """The facts of that village as they were told in that year, else in one before; None where it never told them."""
    newest = await finished_village_interview(connection, code, year)
    row = await current_interview(connection, newest) if newest is not None else None
    if row is None or row.finished_at is None:
        return None
    told_at = row.finished_at.astimezone(zone)
    opened = await Interviews(questionnaires).load(connection, row, told_at)
    indices = [index for index in opened.questionnaire.indices if index.kind == "grades"]
    values = known_values(opened.interview.record, indices)
    grades = tuple((index, grade(index, values)) for index in indices)
    return VillageFacts(told_at.date(), _rows(opened.interview), grades)


async def village_classes(
    connection: AsyncConnection, questionnaires: Questionnaires, area: str, year: int
) -> dict[str, str]:
    """The classes of an area's villages, by code, as they last told of themselves in that year or before."""
    try:
        newest = await questionnaires.newest(connection, VILLAGE)
    except LookupError:
        return {}
    found: dict[str, str] = {}
    for index in newest.indices:
        if index.kind == "grades":
            for code, told in (await grades_in(connection, area, index.id, year)).items():
                band = grade(index, told.values).band if told.version == index.version else None
                found |= {code: band.label} if band is not None else {}
    return found


def _rows(interview: Interview) -> tuple[tuple[str, str], ...]:
    """Every answer as the report shows it, in the form's order; nothing private, and nothing that was left out."""
    record, say = interview.record, language(SOURCE).say
    answered = [
        place
        for place in interview.questions()
        if isinstance(record.answers.get(place.ref), Answered) and not place.definition.private
    ]
    return tuple((title(record, place, SOURCE), say(shown_answer(record, place, SOURCE))) for place in answered)
