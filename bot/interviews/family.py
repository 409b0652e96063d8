"""What a household's own chat may use: its newest result, and who of the family the code was written for."""

from dataclasses import dataclass
from datetime import datetime

from bot.flows.names import words_of
from bot.flows.own import adults
from bot.interviews.loading import Interviews, Opened
from bot.visit import Visit
from storage.current_interviews import CurrentInterview, current_interview
from storage.family_chats import FamilyChat, family_chat, newest_result


@dataclass(frozen=True, slots=True)
class Own:
    """A household as its own chat sees it; `opened` is its newest finished interview, if any.

    `member` is who of the family the code was written for, by the number in that interview's list; empty where two
    there are called the same: then nobody's own answers are shown.
    """

    chat: FamilyChat
    opened: Opened | None
    started_at: datetime | None  # its interview
    member: str = ""

    @property
    def household_id(self) -> int:
        """Which household."""
        return self.chat.household_id


async def own(visit: Visit) -> Own | None:
    """The household that the chat sees; None for a chat that had no code, or had one too long ago, or for somebody who
    is not on the newest list any more."""
    chat = await family_chat(visit.connection, visit.incoming.chat, visit.now)
    if chat is None:
        return None
    row = await _newest(visit, chat.household_id)
    opened = await _opened(visit, row)
    if row is None or opened is None:
        return Own(chat, None, None)
    numbers = [number for number, name in adults(opened.interview.record).items() if mark(opened, name) == chat.member]
    return Own(chat, opened, row.started_at, numbers[0] if len(numbers) == 1 else "") if numbers else None


def mark(opened: Opened, name: str) -> str:
    """By what somebody of the household is known in any of its lists: her name as it sounds, which only the household's
    key makes out. Her number is another one as soon as the list is told anew."""
    if opened.secret is None:
        raise ValueError("nobody lives in a village's own interview")
    return opened.secret.mark(f"member:{' '.join(words_of(name))}")


async def newest_of(visit: Visit, household_id: int) -> Opened | None:
    """The household's newest finished interview."""
    return await _opened(visit, await _newest(visit, household_id))


async def _newest(visit: Visit, household_id: int) -> CurrentInterview | None:
    newest = await newest_result(visit.connection, household_id)
    return await current_interview(visit.connection, newest) if newest is not None else None


async def _opened(visit: Visit, row: CurrentInterview | None) -> Opened | None:
    return await Interviews(visit.tools.questionnaires).load(visit.connection, row, visit.now) if row else None
