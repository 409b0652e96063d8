"""A cadre's referrals: opened with the family's leave, asked about, and their end."""

from bot import reach
from bot.desks import stuck
from bot.desks.desk import Page
from bot.desks.houses import home
from bot.flows import consent
from bot.flows.permissions import CADRE, Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.rounds import helping
from bot.flows.rounds import referral as states
from bot.flows.rounds.helping import Door
from bot.flows.rounds.morning import Asked, question
from bot.flows.rounds.referral import Referral
from bot.flows.services.tips import Tip
from bot.flows.texts import Words
from bot.interviews.agreeing import keep_purpose
from bot.interviews.finishing import contacts_of
from bot.letters.reminding import KIND
from bot.messages import Tap
from bot.visit import Visit
from storage import following
from storage import referrals as kept
from storage.consents import consents_of
from storage.current_interviews import CurrentInterview, current_interview
from storage.following import Kept
from storage.outbox import withdraw

FINISHED = "finished"


# --- from a tip to a referral


async def help_with(visit: Visit) -> Reply:
    """The way to a service for what a tip is about; first the family's leave, where it has not been given."""
    found = await _tip(visit, visit.tap.interview, visit.tap.code)
    if found is None:
        return (await home(visit)).after(GONE)
    household_id, row, tip, services = found
    agreed = {each.purpose for each in await consents_of(visit.connection, household_id)}
    leave = consent.purpose(consent.REFERRALS)
    if leave is not None and leave.id not in agreed:
        return helping.ask_leave(leave.text.said_in(visit.language), row.id, tip.id)
    return await _open(visit, household_id, row.id, tip, services[0])


async def leave_given(visit: Visit) -> Reply:
    """The family wants this help: its leave is kept as proof, and the referral is open."""
    found = await _tip(visit, Tap("", code=visit.tap.question).number, visit.tap.code)
    leave = consent.purpose(consent.REFERRALS)
    if found is None or leave is None:
        return (await home(visit)).after(GONE)
    household_id, row, tip, services = found
    await keep_purpose(visit, household_id, leave)
    return await _open(visit, household_id, row.id, tip, services[0])


async def leave_refused(visit: Visit) -> Reply:
    """The family goes by itself, or not at all: nothing is kept."""
    return Reply((helping.FINE,), ((helping.TO_MENU,),))


async def _open(visit: Visit, household_id: int, interview_id: int, tip: Tip, service: str) -> Reply:
    opened = await kept.open_referral(
        visit.connection,
        household_id=household_id,
        interview_id=interview_id,
        problem=tip.id,
        matter=tip.problem,
        service=service,
        cadre_id=visit.role.person_id,
        now=visit.now,
    )
    if not opened:
        return (await listed(visit)).after(helping.HELPED_ALREADY)
    to = helping.door(visit.tools.directory.services[service], visit.language)
    return helping.opened(tip.problem, to, visit.now.date() + states.FIRST)


async def _tip(
    visit: Visit, interview: int | None, code: str
) -> tuple[int, CurrentInterview, Tip, tuple[str, ...]] | None:
    """The household, its finished interview that a button names, and the tip with the services to go to; None where it
    is not hers, the matter is private, or nothing is lacking."""
    row = await current_interview(visit.connection, interview) if interview else None
    if row is None or row.household_id is None or row.status != FINISHED or not await reach.may_go_on(visit, row):
        return None
    questionnaire = await visit.tools.questionnaires.by_hash(visit.connection, row.form_hash)
    tip = next((each for each in questionnaire.tips if each.id == code), None)
    if tip is None:
        return None
    services = helping.doors(tip, visit.tools.directory, await contacts_of(visit.connection, row.region_code))
    lacking = not tip.indicators or await kept.is_unmet(visit.connection, row.id, tip.indicators)
    return (row.household_id, row, tip, services) if services and lacking else None


# --- her answers


async def listed(visit: Visit) -> Reply:
    """A cadre's open referrals; a coordinator's, that are stuck."""
    if visit.position != CADRE:
        return await stuck.listed(visit)
    found = await following.open_of(visit.connection, visit.role.person_id)
    return helping.hers([each.asked for each in found])


async def one(visit: Visit) -> Reply:
    """One of hers, and whether it is settled."""
    found = await _hers(visit, visit.tap.number)
    return helping.asks(found.asked) if found is not None else await _settled(visit, visit.tap.number)


async def question_of(visit: Visit, number: str) -> Words:
    """What is asked about that referral; nothing where it is not hers."""
    found = await _hers(visit, Tap("", code=number).number) if visit.who.role is not None else None
    return question(found.asked) if found is not None else ""


async def answer(visit: Visit) -> Reply:
    """What came of it; then the next one that she was asked about."""
    number = Tap("", code=visit.tap.question).number
    found = await _hers(visit, number)
    if found is None or visit.tap.code not in states.ANSWERS:
        return await _settled(visit, number)
    changed = states.answered(found.referral, visit.tap.code, visit.now.date())
    await _keep(visit, changed)
    return helping.heard(changed, found.asked.house, await _following(visit))


async def because(visit: Visit) -> Reply:
    """Why the service refused, and what can be done about that."""
    number = Tap("", code=visit.tap.question).number
    found = await _hers(visit, number)
    if found is None or found.referral.status != states.REFUSED or visit.tap.code not in states.REASONS:
        return await _settled(visit, number)
    others = await _others(visit, found)
    changed = states.because(found.referral, visit.tap.code, others, visit.now.date())
    await _keep(visit, changed)
    other = (others[0], _door(visit, others[0])) if others else None
    return helping.refused(changed, _door(visit, changed.service), other, await _following(visit))


async def elsewhere(visit: Visit) -> Reply:
    """The family tries the next service."""
    number = Tap("", code=visit.tap.question).number
    found = await _hers(visit, number)
    if found is None or visit.tap.code not in await _others(visit, found):
        return await _settled(visit, number)
    changed = states.moved_on(found.referral, visit.tap.code, visit.now.date())
    await _keep(visit, changed)
    reply = helping.opened(changed.matter, _door(visit, changed.service), changed.due_on or visit.now.date())
    following = await _following(visit)
    return reply if following is None else helping.asks(following).after(*reply.lines)


async def _keep(visit: Visit, changed: Referral) -> None:
    """Keep it; a reminder on its way might still ask about it, and is called back."""
    await kept.keep(visit.connection, changed, visit.now)
    await withdraw(visit.connection, visit.now, person_id=visit.role.person_id, kinds=(KIND,))


async def _hers(visit: Visit, number: int | None) -> Kept | None:
    """The referral, where it is hers and nothing has come of it; her news counts while a coordinator sees it, too."""
    found = await following.one_of_hers(visit.connection, number, visit.role.person_id) if number is not None else None
    if found is None or found.referral.is_closed:
        return None
    return found if visit.may(Action.REFER, found.region_code, visit.role.rt) else None


async def _settled(visit: Visit, number: int | None) -> Reply:
    """Her list, under why the button has nothing to change: it is settled, or another cadre's by now."""
    found = await following.referral(visit.connection, number) if number is not None else None
    others = found is not None and found.referral.is_cadres and found.cadre_id != visit.role.person_id
    return (await listed(visit)).after(helping.PASSED_ON if others else helping.ANSWERED_ALREADY)


async def _following(visit: Visit) -> Asked | None:
    """The next referral that she was asked about and has not answered."""
    found = await following.unanswered(visit.connection, visit.role.person_id)
    return found.asked if found is not None else None


async def _others(visit: Visit, found: Kept) -> tuple[str, ...]:
    """The services after this one that the tip names and that may be shown here."""
    questionnaire = await visit.tools.questionnaires.current(visit.connection, visit.now)
    tip = next((each for each in questionnaire.tips if each.id == found.referral.problem), None)
    if tip is None:
        return ()
    contacts = await contacts_of(visit.connection, found.region_code)
    return states.next_services(found.referral.service, helping.doors(tip, visit.tools.directory, contacts))


def _door(visit: Visit, service: str) -> Door:
    known = visit.tools.directory.services.get(service)
    return helping.door(known, visit.language) if known is not None else Door(service)


PAGES = {
    "help": Page(help_with, Action.REFER, changes=True),
    "helpyes": Page(leave_given, Action.REFER, changes=True),
    "helpno": Page(leave_refused, Action.REFER),
    "referrals": Page(listed, Action.SEE_REFERRALS, commands=frozenset({"rujukan"})),
    "referral": Page(one, Action.REFER),
    "refans": Page(answer, Action.REFER, changes=True),
    "refwhy": Page(because, Action.REFER, changes=True),
    "refnext": Page(elsewhere, Action.REFER, changes=True),
}
