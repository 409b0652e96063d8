"""A household's rights in its own chat, each by its command. Who asks is known by the code from the paper alone."""

from datetime import date, timedelta

from bot.desks import family
from bot.desks.desk import Answer, Page, awaiting
from bot.flows import consent, privacy
from bot.flows import family as family_screens
from bot.flows import own as reading
from bot.flows import rights as screens
from bot.flows.family import FOR_FAMILIES
from bot.flows.permissions import ANYBODY, Action
from bot.flows.reply import Reply
from bot.flows.texts import Words
from bot.interviews.family import Own, own
from bot.privacy.exercising import exercise, take_up_again
from bot.visit import Visit
from storage import requests
from storage.audit import HOUSEHOLD, note, trail
from storage.consents import consents_of

MOST_OPEN = 5
READING = {  # what in the trail is reading, and by whom
    Action.INTERVIEW: "cadre",
    Action.HELP_WITH_RIGHTS: "cadre",
    Action.OPEN_HOUSEHOLD: "coordinator",
}


async def notice(visit: Visit) -> Answer:
    """The privacy notice, to everybody."""
    return privacy.notice(visit.tools.privacy, family=visit.position == ANYBODY)


async def access(visit: Visit) -> Answer:
    """What is kept of the household. To whoever names a person, the one refusal."""
    if (away := await _not_here(visit)) is not None:
        return away
    found = await _own(visit)
    if visit.incoming.tap is None and visit.incoming.argument.strip():
        return await _refuse(visit, found)
    await requests.ask(
        visit.connection,
        found.household_id,
        screens.ACCESS,
        visit.now,
        outcome=None if found.chat.shared else requests.DONE,
    )
    return await kept_of(visit, found)


async def kept_of(visit: Visit, found: Own) -> Reply:
    """What is kept, what for, who opened it, and until when."""
    purposes = await purposes_of(visit, found.household_id)
    days = timedelta(days=visit.tools.privacy.keep_days)
    until = (found.started_at + days).date() if found.started_at is not None else None
    readers = await readers_of(visit, found.household_id)
    return screens.about(purposes, readers, until, shared=found.chat.shared)


async def pages(visit: Visit) -> Answer:
    """A page of the answers, on a telephone of one's own."""
    if (away := await _not_here(visit)) is not None:
        return away
    found = await _own(visit)
    if found.chat.shared or found.opened is None:
        return await kept_of(visit, found)
    lines = reading.answers(found.opened.interview, found.member, visit.language)
    return screens.answers(lines, visit.tap.number or 0)


async def of_others(visit: Visit) -> Answer:
    """To whoever asks for another adult's answers: always the same."""
    return await _not_here(visit) or await _refuse(visit, await _own(visit))


async def mend(visit: Visit) -> Answer:
    """Which answer is wrong; then it is asked for again by the cadre."""
    if (away := await _not_here(visit)) is not None:
        return away
    found = await _own(visit)
    words = (visit.words or visit.incoming.argument).strip() if visit.incoming.tap is None else ""
    if not words:
        return screens.which_number(awaiting("perbaiki"))
    number = words.removeprefix("nomor").removeprefix("no").strip(" .")
    known = number.isascii() and number.isdigit() and found.opened is not None
    place = reading.place_numbered(found.opened.interview, str(int(number))) if known and found.opened else None
    if place is None:
        return screens.which_number(awaiting("perbaiki"), again=True)
    return await _ask(visit, found, screens.CORRECT, screens.CORRECTION_ASKED(number=number), note_=number)


async def review(visit: Visit) -> Answer:
    """A person looks at the result together with the household."""
    if (away := await _not_here(visit)) is not None:
        return away
    return await _ask(visit, await _own(visit), screens.REVIEW, screens.REVIEW_ASKED)


async def sure(visit: Visit) -> Answer:
    """Whether the household means what cannot be taken back by a word."""
    right = visit.tap.verb
    if (away := await _not_here(visit)) is not None:
        stops = right == screens.STOP and visit.who.role is None
        return family.needs_code(family_screens.NEEDS_CODE_TO_STOP) if stops else away
    found = await _own(visit)
    already = found.chat.held in {right, screens.STOP if right == screens.FREEZE else right}
    return screens.said(screens.ALREADY) if already else screens.sure(right)


async def done(visit: Visit) -> Answer:
    """The right is used."""
    if (away := await _not_here(visit)) is not None:
        return away
    right, found = visit.tap.code, await _own(visit)
    if right not in screens.DONE:
        return await family.home(visit)
    used = await exercise(visit, found.household_id, right, found.chat.region_code)
    return screens.said(screens.DONE[right] if used else screens.ALREADY)


async def thaw(visit: Visit) -> Answer:
    """The household's data are used again, where it had frozen them."""
    if (away := await _not_here(visit)) is not None:
        return away
    found = await _own(visit)
    if found.chat.held != screens.FREEZE:
        return await family.home(visit)
    await take_up_again(visit, found.household_id, found.chat.region_code)
    return screens.said(screens.THAWED)


async def purposes_of(visit: Visit, household_id: int) -> list[tuple[Words, date]]:
    """What the household agrees to, and since when."""
    agreed = await consents_of(visit.connection, household_id)
    zone = visit.now.tzinfo
    return [(consent.name_of(each.purpose, visit.language), each.given_at.astimezone(zone).date()) for each in agreed]


async def readers_of(visit: Visit, household_id: int) -> list[tuple[str, int, date]]:
    """In which roles the household's data were opened, how often, and on which day last; never by whom."""
    found: dict[str, list[date]] = {}
    for each in await trail(visit.connection, subject=(HOUSEHOLD, household_id)):
        role = next((role for action, role in READING.items() if action == each.action), None)
        if role is not None:
            found.setdefault(role, []).append(each.at.astimezone(visit.now.tzinfo).date())
    return [(role, len(days), max(days)) for role, days in found.items()]


async def _not_here(visit: Visit) -> Reply | None:
    """What somebody is told who may not use a household's rights in this chat."""
    if visit.who.role is not None:
        return Reply((FOR_FAMILIES,))
    return family.needs_code() if await own(visit) is None else None


async def _own(visit: Visit) -> Own:
    found = await own(visit)
    if found is None:
        raise LookupError("the chat sees no household")
    return found


async def _refuse(visit: Visit, found: Own) -> Reply:
    refused = requests.REFUSED
    await requests.ask(visit.connection, found.household_id, screens.ACCESS, visit.now, outcome=refused)
    await note(
        visit.connection,
        visit.now,
        None,
        f"{screens.ACCESS} {refused}",
        HOUSEHOLD,
        found.household_id,
        found.chat.region_code,
    )
    return screens.refused()


async def _ask(visit: Visit, found: Own, right: str, line: Words, *, note_: str = "") -> Reply:
    waiting = await requests.requests_of(visit.connection, found.household_id)
    if len(waiting) >= MOST_OPEN:
        return screens.said(screens.TOO_MANY)
    await requests.ask(visit.connection, found.household_id, right, visit.now, note=note_)
    return screens.said(line)


PAGES = {
    "privasi": Page(notice, Action.LOOK_UP, commands=frozenset({"privasi"})),
    "dataku": Page(access, Action.LOOK_UP, changes=True, commands=frozenset({"dataku"})),
    "dataku1": Page(pages, Action.OWN_HOUSEHOLD),
    "dataku2": Page(of_others, Action.OWN_HOUSEHOLD, changes=True),
    "perbaiki": Page(mend, Action.LOOK_UP, changes=True, commands=frozenset({"perbaiki"})),
    "tinjau": Page(review, Action.LOOK_UP, changes=True, commands=frozenset({"tinjau"})),
    "bekukan": Page(sure, Action.LOOK_UP, commands=frozenset({"bekukan"})),
    "berhenti": Page(sure, Action.OWN_HOUSEHOLD, commands=frozenset({"berhenti"})),
    "hapusdata": Page(sure, Action.LOOK_UP, commands=frozenset({"hapusdata"})),
    "laksanakan": Page(done, Action.OWN_HOUSEHOLD, changes=True),
    "cairkan": Page(thaw, Action.OWN_HOUSEHOLD, changes=True),
}
