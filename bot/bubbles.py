"""The bubble that her words are about: which buttons it has, and which of them she wrote instead of pressing it."""

from collections.abc import Sequence
from functools import lru_cache

from bot.desks.desk import awaited
from bot.desks.everything import page_of
from bot.desks.referrals import question_of
from bot.flows import labels
from bot.flows.listening import answering
from bot.flows.reading import Command, Understood, command, yes_no
from bot.flows.reply import Press
from bot.flows.rounds import hearing
from bot.flows.texts import Text
from bot.interviews.interviewing import AWAY, is_of_an_interview
from bot.interviews.loading import Opened
from bot.memory import Memory
from bot.messages import Button, Tap
from bot.visit import Told, Visit

TICK = "t"  # a written name is the whole answer, not one tick more
YES, NO = "yes", "no"
SAYS_MORE = " · "  # between what a thing is called and how it stands
HOUSE, NEW = "house", "new"  # of a list of houses, of which two may be called alike
NOT_THAT = Text("Bukan itu")


def seen(visit: Visit, memory: Memory) -> tuple[Button, ...]:
    """The buttons of the bubble that she replies to, else of the newest one, if she could see it when she wrote.

    Those of a letter come without what stands on them.
    """
    incoming, who = visit.incoming, visit.who
    if incoming.about_at is not None:
        return incoming.about
    shown_at, shown = memory.replied_at(incoming.chat), memory.buttons(incoming.chat)
    if who.letter and incoming.is_after(who.letter_at):
        same = tuple(each.tap for each in shown) == who.letter
        return shown if same else tuple(Button("", tap) for tap in who.letter)
    if shown_at is None or visit.now - shown_at > AWAY or memory.was_overtaken(incoming):
        return ()
    unseen = incoming.received_at is not None and incoming.received_at < shown_at
    return () if unseen or incoming.sent_at < shown_at.replace(microsecond=0) else shown


def written(visit: Visit, buttons: Sequence[Button]) -> Tap | None:
    """The button whose label she wrote. A page that waits for her words reads its own."""
    waiting = awaited(visit.who.awaits)
    ours = [each for each in buttons if each.tap.verb != TICK and (waiting is None or each.tap.verb != waiting.verb)]
    labelled = [(each.label, each.tap) for each in ours]
    named = [(label.partition(SAYS_MORE)[0], tap) for label, tap in labelled if tap.verb != HOUSE]
    return labels.written(visit.words, labelled) or labels.written(visit.words, named)


def agreed(visit: Visit, buttons: Sequence[Button]) -> Tap | None:
    """The button of a page that a plain yes or no presses: of two that say just that ("Ya, hapus", "Tidak jadi"), or
    the one house of a list. An interview reads its own."""
    said = _says(visit.words)
    pages = [each for each in buttons if page_of(each.tap.verb) is not None]
    asked = [[each.tap for each in pages if _says(each.label) == answer] for answer in (YES, NO)]
    if said and [len(taps) for taps in asked] == [1, 1]:
        return asked[said == NO][0]
    houses = [each.tap for each in pages if each.tap.verb == HOUSE]
    listed = any(each.tap.verb == NEW for each in pages)
    return houses[0] if said == YES and listed and len(houses) == 1 else None


def shows_a_page(buttons: Sequence[Button]) -> bool:
    """Whether what she saw last is a page that she asked for, with nothing of an interview on it; a letter comes by
    itself, and the question still stands above it."""
    return bool(buttons) and all(each.label and not is_of_an_interview(each.tap) for each in buttons)


@lru_cache(maxsize=4096)
def _says(words: str) -> str:
    """Whether words, or what stands on a button, are a plain yes or no."""
    if command(words) is Command.CANCEL:
        return NO
    plainly = yes_no(words.partition(",")[0])
    return str(plainly.value) if isinstance(plainly, Understood) and plainly.value in (YES, NO) else ""


async def meant(visit: Visit, opened: Opened | None, buttons: Sequence[Button]) -> Tap | Told | None:
    """What her words mean who answers a reminder: a button; a question, where they could be two things; or nothing."""
    taps = hearing.heard(visit.words, [each.tap for each in buttons])
    if not taps:
        return None
    other = _something_else(visit, opened) if visit.incoming.about_at is None else None
    if len(taps) == 1 and other is None:
        return taps[0]
    await visit.keep()
    number = next((tap.question for tap in taps if tap.verb == hearing.REFERRAL), "")
    about = await question_of(visit, number) if number else ""
    reply = hearing.which(taps, *([other] if other is not None else []), about=about, awaits=visit.who.awaits)
    return visit.tell(reply, interview=opened.interview if opened is not None else None)


def _something_else(visit: Visit, opened: Opened | None) -> Press | None:
    """What waits for her words besides: a page, or the question of an interview that they would answer."""
    waiting = awaited(visit.who.awaits)
    if waiting is not None:
        return Press(NOT_THAT, waiting.verb, waiting.question, waiting.code)
    return answering(opened.interview, visit.words, visit.language) if opened is not None else None
