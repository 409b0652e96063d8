"""Letters to somebody else than the one who speaks: put into the outbox, in her language, and with manners."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.reply import Reply
from bot.flows.rounds.manners import OPENS, by_day
from bot.language import language
from bot.messages import Button, Outgoing, Tap
from storage.chats import addresses_of
from storage.letters import Letter, Priority, unasked_key
from storage.manners import free_day, manners_of
from storage.outbox import join, put

USEFUL = timedelta(days=3)


async def post(
    connection: AsyncConnection,
    person_id: int,
    spoken: str,
    reply: Reply,
    *,
    kind: str,
    local: datetime,
    about: Collection[int] = (),
) -> bool:
    """Whether a letter will come to the person: it is her one unasked message of the first day that has room for it.

    What is to come anyway, of the same kind, says it along. One `about` households is not brought any more where one of
    them is not for her to read of.
    """
    bubble = await _bubble(connection, person_id, spoken, reply)
    day = await free_day(connection, person_id, local)
    if bubble is None or day is None:
        return False
    due_at = max(local, datetime.combine(day, OPENS, local.tzinfo))
    letter = replace(_letter(unasked_key(person_id, day), kind, bubble, due_at, person_id), about=tuple(about))
    return await join(connection, letter) or await put(connection, letter)


async def pass_words(
    connection: AsyncConnection, person_id: int, spoken: str, reply: Reply, *, kind: str, key: str, local: datetime
) -> bool:
    """Whether what somebody wrote will come to the person: by day, and not where she has stopped such things.

    It is no message of ours, and takes no day. Each key serves once.
    """
    bubble = await _bubble(connection, person_id, spoken, reply)
    if bubble is None or (await manners_of(connection, person_id)).stopped:
        return False
    return await put(connection, replace(_letter(key, kind, bubble, by_day(local), person_id), pressing=True))


async def _bubble(connection: AsyncConnection, person_id: int, spoken: str, reply: Reply) -> Outgoing | None:
    """What is said, to the first place where the person can be reached."""
    speak = language(spoken)
    for chat in (await addresses_of(connection, person_id))[:1]:
        rows = tuple(
            tuple(Button(speak.say(p.label), Tap(p.verb, question=p.question, code=p.code)) for p in row)
            for row in reply.rows
        )
        text = "\n".join(speak.say(line) for line in reply.lines)
        return Outgoing(chat, text, rows, attachment=reply.attachment, protected=reply.protected)
    return None


def _letter(key: str, kind: str, bubble: Outgoing, due_at: datetime, person_id: int) -> Letter:
    useful_until, zone = due_at + USEFUL, str(due_at.tzinfo)
    return Letter(key, kind, (bubble,), due_at, useful_until, person_id, priority=Priority.IMPORTANT, zone=zone)
