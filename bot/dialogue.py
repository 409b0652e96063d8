"""One message in, one reply out: load, decide, keep, commit. Sending comes after, and elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import arriving, explaining, finishing
from bot.arriving import Arriving
from bot.flows import arrival, reading
from bot.flows.asking import ask
from bot.flows.forms.facts import Misread, to_data
from bot.flows.interview import Interview
from bot.flows.listening import is_about
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.services.directory import Directory
from bot.flows.step import advance
from bot.flows.texts import Words
from bot.flows.turn import Outcome, Said, Turn
from bot.language import SOURCE, language
from bot.loading import Interviews, Opened
from bot.memory import Memory, key_of
from bot.messages import Incoming, Kind, Outgoing, Tap
from bot.questionnaires import Questionnaires
from bot.wording import outgoing
from storage.chats import Caller, CallerRole, CurrentInterview, block, caller, current_interview, point
from storage.interviews import advance_interview, forget_interview
from storage.turns import keep_turn

AWAY = timedelta(hours=8)  # after which a cadre is greeted, and her words are read back before they count
OLDEST_UPDATE = timedelta(hours=25)  # Telegram keeps a message for a day: an older time stamp is no time stamp
COMMANDS = {"jawaban": "v", "lanjut": "g", "nanti": "l"}  # commands that are buttons of an interview, too
WORDS_FOR = {"kembali": "kembali", "anggota": "anggota", "lewati": "lewati"}  # commands that are words of an interview
UNREADABLE = {
    Kind.OTHER: arrival.ONLY_WORDS,
    Kind.FORWARDED: arrival.NOT_FORWARDED,
    Kind.EDITED: arrival.NOT_EDITED,
}


class ConflictError(Exception):
    """Two processes moved one interview at the same moment; the message is taken again."""


@dataclass(frozen=True, slots=True)
class _Message:
    """One message with all that the way through the dialogue needs."""

    connection: AsyncConnection
    incoming: Incoming
    who: Caller
    role: CallerRole
    now: datetime  # by the village's clock

    def reply(self, *replies: Reply, interview: Interview | None = None) -> tuple[Outgoing, ...]:
        return outgoing(self.incoming, replies, interview, self.who.language)

    def below(self) -> "_Message":
        """The same message, to be answered by a new bubble under the others, not in place of the tapped one."""
        return replace(self, incoming=replace(self.incoming, bubble=None))

    @property
    def key(self) -> str:
        return key_of(self.incoming)


class Dialogue:
    """What every channel talks to."""

    def __init__(
        self, engine: AsyncEngine, questionnaires: Questionnaires, directory: Directory, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._now = now
        self._arriving = Arriving(questionnaires)
        self._interviews = Interviews(questionnaires)
        self._memory = Memory()

    async def receive(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Keep what the message causes, then say what to reply; nothing where it was answered before."""
        if self._memory.was_answered(incoming, self._now()):
            return _notice(incoming, self._memory.language(incoming.chat))
        for _ in range(3):
            try:
                async with self._engine.begin() as connection:
                    replies = await self._take(connection, incoming)
            except ConflictError:
                continue
            except BaseException:
                self._interviews.forget_all()  # what was not committed must not be remembered
                raise
            self._memory.replied(incoming.chat, self._now())
            return replies
        return outgoing(incoming, (Reply((arrival.TRY_AGAIN,)),), None, self._memory.language(incoming.chat))

    async def delivered(self, incoming: Incoming) -> None:
        """The reply went out: this message, delivered again, is met with silence."""
        self._memory.answered(incoming, self._now())

    async def undeliverable(self, chat: str) -> None:
        """The person has blocked the bot."""
        async with self._engine.begin() as connection:
            await block(connection, chat, self._now())

    # --- where a message goes

    async def _take(self, connection: AsyncConnection, incoming: Incoming) -> tuple[Outgoing, ...]:
        now = self._now()
        who = await caller(connection, incoming.chat, now)
        if who is not None:
            self._memory.reads(incoming.chat, who.language)
        if who is None or who.role is None or _is_invitation(incoming):
            reply = await self._arriving.invited(connection, incoming, who, now)
            return outgoing(incoming, (reply,), None, who.language if who else SOURCE)
        message = _Message(connection, incoming, who, who.role, now.astimezone(ZoneInfo(who.role.timezone)))
        if who.blocked_at is not None:
            await block(connection, incoming.chat, None)
        if who.role.role != "cadre":
            return message.reply(Reply((arrival.NO_CADRE,)))
        current = who.interview
        tap = incoming.tap
        if tap is not None and tap.interview and tap.verb not in arriving.VERBS:
            return await self._pressed(message, tap, current)
        if incoming.kind is Kind.TAP:
            tap = tap or Tap("home")
            return await self._arrive(message.below() if tap.interview else message, tap)
        opened = await self._interviews.load(connection, current, message.now) if current else None
        return await self._said(message, opened)

    async def _pressed(self, message: _Message, tap: Tap, current: CurrentInterview | None) -> tuple[Outgoing, ...]:
        """A button of an interview: that of the house she is at, or of another one."""
        row = current if current and current.id == tap.interview else None
        row = row or await current_interview(message.connection, tap.interview)
        if row is None or not _is_hers(row, message.role):
            await self._keep_nothing(message)
            return message.reply((await self._arriving.home(message.connection, message.role)).after(GONE))
        opened = await self._interviews.load(message.connection, row, message.now)
        if current is not None and current.id != row.id and current.status == "open":
            here = await self._interviews.load(message.connection, current, message.now)
            return message.reply(arrival.elsewhere(opened.house, here.house), interview=here.interview)
        if current is None or current.id != row.id:
            await point(message.connection, message.incoming.chat, row.id)
        if opened.interview.completed and opened.interview.asking is None:
            message = message.below()  # the result card stays where it is
        if tap.verb == "tips":
            return await self._show_tips(message, opened)
        if tap.verb == explaining.WHY:
            reply = explaining.reasons(opened.interview, opened.questionnaire, message.who.language, tap.code)
            return message.reply(reply, interview=opened.interview)
        return await self._advance(message, opened, Said(tap=tap))

    async def _said(self, message: _Message, opened: Opened | None) -> tuple[Outgoing, ...]:
        """Words or a command: for the interview at hand, else for the list of houses."""
        incoming = message.incoming
        text = reading.clean(incoming.words)
        words, masked = reading.masked(text)
        aside = arrival.SIXTEEN_DIGITS if masked else UNREADABLE.get(incoming.kind)
        if incoming.kind is Kind.COMMAND and incoming.words in {"bantuan", "help"}:
            aside = arrival.HELP
        if aside is not None:
            await self._keep_nothing(message)
            return await self._stay(message, opened, aside)
        asking = opened is not None and opened.interview.asking is not None
        if incoming.kind is Kind.COMMAND:
            if opened is not None and incoming.words in COMMANDS:
                return await self._advance(message, opened, Said(tap=Tap(COMMANDS[incoming.words])))
            if opened is not None and asking and incoming.words in WORDS_FOR:
                return await self._advance(message, opened, Said(WORDS_FOR[incoming.words]))
            if opened is not None and asking and incoming.words == "start":
                await self._keep_nothing(message)
                return message.reply(_come_back(message, opened), interview=opened.interview)
            return await self._arrive(message, Tap("home", code=incoming.words))
        if opened is not None and (asking or is_about(opened.interview, words, message.who.language)):
            early = asking and (self._is_early(message, opened) or self._was_away(message, opened))
            return await self._advance(message, opened, Said(words, early=early))
        return await self._arrive(message, Tap("home"), words, opened)

    def _is_early(self, message: _Message, opened: Opened) -> bool:
        """Whether the words were written before the question that waits was seen: in a burst, after a dead zone."""
        sent_at, received_at = message.incoming.sent_at, message.incoming.received_at
        replied_at = self._memory.replied_at(message.incoming.chat)
        if received_at is not None and replied_at is not None and received_at < replied_at:
            return True
        asked_at = opened.asked_at.replace(microsecond=0)  # channels tell whole seconds
        return sent_at < asked_at and message.now - sent_at < OLDEST_UPDATE

    def _was_away(self, message: _Message, opened: Opened) -> bool:
        """Whether she comes back after hours, perhaps to another house than she thinks."""
        replied_at = self._memory.replied_at(message.incoming.chat) or opened.asked_at
        return message.now - max(opened.asked_at, replied_at) > AWAY

    # --- an interview

    async def _advance(self, message: _Message, opened: Opened, said: Said) -> tuple[Outgoing, ...]:
        if said.tap is not None and said.tap.revision < opened.interview.revision:
            message = message.below()  # an old screen stays as it is
        turn = advance(opened.interview, said, message.who.language)
        if said.tap is None and opened.interview.asking is not None and self._was_away(message, opened):
            turn = _after_a_while(message, opened, turn)
        kept = await keep_turn(
            message.connection,
            chat=message.incoming.chat,
            message_id=message.key,
            interview_id=opened.interview.id if turn.facts else None,
            facts=[to_data(fact) for fact in turn.facts],
            said_at=message.now,
        )
        if not kept:  # delivered before, and perhaps never answered: bring the question back
            return await self._stay(message, opened)
        if turn.facts:
            await self._move(message, opened, turn)
        return await self._conclude(message, replace(opened, interview=turn.interview), turn)

    async def _move(self, message: _Message, opened: Opened, turn: Turn) -> None:
        """Store that the interview has moved on, unless somebody else has moved it meanwhile."""
        before, after = opened.interview, turn.interview
        moved = await advance_interview(
            message.connection,
            after.id,
            revision_from=before.revision,
            revision_to=after.revision,
            asked_at=opened.asked_at if _asks_the_same(before, after) else message.now,
        )
        if not moved:
            self._interviews.forget(after.id)
            raise ConflictError
        self._interviews.remember(after)

    async def _conclude(self, message: _Message, opened: Opened, turn: Turn) -> tuple[Outgoing, ...]:
        """What a kept turn leads to: the next question, the result, the list of houses."""
        connection, interview = message.connection, opened.interview
        match turn.outcome:
            case Outcome.COMPLETED:
                await finishing.lay_out(connection, interview, opened.questionnaire)
                contacts = await finishing.contacts_of(connection, message.role.region_code)
                numbers = finishing.numbers(self._directory, contacts, message.who.language)
                return message.reply(_result(message, opened), numbers, interview=interview)
            case Outcome.REFUSED:
                self._interviews.forget(interview.id)
                await forget_interview(connection, interview.id, refused_on=message.now.date())
                home = await self._arriving.home(connection, message.role)
                return message.reply(home.after(arrival.THANKS_ANYWAY))
            case Outcome.LATER | Outcome.HOME:
                await point(connection, message.incoming.chat, None)
                home = await self._arriving.home(connection, message.role)
                line = arrival.saved_for_later(opened.house, *interview.progress())
                return message.reply(home.after(line) if turn.outcome is Outcome.LATER else home)
            case Outcome.GOES_ON if turn.reply.lines:
                return message.reply(turn.reply, interview=interview)
            case Outcome.GOES_ON:
                return message.reply(_result(message, opened), interview=interview)

    async def _stay(self, message: _Message, opened: Opened | None, *lines: Words) -> tuple[Outgoing, ...]:
        """The question that waits, or the list of houses, once more."""
        if opened is None:
            return message.reply((await self._arriving.home(message.connection, message.role)).after(*lines))
        waiting = opened.interview.asking is not None
        reply = ask(opened.interview, message.who.language) if waiting else _result(message, opened)
        return message.reply(reply.after(*lines), interview=opened.interview)

    async def _show_tips(self, message: _Message, opened: Opened) -> tuple[Outgoing, ...]:
        contacts = await finishing.contacts_of(message.connection, message.role.region_code)
        reply = finishing.advice(
            opened.interview, opened.questionnaire, self._directory, contacts, message.who.language
        )
        return message.reply(reply, interview=opened.interview)

    # --- between interviews

    async def _arrive(
        self, message: _Message, tap: Tap, words: str = "", at: Opened | None = None
    ) -> tuple[Outgoing, ...]:
        """The list of houses, and the way into one; `at` is the finished one that she looks at."""
        connection, role = message.connection, message.role
        if not await self._keep_nothing(message):  # delivered before, and perhaps never answered: where she is now
            here = message.who.interview
            opened = await self._interviews.load(connection, here, message.now) if here is not None else None
            return await self._stay(message, opened)
        row: CurrentInterview | None = None
        match tap.verb:
            case "house":
                row = await self._arriving.enter(connection, message.who, role, tap, message.now)
            case "new" if tap.code or role.rt:
                rt = tap.code or role.rt or ""
                row = await self._arriving.new_house(connection, message.who, role, rt, message.now)
            case "new":
                return message.reply(await self._arriving.which_rt(connection, role))
            case "all":
                return message.reply(await self._arriving.page(connection, role, tap.number or 0))
            case _:
                wanted = words and reading.command(words) is None
                if wanted:
                    reply = await self._arriving.search(connection, role, words, at.house if at else None)
                    return message.reply(reply, interview=at.interview if at else None)
                if message.who.interview is not None:
                    await point(connection, message.incoming.chat, None)
                hello = arrival.greeting(message.who.name, message.now.hour) if tap.code == "start" else ""
                return message.reply((await self._arriving.home(connection, role)).after(hello))
        if row is None:
            return message.reply((await self._arriving.home(connection, role)).after(GONE))
        opened = await self._interviews.load(connection, row, message.now)
        return await self._stay(message, opened, opened.house.title)

    async def _keep_nothing(self, message: _Message) -> bool:
        """Remember only that the message came; False where it had come before."""
        return await keep_turn(
            message.connection,
            chat=message.incoming.chat,
            message_id=message.key,
            interview_id=None,
            facts=[],
            said_at=message.now,
        )


def _notice(incoming: Incoming, code: str) -> tuple[Outgoing, ...]:
    """To a message that was answered before: nothing, but for a button that it was used."""
    if incoming.kind is not Kind.TAP:
        return ()
    return (Outgoing(incoming.chat, "", notice=language(code).say(arrival.USED_BUTTON)),)


def _is_invitation(incoming: Incoming) -> bool:
    return incoming.kind is Kind.COMMAND and incoming.words == "start" and bool(incoming.argument)


def _is_hers(row: CurrentInterview, role: CallerRole) -> bool:
    return row.region_code == role.region_code and role.rt in {None, row.rt}


def _after_a_while(message: _Message, opened: Opened, turn: Turn) -> Turn:
    """After hours away a greeting comes first, unless she wrote an answer: that is read back, for it may be meant for
    another house."""
    if not turn.facts or isinstance(turn.facts[0], Misread):
        return Turn((), opened.interview, _come_back(message, opened))
    return replace(turn, reply=turn.reply.after(opened.house.title))


def _come_back(message: _Message, opened: Opened) -> Reply:
    hello = arrival.greeting(message.who.name, message.now.hour)
    return arrival.come_back(hello, opened.house, *opened.interview.progress())


def _asks_the_same(before: Interview, after: Interview) -> bool:
    """Whether the same question waits as before, so that what was written meanwhile is meant for it."""
    one, other = before.asking, after.asking
    same = one is not None and other is not None and one.ref == other.ref
    return same and (before.chosen is None) == (after.chosen is None)


def _result(message: _Message, opened: Opened) -> Reply:
    return finishing.result(opened.interview, opened.questionnaire, opened.house, message.who.language)
