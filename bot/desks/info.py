"""Info Keluarga: whoever writes looks up services here, without a name. Nothing is kept but language and place."""

from datetime import timedelta

from bot.desks import family
from bot.desks.desk import Answer, Page, awaiting
from bot.flows import lookup
from bot.flows.coordinating.home import to_home
from bot.flows.permissions import Action
from bot.flows.places.gazetteer import gazetteer
from bot.flows.places.search import search
from bot.flows.reply import Reply
from bot.flows.services.contacts import NO_CONTACTS, Contacts
from bot.flows.services.needs import Found, Need, asks_on, is_greeting, is_thanks, wanted
from bot.flows.slip import looks_like_one
from bot.interviews.finishing import contacts_of
from bot.language import LANGUAGES
from bot.visit import Visit
from storage.chats import look_up_in, read_in
from storage.family_chats import unbind
from storage.people import speak
from storage.traces import take_traces

DELETABLE = timedelta(hours=47)  # Telegram takes nothing away that is two days old
SURE_ABOVE, LEAD = 0.8, 0.1  # a place is clear when it fits that well, and that much better than the next
FAR = 0.3  # a place that fits so much worse than the best one is not offered
# What she wrote unasked is perhaps a place: one word where it is just its name, several where they are misspelt, too.
EXACT = 0.98
MOST_PLACES = 5


async def front(visit: Visit) -> Reply:
    """The menu of needs."""
    first = visit.tap.code == "start"
    return lookup.front(visit.tools.directory, _named(_place(visit)), visit.language, first=first)


async def row(visit: Visit) -> Answer:
    """One row of the menu."""
    chosen = visit.tools.directory.row(visit.tap.code)
    if chosen is None:
        return await front(visit)
    return lookup.row(visit.tools.directory, chosen, await _contacts(visit), visit.language)


async def service(visit: Visit) -> Answer:
    """One service, where it may be shown here."""
    directory, contacts = visit.tools.directory, await _contacts(visit)
    entry = directory.services.get(visit.tap.code)
    if entry is None or not directory.visible(entry.id, contacts):
        return await front(visit)
    return lookup.service(entry, directory.row(visit.tap.question), contacts, visit.language)


async def written(visit: Visit) -> Answer:
    """What she wrote: a need, several to choose from, perhaps a place, or nothing that we know."""
    directory = visit.tools.directory
    if visit.words.strip().casefold() in lookup.CLOSING_WORDS:
        return await close(visit)
    if looks_like_one(visit.words):
        return await family.written(visit, visit.words)
    if is_thanks(visit.words):
        return lookup.thanked()
    if is_greeting(visit.words):
        return lookup.front(directory, _named(_place(visit)), visit.language, first=True)
    if asks_on(visit.words):
        return lookup.asked_on()
    match wanted(visit.words, directory.needs, visit.language):
        case Found(needs=()):
            enough = SURE_ABOVE if len(visit.words.split()) > 1 else EXACT
            if places := [each.place for each in search().find(visit.words, limit=MOST_PLACES) if each.score >= enough]:
                return lookup.which_place(places)
            return lookup.front(directory, _named(_place(visit)), visit.language, found=False)
        case Found(needs=(one,), sure=True):
            return await _answered(visit, one)
        case several:
            return lookup.which(several, visit.language)


async def need(visit: Visit) -> Answer:
    """One need, chosen among several."""
    needs = visit.tools.directory.needs
    chosen = next((each for each in needs if each.problem == visit.tap.code), None)
    return await _answered(visit, chosen) if chosen is not None else await front(visit)


async def _answered(visit: Visit, chosen: Need) -> Reply:
    directory, contacts = visit.tools.directory, await _contacts(visit)
    menu_row = directory.row(chosen.menu) if chosen.menu else None
    if menu_row is not None:
        return lookup.row(directory, menu_row, contacts, visit.language)
    return lookup.need(chosen, directory, contacts, visit.language)


async def place(visit: Visit) -> Answer:
    """Where she lives: asked, found among all villages, and kept with the chat."""
    awaits = awaiting("place")
    places = gazetteer()
    code = visit.tap.code.replace("-", ".")
    if visit.incoming.tap is not None and (position := places.position(code)) is not None:
        return await _keep_place(visit, places.place(position).code)
    words = visit.words if visit.incoming.tap is None else ""
    words = words.strip().removeprefix("daerah").strip() or _argument(visit)
    if not words:
        return lookup.where(awaits)
    if words.casefold() in lookup.CLOSING_WORDS:
        return await close(visit)
    found = search().find(words, limit=MOST_PLACES)
    if not found and wanted(words, visit.tools.directory.needs, visit.language).needs:
        return await written(visit)  # she has gone on to what she looks for
    if not found:
        return lookup.where(awaits, again=True)
    first, *rest = found
    if first.score >= SURE_ABOVE and all(first.score - other.score >= LEAD for other in rest):
        return await _keep_place(visit, first.place.code)
    return lookup.which_place([each.place for each in found if first.score - each.score < FAR], awaits)


async def _keep_place(visit: Visit, code: str) -> Reply:
    await look_up_in(visit.connection, visit.incoming.chat, code)
    return lookup.front(visit.tools.directory, _named(code), visit.language)


async def about(visit: Visit) -> Reply:
    """What the survey is, and how to withdraw."""
    return lookup.about()


async def tongue(visit: Visit) -> Reply:
    """Which language she reads: asked, or kept."""
    code = visit.tap.code
    if code not in LANGUAGES:
        return lookup.which_language(tuple(LANGUAGES.items()))
    if visit.who.person_id is not None:
        await speak(visit.connection, visit.who.person_id, code)
    else:
        await read_in(visit.connection, visit.incoming.chat, code)
    return Reply((lookup.LANGUAGE_KEPT,), ((to_home(),),), language=code)


async def close(visit: Visit) -> Reply:
    """Everything in the chat taken away at once, without asking back; a household's data are seen there no more."""
    await unbind(visit.connection, visit.incoming.chat)
    traces = await take_traces(visit.connection, visit.incoming.chat, visit.now - DELETABLE)
    own = (visit.incoming.bubble,) if visit.incoming.bubble else ()
    return lookup.closed(await _contacts(visit), tuple(dict.fromkeys((*traces, *own))))


def _place(visit: Visit) -> str:
    """The region whose services are shown: the one she chose, or that of her role."""
    if visit.who.place:
        return visit.who.place
    return visit.who.role.region_code if visit.who.role is not None else ""


async def _contacts(visit: Visit) -> Contacts:
    where = _place(visit)
    return await contacts_of(visit.connection, where) if where else NO_CONTACTS


def _named(code: str) -> str:
    """The region's name and those above it."""
    position = gazetteer().position(code) if code else None
    return gazetteer().place(position).path if position is not None else ""


def _argument(visit: Visit) -> str:
    return visit.incoming.argument.strip()


PAGES = {
    "info": Page(front, Action.LOOK_UP, commands=frozenset({"info", "layanan"})),
    "row": Page(row, Action.LOOK_UP),
    "svc": Page(service, Action.LOOK_UP),
    "seek": Page(written, Action.LOOK_UP),
    "need": Page(need, Action.LOOK_UP),
    "place": Page(place, Action.LOOK_UP, commands=frozenset({"daerah"})),
    "tentang": Page(about, Action.LOOK_UP, commands=frozenset({"tentang"})),
    "bahasa": Page(tongue, Action.LOOK_UP, commands=frozenset({"bahasa"})),
    "tutup": Page(close, Action.LOOK_UP, commands=frozenset({"tutup"})),
}
