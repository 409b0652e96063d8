"""A household's leave by purpose, at its cadre's hands: seen, asked, given, taken back; the survey's, asked again."""

from bot import reach
from bot.desks.desk import Answer, Enter, Page
from bot.desks.houses import home
from bot.flows import arrival, consent
from bot.flows.permissions import Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.interviews.agreeing import OF_THE_SURVEY, are_new, go_on, keep_purpose, keep_survey, say_in_interview
from bot.interviews.beginning import enter
from bot.messages import Tap
from bot.visit import Visit
from storage.consents import consents_of, withdraw
from storage.current_interviews import current_interview
from storage.forgetting import forget_interview
from storage.households import Household
from storage.interviews import newest_interview_of
from storage.referrals import end_referrals


async def shown(visit: Visit) -> Answer:
    """What the household allows."""
    return await _leaves(visit, await _house(visit, visit.tap.code))


async def asked(visit: Visit) -> Answer:
    """One purpose, read aloud."""
    house, purpose = await _house(visit, visit.tap.question), consent.purpose(visit.tap.code)
    if house is None or purpose is None:
        return (await home(visit)).after(GONE)
    return consent.question(purpose, str(house.id), visit.language)


async def given(visit: Visit) -> Answer:
    """The household allows it."""
    house, purpose = await _house(visit, visit.tap.question), consent.purpose(visit.tap.code)
    if house is not None and purpose is not None:
        await keep_purpose(visit, house.id, purpose)
    return await _leaves(visit, house)


async def taken_back(visit: Visit) -> Answer:
    """The household does not allow it any more. The survey itself is ended by its rights, not here."""
    house = await _house(visit, visit.tap.question)
    if house is not None and visit.tap.code != consent.SURVEY:
        await withdraw(visit.connection, house.id, (visit.tap.code,), visit.now)
        if visit.tap.code == consent.REFERRALS:
            await end_referrals(visit.connection, house.id, visit.now)
        if visit.tap.code in OF_THE_SURVEY:
            await _say_what_is_left(visit, house.id)
    return await _leaves(visit, house)


async def once_more(visit: Visit) -> Answer:
    """The answer to the survey's new words: the interview goes on, or is forgotten. An old button changes nothing."""
    house = await _house(visit, visit.tap.question)
    newest = await visit.tools.questionnaires.newest(visit.connection)
    question = newest.form.role("persetujuan")
    choices = question.choices.listed.values() if question is not None and question.choices is not None else ()
    choice = next((each for each in choices if each.code == visit.tap.code), None)
    if house is None or choice is None:
        return (await home(visit)).after(GONE)
    interview = await newest_interview_of(visit.connection, house.id)
    if interview is None:
        return (await home(visit)).after(GONE)
    own = await visit.tools.questionnaires.by_hash(visit.connection, interview.form_hash)
    waits = await are_new(visit, house.id, newest.form, own.form)
    if waits:
        await keep_survey(visit, house.id, newest.form, choice.grants)
    if not waits or consent.SURVEY in choice.grants:
        row = await (go_on(visit, house.id, choice.grants) if waits else enter(visit, house.id))
        return Enter(row) if row is not None else (await home(visit)).after(GONE)
    await forget_interview(visit.connection, interview.id, refused_on=visit.now.date())
    return (await home(visit)).after(arrival.THANKS_ANYWAY)


async def _say_what_is_left(visit: Visit, household_id: int) -> None:
    left = {each.purpose for each in await consents_of(visit.connection, household_id)}
    newest = await newest_interview_of(visit.connection, household_id) if consent.SURVEY in left else None
    row = await current_interview(visit.connection, newest.id) if newest is not None else None
    if row is not None:
        await say_in_interview(visit, row, left.intersection(OF_THE_SURVEY))


async def _house(visit: Visit, code: str) -> Household | None:
    return await reach.house(visit, Action.INTERVIEW, Tap("", code=code).number)


async def _leaves(visit: Visit, house: Household | None) -> Reply:
    if house is None:
        return (await home(visit)).after(GONE)
    agreed = {each.purpose for each in await consents_of(visit.connection, house.id)}
    return consent.leaves(agreed, str(house.id), visit.language)


PAGES = {
    "izin": Page(shown, Action.INTERVIEW),
    "izin1": Page(asked, Action.INTERVIEW),
    "beri": Page(given, Action.INTERVIEW, changes=True),
    "cabut": Page(taken_back, Action.INTERVIEW, changes=True),
    "ulang": Page(once_more, Action.INTERVIEW, changes=True),
}
