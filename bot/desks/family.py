"""A household in its own chat: the code from the paper, its result, tips. What is told here is asked for, not sent."""

from datetime import date, timedelta

from bot.desks.desk import Answer, Page
from bot.flows import family as screens
from bot.flows import referrals
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.flows.slip import in_a_link, typed
from bot.flows.texts import Words
from bot.interviews.family import own
from bot.interviews.finishing import contacts_of, values_of
from bot.visit import Visit
from storage.attempts import attempt, attempts
from storage.audit import HOUSEHOLD, note
from storage.family_chats import bind, say_whose
from storage.slips import redeem
from storage.visits import newest_visit

GUESS = "slip"
MOST_GUESSES, AN_HOUR = 5, timedelta(hours=1)  # of a chat: a code is one of 282,000,000,000
SEEN_FOR = timedelta(days=90)


async def code(visit: Visit) -> Reply:
    """The code asked for, or used; the household's page where the chat has had it."""
    if visit.incoming.argument.strip() and visit.incoming.tap is None:
        return await coded(visit, visit.incoming.argument)
    return await home(visit) if await own(visit) is not None else screens.ask_code()


async def written(visit: Visit, words: str) -> Reply:
    """The same for a code that nobody asked for, and that came with a link."""
    return await coded(visit, words) if await visit.keep() else await home(visit)


async def coded(visit: Visit, words: str) -> Reply:
    """What a code leads to: who uses the telephone; or that it is none."""
    chat, now, connection = visit.incoming.chat, visit.now, visit.connection
    if visit.who.role is not None:
        return Reply((screens.FOR_FAMILIES,))
    if await attempts(connection, GUESS, chat, now, AN_HOUR) >= MOST_GUESSES:
        return Reply((screens.TOO_MANY,), fleeting=True)
    asked = typed(words) or in_a_link(words)
    slip = await redeem(connection, asked, now) if asked is not None else None
    if slip is None:
        await attempt(connection, GUESS, chat, now)
        return screens.ask_code(screens.BAD_CODE)
    await bind(connection, chat, slip.household_id, slip.member, now + SEEN_FOR)
    found = await own(visit)
    region = found.chat.region_code if found is not None else ""
    await note(connection, now, None, Action.OWN_HOUSEHOLD, HOUSEHOLD, slip.household_id, region)
    return screens.alone_or_shared()


async def telephone(visit: Visit) -> Reply:
    """The household's page, on a telephone that one person uses, or that is shared."""
    await say_whose(visit.connection, visit.incoming.chat, shared=visit.tap.code != "sendiri")
    return await home(visit)


async def home(visit: Visit) -> Reply:
    """What the household has come to."""
    found = await own(visit)
    if found is None:
        return needs_code()
    if found.chat.held is not None:
        return screens.held(stopped=found.chat.held == "berhenti")
    if found.opened is None:
        return screens.none()
    opened = found.opened
    return screens.result(
        opened.questionnaire.indices,
        values_of(opened.questionnaire, opened.interview.record),
        visit.language,
        shared=found.chat.shared,
        careful=screens.careful_ones(opened.questionnaire.tips),
        next_visit=await _next_visit(visit, found.household_id),
    )


async def advice(visit: Visit) -> Answer:
    """What the household can do; on a shared telephone nothing that may start a quarrel."""
    found = await own(visit)
    if found is None or found.chat.held is not None or found.opened is None:
        return await home(visit)
    opened, contacts = found.opened, await contacts_of(visit.connection, found.chat.region_code)
    values = values_of(opened.questionnaire, opened.interview.record)
    chosen = referrals.tips(
        values, opened.questionnaire.tips, visit.tools.directory, contacts, own_screen=not found.chat.shared
    )
    return screens.tips(chosen, contacts, visit.language)


async def _next_visit(visit: Visit, household_id: int) -> date | None:
    """The day on which a cadre said that she comes back."""
    last = await newest_visit(visit.connection, household_id)
    back = last.back_at.astimezone(visit.now.tzinfo).date() if last is not None and last.back_at is not None else None
    return back if back is not None and back >= visit.now.date() else None


def needs_code(*lines: Words) -> Reply:
    """Without a code nothing of a household is told, nor whether there is anything."""
    return screens.ask_code(*(lines or (screens.NEEDS_CODE,)))


PAGES = {
    "kode": Page(code, Action.LOOK_UP, changes=True, commands=frozenset({"kode"})),
    "rumahku": Page(home, Action.OWN_HOUSEHOLD),
    "hp": Page(telephone, Action.OWN_HOUSEHOLD, changes=True),
    "sarankami": Page(advice, Action.OWN_HOUSEHOLD),
}
