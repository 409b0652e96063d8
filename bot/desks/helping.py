"""A household's rights in the presence of its cadre, or of its village's coordinator."""

from bot import reach
from bot.desks import coordinator, houses
from bot.desks import rights as own_chat
from bot.desks.desk import Answer, Enter, Page, awaiting
from bot.desks.requests import seen
from bot.flows import consent
from bot.flows import helping as screens
from bot.flows import own as reading
from bot.flows import rights as words
from bot.flows.permissions import CADRE, Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.interviews.agreeing import go_on, keep_survey
from bot.interviews.family import newest_of
from bot.messages import Tap
from bot.privacy.exercising import exercise, take_up_again
from bot.visit import Visit
from storage import requests
from storage.audit import HOUSEHOLD, note
from storage.family_chats import newest_result
from storage.holding import held_by
from storage.households import Household


async def menu(visit: Visit) -> Answer:
    """What the household can have done."""
    house = await _house(visit, visit.tap.code)
    return await _menu(visit, house) if house is not None else await gone(visit)


async def sure(visit: Visit) -> Answer:
    """What it means, read aloud."""
    house = await _house(visit, visit.tap.question)
    if house is None or visit.tap.code not in words.QUESTIONS:
        return await gone(visit)
    return screens.sure(house.shown, visit.tap.code)


async def done(visit: Visit) -> Answer:
    """The right is used."""
    house, right = await _house(visit, visit.tap.question), visit.tap.code
    if house is None or right not in words.QUESTIONS:
        return await gone(visit)
    await exercise(visit, house.id, right, house.region_code)
    line = screens.DONE[right](house=house.shown.title)
    after = await _home(visit) if right == words.DELETE else await _menu(visit, house)
    return after.after(line)


async def once_more(visit: Visit) -> Answer:
    """The household's data are used again: frozen ones at once; one that had stopped agrees first."""
    house = await _house(visit, visit.tap.code)
    held = await held_by(visit.connection, house.id) if house is not None else None
    if house is None or held is None:
        return await gone(visit)
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
        return await gone(visit)
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
        return await gone(visit)
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
    return screens.refused(house.shown) if house is not None else await gone(visit)


async def mend(visit: Visit) -> Answer:
    """Which answer is wrong."""
    house = await _house(visit, visit.tap.code)
    if house is None:
        return await gone(visit)
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
        return await gone(visit)
    await _ask(visit, house, words.REVIEW)
    return (await _menu(visit, house)).after(screens.ASKED)


async def _ask(visit: Visit, house: Household, right: str, number: str = "") -> None:
    person = visit.role.person_id
    await requests.ask(visit.connection, house.id, right, visit.now, by_cadre=person, note=number)


async def _menu(visit: Visit, house: Household) -> Reply:
    found = [await seen(visit, each) for each in await requests.requests_of(visit.connection, house.id)]
    held = await held_by(visit.connection, house.id)
    return screens.menu(house.shown, held, [each for each in found if each is not None], cadre=visit.position == CADRE)


async def _house(visit: Visit, code: str) -> Household | None:
    return await reach.house(visit, Action.HELP_WITH_RIGHTS, Tap("", code=code).number)


async def _home(visit: Visit) -> Reply:
    return await (houses.home if visit.position == CADRE else coordinator.home)(visit)


async def gone(visit: Visit) -> Reply:
    """Home, under the line that the house is not there for her any more."""
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
}
