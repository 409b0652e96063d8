"""Replies to bubbles: sentences in the person's language, buttons with all that they mean."""

from collections.abc import Sequence
from zlib import crc32

from bot.desks.everything import page_of
from bot.flows.arrival import HOUSE_OF
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply
from bot.flows.texts import mentions
from bot.language import Language, language
from bot.messages import MOST_CHARACTERS, Button, Incoming, Kind, Outgoing, Tap

CUT = "…"


def outgoing(
    incoming: Incoming, replies: Sequence[Reply], interview: Interview | None, language_code: str
) -> tuple[Outgoing, ...]:
    """The bubbles that answer the message; the first takes the place of the bubble whose button was tapped."""
    chosen = next((reply.language for reply in replies if reply.language), language_code)
    speak = language(chosen)
    shown = crc32(incoming.id.encode()) >> 1  # the same where the message is delivered again
    tapped = incoming.bubble if incoming.kind is Kind.TAP else None
    return tuple(
        Outgoing(
            chat=incoming.chat,
            text=_text(reply, speak),
            rows=tuple(tuple(_button(press, interview, shown, speak) for press in row) for row in reply.rows if row),
            replaces=tapped if n == 0 else None,
            notice=speak.say(reply.notice) if reply.notice else "",
            attachment=reply.attachment,
            deletes=reply.deletes,
            fleeting=reply.fleeting,
            protected=interview is not None or reply.protected or any(mentions(each, HOUSE_OF) for each in reply.lines),
        )
        for n, reply in enumerate(replies)
    )


def _text(reply: Reply, speak: Language) -> str:
    """The lines; what would be too long for any channel is cut, and says so."""
    lines = (reply.mark, *reply.lines) if reply.mark != "" else reply.lines
    text = "\n".join(speak.say(line) for line in lines).strip()
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + CUT


def _button(press: Press, interview: Interview | None, shown: int, speak: Language) -> Button:
    """The button; one of a page tells which message it was shown for, where others have a revision."""
    tap = Tap(
        press.verb,
        interview.id if interview is not None else 0,
        press.question,
        interview.revision if interview is not None and page_of(press.verb) is None else shown,
        press.code,
    )
    return Button(speak.say(press.label), tap)
