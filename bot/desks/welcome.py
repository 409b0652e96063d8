"""Coming in: what somebody without a role sees first, and what an invitation gives."""

from datetime import timedelta

from bot.desks import family
from bot.desks.desk import Page
from bot.flows import arrival
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.flows.slip import in_a_link
from bot.messages import Incoming, Kind
from bot.visit import Visit
from storage.attempts import attempt, attempts
from storage.audit import PERSON, note
from storage.people import use_invitation
from storage.regions import region
from storage.staff import act_as, held_by

GUESS = "guess"
MOST_GUESSES, AN_HOUR = 5, timedelta(hours=1)  # of a chat: a token has 24 characters, so that it cannot be guessed


def is_invitation(incoming: Incoming) -> bool:
    """Whether the message is `/start` with a token."""
    return incoming.kind is Kind.COMMAND and incoming.words == "start" and bool(incoming.argument)


async def invited(visit: Visit) -> Reply:
    """The welcome that an invitation gives; a household's page where the link is a household's."""
    if in_a_link(visit.incoming.argument) is not None:
        return await family.written(visit, visit.incoming.argument)
    chat, now, first = visit.incoming.chat, visit.now, await visit.keep()  # the same link again welcomes again
    if await attempts(visit.connection, GUESS, chat, now, AN_HOUR) >= MOST_GUESSES:
        return Reply((arrival.TOO_MANY_TRIES,))
    given = await use_invitation(visit.connection, visit.incoming.argument, chat, now)
    if given is None:
        if first:
            await attempt(visit.connection, GUESS, chat, now)
        return Reply((arrival.BAD_INVITATION,))
    if first:
        await note(visit.connection, now, given.person_id, Action.COME_IN, PERSON, given.person_id, given.region_code)
        await _act(visit, given.person_id)
    place = await region(visit.connection, given.region_code)
    village = place.name if place is not None else given.region_code
    return arrival.welcome(given.name, given.role, village, given.rt)


async def _act(visit: Visit, person_id: int) -> None:
    """Of several roles, she acts in the one that she has just got."""
    roles = await held_by(visit.connection, person_id, visit.now)
    if len(roles) > 1:
        await act_as(visit.connection, visit.incoming.chat, max(role.id for role in roles))


async def waiting(visit: Visit) -> Reply:
    """To somebody whose role has no page of its own."""
    return Reply((arrival.NO_CADRE,))


PAGES = {
    "no_cadre": Page(waiting, Action.LOOK_UP),
}
