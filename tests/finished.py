"""Interviews that random households gave to the end, without a chat: the facts of each turn."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.asking import ask
from bot.flows.forms.facts import Fact, to_data
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.flows.respondent import Respondent
from bot.flows.setvalues import first_facts
from bot.flows.step import advance
from bot.flows.turn import Outcome
from bot.interviews.finishing import lay_out
from bot.questionnaires import Questionnaire
from storage.interviews import start_interview
from storage.turns import keep_turn


def turns_of(questionnaire: Questionnaire, seed: int, now: datetime) -> list[tuple[Fact, ...]] | None:
    """The facts of a random household's turns; None where it refused."""
    record = Record(questionnaire.form, now)
    facts = tuple(first_facts(record, {}))
    interview = Interview(1, record).after(facts)
    turns = [facts]
    household, reply = Respondent(seed), ask(interview, "id")
    while interview.asking is not None:
        said = household.says(interview, reply, "id")
        assert said is not None, f"stuck at {interview.asking.ref}"
        turn = advance(interview, said, "id")
        if turn.facts:
            turns.append(turn.facts)
        interview = turn.interview
        reply = ask(interview, "id") if interview.asking and not turn.reply.lines else turn.reply
        if turn.outcome is Outcome.REFUSED:
            return None
        if turn.outcome in {Outcome.LATER, Outcome.HOME}:
            reply = ask(interview, "id")
    return turns


async def keep_finished(
    connection: AsyncConnection,
    questionnaire: Questionnaire,
    turns: list[tuple[Fact, ...]],
    *,
    household_id: int,
    cadre_id: int,
    now: datetime,
) -> int:
    """The id of a new interview of the household with these turns, laid out as the bot lays it out."""
    started = await start_interview(
        connection, household_id=household_id, form_hash=questionnaire.form.hash, cadre_id=cadre_id, now=now
    )
    interview = Interview(started.id, Record(questionnaire.form, started.started_at))
    for number, facts in enumerate(turns):
        await keep_turn(
            connection,
            chat=f"test:{cadre_id}",
            message_id=f"{started.id}:{number}",
            interview_id=started.id,
            facts=[to_data(fact) for fact in facts],
            said_at=now,
        )
        interview = interview.after(facts)
    interview = Interview(started.id, interview.record.at_time(now))
    await lay_out(connection, interview, questionnaire.on(now.date()))
    return started.id
