"""Before and between interviews: invitations, the list of houses, beginning and resuming a house."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows import arrival
from bot.flows.arrival import MOST_HOUSES, House
from bot.flows.forms.facts import to_data
from bot.flows.forms.record import Record
from bot.flows.reply import Reply
from bot.flows.setvalues import first_facts
from bot.messages import Incoming, Kind, Tap
from bot.questionnaires import Questionnaires
from storage.chats import Caller, CallerRole, CurrentInterview, current_interview, point
from storage.households import ListedHousehold, add_household, count_households, household, households_of, rts_of
from storage.interviews import Interview, advance_interview, newest_interview_of, start_interview
from storage.people import use_invitation
from storage.regions import poverty_line, region
from storage.turns import keep_turn

VERBS = frozenset({"home", "all", "house", "new"})
FIRST_RTS = tuple(f"{n:02}" for n in range(1, 13))  # to choose from while a village has no house yet


class Arriving:
    """The list of houses and the way into one."""

    def __init__(self, questionnaires: Questionnaires) -> None:
        self._questionnaires = questionnaires

    async def invited(
        self, connection: AsyncConnection, incoming: Incoming, who: Caller | None, now: datetime
    ) -> Reply:
        """To somebody without a role: the welcome that her invitation gives, or how to get one."""
        token = incoming.argument if incoming.kind is Kind.COMMAND and incoming.words == "start" else ""
        if not token:
            return arrival.stranger(who.name if who else incoming.name)
        given = await use_invitation(connection, token, incoming.chat, now)
        if given is None:
            return Reply((arrival.BAD_INVITATION,))
        place = await region(connection, given.region_code)
        village = place.name if place is not None else given.region_code
        return arrival.welcome(given.name, given.role, village, given.rt)

    async def home(self, connection: AsyncConnection, role: CallerRole) -> Reply:
        """Her houses, those half done first, then those not begun."""
        found = await households_of(connection, role.region_code, role.rt, waiting=True, limit=MOST_HOUSES)
        total = await count_households(connection, role.region_code, role.rt)
        return arrival.home([_house(house) for house in found], total)

    async def search(self, connection: AsyncConnection, role: CallerRole, words: str, at: House | None = None) -> Reply:
        """The houses with that name; where there is none, what can be done at the finished house she looks at."""
        found = await households_of(connection, role.region_code, role.rt, label=words.strip()[:60], limit=MOST_HOUSES)
        if not found and at is not None:
            return arrival.done_already(at)
        return arrival.found(words.strip()[:40], [_house(h) for h in found])

    async def page(self, connection: AsyncConnection, role: CallerRole, page: int) -> Reply:
        """One page of all her houses."""
        total = await count_households(connection, role.region_code, role.rt)
        pages = max(1, -(-total // MOST_HOUSES))
        page = page % pages
        found = await households_of(connection, role.region_code, role.rt, limit=MOST_HOUSES, offset=page * MOST_HOUSES)
        return arrival.all_houses([_house(h) for h in found], page, pages)

    async def which_rt(self, connection: AsyncConnection, role: CallerRole) -> Reply:
        """In which RT a new house stands."""
        return arrival.which_rt(await rts_of(connection, role.region_code) or FIRST_RTS)

    async def new_house(
        self, connection: AsyncConnection, who: Caller, role: CallerRole, rt: str, now: datetime
    ) -> CurrentInterview | None:
        """A house that the village had not registered: nothing but its RT and number, and an interview begun."""
        if rt not in {role.rt, *(await rts_of(connection, role.region_code) or FIRST_RTS)}:
            return None
        house = await add_household(connection, role.region_code, rt)
        return await self._begin(connection, who, role, house.id, now)

    async def enter(
        self, connection: AsyncConnection, who: Caller, role: CallerRole, tap: Tap, now: datetime
    ) -> CurrentInterview | None:
        """The interview of the house that a button names: the one under way, the finished one, or a new one.

        None where the house is not hers (any more).
        """
        house = await household(connection, tap.number) if tap.number is not None else None
        if house is None or house.region_code != role.region_code or role.rt not in {None, house.rt}:
            return None
        newest = await newest_interview_of(connection, house.id)
        if newest is None:
            return await self._begin(connection, who, role, house.id, now)
        await point(connection, who.address, newest.id)
        return await current_interview(connection, newest.id)

    async def _begin(
        self, connection: AsyncConnection, who: Caller, role: CallerRole, household_id: int, now: datetime
    ) -> CurrentInterview | None:
        """A new interview with the newest questionnaire, with what the form and the village know already."""
        questionnaire = await self._questionnaires.newest(connection)
        begun = await start_interview(
            connection,
            household_id=household_id,
            form_hash=questionnaire.form.hash,
            cadre_id=who.person_id,
            now=now,
        )
        if begun.revision == 0:
            await self._keep_first_facts(connection, who, role, begun, now)
        await point(connection, who.address, begun.id)
        return await current_interview(connection, begun.id)

    async def _keep_first_facts(
        self, connection: AsyncConnection, who: Caller, role: CallerRole, begun: Interview, now: datetime
    ) -> None:
        questionnaire = await self._questionnaires.by_hash(connection, begun.form_hash)
        line = await poverty_line(connection, role.region_code, role.urban, now.date())
        given = {"garis_kemiskinan": str(line)} if line is not None else {}
        facts = first_facts(Record(questionnaire.form, now), given, str(begun.id))
        message = f"begin:{begun.id}"  # said by nobody: what the form and the village know
        await keep_turn(
            connection,
            chat=who.address,
            message_id=message,
            interview_id=begun.id,
            facts=[to_data(fact) for fact in facts],
            said_at=now,
        )
        if facts:
            await advance_interview(connection, begun.id, revision_from=0, revision_to=1, asked_at=now)


def _house(listed: ListedHousehold) -> House:
    house = listed.household
    return House(house.id, house.rt, house.number, house.label, listed.status)
