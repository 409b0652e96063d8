"""One message in, one reply out: load, decide, keep, commit. Sending comes after, and elsewhere."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import bubbles
from bot.desks import welcome, wishes
from bot.desks.desk import Enter, awaited
from bot.desks.everything import HOME, home, page_of, page_of_command, written
from bot.flows import arrival, reading
from bot.flows.listening import is_about, is_in_a_choice
from bot.flows.permissions import ANYBODY, CADRE, may_try
from bot.flows.pressing import GONE
from bot.flows.privacy import NOTHING_SAID, Privacy
from bot.flows.reading.outcomes import Command
from bot.flows.reply import Reply
from bot.flows.rounds import reminding
from bot.flows.services.card import help_reply
from bot.flows.services.directory import Directory
from bot.flows.services.disclosure import disclosed
from bot.flows.training import screens as training
from bot.flows.turn import Said
from bot.interviews.interviewing import Interviewing, has_buttons_of_an_interview, is_of_an_interview
from bot.interviews.loading import ConflictError, Interviews, Opened
from bot.language import SOURCE, language
from bot.memory import Memory, key_of
from bot.messages import Incoming, Kind, Outgoing, Tap, buttons_of
from bot.numbers import covered
from bot.questionnaires import Questionnaires
from bot.reach import may_stay
from bot.visit import Told, Tools, Visit
from bot.wording import outgoing
from storage.callers import caller
from storage.chats import await_words, block, letter_came, point
from storage.traces import keep_traces
from storage.transactions import of_chat

NATIONAL = "Asia/Jakarta"  # the clock of somebody who has no village with us
PRESSES = {"jawaban": "v", "lanjut": "g", "nanti": "l"}  # commands that are buttons of an interview, too
SAYINGS = frozenset({"kembali", "anggota", "lewati"})  # commands that are words of an interview
LEAVING = frozenset({Command.MENU, Command.LATER, Command.BACK})  # words that leave a page instead of answering it
OF_AN_INTERVIEW = frozenset({Command.ANSWERS, Command.MEMBERS, Command.SKIP, Command.DONT_KNOW, Command.REFUSE})
UNREADABLE = {
    Kind.OTHER: arrival.ONLY_WORDS,
    Kind.FORWARDED: arrival.NOT_FORWARDED,
    Kind.EDITED: arrival.NOT_EDITED,
}


class Dialogue:
    """What every channel talks to."""

    def __init__(
        self,
        engine: AsyncEngine,
        questionnaires: Questionnaires,
        directory: Directory,
        now: Callable[[], datetime],
        privacy: Privacy = NOTHING_SAID,
    ) -> None:
        self._engine = engine
        self._now = now
        self._tools = Tools(questionnaires, directory, privacy)
        self._interviews = Interviews(questionnaires)
        self._memory = Memory()
        self._interviewing = Interviewing(self._interviews, self._memory)

    async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Keep what the message causes, then say what to reply; nothing where it was answered before."""
        incoming, numbered = covered(incoming)
        if self._memory.was_answered(incoming, self._now()):
            return _notice(incoming, self._memory.language(incoming.chat))
        for _ in range(3):
            try:
                async with of_chat(self._engine, incoming.chat) as connection:
                    replies = await self._take(connection, incoming, numbered)
            except ConflictError:
                continue
            except BaseException:
                self._interviews.forget_all()  # what was not committed must not be remembered
                raise
            self._memory.replied(incoming.chat, self._now(), replies)
            self._memory.heard(incoming)
            return await _with_files(replies)
        return outgoing(incoming, (Reply((arrival.TRY_AGAIN,)),), None, self._memory.language(incoming.chat))

    async def delivered(self, incoming: Incoming, bubbles: tuple[str, ...] = ()) -> None:
        """The reply went out: this message, delivered again, is met with silence. `bubbles` are those that may be taken
        away later."""
        self._memory.answered(incoming, self._now())
        if bubbles:
            async with self._engine.begin() as connection:
                await keep_traces(connection, incoming.chat, bubbles, self._now())

    def language(self, chat: str) -> str:
        """The language that the chat's person reads, as far as this process knows."""
        return self._memory.language(chat)

    async def undeliverable(self, chat: str) -> None:
        """The person has blocked the bot."""
        async with self._engine.begin() as connection:
            await block(connection, chat, self._now())

    async def _take(self, connection: AsyncConnection, incoming: Incoming, numbered: bool) -> tuple[Outgoing, ...]:
        """One message in its transaction; `numbered`: somebody's sixteen digits stood in it."""
        now = self._now()
        who = await caller(connection, incoming.chat, now)
        self._memory.reads(incoming.chat, who.language or SOURCE)
        if who.blocked_at is not None:
            await block(connection, incoming.chat, None)
        zone = who.role.timezone if who.role is not None else NATIONAL
        visit = Visit(connection, incoming, key_of(incoming), who, now.astimezone(ZoneInfo(zone)), self._tools)
        if who.interview is not None and not may_stay(visit, who.interview):
            visit = replace(visit, who=replace(who, interview=None))
            await point(connection, incoming.chat, None)
        told = await (self._refuse(visit) if numbered else self._answer(visit))
        fleeting = any(reply.fleeting for reply in told.replies)
        if fleeting and incoming.kind is not Kind.TAP and incoming.bubble is not None:
            await keep_traces(connection, incoming.chat, (incoming.bubble,), now)
        awaits = next((reply.awaits for reply in told.replies if reply.awaits), "")
        if awaits != who.awaits or (who.letter and incoming.is_after(who.letter_at)):
            await await_words(connection, incoming.chat, awaits)
        sent = outgoing(told.visit.incoming, told.replies, told.interview, visit.language)
        if any(reply.asks for reply in told.replies):
            await letter_came(connection, incoming.chat, buttons_of(sent), now)
        return sent

    # --- where a message goes

    async def _answer(self, visit: Visit) -> Told:
        incoming, tap = visit.incoming, visit.incoming.tap
        if welcome.is_invitation(incoming):
            return visit.tell(await welcome.invited(visit))
        if incoming.kind is Kind.TAP:
            return await self._pressed(visit, tap or Tap("home"))
        current = visit.who.interview
        opened = await self._interviewing.open(visit, current) if current is not None else None
        visit = replace(visit, words=incoming.words, opened=opened)
        if told_of := disclosed(visit.words):
            return visit.tell(_comfort(visit, told_of))
        aside = UNREADABLE.get(incoming.kind)
        if incoming.kind is Kind.COMMAND and incoming.words in {"bantuan", "help"} and visit.position != ANYBODY:
            aside = arrival.help_for(visit.position)
        if aside is not None:
            await visit.keep()
            return await self._interviewing.stay(visit, aside)
        if incoming.kind is Kind.COMMAND:
            return await self._commanded(visit, opened)
        return await self._said(visit, opened)

    async def _pressed(self, visit: Visit, tap: Tap) -> Told:
        """A button: of an interview, or the way to a page."""
        if is_of_an_interview(tap):
            return await self._interviewing.pressed(visit, tap)
        return await self._at_desk(visit.below() if tap.interview else visit, tap)

    async def _refuse(self, visit: Visit) -> Told:
        """To a number that nobody needs to send: it is not kept, and taken away from the chat."""
        await visit.keep()
        told = await self._interviewing.stay(visit, arrival.SIXTEEN_DIGITS)
        first, *others = told.replies
        own = (visit.incoming.bubble,) if visit.incoming.bubble else ()
        return replace(told, replies=(replace(first, deletes=(*first.deletes, *own)), *others))

    async def _commanded(self, visit: Visit, opened: Opened | None) -> Told:
        """A slash command: one of the interview at hand, or the way to a page."""
        name = visit.incoming.words
        asking = opened is not None and opened.interview.asking is not None
        if opened is not None and name in PRESSES:
            return await self._interviewing.advance(visit, opened, Said(tap=Tap(PRESSES[name])))
        if opened is not None and asking and name in SAYINGS:
            return await self._interviewing.advance(visit, opened, Said(name))
        if opened is not None and asking and name == "start":
            if not await visit.keep():
                return await self._interviewing.stay(visit)
            return self._interviewing.come_back(visit, opened)
        verb = page_of_command(name, visit.position)
        return await self._at_desk(visit, Tap(verb, code=visit.incoming.argument or name))

    async def _said(self, visit: Visit, opened: Opened | None) -> Told:
        """Words: a button that she sees, the answer to a reminder, for the page that waits for them, for the interview
        at hand, else a wish of her own."""
        buttons = bubbles.seen(visit, self._memory)
        pressed = bubbles.written(visit, buttons) or bubbles.agreed(visit, buttons)
        meant = pressed or await bubbles.meant(visit, opened, buttons)
        if meant is not None:
            return meant if isinstance(meant, Told) else await self._pressed(visit.press(meant), meant)
        waiting = awaited(visit.who.awaits)
        steering = reading.command(visit.words)
        if steering in {Command.STOP, Command.WITHDRAW}:
            return await self._stopped(visit, opened, waiting, family=steering is Command.WITHDRAW)
        if (waiting is None or visit.position == ANYBODY) and wishes.wished(visit):
            return await self._at_desk(visit, Tap(wishes.MEANT))
        if waiting is not None:
            page = page_of(waiting.verb)
            leaves = steering in LEAVING and not (page is not None and page.steers)
            return await self._at_desk(visit, Tap("home") if leaves else waiting)
        asking = opened is not None and opened.interview.asking is not None
        if opened is not None and (asking or is_about(opened.interview, visit.words, visit.language)):
            early = asking and (
                self._interviewing.is_early(visit, opened)
                or self._interviewing.was_away(visit, opened)
                or bubbles.shows_a_page(buttons)
            )
            return await self._interviewing.advance(visit, opened, Said(visit.words, early=early))
        if steering is Command.HELP and visit.position != ANYBODY:
            await visit.keep()
            return await self._interviewing.stay(visit, arrival.help_for(visit.position))
        polite = reading.courtesy(visit.words) if visit.position != ANYBODY else None
        if polite is reading.Courtesy.GREETING and visit.house is None:
            return await self._at_desk(visit, Tap("home", code="start"))
        if polite is not None:
            await visit.keep()
            reply = arrival.courteous(polite, visit.who.name, visit.now.hour, visit.house)
            return visit.tell(reply, interview=opened.interview if opened is not None else None)
        if steering is Command.CONTINUE and visit.position == CADRE and visit.house is None:
            return await self._at_desk(visit, Tap("on"))
        wish = (
            steering is None or (visit.position == ANYBODY and steering not in LEAVING) or steering in OF_AN_INTERVIEW
        )
        return await self._at_desk(visit, await written(visit) if visit.words and wish else Tap("home"))

    async def _stopped(self, visit: Visit, opened: Opened | None, waiting: Tap | None, *, family: bool) -> Told:
        """To nothing but "berhenti": what the command does; amid an interview, even a practised one, it could be that,
        too, so she is asked, unless it is a choice there. Where it is the `family` that stops, her own reminders go on.
        """
        if waiting is not None and waiting.verb == training.PRACTISE:
            await visit.keep()
            return visit.tell(training.stop_what(visit.who.awaits))
        if opened is None or opened.interview.asking is None or self._interviewing.was_away(visit, opened):
            if family and visit.position != ANYBODY:
                if not await visit.keep():  # delivered before: what she did since stays as it is
                    return await self._interviewing.stay(visit)
                return visit.tell(reminding.family_stops(visit.house))
            return await self._at_desk(visit, Tap(page_of_command("berhenti", visit.position), code="berhenti"))
        if is_in_a_choice(opened.interview, visit.words, visit.language):
            return await self._interviewing.advance(visit, opened, Said(visit.words))
        await visit.keep()
        return visit.tell(reminding.stop_what(opened.house), interview=opened.interview)

    # --- pages

    async def _at_desk(self, visit: Visit, tap: Tap) -> Told:
        """The page that the button, the command or the words lead to."""
        verb = HOME[visit.position] if tap.verb == "home" else tap.verb
        visit = replace(visit, tap=replace(tap, verb=verb))
        page = page_of(verb)
        keeps = visit.position != ANYBODY or (page is not None and page.changes)  # of a family's looking up, nothing
        if keeps and not await visit.keep():  # delivered before, and perhaps never answered: where she is now
            return await self._interviewing.stay(visit)
        if page is None or not may_try(visit.position, page.action):
            return visit.tell((await home(visit)).after(GONE))
        match await page.answer(visit):
            case Enter(row):
                opened = await self._interviewing.open(visit, row)
                return self._interviewing.ask(visit, opened, opened.subject.title)
            case Reply() as reply if visit.opened is not None and has_buttons_of_an_interview(reply):
                return visit.tell(reply, interview=visit.opened.interview)
            case Reply() as reply:
                return visit.tell(reply)
            case replies:
                return visit.tell(*replies)


def _comfort(visit: Visit, told_of: str) -> Reply:
    """The one reply to what sounds like a cry for help: it is not repeated, kept or passed on, and taken away."""
    family = visit.position == ANYBODY
    lines = help_reply(told_of == "self_harm", can_close=family)
    own = (visit.incoming.bubble,) if visit.incoming.bubble else ()
    return Reply(lines, deletes=own, fleeting=family, awaits=visit.who.awaits)


async def _with_files(replies: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """The same with the files that are still to be made: no transaction waits for them, and nobody else's message."""
    return tuple(
        [
            replace(each, attachment=await asyncio.to_thread(each.attachment.made))
            if each.attachment is not None and each.attachment.make is not None
            else each
            for each in replies
        ]
    )


def _notice(incoming: Incoming, code: str) -> tuple[Outgoing, ...]:
    """To a message that was answered before: nothing, but for a button that it was used."""
    if incoming.kind is not Kind.TAP:
        return ()
    return (Outgoing(incoming.chat, "", notice=language(code).say(arrival.USED_BUTTON)),)
