"""Letters to somebody else than the one who speaks: put into the outbox, in her language."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.reply import Reply
from bot.language import language
from bot.messages import Button, Outgoing, Tap
from storage.chats import addresses_of
from storage.letters import Letter, Priority
from storage.outbox import put

USEFUL = timedelta(days=3)


async def post(
    connection: AsyncConnection,
    person_id: int,
    spoken: str,
    reply: Reply,
    *,
    kind: str,
    key: str,
    now: datetime,
    about: Collection[int] = (),
) -> bool:
    """Whether a letter waits for the person, at the first place where she can be reached; each key serves once.

    One `about` households is not brought any more where one of them is not for her to read of.
    """
    speak = language(spoken)
    for chat in (await addresses_of(connection, person_id))[:1]:
        bubble = Outgoing(
            chat,
            "\n".join(speak.say(line) for line in reply.lines),
            tuple(
                tuple(Button(speak.say(p.label), Tap(p.verb, question=p.question, code=p.code)) for p in row)
                for row in reply.rows
            ),
            attachment=reply.attachment,
            protected=reply.protected,
        )
        letter = Letter(
            key, kind, (bubble,), now, now + USEFUL, person_id, priority=Priority.IMPORTANT, about=tuple(about)
        )
        return await put(connection, letter)
    return False
