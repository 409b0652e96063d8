"""A household's rights in the presence of its cadre, or of its village's coordinator; its code; and what it asked."""

from datetime import timedelta

from bot import reach
from bot.agreeing import go_on, keep_survey
from bot.desks import coordinator, houses
from bot.desks import rights as own_chat
from bot.desks.desk import Answer, Enter, Page, awaiting
from bot.exercising import answered, exercise, take_up_again
from bot.family import mark, newest_of
from bot.flows import consent
from bot.flows import helping as screens
from bot.flows import own as reading
from bot.flows import rights as words
from bot.flows.helping import Asked
from bot.flows.permissions import CADRE, Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.slip import IN_A_LINK, ON_PAPER
from bot.links import qr_picture
from bot.messages import Tap
from bot.visit import Visit
from storage import requests
from storage.audit import HOUSEHOLD, note
from storage.family_chats import newest_result
from storage.holding import held_by
from storage.households import Household
from storage.slips import issue

ON_PAPER_FOR, IN_A_LINK_FOR = timedelta(days=30), timedelta(hours=24)
MOST_SHOWN = 20


async def menu(visit: Visit) -> Answer:
    """What the household can have done."""
    house = await _house(visit, visit.tap.code)
    return await _menu(visit, house) if house is not None else await _gone(visit)


async def sure(visit: Visit) -> Answer:
    """What it means, read aloud."""
    house = await _house(visit, visit.tap.question)
    if house is None or visit.tap.code not in words.QUESTIONS:
        return await _gone(visit)
    return screens.sure(house.shown, visit.tap.code)


async def done(visit: Visit) -> Answer:
    """The right is used."""
    house, right = await _house(visit, visit.tap.question), visit.tap.code
    if house is None or right not in words.QUESTIONS:
        return await _gone(visit)
    await exercise(visit, house.id, right, house.region_code)
    line = screens.DONE[right](house=house.shown.title)
    after = await _home(visit) if right == words.DELETE else await _menu(visit, house)
    return after.after(line)


async def once_more(visit: Visit) -> Answer:
    """The household's data are used again: frozen ones at once; one that had stopped agrees first."""
    house = await _house(visit, visit.tap.code)
    held = await held_by(visit.connection, house.id) if house is not None else None
    if house is None or held is None:
        return await _gone(visit)
    if held == words.STOP and await newest_result(visit.connection, house.id) is not None:
        form = (await visit.tools.questionnaires.newest(visit.connection)).form
        return consent.again(form, str(house.id), visit.language, verb="ikut1", why=screens.JOIN_AGAIN)
    await take_up_again(visit, house.id, house.region_code)
    return (await _menu(visit, house)).after(screens.TAKEN_UP(house=house.shown.title))


async def agreed(visit: Visit) -> Answer:
    """What the household says to the words of consent: it takes part again, or it stays as it is."""
    house = await _house(visit, visit.tap.question)
    form = (await visit.tools.questionnaires.newest(visit.connection)).form
    question = form.role("persetujuan")
    choices = question.choices.listed.values() if question is not None and question.choices is not None else ()
    grants = next((each.grants for each in choices if each.code == visit.tap.code), frozenset[str]())
    if house is None or visit.position != CADRE:
        return await _gone(visit)
    if consent.SURVEY not in grants:
        return await _menu(visit, house)
    await keep_survey(visit, house.id, form, grants)
    await take_up_again(visit, house.id, house.region_code)
    hers = await reach.house(visit, Action.INTERVIEW, house.id)
    row = await go_on(visit, house.id, grants) if hers is not None else None
    return Enter(row) if row is not None else await _menu(visit, house)


async def about(visit: Visit) -> Answer:
    """What is kept of the household, to be read aloud."""
    house = await _house(visit, visit.tap.code)
    if house is None:
        return await _gone(visit)
    person = visit.role.person_id
    await requests.ask(visit.connection, house.id, words.ACCESS, visit.now, by_cadre=person, outcome=requests.DONE)
    told = words.about(
        await own_chat.purposes_of(visit, house.id), await own_chat.readers_of(visit, house.id), None, shared=False
    )
    await note(visit.connection, visit.now, person, Action.HELP_WITH_RIGHTS, HOUSEHOLD, house.id, house.region_code)
    return screens.about(house.shown, told)


async def of_others(visit: Visit) -> Answer:
    """To whoever asks for another adult's answers."""
    house = await _house(visit, visit.tap.code)
    return screens.refused(house.shown) if house is not None else await _gone(visit)


async def mend(visit: Visit) -> Answer:
    """Which answer is wrong."""
    house = await _house(visit, visit.tap.code)
    if house is None:
        return await _gone(visit)
    page = awaiting("hakbetul", str(house.id))
    number = visit.words.strip() if visit.incoming.tap is None else ""
    if not number:
        return screens.which_number(house.shown, page)
    opened = await newest_of(visit, house.id)
    known = opened is not None and number.isascii() and number.isdigit() and len(number) < 5
    if opened is None or not known or reading.place_numbered(opened.interview, str(int(number))) is None:
        return screens.which_number(house.shown, page, again=True)
    await _ask(visit, house, words.CORRECT, str(int(number)))
    return (await _menu(visit, house)).after(screens.ASKED)


async def review(visit: Visit) -> Answer:
    """Somebody else looks at the result together with the household."""
    house = await _house(visit, visit.tap.code)
    if house is None:
        return await _gone(visit)
    await _ask(visit, house, words.REVIEW)
    return (await _menu(visit, house)).after(screens.ASKED)


async def for_whom(visit: Visit) -> Answer:
    """The adults that a code can be for; there is none before there is a result."""
    house = await reach.house(visit, Action.INTERVIEW, visit.tap.number)
    if house is None:
        return await _gone(visit)
    opened = await newest_of(visit, house.id)
    adults = reading.adults(opened.interview.record) if opened is not None else {}
    return screens.for_whom(house.shown, adults) if adults else screens.no_result_yet(house.shown)


async def slip(visit: Visit) -> Answer:
    """A new code for one of them."""
    house = await reach.house(visit, Action.INTERVIEW, Tap("", code=visit.tap.question).number)
    opened = await newest_of(visit, house.id) if house is not None else None
    name = reading.adults(opened.interview.record).get(visit.tap.code) if opened is not None else None
    if house is None or opened is None or name is None:
        return await _gone(visit)
    now, link = visit.now, visit.incoming.link
    lasting = {ON_PAPER: now + ON_PAPER_FOR, IN_A_LINK: now + IN_A_LINK_FOR}
    code, token = await issue(visit.connection, house.id, mark(opened, name), lasting)
    await note(visit.connection, now, visit.role.person_id, "slip", HOUSEHOLD, house.id, house.region_code)
    picture = qr_picture(f"{link}{token}", "kode.png") if link else None
    return screens.slip(house.shown, name, code, lasting[ON_PAPER].date(), picture)


# --- what was asked


async def asked(visit: Visit) -> Answer:
    """What waits among the households that she helps."""
    found = (await reach.asked(visit))[:MOST_SHOWN]
    return screens.requests([_shown(visit, request, house) for request, house in found])


async def one(visit: Visit) -> Answer:
    """One request."""
    found = await _request(visit, visit.tap.number)
    return screens.request(found[1]) if found is not None else (await asked_again(visit)).after(screens.NOT_OPEN)


async def answer(visit: Visit) -> Answer:
    """The request is answered, and whoever asked is told."""
    found, outcome = await _request(visit, visit.tap.number), visit.tap.question
    if found is None or outcome not in {requests.DONE, requests.REFUSED}:
        return (await asked_again(visit)).after(screens.NOT_OPEN)
    request, shown = found
    ref = await _ref(visit, request)
    await answered(visit, request, outcome, visit.role.region_code, ref)
    return (await asked_again(visit)).after(shown.line, screens.ANSWERED)


async def asked_again(visit: Visit) -> Reply:
    """What still waits."""
    left = await asked(visit)
    if not isinstance(left, Reply):
        raise TypeError("the list of requests is one bubble")
    return left


async def _ref(visit: Visit, request: requests.Request) -> str:
    """Interview and ref of the answer that a request wants mended; empty for none."""
    opened = await newest_of(visit, request.household_id) if request.note else None
    place = reading.place_numbered(opened.interview, request.note) if opened is not None else None
    return f"{opened.interview.id} {place.ref}" if opened is not None and place is not None else ""


async def _request(visit: Visit, number: int | None) -> tuple[requests.Request, Asked] | None:
    found = await requests.request(visit.connection, number) if number is not None else None
    shown = await _asked(visit, found) if found is not None and found.closed_at is None else None
    return (found, shown) if found is not None and shown is not None else None


async def _asked(visit: Visit, request: requests.Request) -> Asked | None:
    """The request as she sees it; None where the household is not hers to help."""
    house = await reach.house(visit, Action.HELP_WITH_RIGHTS, request.household_id)
    return _shown(visit, request, house) if house is not None else None


def _shown(visit: Visit, request: requests.Request, house: Household) -> Asked:
    return Asked(request.id, house.shown, request.kind, request.note, request.hours_left(visit.now))


async def _ask(visit: Visit, house: Household, right: str, number: str = "") -> None:
    person = visit.role.person_id
    await requests.ask(visit.connection, house.id, right, visit.now, by_cadre=person, note=number)


async def _menu(visit: Visit, house: Household) -> Reply:
    found = [await _asked(visit, each) for each in await requests.requests_of(visit.connection, house.id)]
    held = await held_by(visit.connection, house.id)
    return screens.menu(house.shown, held, [each for each in found if each is not None], cadre=visit.position == CADRE)


async def _house(visit: Visit, code: str) -> Household | None:
    return await reach.house(visit, Action.HELP_WITH_RIGHTS, Tap("", code=code).number)


async def _home(visit: Visit) -> Reply:
    return await (houses.home if visit.position == CADRE else coordinator.home)(visit)


async def _gone(visit: Visit) -> Reply:
    return (await _home(visit)).after(GONE)


PAGES = {
    "hak": Page(menu, Action.HELP_WITH_RIGHTS),
    "hak1": Page(sure, Action.HELP_WITH_RIGHTS),
    "hak2": Page(done, Action.HELP_WITH_RIGHTS, changes=True),
    "ikut": Page(once_more, Action.HELP_WITH_RIGHTS, changes=True),
    "ikut1": Page(agreed, Action.HELP_WITH_RIGHTS, changes=True),
    "hakdata": Page(about, Action.HELP_WITH_RIGHTS, changes=True),
    "haklain": Page(of_others, Action.HELP_WITH_RIGHTS),
    "hakbetul": Page(mend, Action.HELP_WITH_RIGHTS, changes=True),
    "haktinjau": Page(review, Action.HELP_WITH_RIGHTS, changes=True),
    "slip": Page(for_whom, Action.INTERVIEW),
    "slip1": Page(slip, Action.INTERVIEW, changes=True),
    "minta": Page(asked, Action.HELP_WITH_RIGHTS, commands=frozenset({"permintaan"})),
    "minta1": Page(one, Action.HELP_WITH_RIGHTS),
    "minta2": Page(answer, Action.HELP_WITH_RIGHTS, changes=True),
}
