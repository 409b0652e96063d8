"""What a household agrees to: each purpose kept as proof; the survey asked about again when its words change."""

from collections.abc import Collection, Sequence

from bot.flows import consent
from bot.flows.forms.facts import Fact
from bot.flows.forms.form import Form
from bot.flows.forms.private import kept
from bot.flows.reply import Reply
from bot.flows.step import advance
from bot.flows.turn import Outcome, Said
from bot.interviews import finishing
from bot.interviews.beginning import enter
from bot.interviews.loading import ConflictError, Interviews, Opened
from bot.language import LANGUAGES
from bot.visit import Visit
from storage.consents import Consent, agree, consents_of, withdraw
from storage.current_interviews import CurrentInterview, current_interview
from storage.interviews import advance_interview
from storage.turns import keep_turn

ALOUD = "dibacakan"  # how the words came to the household: the cadre read them aloud
OF_THE_SURVEY = (consent.SURVEY, consent.CHILDREN)


async def keep_word(visit: Visit, opened: Opened, facts: Sequence[Fact]) -> None:
    """Keep what the turn says of the survey's consent, if it says anything."""
    granted = consent.granted(opened.interview, facts)
    if granted is not None and opened.house is not None:
        await keep_survey(visit, opened.house.id, opened.questionnaire.form, granted)


async def keep_survey(visit: Visit, household_id: int, form: Form, granted: Collection[str]) -> None:
    """The household agrees to these purposes of the survey, by the form's words, and to no other of them."""
    text_hash = consent.survey_hash(form, visit.language)
    refused = [purpose for purpose in OF_THE_SURVEY if purpose not in granted]
    await withdraw(visit.connection, household_id, refused, visit.now)
    for purpose in OF_THE_SURVEY:
        if purpose in granted:
            await agree(visit.connection, household_id, _said_now(visit, purpose, text_hash))


async def keep_purpose(visit: Visit, household_id: int, purpose: consent.Purpose) -> None:
    """The household agrees to a purpose beside the survey."""
    await agree(visit.connection, household_id, _said_now(visit, purpose.id, purpose.hash(visit.language)))


async def asked_again(visit: Visit, opened: Opened) -> Reply | None:
    """The survey's words of consent once more, where they have changed since the household agreed; else nothing."""
    if opened.house is None:
        return None
    newest = (await visit.tools.questionnaires.current(visit.connection, visit.now)).form
    if not await are_new(visit, opened.house.id, newest, opened.questionnaire.form):
        return None
    return consent.again(newest, str(opened.house.id), visit.language)


async def are_new(visit: Visit, household_id: int, newest: Form, own: Form) -> bool:
    """Whether the household, asked by a form of its own, agreed to other words than those of the newest one."""
    if newest.hash == own.hash or _hashes(newest) <= _hashes(own):
        return False
    given = await consents_of(visit.connection, household_id)
    agreed = [each for each in given if each.purpose == consent.SURVEY]
    return bool(agreed) and agreed[-1].text_hash not in _hashes(newest)


async def go_on(visit: Visit, household_id: int, granted: Collection[str]) -> CurrentInterview | None:
    """The interview that the household goes on with, in which it has agreed to just these purposes of the survey."""
    row = await enter(visit, household_id)
    return await say_in_interview(visit, row, granted) if row is not None else None


async def say_in_interview(visit: Visit, row: CurrentInterview, granted: Collection[str]) -> CurrentInterview | None:
    """The interview as it is with what its household agrees to now: what it refuses is not asked there, and counts no
    more. It is said on a page, so it is a turn of its own beside the message that led there."""
    opened = await Interviews(visit.tools.questionnaires).load(visit.connection, row, visit.now)
    tap = consent.press_for(opened.interview, granted)
    turn = advance(opened.interview, Said(tap=tap), visit.language) if tap is not None else None
    if turn is None or not turn.facts:
        return row
    await keep_turn(
        visit.connection,
        chat=visit.incoming.chat,
        message_id=f"agreed:{row.id}:{row.revision}",
        interview_id=row.id,
        facts=kept(opened.questionnaire.form, turn.facts),
        said_at=visit.now,
        key=opened.secret,
    )
    after = turn.interview.revision
    if not await advance_interview(
        visit.connection, row.id, revision_from=row.revision, revision_to=after, asked_at=visit.now
    ):
        raise ConflictError
    if turn.outcome is Outcome.COMPLETED:
        await finishing.lay_out(visit.connection, turn.interview, opened.questionnaire)
    return await current_interview(visit.connection, row.id)


def _hashes(form: Form) -> set[str]:
    return {consent.survey_hash(form, language) for language in LANGUAGES}


def _said_now(visit: Visit, purpose: str, text_hash: str) -> Consent:
    channel = visit.incoming.chat.partition(":")[0]
    return Consent(purpose, text_hash, visit.language, visit.now, visit.role.person_id, channel, ALOUD)
