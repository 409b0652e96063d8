"""What a right does once it is used: at once, in the transaction of the message that asked for it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows import rights
from bot.flows.rounds.manners import by_day
from bot.flows.texts import Text
from bot.language import language
from bot.messages import Outgoing
from bot.visit import Visit
from storage import requests
from storage.audit import HOUSEHOLD, note
from storage.deletions import LET_GO, enlist
from storage.family_chats import chats_of
from storage.holding import forget_earlier, held_by, let_go
from storage.letters import Letter
from storage.outbox import put, withdraw
from storage.put_back import use

KIND = "rights"
_USEFUL = timedelta(days=3)


async def exercise(visit: Visit, household_id: int, right: str, region_code: str) -> bool:
    """Whether the household's data are frozen, ended or deleted now; False where they were before.

    One that takes no part any more is not frozen: it would be used again by a word, without its consent.
    """
    connection, now = visit.connection, visit.now
    if await held_by(connection, household_id) in {right, rights.STOP if right == rights.FREEZE else right}:
        return False
    number = await requests.ask(connection, household_id, right, now, by_cadre=_cadre(visit), outcome=requests.DONE)
    await note(connection, now, _cadre(visit), right, HOUSEHOLD, household_id, region_code)
    chats = await _others(visit, household_id)
    await withdraw(connection, now, about=household_id)
    for chat in await chats_of(connection, household_id, now):
        await withdraw(connection, now, chat=chat)
    await use(connection, household_id, right, now)
    await enlist(connection, household_id, right, now)
    await _tell(visit, chats, number, rights.TOLD_GONE)
    return True


async def take_up_again(visit: Visit, household_id: int, region_code: str) -> None:
    """Use the household's data again, as it wishes."""
    await let_go(visit.connection, household_id)
    await enlist(visit.connection, household_id, LET_GO, visit.now)
    await note(visit.connection, visit.now, _cadre(visit), "let_go", HOUSEHOLD, household_id, region_code)


async def answered(visit: Visit, request: requests.Request, outcome: str, region_code: str, ref: str = "") -> bool:
    """Whether the request, which was open, is closed; whoever asked is told. Of a corrected answer only the newest
    value stays, and of those before it a mark in the trail."""
    connection, now = visit.connection, visit.now
    if not await requests.close(connection, request.id, outcome, now):
        return False
    marks: tuple[str, ...] = ()
    if ref and outcome == requests.DONE:
        interview_id, _, path = ref.partition(" ")
        marks = await forget_earlier(connection, int(interview_id), path)
    action = f"{request.kind} {outcome}"
    await note(connection, now, _cadre(visit), action, HOUSEHOLD, request.household_id, region_code, " ".join(marks))
    await _tell(visit, await _others(visit, request.household_id), request.id, rights.TOLD_LATER)
    return True


async def _others(visit: Visit, household_id: int) -> tuple[str, ...]:
    """The household's chats besides this one."""
    chats = await chats_of(visit.connection, household_id, visit.now)
    return tuple(chat for chat in chats if chat != visit.incoming.chat)


async def _tell(visit: Visit, chats: tuple[str, ...], request_id: int, line: Text) -> None:
    """Nothing but that a request was answered; in silence, by day."""
    for chat in chats:
        await _put(visit.connection, chat, language().say(line(day=visit.now.date())), request_id, visit.now)


async def _put(connection: AsyncConnection, chat: str, words: str, request_id: int, now: datetime) -> None:
    due_at = by_day(now)
    letter = Letter(
        f"{KIND}:{request_id}:{chat}",
        KIND,
        (Outgoing(chat, words),),
        due_at,
        due_at + _USEFUL,
        silent=True,
        zone=str(now.tzinfo),
        pressing=True,
    )
    await put(connection, letter)


def _cadre(visit: Visit) -> int | None:
    return visit.who.role.person_id if visit.who.role is not None else None
