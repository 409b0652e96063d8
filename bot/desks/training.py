"""A cadre's training: lessons, and made-up families to practise with. Nothing of it is ever counted."""

from dataclasses import replace

from bot.desks.desk import Page, awaiting
from bot.flows.permissions import Action
from bot.flows.reply import Reply
from bot.flows.training import screens
from bot.flows.training.families import FAMILIES
from bot.flows.training.lessons import LESSONS
from bot.interviews import practising
from bot.visit import Visit
from storage.chats import point
from storage.training import keep_lesson, lessons_of, practice_of


async def training(visit: Visit) -> Reply:
    """What there is to learn. Whatever she was at waits meanwhile."""
    if visit.who.interview is not None:
        await point(visit.connection, visit.incoming.chat, None)
    return await practising.home(visit)


async def lesson(visit: Visit) -> Reply:
    """A case and its question."""
    name = visit.tap.code
    return screens.lesson(name, awaiting(screens.QUIZ, name)) if name in LESSONS else await practising.home(visit)


async def quiz(visit: Visit) -> Reply:
    """What her answer would mean; a right one is recorded as her training."""
    name, _, number = visit.tap.code.partition(":")
    if name not in LESSONS:
        return await practising.home(visit)
    told = bool(visit.words)
    chosen = screens.chosen(name, visit.words, visit.language) if told else replace(visit.tap, code=number).number
    awaits = awaiting(screens.QUIZ, name)
    if chosen is None or chosen >= len(LESSONS[name].options):
        return screens.lesson(name, awaits)
    person = visit.role.person_id
    if LESSONS[name].options[chosen].right:
        await keep_lesson(visit.connection, person, name, visit.now)
    return screens.answered(name, chosen, await lessons_of(visit.connection, person), awaits)


async def story(visit: Visit) -> Reply:
    """Who the made-up family is."""
    name = visit.tap.code
    if name not in FAMILIES:
        return await practising.home(visit)
    practice = await practice_of(visit.connection, visit.role.person_id)
    return screens.story(name, FAMILIES[name], under_way=practice is not None and practice.family == name)


async def practise(visit: Visit) -> Reply:
    """A practised interview: begun, or one message further."""
    begins, _, name = visit.tap.code.partition(":")
    if begins == "new" and name in FAMILIES and not visit.words:
        return await practising.begin(visit, name)
    return await practising.go_on(visit)


PAGES = {
    "training": Page(training, Action.INTERVIEW, commands=frozenset({"latihan"})),
    screens.LESSON: Page(lesson, Action.INTERVIEW),
    screens.QUIZ: Page(quiz, Action.INTERVIEW, changes=True),
    screens.STORY: Page(story, Action.INTERVIEW),
    screens.PRACTISE: Page(practise, Action.INTERVIEW, changes=True, steers=True),
}
