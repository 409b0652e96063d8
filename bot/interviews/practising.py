"""A practised interview, message by message: as a real one, in a store of its own, and gone when it ends."""

from dataclasses import replace

from bot.desks.desk import awaiting
from bot.flows.asking import ask
from bot.flows.forms.facts import from_data, to_data
from bot.flows.forms.private import SWITCH
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.flows.reply import Reply
from bot.flows.result import result_card
from bot.flows.setvalues import first_facts
from bot.flows.step import advance
from bot.flows.training import screens
from bot.flows.training.families import FAMILIES
from bot.flows.training.lessons import PRACTISED
from bot.flows.turn import Outcome, Said, Turn
from bot.interviews.finishing import values_of
from bot.messages import Tap
from bot.questionnaires import Questionnaire
from bot.visit import Visit
from storage.training import Practice, end_practice, keep_lesson, keep_practice, lessons_of, practice_of

OFF = {SWITCH: "tidak"}
NUMBER = 1  # of every practised interview: it has no row of its own


async def begin(visit: Visit, family: str) -> Reply:
    """The first question to a made-up family, which is asked nothing private; what was practised before is gone."""
    questionnaire = await visit.tools.questionnaires.newest(visit.connection)
    facts = tuple(to_data(fact) for fact in first_facts(Record(questionnaire.form, visit.now), OFF))
    practice = Practice(family, questionnaire.form.hash, (facts,), visit.now)
    await keep_practice(visit.connection, visit.role.person_id, practice)
    return _shown(visit, practice, _interview(questionnaire, practice))


async def go_on(visit: Visit) -> Reply:
    """The practised interview one message further; its home where none is under way."""
    practice = await practice_of(visit.connection, visit.role.person_id)
    if practice is None:
        return await home(visit)
    questionnaire = await visit.tools.questionnaires.by_hash(visit.connection, practice.form_hash)
    before = _interview(questionnaire, practice)
    said = _said(visit)
    if said is None:
        return _shown(visit, practice, before)
    turn = advance(before, said, visit.language)
    if turn.facts:
        facts = tuple(to_data(fact) for fact in turn.facts)
        practice = replace(practice, turns=(*practice.turns, facts))
        await keep_practice(visit.connection, visit.role.person_id, practice)
    return await _conclude(visit, practice, questionnaire, turn)


async def home(visit: Visit) -> Reply:
    """The lessons and families, with what she has passed and is at."""
    person = visit.role.person_id
    practice = await practice_of(visit.connection, person)
    passed = await lessons_of(visit.connection, person)
    return screens.home(passed, practice.family if practice is not None else "")


async def _conclude(visit: Visit, practice: Practice, questionnaire: Questionnaire, turn: Turn) -> Reply:
    """What a turn leads to: the next question, the end, or the lessons."""
    person, family = visit.role.person_id, FAMILIES[practice.family]
    match turn.outcome:
        case Outcome.COMPLETED:
            await end_practice(visit.connection, person)
            await keep_lesson(visit.connection, person, PRACTISED, visit.now)
            values = values_of(questionnaire, turn.interview.record)
            return screens.finished(result_card(questionnaire.indices, values, visit.language), family)
        case Outcome.REFUSED:
            await end_practice(visit.connection, person)
            return (await home(visit)).after(screens.SAID_NO)
        case Outcome.AWAY:
            return _shown(visit, practice, turn.interview, turn.visited)
        case Outcome.LATER | Outcome.HOME:
            return (await home(visit)).after(screens.WAITS)
        case Outcome.GOES_ON:
            return _step(turn.reply, practice, turn.interview)


def _interview(questionnaire: Questionnaire, practice: Practice) -> Interview:
    """The practised interview, as its facts say."""
    interview = Interview(NUMBER, Record(questionnaire.form, practice.at))
    for turn in practice.turns:
        interview = interview.after(map(from_data, turn))
    return interview


def _said(visit: Visit) -> Said | None:
    """What she said to the practised interview; None where its question is only to be shown."""
    if visit.words:
        return Said(visit.words)
    verb, _, rest = visit.tap.code.partition(":")
    revision, _, code = rest.partition(":")
    if not verb or not (revision.isascii() and revision.isdigit() and len(revision) < 9):
        return None
    return Said(tap=Tap(verb, NUMBER, visit.tap.question, int(revision), code))


def _shown(visit: Visit, practice: Practice, interview: Interview, outcome: str = "") -> Reply:
    """The question that waits."""
    aside = screens.AWAY[outcome] if outcome else ""
    return _step(ask(interview, visit.language).after(aside), practice, interview)


def _step(reply: Reply, practice: Practice, interview: Interview) -> Reply:
    family = FAMILIES[practice.family]
    return screens.step(reply, family, practice.family, interview.revision, awaiting(screens.PRACTISE))
