"""A message to an interview: what it answers, keeps and leads to."""

from dataclasses import replace
from datetime import timedelta

from bot import reach
from bot.desks.desk import awaited
from bot.desks.everything import home, page_of
from bot.flows import arrival
from bot.flows.asking import ask
from bot.flows.forms.facts import Misread
from bot.flows.forms.private import kept
from bot.flows.interview import Interview
from bot.flows.permissions import may_try
from bot.flows.pressing import GONE
from bot.flows.reply import Reply
from bot.flows.step import advance
from bot.flows.texts import Words
from bot.flows.turn import Outcome, Said, Turn
from bot.interviews import agreeing, doubling, explaining, finishing, visiting
from bot.interviews.loading import ConflictError, Interviews, Opened
from bot.memory import Memory
from bot.messages import Tap
from bot.visit import Told, Visit
from storage.chats import point
from storage.current_interviews import CurrentInterview, current_interview
from storage.shares import together
from storage.turns import Move, OvertakenError

AWAY = timedelta(hours=8)  # after which a cadre is greeted, and her words are read back before they count
OLDEST_UPDATE = timedelta(hours=25)  # Telegram keeps a message for a day: an older time stamp is no time stamp


class Interviewing:
    """What a message does to the interview it is meant for."""

    def __init__(self, interviews: Interviews, memory: Memory) -> None:
        self._interviews = interviews
        self._memory = memory

    async def open(self, visit: Visit, row: CurrentInterview) -> Opened:
        """The interview of that row as it stands."""
        return await self._interviews.load(visit.connection, row, visit.now)

    async def pressed(self, visit: Visit, tap: Tap) -> Told:
        """A button of an interview: that of the house she is at, or of another one."""
        current = visit.who.interview
        row = current if current and current.id == tap.interview else None
        if row is not None:  # the caller's row says already whose it is
            hers = reach.may_stay(visit, row)
        else:
            row = await current_interview(visit.connection, tap.interview)
            hers = row is not None and await reach.may_go_on(visit, row)
        if row is None or not hers:
            # Kept without what was tapped: it tells an answer, perhaps of a household that is forgotten.
            await replace(visit, key=visit.incoming.id).keep()
            return await self.stay(visit, GONE)
        opened = await self.open(visit, row)
        elsewhere = current is None or current.id != row.id
        if elsewhere and await visit.was_kept(opened.marks):  # it leads nobody away from where she is now
            return await self.stay(visit, arrival.USED_BUTTON)
        if current is not None and current.id != row.id and current.status == "open":
            here = await self.open(visit, current)
            return visit.tell(arrival.elsewhere(opened.subject, here.subject), interview=here.interview)
        if elsewhere:
            await reach.note_entry(visit, row.household_id, row.region_code)
            await point(visit.connection, visit.incoming.chat, row.id)
        if opened.interview.completed and opened.interview.asking is None:
            visit = visit.below()  # the result card stays where it is
        if tap.verb == "tips":
            return visit.tell(await self._tips(visit, opened), interview=opened.interview)
        if tap.verb == explaining.WHY:
            reply = explaining.reasons(opened.interview, opened.questionnaire, visit.language, tap.code)
            return visit.tell(reply, interview=opened.interview)
        return await self.advance(visit, opened, Said(tap=tap))

    async def advance(self, visit: Visit, opened: Opened, said: Said) -> Told:
        """The interview one message further."""
        if said.tap is not None and said.tap.revision < opened.interview.revision:
            visit = visit.below()  # an old screen stays as it is
        turn = advance(opened.interview, said, visit.language)
        if said.tap is None and opened.interview.asking is not None and self.was_away(visit, opened):
            turn = _after_a_while(visit, opened, turn)
        if turn.facts and (again := await agreeing.asked_again(visit, opened)) is not None:
            return await self._held_up(visit, opened, again)
        if turn.facts:
            is_new = await self._keep(visit, opened, turn)
        else:
            is_new = await visit.keep(secret=opened.secret, marks=opened.marks)
        if not is_new:  # delivered before, and perhaps never answered: bring the question back
            return await self.stay(visit)
        if turn.facts:
            await agreeing.keep_word(visit, opened, turn.facts)
        after = replace(opened, interview=turn.interview)
        double = await doubling.double_of(visit, opened, turn)
        return visit.tell(double, interview=after.interview) if double else await self._conclude(visit, after, turn)

    async def _held_up(self, visit: Visit, opened: Opened, again: Reply) -> Told:
        """Something else is asked first: what she said counts neither now nor when it is delivered again, and the same
        button, shown again, is another one."""
        waits = replace(opened.interview, revision=opened.interview.revision + 1)
        await self._keep(visit, opened, Turn((), waits, again))
        return visit.tell(again)

    async def _keep(self, visit: Visit, opened: Opened, turn: Turn) -> bool:
        """Keep the message, and that the interview has moved on, unless somebody else has moved it meanwhile; False
        where the message was kept before."""
        before, after = opened.interview, turn.interview
        asked_at = opened.asked_at if _asks_the_same(before, after) else visit.now
        move = Move(after.id, before.revision, after.revision, asked_at)
        facts = kept(opened.questionnaire.form, turn.facts)
        try:
            is_new = await visit.keep(facts, after.id if facts else None, opened.secret, opened.marks, move)
        except OvertakenError:
            self._interviews.forget(after.id)
            raise ConflictError from None
        if is_new:
            self._interviews.remember(after)
        return is_new

    async def _conclude(self, visit: Visit, opened: Opened, turn: Turn) -> Told:
        """What a kept turn leads to: the next question, the result, the list of houses."""
        connection, interview = visit.connection, opened.interview
        match turn.outcome:
            case Outcome.COMPLETED:
                await finishing.lay_out(connection, interview, opened.questionnaire)
                if opened.house is None:
                    return visit.tell(_result(visit, opened), interview=interview)
                if _was_finished(visit, interview):
                    return visit.tell(_result(visit, opened).after(*turn.reply.lines[:1]), interview=interview)
                contacts = await finishing.contacts_of(connection, visit.role.region_code)
                numbers = finishing.numbers(visit.tools.directory, contacts, visit.language)
                hers = together(await reach.share(visit))
                receipt = arrival.saved(hers.finished, hers.households)
                return visit.tell(_result(visit, opened).below_first(receipt), numbers, interview=interview)
            case Outcome.REFUSED:
                self._interviews.forget(interview.id)
                await visiting.refused(visit, interview, opened.house)
                return visit.tell((await home(visit)).after(arrival.THANKS_ANYWAY))
            case Outcome.AWAY:
                noted = await visiting.away(visit, interview, opened.house, turn.visited)
                houses = await home(visit)
                return visit.tell(replace(houses, rows=(*noted.rows, *houses.rows)).after(*noted.lines))
            case Outcome.LATER:
                await visiting.later(visit, interview, opened.house)
                line = arrival.saved_for_later(opened.subject, *interview.progress)
                houses = (await home(visit)).after(line)
                again = opened.house if _was_finished(visit, interview) else None  # the list shows it as finished
                return visit.tell(replace(houses, rows=(*arrival.half_done(again), *houses.rows)))
            case Outcome.HOME:
                await visiting.leave(visit, interview, opened.house)
                return visit.tell(await home(visit))
            case Outcome.GOES_ON if turn.reply.lines:
                return visit.tell(turn.reply, interview=interview)
            case Outcome.GOES_ON:
                return visit.tell(_result(visit, opened), interview=interview)

    async def stay(self, visit: Visit, *lines: Words) -> Told:
        """Where she is, once more: the page that waits for her words, the question that waits, or her home. What waits
        for her words goes on waiting, even where only the question can be shown."""
        waiting = awaited(visit.who.awaits)
        page = page_of(waiting.verb) if waiting is not None else None
        if waiting is not None and page is not None and may_try(visit.position, page.action):
            answer = await page.answer(replace(visit, tap=waiting, words=""))
            if isinstance(answer, Reply):
                return visit.tell(answer.after(*lines))
        if visit.who.interview is None:
            return visit.tell((await home(visit)).after(*lines))
        opened = visit.opened or await self.open(visit, visit.who.interview)
        told = self.ask(visit, opened, *lines)
        return replace(told, replies=tuple(replace(reply, awaits=visit.who.awaits) for reply in told.replies))

    def ask(self, visit: Visit, opened: Opened, *lines: Words) -> Told:
        """The question that waits, or the result, once more."""
        waiting = opened.interview.asking is not None
        reply = ask(opened.interview, visit.language) if waiting else _result(visit, opened)
        return visit.tell(reply.after(*lines), interview=opened.interview)

    def come_back(self, visit: Visit, opened: Opened) -> Told:
        """Which house is half done, and how much is left."""
        return visit.tell(_come_back(visit, opened), interview=opened.interview)

    def is_early(self, visit: Visit, opened: Opened) -> bool:
        """Whether the words were written before the question that waits was seen: in a burst, after a dead zone; or
        before others that came first; or as a reply to an older bubble."""
        if self._memory.was_overtaken(visit.incoming):
            return True
        sent_at, received_at = visit.incoming.sent_at, visit.incoming.received_at
        replied_at = self._memory.replied_at(visit.incoming.chat)
        if received_at is not None and replied_at is not None and received_at < replied_at:
            return True
        asked_at = opened.asked_at.replace(microsecond=0)  # channels tell whole seconds
        if visit.incoming.about_at is not None and visit.incoming.about_at < asked_at:
            return True
        return sent_at < asked_at and visit.now - sent_at < OLDEST_UPDATE

    def was_away(self, visit: Visit, opened: Opened) -> bool:
        """Whether she comes back after hours, perhaps to another house than she thinks."""
        replied_at = self._memory.replied_at(visit.incoming.chat) or opened.asked_at
        return visit.now - max(opened.asked_at, replied_at) > AWAY

    async def _tips(self, visit: Visit, opened: Opened) -> Reply:
        contacts = await finishing.contacts_of(visit.connection, visit.role.region_code)
        interview, questionnaire = opened.interview, opened.questionnaire
        return finishing.advice(interview, questionnaire, visit.tools.directory, contacts, visit.language)


def has_buttons_of_an_interview(reply: Reply) -> bool:
    """Whether a page shows buttons that belong to the interview at hand; those of pages carry none."""
    return any(page_of(press.verb) is None for row in reply.rows for press in row)


def is_of_an_interview(tap: Tap | None) -> bool:
    """Whether the button belongs to an interview, not to a page."""
    return tap is not None and tap.interview > 0 and page_of(tap.verb) is None


def _after_a_while(visit: Visit, opened: Opened, turn: Turn) -> Turn:
    """After hours away a greeting comes first, unless she wrote an answer: that is read back, for it may be meant for
    another house."""
    if not turn.facts or isinstance(turn.facts[0], Misread):
        return Turn((), opened.interview, _come_back(visit, opened))
    return replace(turn, reply=turn.reply.after(opened.subject.title))


def _come_back(visit: Visit, opened: Opened) -> Reply:
    hello = arrival.greeting(visit.who.name, visit.now.hour)
    return arrival.come_back(hello, opened.subject, *opened.interview.progress)


def _was_finished(visit: Visit, interview: Interview) -> bool:
    """Whether the interview that she is at was finished before this message, and is being corrected."""
    row = visit.who.interview
    return row is not None and row.id == interview.id and row.finished_at is not None


def _asks_the_same(before: Interview, after: Interview) -> bool:
    """Whether the same question waits as before, so that what was written meanwhile is meant for it."""
    one, other = before.asking, after.asking
    same = one is not None and other is not None and one.ref == other.ref
    return same and (before.chosen is None) == (after.chosen is None)


def _result(visit: Visit, opened: Opened) -> Reply:
    return finishing.result(opened.interview, opened.questionnaire, opened.subject, visit.language)
