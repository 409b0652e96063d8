"""Coming in: what somebody without a role sees first, and what an invitation gives."""

from bot.desks.desk import Page
from bot.flows import arrival
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.messages import Incoming, Kind
from bot.visit import Visit
from storage.people import use_invitation
from storage.regions import region


def is_invitation(incoming: Incoming) -> bool:
    """Whether the message is `/start` with a token."""
    return incoming.kind is Kind.COMMAND and incoming.words == "start" and bool(incoming.argument)


async def invited(visit: Visit) -> Reply:
    """The welcome that an invitation gives."""
    given = await use_invitation(visit.connection, visit.incoming.argument, visit.incoming.chat, visit.now)
    if given is None:
        return Reply((arrival.BAD_INVITATION,))
    place = await region(visit.connection, given.region_code)
    village = place.name if place is not None else given.region_code
    return arrival.welcome(given.name, given.role, village, given.rt)


async def waiting(visit: Visit) -> Reply:
    """To somebody whose role has no page of its own."""
    return Reply((arrival.NO_CADRE,))


PAGES = {
    "no_cadre": Page(waiting, Action.LOOK_UP),
}
