"""How an interview begins: with the newest questionnaire, and what the form and the village know already."""

from bot.flows.forms.private import kept
from bot.flows.forms.record import Record
from bot.flows.setvalues import first_facts
from bot.questionnaires import VILLAGE
from bot.visit import Visit
from storage.chats import point
from storage.current_interviews import CurrentInterview, current_interview, newest_interview_in
from storage.interviews import Interview, advance_interview, start_interview
from storage.regions import poverty_line
from storage.turns import keep_turn
from storage.village_interviews import newest_village_interview, start_village_interview


async def enter(visit: Visit, household_id: int) -> CurrentInterview | None:
    """The interview of that house, under way or finished, or a new one; the chat works on it from now on."""
    newest = await newest_interview_in(visit.connection, household_id)
    if newest is None or not _is_current(visit, newest):
        return await begin(visit, household_id)
    await point(visit.connection, visit.incoming.chat, newest.id)
    return newest


async def begin(visit: Visit, household_id: int) -> CurrentInterview | None:
    """A new interview with the newest questionnaire; the chat works on it from now on."""
    connection = visit.connection
    questionnaire = await visit.tools.questionnaires.newest(connection)
    begun = await start_interview(
        connection,
        household_id=household_id,
        form_hash=questionnaire.form.hash,
        cadre_id=visit.role.person_id,
        now=visit.now,
    )
    if begun.revision == 0:
        await _keep_first_facts(visit, begun)
    await point(connection, visit.incoming.chat, begun.id)
    return await current_interview(connection, begun.id)


async def enter_village(visit: Visit, region_code: str) -> CurrentInterview | None:
    """The interview of that village in this year, under way or finished, or a new one; the chat works on it."""
    newest = await newest_village_interview(visit.connection, region_code)
    begun = newest if newest is not None and _is_current(visit, newest) else await _begin_village(visit, region_code)
    await point(visit.connection, visit.incoming.chat, begun.id)
    return await current_interview(visit.connection, begun.id)


def _is_current(visit: Visit, newest: Interview | CurrentInterview) -> bool:
    """Whether a household or a village goes on with that one: it is not done, or was this year."""
    if newest.finished_at is None:
        return True
    return newest.finished_at.astimezone(visit.now.tzinfo).year == visit.now.year


async def _begin_village(visit: Visit, region_code: str) -> Interview:
    questionnaire = await visit.tools.questionnaires.newest(visit.connection, VILLAGE)
    begun = await start_village_interview(
        visit.connection,
        region_code=region_code,
        form_hash=questionnaire.form.hash,
        person_id=visit.role.person_id,
        now=visit.now,
    )
    if begun.revision == 0:
        await _keep_first_facts(visit, begun)
    return begun


async def _keep_first_facts(visit: Visit, begun: Interview) -> None:
    connection, role = visit.connection, visit.role
    questionnaire = await visit.tools.questionnaires.by_hash(connection, begun.form_hash)
    line = await poverty_line(connection, role.region_code, role.urban, visit.now.date())
    given = {"garis_kemiskinan": str(line)} if line is not None else {}
    facts = first_facts(Record(questionnaire.form, visit.now), given, str(begun.id))
    await keep_turn(
        connection,
        chat=visit.incoming.chat,
        message_id=f"begin:{begun.id}",  # said by nobody: what the form and the village know
        interview_id=begun.id,
        facts=kept(questionnaire.form, facts),
        said_at=visit.now,
        key=begun.key,
    )
    if facts:
        await advance_interview(connection, begun.id, revision_from=0, revision_to=1, asked_at=visit.now)
