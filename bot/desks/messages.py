"""A coordinator writes to the cadres of her village: a few messages a day, each looked at before it goes."""

from datetime import timedelta

from bot.desks import coordinator
from bot.desks.desk import Page, awaiting
from bot.flows.coordinating import messages as screens
from bot.flows.permissions import CADRE, Action
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.letters.posting import pass_words
from bot.visit import Visit
from storage.attempts import attempt, attempts
from storage.audit import REGION, note
from storage.drafts import keep_draft, take_draft
from storage.staff import Held, held_in

KIND = "message"
MOST, A_DAY = 3, timedelta(days=1)


async def write(visit: Visit) -> Reply:
    """Asks for the message; with it, shows it as it will be sent."""
    if not visit.may(Action.MESSAGE, visit.role.region_code):
        return (await coordinator.home(visit)).after(GONE)
    if await _were_enough(visit):
        return screens.told(screens.ENOUGH)
    words = visit.words.strip()
    if not words or len(words) > screens.LONGEST:
        return screens.write(awaiting("message"), long=bool(words))
    cadres = await _cadres(visit)
    if not cadres:
        return screens.told(screens.NOBODY)
    await keep_draft(visit.connection, visit.role.person_id, visit.role.id, words, visit.now)
    return screens.preview(words, len(cadres))


async def send(visit: Visit) -> Reply:
    """A letter to each of her cadres; the courier brings them."""
    connection, role = visit.connection, visit.role
    if not visit.may(Action.MESSAGE, role.region_code):
        return (await coordinator.home(visit)).after(GONE)
    if await _were_enough(visit):
        return screens.told(screens.ENOUGH)
    words = await take_draft(connection, role.person_id, role.id)
    if words is None:
        return screens.told(screens.GONE)
    await attempt(connection, KIND, str(role.person_id), visit.now)
    await note(connection, visit.now, role.person_id, Action.MESSAGE, REGION, role.region_code, role.region_code)
    letter, at, sent = screens.letter(visit.who.name, words), visit.now.isoformat(), 0
    for each in await _cadres(visit):
        key = f"{KIND}:{role.person_id}:{each.person_id}:{at}"
        sent += await pass_words(connection, each.person_id, each.language, letter, kind=KIND, key=key, local=visit.now)
    return screens.told(screens.SENT(sent) if sent else screens.NOBODY)


async def _cadres(visit: Visit) -> list[Held]:
    """The cadres of her village, each once."""
    found = await held_in(visit.connection, CADRE, visit.role.region_code, visit.now)
    return list({each.person_id: each for each in found}.values())


async def _were_enough(visit: Visit) -> bool:
    return await attempts(visit.connection, KIND, str(visit.role.person_id), visit.now, A_DAY) >= MOST


PAGES = {
    "message": Page(write, Action.MESSAGE),
    "send": Page(send, Action.MESSAGE, changes=True),
}
