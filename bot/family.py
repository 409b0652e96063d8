"""What a household's own chat may use: its newest result, and who of the family the code was written for."""

from dataclasses import dataclass
from datetime import datetime

from bot.flows.own import adults
from bot.loading import Interviews, Opened
from bot.visit import Visit
from storage.chats import CurrentInterview, current_interview
from storage.family_chats import FamilyChat, family_chat, newest_result


@dataclass(frozen=True, slots=True)
class Own:
    """A household as its own chat sees it; `opened` is its newest finished interview, if any."""

    chat: FamilyChat
    opened: Opened | None
    started_at: datetime | None  # its interview

    @property
    def household_id(self) -> int:
        """Which household."""
        return self.chat.household_id


async def own(visit: Visit) -> Own | None:
    """The household that the chat sees; None for a chat that had no code, or had one too long ago."""
    chat = await family_chat(visit.connection, visit.incoming.chat, visit.now)
    if chat is None:
        return None
    row = await _newest(visit, chat.household_id)
    return Own(chat, await _opened(visit, row), row.started_at if row is not None else None)


async def newest_of(visit: Visit, household_id: int) -> Opened | None:
    """The household's newest finished interview."""
    return await _opened(visit, await _newest(visit, household_id))


async def adults_of(visit: Visit, household_id: int) -> dict[str, str]:
    """The adults of the household by their number in its list, as its newest finished interview names them."""
    opened = await newest_of(visit, household_id)
    return adults(opened.interview.record) if opened is not None else {}


async def _newest(visit: Visit, household_id: int) -> CurrentInterview | None:
    newest = await newest_result(visit.connection, household_id)
    return await current_interview(visit.connection, newest) if newest is not None else None


async def _opened(visit: Visit, row: CurrentInterview | None) -> Opened | None:
    return await Interviews(visit.tools.questionnaires).load(visit.connection, row, visit.now) if row else None
